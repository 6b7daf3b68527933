//! Lints on rights that need each other: entries of a set compared with each other.

use super::Lint;
use super::ask::{Judged, Place};
use super::finding::{Findings, Remark};
use super::glob::{covers_name, has_wildcard};
use super::written::{Entry, WrittenCondition, WrittenStatement, below_thing, opening};
use crate::document::Scope;
use crate::operator::{Comparison, Operator, Sense};

pub(super) const LINTS: &[Lint] = &[messages_without_connect, receive_without_subscribe];

/// Those that compare entries with each other.
pub(super) const COMPARING: &[Lint] =
    &[subscribe_without_receive, retain_without_publish, denied_filters, incomplete_wills, covered_statements];

/// The first entry of the document's Allow statements that covers an action.
fn first_grant<'a>(judged: &Judged<'a>, actions: &[&str]) -> Option<&'a Entry<'a>> {
    let entries = judged.allowing().flat_map(WrittenStatement::actions).collect::<Vec<_>>();
    actions.iter().find_map(|action| entries.iter().find(|entry| covers_name(&entry.text, action)).copied())
}

/// The resources of the document's Allow statements for an action.
fn allowed<'a>(judged: &Judged<'a>, action: &'static str) -> impl Iterator<Item = &'a Entry<'a>> {
    judged.allowing().filter(move |statement| statement.takes(action)).flat_map(WrittenStatement::resources)
}

//= POL-LINT-19
fn messages_without_connect(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if let Some(entry) = first_grant(judged, &["iot:Publish", "iot:Subscribe", "iot:Receive"])
        && !judged.is_granted("iot:Connect")
    {
        let message = format!("`{}` needs a connection, and nothing here grants `iot:Connect`", entry.text);
        let remark = Remark::new("POL-LINT-19", judged.set_severity(), entry.span, message);
        found.add(remark.remedy("allow `iot:Connect` on `client/...`, here or in another policy of the principal"));
    }
}

//= POL-LINT-20
fn subscribe_without_receive(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let severity = judged.set_severity();
    if !judged.is_granted("iot:Receive") {
        if let Some(entry) = first_grant(judged, &["iot:Subscribe"]) {
            let message = format!("`{}` without `iot:Receive`: nothing is delivered", entry.text);
            let remark = Remark::new("POL-LINT-20", severity, entry.span, message);
            found.add(remark.remedy("allow `iot:Receive` on `topic/...`"));
        }
        return;
    }
    for entry in allowed(judged, "iot:Subscribe") {
        let Some(filter) = Place::of(entry).filter(|_| entry.reaches("topicfilter")) else { continue };
        let topic = filter.clone().with_kind("topicfilter", "topic");
        if !judged.allows_as_text("iot:Receive", &topic) && !judged.allows_as_text("iot:Receive", &filter) {
            let message = format!(
                "no `iot:Receive` covers `{}`: of this subscription little or nothing is delivered",
                topic.rest
            );
            let remark = Remark::new("POL-LINT-20", severity, entry.span, message);
            found.add(remark.remedy("allow `iot:Receive` on the topics, with `*` where the filter has `+` or `#`"));
        }
    }
}

//= POL-LINT-20
fn receive_without_subscribe(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if judged.is_granted("iot:Subscribe") {
        return;
    }
    let is_of_jobs = |entry: &Entry<'_>| {
        let below = entry.topic("topic").and_then(below_thing);
        below.is_some_and(|(thing, rest)| !has_wildcard(thing) && rest.starts_with("jobs/"))
    };
    if allowed(judged, "iot:Receive").all(is_of_jobs) {
        return;
    }
    if let Some(entry) = first_grant(judged, &["iot:Receive"]) {
        let message = format!("`{}` without `iot:Subscribe`: nothing is delivered", entry.text);
        let remark = Remark::new("POL-LINT-20", judged.set_severity(), entry.span, message);
        found.add(remark.remedy("allow `iot:Subscribe` on `topicfilter/...`"));
    }
}

//= POL-LINT-21
fn retain_without_publish(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in allowed(judged, "iot:RetainPublish").filter(|entry| entry.reaches("topic")) {
        if Place::of(entry).is_some_and(|topic| !judged.allows_as_text("iot:Publish", &topic)) {
            let message = "a retained publish needs `iot:Publish` on the same topic as well";
            let remark = Remark::new("POL-LINT-21", judged.set_severity(), entry.span, message);
            found.add(remark.remedy("allow `iot:Publish` on it"));
        }
    }
}

