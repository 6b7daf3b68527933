//! Of each lint, where it speaks and where it is silent on the nearest text; and what becomes of texts that are no JSON.

use super::*;

mod actions;
mod conditions;
mod grammar;
mod json;
mod resources;
mod rights;
mod security;
mod variables;

/// Writes the place in front of resources that begin with `R:`.
fn written(text: &str) -> String {
    text.replace("R:", "arn:aws:iot:us-east-1:123456789012:")
}

fn of(kind: PolicyKind) -> Surroundings<'static> {
    Surroundings { kind, ..Surroundings::default() }
}

/// Each finding of a document of one statement or of several, as `12 W`.
fn judged(statements: &str, surroundings: &Surroundings<'_>) -> Vec<String> {
    let text = written(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#));
    found(&text, surroundings)
}

fn found(text: &str, surroundings: &Surroundings<'_>) -> Vec<String> {
    lint(text, surroundings).findings.iter().map(short).collect()
}

fn short(finding: &Finding) -> String {
    let letter = match finding.severity {
        Severity::Error => 'E',
        Severity::Warning => 'W',
        Severity::Broad => 'S',
        Severity::Hint => 'I',
    };
    format!("{} {letter}", finding.rule.id.trim_start_matches("POL-LINT-"))
}

/// The finding of a rule in a text.
fn finding(text: &str, id: &str) -> Finding {
    let report = lint(&written(text), &Surroundings::default());
    report.findings.into_iter().find(|finding| finding.rule.id == id).unwrap()
}

/// Shows that a lint speaks, with this weight, of the first statements and is silent on the second.
#[track_caller]
fn speaks_only_of(lint: &str, kind: PolicyKind, wrong: &str, right: &str) {
    speaks_only_of_with(lint, &of(kind), wrong, right);
}

#[track_caller]
fn speaks_only_of_with(lint: &str, surroundings: &Surroundings<'_>, wrong: &str, right: &str) {
    let id = lint.split_once(' ').unwrap().0;
    let said = judged(wrong, surroundings);
    assert!(said.contains(&lint.to_owned()), "{lint} is not among {said:?}: {wrong}");
    let said = judged(right, surroundings);
    let again = said.iter().find(|each| each.split_once(' ').unwrap().0 == id);
    assert_eq!(again, None, "{right}");
}

/// An Allow statement of an action on a resource, both JSON.
fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": {resource}}}"#)
}

fn deny(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect": "Deny", "Action": {action}, "Resource": {resource}}}"#)
}
