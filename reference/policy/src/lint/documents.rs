//! Lints on a document as a whole.

use super::Lint;
use super::ask::Judged;
use super::finding::{Findings, Remark, Severity};
use super::written::{WrittenStatement, opening, twins};
use crate::document::Version;

pub(super) const LINTS: &[Lint] = &[version, empty_document, deny_only, repeated_entries, repeated_sids];

//= POL-LINT-34
fn version(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let policy = judged.policy;
    let (span, message) = match policy.version {
        Some((Version::Of2012, _)) => return,
        Some((Version::Of2008, span)) => (span, "the version is `2008-10-17`"),
        None if policy.has_version || !policy.is_object => return,
        None => (opening(policy.span), "the document has no `Version` and counts as `2008-10-17`"),
    };
    let severity = if judged.kind.is_device() { Severity::Warning } else { Severity::Error };
    let message = match (severity, judged.text.contains("${")) {
        (Severity::Error, _) => format!("{message}: IAM stores only `2012-10-17`"),
        (_, true) => format!("{message}: every `${{...}}` in it is plain text"),
        (_, false) => format!("{message}: variables would be plain text"),
    };
    found.add(Remark::new("POL-LINT-34", severity, span, message).remedy("write `\"Version\": \"2012-10-17\"`"));
}

//= POL-DOC-22
fn empty_document(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let is_empty = judged.policy.is_object && judged.policy.statements.is_empty();
    if is_empty && judged.kind.is_device() {
        found.add(Remark::hint(
            "POL-DOC-22",
            opening(judged.policy.span),
            "the document has no statement and allows nothing",
        ));
    }
}

//= POL-LINT-38
fn deny_only(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let mut statements = judged.statements().peekable();
    if statements.peek().is_none() || !statements.all(WrittenStatement::denies) {
        return;
    }
    if let Some(first) = judged.policy.statements.first() {
        let remark = Remark::hint("POL-LINT-38", opening(first.span), "only Deny: nothing is granted here");
        found.add(remark.remedy("fine for a quarantine; otherwise another document has to allow something"));
    }
}

//= POL-LINT-40
fn repeated_entries(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in &judged.policy.statements {
        for entries in [statement.all_actions(), statement.all_resources()] {
            for (first, second) in twins(entries.iter(), |entry| &entry.text) {
                let remark = Remark::hint("POL-LINT-40", second.span, format!("`{}` is listed twice", second.text));
                found.add(remark.beside(first.span, "the first time").remedy("remove one of them"));
            }
        }
    }
}

//= POL-LINT-40
fn repeated_sids(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let severity = if judged.kind.is_device() { Severity::Hint } else { Severity::Error };
    let sids = judged.policy.statements.iter().filter_map(|statement| statement.sid.as_ref());
    for (first, second) in twins(sids.filter(|sid| !sid.text.is_empty()), |sid| &sid.text) {
        let message = format!("two statements are called `{}`", second.text);
        let remark = Remark::new("POL-LINT-40", severity, second.span, message);
        found.add(remark.beside(first.span, "the first one").remedy("give each statement a `Sid` of its own"));
    }
}
