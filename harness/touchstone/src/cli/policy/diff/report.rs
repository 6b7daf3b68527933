//! What two policies differ in, for people and for programs.

use annotate_snippets::{AnnotationKind, Group, Level};
use serde_json::{Value, json};
use touchstone_agreement::policy_request::context;
use touchstone_oracle::policy::Decision;
use touchstone_policy::{Change, Effect, Extent, Probe, Verdict};

use super::super::source::{Place, render};
use super::{Confirmed, Judged, Read};

/// The version of the report's form; it rises when a member is removed or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

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

/// The report as JSON: `schema_version`, `verdict`, `differences`, `searched`.
pub(super) fn json(judged: &Judged) -> Value {
    let Extent { actions, callers, resources, requests, is_whole } = &judged.compared.extent;
    json!({
        "schema_version": SCHEMA_VERSION,
        "verdict": match judged.compared.verdict {
            Verdict::Different => "different",
            Verdict::Equivalent => "equivalent",
            Verdict::NotFound => "no difference found",
        },
        "differences": judged.differences.iter().map(|confirmed| difference(judged, confirmed)).collect::<Vec<_>>(),
        "searched": {
            "actions": actions,
            "callers": callers,
            "resources": resources,
            "requests": requests,
            "is_whole": is_whole,
        },
    })
}

fn difference(judged: &Judged, confirmed: &Confirmed) -> Value {
    let difference = &confirmed.difference;
    let [old, new] = &confirmed.decisions;
    json!({
        "change": match difference.change {
            Change::Gained => "gained",
            Change::Lost => "lost",
        },
        "actions": difference.actions,
        "request": {
            "action": difference.probe.action,
            "resource": difference.probe.resource,
            "context": context(&difference.probe.facts),
        },
        "is_asked": difference.probe.is_asked,
        "is_confirmed": confirmed.holds(),
        "old": side(&judged.old, &difference.old, *old),
        "new": side(&judged.new, &difference.new, *new),
    })
}

fn side(read: &Read, numbers: &[usize], decision: Option<Decision>) -> Value {
    let statements = numbers.iter().filter_map(|number| {
        let statement = read.policy.statements().get(*number)?;
        let Place { line, column } = read.source.place(statement.span().start);
        Some(json!({ "statement": number + 1, "sid": statement.sid(), "line": line, "column": column }))
    });
    json!({
        "policy": read.source.path,
        "decision": decision.map(|decision| match decision {
            Decision::Allowed => "ALLOWED",
            Decision::ExplicitDeny => "EXPLICIT_DENY",
            Decision::ImplicitDeny => "IMPLICIT_DENY",
        }),
        "statements": statements.collect::<Vec<_>>(),
    })
}
