//! Lints on policy variables.

use super::Lint;
use super::ask::Judged;
use super::facts::PolicyKind;
use super::finding::{Findings, Remark, Severity};
use super::glob::nearest;
use super::keys::{self, Hole, Kept, begins, variables};
use super::services;
use super::written::{Entry, WrittenStatement};

pub(super) const LINTS: &[Lint] = &[
    thing_variables,
    unknown_variables,
    client_ids_in_filters,
    attributes_in_filters,
    certificate_fields,
    variables_in_a_deny,
];

/// The resources and the condition values of a statement.
fn texts<'s, 't>(statement: &'s WrittenStatement<'t>) -> impl Iterator<Item = &'s Entry<'t>> {
    statement.all_resources().iter().chain(statement.conditions.iter().flat_map(|condition| &condition.values))
}

pub(super) fn is_thing(hole: Hole<'_>) -> bool {
    hole.key().is_some_and(|key| begins(key, "iot:Connection.Thing."))
}

fn is_client_id(hole: Hole<'_>) -> bool {
    hole.key().is_some_and(|key| key.eq_ignore_ascii_case("iot:ClientId"))
}

//= POL-LINT-30
fn thing_variables(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let severity = if judged.kind == PolicyKind::AuthenticatedPool { Severity::Hint } else { Severity::Warning };
    for statement in judged.positive() {
        let https = statement.named(&services::HTTPS_ONLY);
        let message = match https {
            _ if !judged.kind.is_device() => {
                "IAM does not know the thing of a connection: the variable never resolves".to_owned()
            }
            Some(action) => format!("`{}` is asked for over HTTPS, where a connection has no thing", action.text),
            None => continue,
        };
        for entry in texts(statement) {
            for hole in variables(&entry.text).filter(|hole| is_thing(*hole)) {
                let remark = Remark::new("POL-LINT-30", severity, entry.part(hole.start, hole.end), message.clone());
                found.add(remark.remedy("name the thing itself, or use a variable of the certificate"));
            }
        }
    }
}

//= POL-LINT-31
fn unknown_variables(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in &judged.policy.statements {
        for entry in texts(statement) {
            for hole in variables(&entry.text) {
                if !found.wants("POL-LINT-31") {
                    return;
                }
                let span = entry.part(hole.start, hole.end);
                if hole.key.is_none() {
                    let remark = Remark::warning("POL-LINT-31", span, "`${` is never closed and counts as plain text");
                    found.add(remark.remedy("write `}` behind the key"));
                } else if let Some((message, near)) = hole.key().and_then(|key| objection(key, judged.kind)) {
                    let remark = Remark::warning("POL-LINT-31", span, message);
                    found.add(match near {
                        Some(near) => remark.remedy(format!("write `${{{near}}}`")),
                        None => remark.remedy("use a key that the requests have"),
                    });
                }
            }
        }
    }
}

/// What speaks against a key as a variable, and the key that was perhaps meant.
fn objection(key: &str, kind: PolicyKind) -> Option<(String, Option<&'static str>)> {
    let is_judged = kind.is_device() || begins(key, "iot:") || begins(key, "credentials-iot:");
    if !is_judged {
        return None;
    }
    if keys::is_multi_valued(key) {
        return Some((format!("`{key}` has several values: as a variable it never resolves"), None));
    }
    match (keys::kept(key), kind.is_device()) {
        (Kept::Unknown, _) => {
            let near = (key.eq_ignore_ascii_case("iot:Thing.ThingName")).then_some("iot:Connection.Thing.ThingName");
            let near = near.or_else(|| nearest(key, keys::NAMED).filter(|near| !near.eq_ignore_ascii_case(key)));
            Some((format!("there is no key `{key}`: the variable never resolves"), near))
        }
        (Kept::Iam, true) => Some((format!("only IAM policies see `{key}`: the variable never resolves"), None)),
        (Kept::Device, false) => Some((format!("only device policies see `{key}`: the variable never resolves"), None)),
        _ => None,
    }
}