//= POL-LINT-23
fn denied_filters(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if !judged.kind.is_device() {
        return;
    }
    let denies = |statement: &&WrittenStatement<'_>| statement.denies() && statement.takes("iot:Subscribe");
    for entry in judged.positive().filter(denies).flat_map(WrittenStatement::resources) {
        let Some(place) = Place::of(entry) else { continue };
        let Some(filter) = place.rest.strip_prefix("topicfilter/") else { continue };
        let topic = place.with_rest(format!("topic/{filter}"));
        if !judged.allows_as_text("iot:Receive", &topic) || judged.denies_as_text("iot:Receive", &topic) {
            continue;
        }
        let fixed = filter.split(['*', '?', '+', '#']).next().unwrap_or_default();
        let ends = std::iter::once(0).chain(fixed.match_indices('/').map(|(at, _)| at + 1));
        let bypass = ends.filter_map(|end| fixed.get(..end)).map(|prefix| format!("{prefix}#")).find(|wider| {
            let wider = place.with_rest(format!("topicfilter/{wider}"));
            judged.allows_as_text("iot:Subscribe", &wider) && !judged.denies_as_text("iot:Subscribe", &wider)
        });
        if let Some(wider) = bypass {
            let message = format!("whoever subscribes to `{wider}` receives what this Deny is to keep back");
            let remark = Remark::warning("POL-LINT-23", entry.span, message);
            found.add(remark.remedy("deny `iot:Receive` on the topics as well"));
        }
    }
}

//= POL-LINT-49
fn incomplete_wills(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let has_publish = judged.is_granted("iot:Publish");
    let connects = judged.allowing().filter(|statement| statement.takes("iot:Connect"));
    for condition in connects.flat_map(|statement| &statement.conditions) {
        if !condition.operator().is_some_and(wants_a_value) {
            continue;
        }
        for value in &condition.values {
            let message = if condition.is_on("iot:ConnectAttributes")
                && value.text.eq_ignore_ascii_case("LastWill")
                && !has_publish
            {
                "a will is published, and nothing here grants `iot:Publish`".to_owned()
            } else if condition.is_on("iot:LastWillTopic")
                && Place::of(value).is_none_or(|topic| !judged.allows_as_text("iot:Publish", &topic))
            {
                format!("no `iot:Publish` covers the topic of the will, `{}`", value.text)
            } else {
                continue;
            };
            let remark = Remark::new("POL-LINT-49", judged.set_severity(), value.span, message);
            found.add(remark.remedy("allow `iot:Publish` on the topic of the will"));
        }
    }
}

/// Whether the operator holds for a value that matches.
fn wants_a_value(operator: Operator) -> bool {
    operator.sense() == Sense::Positive && operator.comparison() != Comparison::Null
}

//= POL-LINT-40
fn covered_statements(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let statements = &judged.policy.statements;
    for (index, statement) in statements.iter().enumerate() {
        let covers = |(at, other): &(usize, &WrittenStatement<'_>)| {
            // Of two that cover each other the later one is too much.
            *at != index && is_covered(statement, other) && (*at < index || !is_covered(other, statement))
        };
        if let Some((_, other)) = statements.iter().enumerate().find(covers) {
            let message = "another statement says all that this one says";
            let remark = Remark::hint("POL-LINT-40", opening(statement.span), message);
            found.add(remark.beside(opening(other.span), "the other one").remedy("remove the narrower one"));
        }
    }
}

/// Whether all that the statement says is said by the other.
fn is_covered(statement: &WrittenStatement<'_>, other: &WrittenStatement<'_>) -> bool {
    let (Some(Scope::These(actions)), Some(Scope::These(resources))) = (&statement.actions, &statement.resources)
    else {
        return false;
    };
    let conditions = |statement: &WrittenStatement<'_>| {
        let words = |condition: &WrittenCondition<'_>| {
            let values: Vec<String> = condition.values.iter().map(|value| value.text.to_string()).collect();
            (condition.operator.text.to_string(), condition.key.text.to_string(), values)
        };
        statement.conditions.iter().map(words).collect::<Vec<_>>()
    };
    statement.effect.is_some()
        && statement.effect == other.effect
        && other.is_positive()
        && !actions.is_empty()
        && !resources.is_empty()
        && actions.iter().all(|action| other.takes(&action.text))
        && resources.iter().all(|entry| Place::of(entry).is_some_and(|place| other.covers_as_text(&place)))
        && (other.conditions.is_empty() || conditions(statement) == conditions(other))
}
