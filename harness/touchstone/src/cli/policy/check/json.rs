//! Findings for programs.

use serde_json::{Value as Json, json};
use touchstone_policy::lint::{Beside, Finding, Severity};

use super::{Checked, Tally, Text};

/// Raised when a reader of the report could misread it.
const SCHEMA_VERSION: u32 = 1;

pub(super) fn report(checked: &[Checked], tally: Tally) -> Json {
    let Tally { errors, warnings, broad, hints, unreadable } = tally;
    json!({
        "schema_version": SCHEMA_VERSION,
        "summary": {
            "files": checked.len(),
            "unreadable": unreadable,
            "errors": errors,
            "warnings": warnings,
            "too_broad": broad,
            "hints": hints,
        },
        "files": checked.iter().map(file).collect::<Vec<_>>(),
    })
}

fn file(checked: &Checked) -> Json {
    match &checked.outcome {
        Ok(Text { report, .. }) => json!({
            "path": checked.path,
            "refused": report.is_refused(),
            "left_out": report.left_out,
            "compared": !report.is_uncompared,
            "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        }),
        Err(unreadable) => json!({ "path": checked.path, "unreadable": unreadable.to_string() }),
    }
}

fn finding(finding: &Finding) -> Json {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Broad => "too_broad",
        Severity::Hint => "hint",
    };
    json!({
        "rule": finding.rule.id,
        "severity": severity,
        "message": finding.message,
        "remedy": finding.remedy,
        "line": finding.line,
        "column": finding.column,
        "start": finding.span.start,
        "end": finding.span.end,
        "beside": finding.beside.as_ref().map(beside),
    })
}

fn beside(beside: &Beside) -> Json {
    json!({
        "label": beside.label,
        "line": beside.line,
        "column": beside.column,
        "start": beside.span.start,
        "end": beside.span.end,
    })
}
