//! Findings as SARIF 2.1.0.

use serde_json::{Value as Json, json};
use touchstone_policy::Span;
use touchstone_policy::lint::{Finding, Rule, Severity};

use super::{Checked, Text};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn report(checked: &[Checked]) -> Json {
    let results: Vec<Json> = checked.iter().flat_map(results).collect();
    let notifications: Vec<Json> = checked.iter().filter_map(notification).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "touchstone policy check",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": Rule::all().map(rule).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(rule: &Rule) -> Json {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": format!("{}\n\n{}\n\nExample: {}", rule.meaning, rule.repair, rule.example)},
        "defaultConfiguration": {"level": level(rule.usual)},
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Broad => "warning",
        Severity::Hint => "note",
    }
}

fn results(checked: &Checked) -> Vec<Json> {
    let Ok(Text { text, report }) = &checked.outcome else { return Vec::new() };
    report.findings.iter().map(|finding| result(&checked.path, text, finding)).collect()
}

fn result(path: &str, text: &str, finding: &Finding) -> Json {
    let message = match &finding.remedy {
        Some(remedy) => format!("{}: {remedy}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": Rule::all().position(|rule| rule.id == finding.rule.id),
        "level": level(finding.severity),
        "message": {"text": message},
        "locations": [{"physicalLocation": place(path, text, finding.span, finding.line, finding.column)}],
    });
    if let (Some(beside), Some(members)) = (&finding.beside, result.as_object_mut()) {
        let location = place(path, text, beside.span, beside.line, beside.column);
        let related = json!([{"id": 0, "message": {"text": beside.label}, "physicalLocation": location}]);
        members.insert("relatedLocations".to_owned(), related);
    }
    result
}

/// A region in a file; lines and columns count from 1, the end column is the one behind the last character.
fn place(path: &str, text: &str, span: Span, line: usize, column: usize) -> Json {
    let inside = text.get(span.start..span.end).unwrap_or_default();
    let end_line = line + inside.matches('\n').count();
    let end_column = match inside.rsplit_once('\n') {
        Some((_, last)) => last.chars().count() + 1,
        None => column + inside.chars().count(),
    };
    json!({
        "artifactLocation": {"uri": uri(path)},
        "region": {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
            "byteOffset": span.start,
            "byteLength": span.end - span.start,
        },
    })
}

fn notification(checked: &Checked) -> Option<Json> {
    let unreadable = checked.outcome.as_ref().err()?;
    Some(json!({
        "level": "error",
        "message": {"text": unreadable.to_string()},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(&checked.path)}}}],
    }))
}

/// A path as a relative reference: what is not unreserved is written in percent form.
fn uri(path: &str) -> String {
    let path = if path == "-" { "stdin" } else { path };
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
