//! Do the parser and the linter agree on which texts are policy documents?

use touchstone_policy::lint::{PolicyKind, Report, Severity, Surroundings, lint};
use touchstone_policy::{Dialect, Policy};

/// The size of a document is no matter of its grammar.
const SIZE: &str = "POL-LINT-39";

/// Holds what the linter says of a text against what the parser says of it, in both dialects, and every place of a finding
/// against the text.
///
/// # Errors
/// When one of the two takes the text as a document and the other does not, or a place is none.
pub fn check_policy_lint(text: &str) -> Result<(), String> {
    for (dialect, kind) in [(Dialect::IotCore, PolicyKind::Device), (Dialect::Iam, PolicyKind::Iam)] {
        let report = lint(text, &Surroundings { kind, ..Surroundings::default() });
        places(text, &report)?;
        let broken =
            report.findings.iter().find(|finding| finding.severity == Severity::Error && finding.rule.id != SIZE);
        match (Policy::parse_as(dialect, text), broken) {
            (Ok(_), Some(finding)) => {
                let id = finding.rule.id;
                return Err(format!("{dialect:?}: parsed, and {id} says {}\n{text}", finding.message));
            }
            (Err(error), None) => {
                return Err(format!("{dialect:?}: nothing is found, and the parser says {error}\n{text}"));
            }
            (Ok(_), None) | (Err(_), Some(_)) => (),
        }
    }
    Ok(())
}

/// Whether every place of a report is one of the text.
fn places(text: &str, report: &Report) -> Result<(), String> {
    for finding in &report.findings {
        let beside = finding.beside.as_ref().map(|beside| (beside.span, beside.line, beside.column));
        for (span, line, column) in [(finding.span, finding.line, finding.column)].into_iter().chain(beside) {
            let before = text.get(..span.start).filter(|_| text.get(span.start..span.end).is_some());
            let Some(before) = before else {
                return Err(format!("{}: {span:?} is no place of\n{text}", finding.rule.id));
            };
            let counted_line = before.matches('\n').count() + 1;
            let counted_column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            if (line, column) != (counted_line, counted_column) {
                return Err(format!("{}: line {line}, column {column} is not at {span:?} of\n{text}", finding.rule.id));
            }
        }
    }
    Ok(())
}
