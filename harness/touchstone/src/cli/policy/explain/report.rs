//! Why a request is decided so, for people.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Snippet};
use touchstone_oracle::policy::Decision;
use touchstone_policy::{Action, Condition, Effect, Filled, Obstacle, Scope, Side, Span, Statement};
use touchstone_scenario::did_you_mean;

use super::super::source::render;
use super::label::{of_action, of_found, of_resource, of_value};
use super::{Judged, Missed, Read};

/// As many entries of a list are shown.
const MOST_ENTRIES: usize = 8;

/// The decision, the statements that decided, and what kept the others from covering the request.
pub(super) fn text(judged: &Judged<'_>) -> String {
    let asked = format!("{} on {}", judged.action, judged.resource);
    let title = match judged.answers.engine.decision {
        Decision::Allowed => Level::NOTE.with_name("allowed").primary_title(asked),
        Decision::ExplicitDeny => Level::ERROR.with_name("explicit deny").primary_title(asked),
        Decision::ImplicitDeny => {
            let why = match judged.lacking() {
                None => "no statement allows it",
                Some(Side::Iot) => "IAM policies allow it, device policies must as well, and do not",
                Some(Side::Iam) => "device policies allow it, IAM policies must as well, and do not",
            };
            Level::ERROR.with_name("implicit deny").primary_title(format!("{asked}: {why}"))
        }
    };
    let mut first = Group::with_title(title);
    let idle = judged.documents.iter().filter_map(idle);
    for note in unheard(judged.action).into_iter().chain(idle) {
        first = first.element(Level::NOTE.message(note));
    }
    for (read, number) in deciding(judged) {
        let Some(statement) = read.policy.statements().get(number) else { continue };
        let label = format!("statement {} {} it", number + 1, verb(statement.effect()));
        first = first.element(read.source.snippet().annotation(label_of(statement.span(), label)));
    }
    let mut groups = vec![first];
    groups.extend(judged.obstacles.iter().filter_map(|missed| missed_statement(judged, missed)));
    let mut told = render(&groups);
    if judged.answers.agreed().is_none() {
        told.push_str(&format!(
            "\nDEFECT: the oracle of touchstone decides otherwise, which is a defect of touchstone, please report it: {:?}",
            judged.answers.oracle
        ));
    }
    told
}

/// That a document is not in force, and why.
fn idle(read: &Read) -> Option<String> {
    let group = read.group.as_ref().filter(|_| !read.is_in_force)?;
    let path = &read.source.path;
    Some(format!("{path} is not in force: no thing that counts here is in the group `{group}`"))
}

/// That the action is misspelt, where one is known that is spelled much alike.
fn unheard(action: &str) -> Option<String> {
    let known = || Action::KNOWN.iter().map(|known| known.name());
    let near = did_you_mean(action, known());
    let is_known = known().any(|name| name.eq_ignore_ascii_case(action));
    (!is_known && !near.is_empty()).then(|| format!("no client asks for `{action}`{near}"))
}

pub(super) fn deciding<'j>(judged: &'j Judged<'_>) -> impl Iterator<Item = (&'j Read, usize)> {
    judged
        .answers
        .engine
        .deciding
        .iter()
        .filter_map(|(name, number)| Some((judged.documents.iter().find(|read| read.source.path == *name)?, *number)))
}

const fn verb(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "allows",
        Effect::Deny => "denies",
    }
}

fn label_of(span: Span, label: String) -> Annotation<'static> {
    AnnotationKind::Primary.span(span.start..span.end).label(label)
}

fn beside(span: Span, label: String) -> Annotation<'static> {
    AnnotationKind::Context.span(span.start..span.end).label(label)
}

/// What kept a statement from covering the request, as a title.
fn title(statement: &Statement, missed: &Missed) -> String {
    let sid = statement.sid().map(|sid| format!(" `{sid}`")).unwrap_or_default();
    let would = match statement.effect() {
        Effect::Allow => "would allow it",
        Effect::Deny => "would deny it",
    };
    let but = match (&missed.obstacle, statement.actions(), statement.resources()) {
        (Obstacle::Action { .. }, Scope::These(_), _) => "but not this action",
        (Obstacle::Action { .. }, Scope::AllBut(_), _) => "but its `NotAction` takes this action out",
        (Obstacle::Resource { .. }, _, Scope::These(_)) => "but not on this resource",
        (Obstacle::Resource { .. }, _, Scope::AllBut(_)) => "but its `NotResource` takes this resource out",
        (Obstacle::Condition { .. }, ..) => "but a condition does not hold",
    };
    format!("statement {}{sid} {would}, {but}", missed.statement + 1)
}

fn missed_statement<'j>(judged: &'j Judged<'_>, missed: &'j Missed) -> Option<Group<'j>> {
    let read = judged.documents.get(missed.document)?;
    let statement = read.policy.statements().get(missed.statement)?;
    let snippet = read.source.snippet();
    let snippet = match &missed.obstacle {
        Obstacle::Action { entries } => {
            let label = |span: &Span| label_of(*span, of_action(judged.action, statement, *span));
            snippet.annotations(entries.iter().take(MOST_ENTRIES).map(label))
        }
        Obstacle::Resource { entries } => {
            let label = |entry: &Filled| label_of(entry.span, of_resource(judged, read.side, statement, entry));
            snippet.annotations(entries.iter().take(MOST_ENTRIES).map(label))
        }
        Obstacle::Condition { number, .. } => {
            of_condition(judged, read.side, statement.conditions().get(*number)?, missed, snippet)
        }
    };
    Some(Group::with_title(Level::NOTE.secondary_title(title(statement, missed))).element(snippet))
}

type Shown<'j> = Snippet<'j, Annotation<'j>>;

fn of_condition<'j>(
    judged: &Judged<'_>,
    side: Side,
    condition: &Condition,
    missed: &Missed,
    snippet: Shown<'j>,
) -> Shown<'j> {
    let Obstacle::Condition { found, listed, failing, .. } = &missed.obstacle else { return snippet };
    let snippet = snippet.annotation(label_of(condition.key_span(), of_found(judged, side, condition, found, failing)));
    let snippet = snippet.annotation(beside(condition.operator_span(), "does not hold".to_owned()));
    let values = condition.values().iter().zip(listed).take(MOST_ENTRIES);
    snippet.annotations(values.filter_map(|(written, listed)| {
        Some(beside(listed.span, of_value(judged, side, condition, written.as_str(), listed)?))
    }))
}
