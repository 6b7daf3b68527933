//! Lints on actions and resources of a statement that do not fit each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Lint;
use super::actions::{is_control_plane, is_job_execution, split};
use super::ask::Judged;
use super::finding::{Findings, Remark};
use super::glob::{covers_name, nearest};
use super::services;
use super::written::{Arn, Entry, WrittenStatement};
use crate::document::Scope;

pub(super) const LINTS: &[Lint] = &[
    action_without_its_topics,
    topics_without_their_action,
    action_without_its_type,
    type_without_its_action,
    list_of_retained_messages,
    deny_of_receive,
];

/// Those that compare entries with each other.
pub(super) const COMPARING: &[Lint] = &[other_resources];

/// The actions on topic names.
const ON_TOPICS: [&str; 4] = ["iot:Publish", "iot:Receive", "iot:RetainPublish", "iot:GetRetainedMessage"];

//= POL-LINT-15
fn action_without_its_topics(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.positive().filter(|statement| !statement.resources().is_empty()) {
        for (actions, kind) in [(["iot:Subscribe"].as_slice(), "topicfilter"), (&ON_TOPICS, "topic")] {
            for action in actions {
                if let Some(entry) = statement.named(&[action])
                    && !statement.resources().iter().any(|resource| resource.reaches(kind))
                {
                    let message =
                        format!("`{}` is asked for on `{kind}/...`, and no resource here covers one", entry.text);
                    let remark = Remark::warning("POL-LINT-15", entry.span, message);
                    found.add(
                        remark.remedy(format!("add a resource such as `arn:aws:iot:<region>:<account>:{kind}/...`")),
                    );
                }
            }
        }
    }
}

//= POL-LINT-15
fn topics_without_their_action(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.positive().filter(|statement| !statement.actions().is_empty()) {
        let subscribes = statement.takes("iot:Subscribe");
        let only_subscribes = subscribes && !statement.takes_any(&ON_TOPICS);
        for resource in statement.resources() {
            let kind = resource.arn().filter(Arn::is_iot).and_then(|arn| Some(arn.typed()?.0));
            let message = match kind {
                Some("topicfilter") if !subscribes => {
                    "a `topicfilter/` resource without `iot:Subscribe` covers nothing"
                }
                Some("topic") if only_subscribes => {
                    "`iot:Subscribe` is asked for on `topicfilter/...`, not on `topic/...`"
                }
                _ => continue,
            };
            let other = if subscribes { "topicfilter" } else { "topic" };
            let remark = Remark::warning("POL-LINT-15", resource.span, message);
            found.add(remark.remedy(format!("write `{other}/` as the type, or add the action")));
        }
    }
}

/// The types of an action that is spelled out, where another lint does not speak of it.
fn types_of(entry: &Entry<'_>) -> Option<Vec<(&'static str, bool)>> {
    let is_elsewhere = ON_TOPICS.iter().chain(&["iot:Subscribe", "iot:ListRetainedMessages"]);
    if is_elsewhere.into_iter().any(|action| action.eq_ignore_ascii_case(&entry.text)) {
        return None;
    }
    let (prefix, name) = split(entry)?;
    services::types_of(&entry.text).or_else(|| is_job_execution(prefix, name).then(|| vec![("thing", true)]))
}

//= POL-LINT-16
fn action_without_its_type(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let has_arns_only = |statement: &&WrittenStatement<'_>| {
        !statement.resources().is_empty() && statement.resources().iter().all(|resource| resource.text != "*")
    };
    for statement in judged.positive().filter(has_arns_only) {
        let mut reached: BTreeMap<&str, bool> = BTreeMap::new();
        for entry in statement.actions() {
            if !found.wants("POL-LINT-16") {
                return;
            }
            let Some(types) = types_of(entry) else { continue };
            let mut fits = |kind: &'static str| {
                *reached.entry(kind).or_insert_with(|| {
                    statement.resources().iter().any(|each| each.reaches(kind) || slipped(each, kind))
                })
            };
            if types.iter().any(|(kind, _)| fits(kind)) {
                continue;
            }
            let kinds: Vec<String> = types.iter().map(|(kind, _)| format!("`{kind}/...`")).collect();
            let kinds = if kinds.is_empty() { "`*`".to_owned() } else { kinds.join(" or ") };
            let message = format!("`{}` is asked for on {kinds}, and no resource here covers that", entry.text);
            found.add(
                Remark::warning("POL-LINT-16", entry.span, message).remedy("add such a resource, or remove the action"),
            );
        }
    }
}

/// Whether the resource would be of a type but for a slash before it, of which POL-LINT-17 speaks.
fn slipped(resource: &Entry<'_>, kind: &str) -> bool {
    let behind = resource.arn().filter(Arn::is_iot).and_then(|arn| arn.rest.strip_prefix('/'));
    behind.is_some_and(|behind| behind.split('/').next() == Some(kind))
}

