//! Why a request is decided so, for people and for programs.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Snippet};
use serde_json::{Value, json};
use touchstone_oracle::policy::Decision;
use touchstone_policy::{Condition, Effect, Filled, Found, Obstacle, Scope, Span, Statement};

use super::super::source::{Place, render};
use super::{Judged, Missed, Read};

/// The version of the report's form; it rises when a member is removed or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

/// As many entries of a list are shown.
const MOST_ENTRIES: usize = 8;

/// The decision, the statements that decided, and what kept the others from covering the request.
pub(super) fn text(judged: &Judged<'_>) -> String {
    let asked = format!("{} on {}", judged.action, judged.resource);
    let title = match judged.answers.engine.decision {
        Decision::Allowed => Level::NOTE.with_name("allowed").primary_title(asked),
        Decision::ExplicitDeny => Level::ERROR.with_name("explicit deny").primary_title(asked),
        Decision::ImplicitDeny => {
            Level::ERROR.with_name("implicit deny").primary_title(format!("{asked}: no statement covers it"))
        }
    };
    let mut first = Group::with_title(title);
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

fn deciding<'j>(judged: &'j Judged<'_>) -> impl Iterator<Item = (&'j Read, usize)> {
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

fn beside(span: Span, label: Option<String>) -> Annotation<'static> {
    AnnotationKind::Context.span(span.start..span.end).label(label)
}

fn missed_statement<'j>(judged: &'j Judged<'_>, missed: &'j Missed) -> Option<Group<'j>> {
    let read = judged.documents.get(missed.document)?;
    let statement = read.policy.statements().get(missed.statement)?;
    let number = missed.statement + 1;
    let does_not = format!("statement {number} {} something else", verb(statement.effect()));
    let snippet = read.source.snippet();
    let (why, snippet) = match &missed.obstacle {
        Obstacle::Action { entries } => ("its actions", of_actions(judged, statement, entries, snippet)),
        Obstacle::Resource { entries } => ("its resources", of_resources(statement, entries, snippet)),
        Obstacle::Condition { number, found, listed } => {
            ("its conditions", of_condition(statement.conditions().get(*number)?, found, listed, snippet))
        }
    };
    let title = Level::NOTE.secondary_title(format!("{does_not}, by {why}"));
    Some(Group::with_title(title).element(snippet))
}

type Shown<'j> = Snippet<'j, Annotation<'j>>;

fn of_actions<'j>(judged: &Judged<'_>, statement: &Statement, entries: &[Span], snippet: Shown<'j>) -> Shown<'j> {
    let label = match statement.actions() {
        Scope::These(_) => format!("does not cover {}", judged.action),
        Scope::AllBut(_) => format!("takes {} out", judged.action),
    };
    snippet.annotations(entries.iter().take(MOST_ENTRIES).map(|span| label_of(*span, label.clone())))
}

fn of_resources<'j>(statement: &Statement, entries: &[Filled], snippet: Shown<'j>) -> Shown<'j> {
    let written = |entry: &Filled| match statement.resources() {
        Scope::These(patterns) | Scope::AllBut(patterns) => {
            patterns.iter().any(|pattern| pattern.span() == entry.span && pattern.as_str() == entry.text)
        }
    };
    let excludes = matches!(statement.resources(), Scope::AllBut(_));
    snippet.annotations(entries.iter().take(MOST_ENTRIES).map(|entry| {
        let label = match (&entry.unresolved, written(entry)) {
            (Some(name), _) => format!("`{name}` has no value here, so this entry matches nothing"),
            (None, true) if excludes => "takes the resource out".to_owned(),
            (None, true) => "does not cover the resource".to_owned(),
            (None, false) if excludes => format!("is `{}` here, which takes the resource out", entry.text),
            (None, false) => format!("is `{}` here, which does not cover the resource", entry.text),
        };
        label_of(entry.span, label)
    }))
}

