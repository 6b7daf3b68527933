//! What two policies differ in, for people.

use annotate_snippets::{AnnotationKind, Group, Level};
use serde_json::Value;
use touchstone_agreement::policy_request::context;
use touchstone_policy::{Change, Effect, Extent, Probe, Verdict};

use super::super::source::render;
use super::{Confirmed, Judged};

/// The differences, then the verdict.
pub(super) fn text(judged: &Judged) -> String {
    let mut told = String::new();
    for confirmed in &judged.differences {
        told.push_str(&render(&[group(judged, confirmed)]));
        told.push_str("\n\n");
    }
    told.push_str(&match judged.compared.verdict {
        Verdict::Different => {
            let count = |change| judged.differences.iter().filter(|it| it.difference.change == change).count();
            format!("different: {} gained, {} lost", count(Change::Gained), count(Change::Lost))
        }
        Verdict::Equivalent => "equivalent: both policies allow the same to everybody".to_owned(),
        Verdict::NotFound => format!("no difference found: {}", searched(&judged.compared.extent)),
    });
    told
}

fn searched(extent: &Extent) -> String {
    let Extent { actions, callers, resources, requests, is_whole } = extent;
    let end =
        if *is_whole { "every one that the statements tell apart by the values tried" } else { "the budget was spent" };
    format!("{requests} requests of {actions} actions, {resources} resources and {callers} callers were tried, {end}")
}

fn group<'j>(judged: &'j Judged, confirmed: &'j Confirmed) -> Group<'j> {
    let difference = &confirmed.difference;
    let level = match difference.change {
        Change::Gained => Level::WARNING.with_name("gained"),
        Change::Lost => Level::ERROR.with_name("lost"),
    };
    let Probe { action, resource, facts, is_asked } = &difference.probe;
    let mut group = Group::with_title(level.primary_title(format!("{action} on {resource}")));
    for (read, numbers) in [(&judged.old, &difference.old), (&judged.new, &difference.new)] {
        let mut snippet = read.source.snippet();
        for statement in numbers.iter().filter_map(|number| read.policy.statements().get(*number)) {
            let label = match statement.effect() {
                Effect::Allow => "allows it",
                Effect::Deny => "denies it",
            };
            let span = statement.span();
            snippet = snippet.annotation(AnnotationKind::Primary.span(span.start..span.end).label(label));
        }
        group = match numbers.is_empty() {
            true => group.element(Level::NOTE.message(format!("no statement of {} covers it", read.source.path))),
            false => group.element(snippet),
        };
    }
    let context = Value::Object(context(facts));
    group = group.element(Level::NOTE.with_name("asked by").message(context.to_string()));
    let others: Vec<&str> = difference.actions.iter().map(String::as_str).filter(|it| it != action).collect();
    if !others.is_empty() {
        let label = Level::NOTE.with_name("likewise");
        group = group.element(label.message(others.join(", ")));
    }
    if !is_asked {
        group = group.element(Level::NOTE.message("no client is known to make such a request"));
    }
    if !confirmed.holds() {
        let sentence =
            "the engine and the oracle do not confirm this, which is a defect of touchstone, please report it";
        group = group.element(Level::ERROR.with_name("DEFECT").message(sentence));
    }
    group
}