//= POL-LINT-16
fn type_without_its_action(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let known: BTreeSet<&str> = services::actions().flat_map(|(_, _, types)| types).collect();
    for statement in judged.positive() {
        let Some(taken) = taken_types(statement) else { continue };
        for resource in statement.resources() {
            let Some((kind, _)) = resource.arn().filter(Arn::is_iot).and_then(|arn| arn.typed()) else { continue };
            if matches!(kind, "topic" | "topicfilter") || taken.contains(kind) {
                continue;
            }
            if !found.wants("POL-LINT-16") {
                return;
            }
            let message = format!("no action of the statement is asked for on `{kind}/...`");
            let near = nearest(kind, known.iter().copied()).filter(|near| *near != kind);
            let remark = Remark::warning("POL-LINT-16", resource.span, message);
            found.add(match near {
                Some(near) => remark.remedy(format!("write `{near}/`")),
                None => remark.remedy("remove the resource, or add the action that it is for"),
            });
        }
    }
}

/// The resource types that the actions of a statement take; `None` where an action is not known.
fn taken_types(statement: &WrittenStatement<'_>) -> Option<BTreeSet<&'static str>> {
    let mut taken = BTreeSet::new();
    for entry in statement.actions() {
        if entry.text == "*" {
            taken.extend(services::actions().flat_map(|(_, _, types)| types));
            continue;
        }
        let (prefix, name) = split(entry)?;
        let mut is_known = false;
        for (service, known, types) in services::actions() {
            if prefix.eq_ignore_ascii_case(service) && covers_name(name, known) {
                is_known = true;
                taken.extend(types);
            }
        }
        if !is_known {
            return None;
        }
    }
    (!taken.is_empty()).then_some(taken)
}

//= POL-LINT-18
fn list_of_retained_messages(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.positive() {
        if let Some(entry) = statement.named(&["iot:ListRetainedMessages"])
            && !statement.resources().iter().any(|resource| resource.text == "*")
        {
            let remark =
                Remark::warning("POL-LINT-18", entry.span, format!("`{}` is asked for on `*` only", entry.text));
            found.add(remark.remedy("give it a statement of its own with `\"Resource\": \"*\"`"));
        }
    }
}

//= POL-LINT-57
fn deny_of_receive(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let denies = |statement: &&WrittenStatement<'_>| statement.denies() && statement.takes("iot:Receive");
    for statement in judged.positive().filter(denies) {
        if statement.resources().iter().any(|resource| resource.reaches("topic")) {
            continue;
        }
        for entry in statement
            .resources()
            .iter()
            .filter(|entry| entry.arn().is_some_and(|arn| arn.named("topicfilter").is_some()))
        {
            let remark = Remark::warning(
                "POL-LINT-57",
                entry.span,
                "a Deny of `iot:Receive` on a `topicfilter/` denies nothing",
            );
            found.add(remark.remedy("write `topic/`"));
        }
    }
}

//= POL-LINT-50
fn other_resources(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if judged.kind.is_device() {
        return;
    }
    for statement in judged.allowing() {
        for entry in statement.actions().iter().filter(|entry| is_control_plane(entry)) {
            if !found.wants("POL-LINT-50") {
                return;
            }
            let types = services::types_of(&entry.text).unwrap_or_default();
            let has_one = types.iter().any(|(kind, _)| statement.resources().iter().any(|each| each.reaches(kind)));
            let missing = missing_types(judged, entry, &types);
            if has_one && !missing.is_empty() {
                let message = format!(
                    "`{}` is also asked for on {}, which nothing here allows",
                    entry.text,
                    missing.join(" and on ")
                );
                let remark = Remark::warning("POL-LINT-50", entry.span, message);
                found.add(remark.remedy("add the resources to the statement"));
            }
        }
    }
}

/// The types that an action requires and that no Allow of the set gives it.
fn missing_types(judged: &Judged<'_>, entry: &Entry<'_>, types: &[(&'static str, bool)]) -> Vec<String> {
    let reached = |kind: &str| {
        judged.grants(&entry.text).any(|grant| {
            !matches!(grant.resources, Some(Scope::These(_)))
                || grant.resources().iter().any(|resource| resource.reaches(kind))
        })
    };
    let has_targets =
        ["iot:CreateJob", "iot:AssociateTargetsWithJob"].iter().any(|known| entry.text.eq_ignore_ascii_case(known));
    let is_target = |kind: &str| has_targets && matches!(kind, "thing" | "thinggroup");
    let required = types.iter().filter(|(kind, is_required)| *is_required && !is_target(kind));
    let mut missing: Vec<String> =
        required.filter(|(kind, _)| !reached(kind)).map(|(kind, _)| format!("`{kind}/...`")).collect();
    if has_targets && !reached("thing") && !reached("thinggroup") {
        missing.push("`thing/...` or `thinggroup/...`".to_owned());
    }
    missing
}
