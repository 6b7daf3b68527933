//! A document as the linter takes it.

use libtest_mimic::Failed;
use touchstone_agreement::policy_vectors::{Document, Grammar, PolicyType};
use touchstone_policy::lint::{PolicyKind, Severity, Surroundings, lint};

/// Whether the linter reports the lints that the document names, and nothing above a hint where it names none.
pub(crate) fn reports(policy_type: PolicyType, document: &Document) -> Result<(), Failed> {
    let kind = match policy_type {
        PolicyType::Iot => PolicyKind::Device,
        PolicyType::Iam => PolicyKind::Iam,
    };
    let report = lint(&document.text, &Surroundings { kind, ..Surroundings::default() });
    let found: Vec<&str> = report.findings.iter().map(|finding| finding.rule.id).collect();
    let missing: Vec<&String> = document.lints.iter().filter(|lint| !found.contains(&lint.as_str())).collect();
    if !missing.is_empty() {
        return Err(format!("{missing:?} is not among {found:?}: {}", document.why).into());
    }
    let grammar = if report.is_refused() { Grammar::Malformed } else { Grammar::Valid };
    if grammar != document.expect {
        return Err(format!("{grammar:?} instead of {:?}, by {found:?}: {}", document.expect, document.why).into());
    }
    let is_clean = document.expect == Grammar::Valid && document.lints.is_empty();
    match report.findings.iter().find(|finding| finding.severity > Severity::Hint) {
        Some(finding) if is_clean => Err(format!("{}: {}", finding.rule.id, finding.message).into()),
        _ => Ok(()),
    }
}
