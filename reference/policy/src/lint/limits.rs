//! Lints on sizes and counts.

use super::Lint;
use super::ask::Judged;
use super::facts::PolicyKind;
use super::finding::{Findings, Remark};
use crate::error::Span;
use crate::size::{Size, TooLong};

pub(super) const LINTS: &[Lint] = &[size, counts];

//= POL-LINT-39
fn size(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let size = match judged.kind {
        PolicyKind::Device => Size::IotPolicy,
        PolicyKind::Iam => Size::IamManaged,
        PolicyKind::AuthenticatedPool | PolicyKind::UnauthenticatedPool => Size::IamRole,
    };
    let Err(long) = size.check([judged.text]) else { return };
    let remedy = match long {
        TooLong::Counted { .. } => "split it into two policies, or use wildcards and variables",
        TooLong::Sent { .. } => "leave white space out",
    };
    found.add(Remark::error("POL-LINT-39", first_character(judged.text), long.to_string()).remedy(remedy));
}

//= POL-LINT-59
fn counts(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for (count, limit, what) in [
        //= POL-LIMIT-06
        (judged.facts.group_policies, 2, "policies on one thing group"),
        //= POL-LIMIT-07
        (judged.facts.certificate_policies, 10, "policies on one certificate"),
        //= POL-LIMIT-05
        (judged.facts.versions, 5, "versions of one policy"),
    ] {
        if count > limit {
            let message = format!("there are {count} {what}; at most {limit} are possible");
            let remark = Remark::error("POL-LINT-59", first_character(judged.text), message);
            found.add(remark.remedy("remove one, or join their statements"));
        }
    }
}

/// Where to point when the whole text is meant.
fn first_character(text: &str) -> Span {
    Span { start: 0, end: text.chars().next().map_or(0, char::len_utf8) }
}