fn of_condition<'j>(condition: &Condition, found: &Found, listed: &[Filled], snippet: Shown<'j>) -> Shown<'j> {
    let label = match found {
        Found::Absent => "the request does not have this key".to_owned(),
        Found::One(text) => format!("is `{text}` in the request"),
        Found::Many(texts) if texts.is_empty() => "is an empty set in the request".to_owned(),
        Found::Many(texts) => format!("is the set of `{}` in the request", texts.join("`, `")),
    };
    let snippet = snippet.annotation(label_of(condition.key_span(), label));
    let snippet = snippet.annotation(beside(condition.operator_span(), Some("does not hold".to_owned())));
    snippet.annotations(condition.values().iter().zip(listed).take(MOST_ENTRIES).filter_map(|(written, listed)| {
        let label = match &listed.unresolved {
            Some(name) => format!("`{name}` has no value here, so this matches nothing"),
            None if written.as_str() != listed.text => format!("is `{}` here", listed.text),
            None => return None,
        };
        Some(beside(listed.span, Some(label)))
    }))
}

/// The report as JSON: `schema_version`, `decision`, `action`, `resource`, `deciding`, `not_covering`, and `disagreement`
/// where there is one.
pub(super) fn json(judged: &Judged<'_>) -> Value {
    let deciding = deciding(judged).filter_map(|(read, number)| located(read, number));
    let missed = judged.obstacles.iter().filter_map(|missed| {
        let read = judged.documents.get(missed.document)?;
        let mut told = located(read, missed.statement)?;
        told.as_object_mut()?.insert("obstacle".to_owned(), obstacle(read, missed)?);
        Some(told)
    });
    let mut report = json!({
        "schema_version": SCHEMA_VERSION,
        "decision": name(judged.answers.engine.decision),
        "action": judged.action,
        "resource": judged.resource,
        "deciding": deciding.collect::<Vec<_>>(),
        "not_covering": missed.collect::<Vec<_>>(),
    });
    if let (None, Some(members)) = (judged.answers.agreed(), report.as_object_mut()) {
        members.insert("disagreement".to_owned(), json!(format!("{:?}", judged.answers.oracle)));
    }
    report
}

const fn name(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "ALLOWED",
        Decision::ExplicitDeny => "EXPLICIT_DENY",
        Decision::ImplicitDeny => "IMPLICIT_DENY",
    }
}

fn located(read: &Read, number: usize) -> Option<Value> {
    let statement = read.policy.statements().get(number)?;
    let Place { line, column } = read.source.place(statement.span().start);
    Some(json!({
        "policy": read.source.path,
        "statement": number + 1,
        "sid": statement.sid(),
        "effect": format!("{:?}", statement.effect()),
        "line": line,
        "column": column,
    }))
}

fn obstacle(read: &Read, missed: &Missed) -> Option<Value> {
    let entry = |filled: &Filled| {
        let Place { line, column } = read.source.place(filled.span.start);
        json!({ "line": line, "column": column, "filled": filled.text, "unresolved": filled.unresolved })
    };
    let entries = |entries: &[Filled]| entries.iter().map(entry).collect::<Vec<_>>();
    Some(match &missed.obstacle {
        Obstacle::Action { entries } => {
            let place = |span: &Span| {
                let Place { line, column } = read.source.place(span.start);
                json!({ "line": line, "column": column })
            };
            json!({ "element": "action", "entries": entries.iter().map(place).collect::<Vec<_>>() })
        }
        Obstacle::Resource { entries: listed } => json!({ "element": "resource", "entries": entries(listed) }),
        Obstacle::Condition { number, found, listed } => {
            let condition = read.policy.statements().get(missed.statement)?.conditions().get(*number)?;
            json!({
                "element": "condition",
                "operator": condition.operator_name(),
                "key": condition.key(),
                "found": match found {
                    Found::Absent => Value::Null,
                    Found::One(text) => json!(text),
                    Found::Many(texts) => json!(texts),
                },
                "listed": entries(listed),
            })
        }
    })
}