//= POL-LINT-32
fn client_ids_in_filters(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let grants = judged.grants("iot:Connect");
    let lets_everybody_in =
        |grant: &WrittenStatement<'_>| !grant.is_positive() || grant.resources().iter().any(Entry::covers_every_client);
    if !grants.into_iter().any(lets_everybody_in) {
        return;
    }
    for entry in judged.allowing().flat_map(WrittenStatement::resources) {
        let arn = entry.arn();
        let severity = match arn.and_then(|arn| arn.typed()) {
            Some(("topicfilter", _)) => Severity::Broad,
            Some(("topic", _)) => Severity::Hint,
            _ => continue,
        };
        for hole in variables(&entry.text).filter(|hole| is_client_id(*hole)) {
            let message = "a client may choose `+` or `#` as its client id, and so reach beyond its own topics";
            let remark = Remark::new("POL-LINT-32", severity, entry.part(hole.start, hole.end), message);
            found.add(remark.remedy("let clients connect only on `client/${iot:Connection.Thing.ThingName}`"));
        }
    }
}

//= POL-LINT-33
fn attributes_in_filters(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in judged.positive().flat_map(WrittenStatement::resources) {
        if entry.arn().is_none_or(|arn| arn.named("topicfilter").is_none()) {
            continue;
        }
        let is_attribute =
            |hole: &Hole<'_>| hole.key().is_some_and(|key| begins(key, "iot:Connection.Thing.Attributes["));
        for hole in variables(&entry.text).filter(is_attribute) {
            let message = "the value of a thing attribute may hold `/` and `#`, which widen a filter";
            let remark = Remark::broad("POL-LINT-33", entry.part(hole.start, hole.end), message);
            found.add(remark.remedy("use the name or the type of the thing, which cannot hold them"));
        }
    }
}

//= POL-LINT-47
fn certificate_fields(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if !judged.facts.certificate_is_shared {
        return;
    }
    for entry in judged.positive().flat_map(WrittenStatement::resources) {
        if entry.arn().is_none_or(|arn| arn.named("topic").is_none() && arn.named("topicfilter").is_none()) {
            continue;
        }
        let is_of_certificate = |hole: &Hole<'_>| hole.key().is_some_and(|key| begins(key, "iot:Certificate"));
        for hole in variables(&entry.text).filter(is_of_certificate) {
            let message = "everybody who uses the certificate shares the topics that are built from it";
            let remark = Remark::broad("POL-LINT-47", entry.part(hole.start, hole.end), message);
            found.add(remark.remedy("give each device a certificate of its own, or build topics from the thing name"));
        }
    }
}

//= POL-LINT-53
fn variables_in_a_deny(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let mut connects = judged.grants("iot:Connect").peekable();
    let needs_thing = connects.peek().is_some() && connects.all(needs_attached_thing);
    for entry in judged.positive().filter(|statement| statement.denies()).flat_map(WrittenStatement::resources) {
        let Some(first) = variables(&entry.text).find(|hole| hole.key().is_some()) else { continue };
        let always_resolves = |hole: Hole<'_>| is_client_id(hole) || (needs_thing && is_thing(hole));
        let resolves = variables(&entry.text).filter(|hole| hole.key().is_some()).all(always_resolves);
        let severity = if resolves { Severity::Hint } else { Severity::Broad };
        let message = "a Deny with a variable denies nothing to whom the variable has no value for";
        let remark = Remark::new("POL-LINT-53", severity, entry.part(first.start, first.end), message);
        found.add(remark.remedy("deny with `NotResource`, or without the variable"));
    }
}

/// Whether nobody connects by the statement without an attached thing.
fn needs_attached_thing(grant: &WrittenStatement<'_>) -> bool {
    let names_thing = |entry: &Entry<'_>| variables(&entry.text).any(is_thing);
    grant.demands_attached() || (!grant.resources().is_empty() && grant.resources().iter().all(names_thing))
}
