//! The report that programs read. Its form is stable under `schema_version`; the same findings give the same bytes.

use serde_json::{Value, json};

use crate::{CaseReport, Exchange, Failure, Heading, Judge, Report, Verdict};

/// The version of the report's form; it rises when a member is removed or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

/// The report as JSON.
///
/// Members: `schema_version`, `target`, `judge` (`ref` or `live`), `seed`, `repeat`, `exit_status`, `counts` by verdict,
/// `requirements_cited`, `cases`, `stale_divergences`. A case has `id`, `scenario`, `summary`, `requires`, `verdict`,
/// `packets`, and where they apply `reason`, `notes` and `failure`.
#[must_use]
pub fn json(report: &Report) -> Value {
    let counts = report.counts();
    json!({
        "schema_version": SCHEMA_VERSION,
        "target": report.target,
        "judge": match report.judge { Judge::Reference => "ref", Judge::Live => "live" },
        "seed": report.seed,
        "repeat": report.repeat,
        "exit_status": report.exit_status(),
        "counts": {
            "pass": counts.pass,
            "tolerated": counts.tolerated,
            "fail": counts.fail,
            "unsupported": counts.unsupported,
            "known divergence": counts.known_divergence,
            "inconclusive": counts.inconclusive,
        },
        "requirements_cited": report.cited(),
        "cases": report.cases.iter().map(case).collect::<Vec<_>>(),
        "stale_divergences": report.stale.iter()
            .map(|stale| json!({ "of": stale.of, "passed": stale.passed }))
            .collect::<Vec<_>>(),
    })
}

fn case(case: &CaseReport) -> Value {
    let requires: Vec<&str> = case.requires.iter().map(crate::RequirementId::as_str).collect();
    let mut value = json!({
        "id": case.id,
        "scenario": case.scenario,
        "summary": case.summary,
        "requires": requires,
        "verdict": case.verdict.word(),
        "packets": case.packets,
    });
    let mut add = |name: &str, member: Value| {
        if let Some(members) = value.as_object_mut() {
            members.insert(name.to_owned(), member);
        }
    };
    if let Some(reason) = case.verdict.reason() {
        add("reason", json!(reason));
    }
    if !case.notes.is_empty() {
        add("notes", json!(case.notes));
    }
    if let Verdict::Fail(it) = &case.verdict {
        add("failure", failure(it));
    }
    value
}

fn failure(failure: &Failure) -> Value {
    json!({
        "file": failure.file,
        "line": failure.place.line,
        "column": failure.place.column,
        "step": failure.step,
        "expected": failure.expected,
        "seen": failure.seen,
        "cited": failure.cited.iter()
            .map(|cited| json!({ "id": cited.id.as_str(), "sentence": cited.sentence }))
            .collect::<Vec<_>>(),
        "packets": failure.exchanges.iter().map(exchange).collect::<Vec<_>>(),
        "logs": failure.logs,
    })
}

fn exchange(exchange: &Exchange) -> Value {
    json!({
        "after_ms": exchange.after,
        "client": exchange.client,
        "connection": exchange.link,
        "way": match exchange.way {
            Heading::Sent => "sent",
            Heading::Received => "received",
            Heading::Happened => "happened",
        },
        "words": exchange.words,
        "hex": exchange.bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
    })
}
