//! Lints on resources.

use std::collections::{BTreeMap, BTreeSet};

use super::Lint;
use super::actions::{has_wildcard, split};
use super::ask::{ANY_NAME, Judged};
use super::finding::{Findings, Remark, Severity};
use super::glob::{Holes, covers_name};
use super::keys::variables;
use super::services::{self, IOT, JOBS_DATA};
use super::written::{Arn, Entry, WrittenStatement};

pub(super) const LINTS: &[Lint] = &[
    action_without_its_topics,
    topics_without_their_action,
    action_without_its_type,
    type_without_its_action,
    slips,
    mqtt_wildcards,
    topics_of_the_service,
    whole_shadow,
    leftovers,
    misplaced_variables,
    stars_in_the_middle,
    deny_of_receive,
    wildcards,
];

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
    let is_job_execution =
        prefix.eq_ignore_ascii_case("iot") && JOBS_DATA.iter().any(|each| each.eq_ignore_ascii_case(name));
    services::types_of(&entry.text).or_else(|| is_job_execution.then(|| vec![("thing", true)]))
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
    let known: BTreeSet<&str> =
        IOT.iter().flat_map(|(_, types)| types.split_whitespace()).map(|each| each.trim_end_matches('*')).collect();
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
            let near = super::glob::nearest(kind, known.iter().copied()).filter(|near| *near != kind);
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
    let jobs = JOBS_DATA.iter().flat_map(|name| [("iot", *name, "thing*"), ("iotjobsdata", *name, "thing*")]);
    let all: Vec<(&str, &str, &str)> = IOT.iter().map(|(name, types)| ("iot", *name, *types)).chain(jobs).collect();
    for entry in statement.actions() {
        if entry.text == "*" {
            taken.extend(all.iter().flat_map(|(_, _, types)| types.split_whitespace()));
            continue;
        }
        let (prefix, name) = split(entry)?;
        let mut is_known = false;
        for (_, _, types) in
            all.iter().filter(|(service, known, _)| prefix.eq_ignore_ascii_case(service) && covers_name(name, known))
        {
            is_known = true;
            taken.extend(types.split_whitespace());
        }
        if !is_known {
            return None;
        }
    }
    (!taken.is_empty()).then(|| taken.into_iter().map(|each| each.trim_end_matches('*')).collect())
}

//= POL-LINT-17
fn slips(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in judged.policy.statements.iter().flat_map(WrittenStatement::all_resources) {
        let Some(arn) = entry.arn() else { continue };
        let mut slip = |start: usize, end: usize, message: String, remedy: &str| {
            found.add(Remark::warning("POL-LINT-17", entry.part(start, end), message).remedy(remedy));
        };
        let [region_at, account_at, rest_at] = arn.starts;
        if has_wildcard(arn.partition) || has_wildcard(arn.service) {
            let message = "a wildcard in the partition or the service of an ARN is plain text".to_owned();
            slip(4, region_at - 1, message, "write `aws:iot`");
        }
        if arn.service == "iam" && !arn.region.is_empty() {
            slip(
                region_at,
                account_at - 1,
                "an IAM ARN has no region".to_owned(),
                "leave the field empty: `arn:aws:iam::<account>:...`",
            );
        }
        if !arn.is_iot() {
            continue;
        }
        let has_variable = entry.text.get(..rest_at).is_some_and(|head| head.contains("${"));
        let is_template = arn.account.is_empty() && arn.named("jobtemplate").is_some();
        let is_number = arn.account.len() == 12 && arn.account.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number && !has_wildcard(arn.account) && !is_template && !has_variable {
            let message = format!("the account `{}` has not 12 digits", arn.account);
            slip(account_at, rest_at - 1, message, "write the number of the account");
        }
        if let Some(after) = arn.rest.strip_prefix('/') {
            let kind = after.split('/').next().unwrap_or_default();
            let is_kind =
                IOT.iter().any(|(_, types)| types.split_whitespace().any(|each| each.trim_end_matches('*') == kind));
            let (message, remedy) = match is_kind {
                true => ("a slash stands before the resource type", "remove the slash"),
                false => ("the resource type is missing before this slash", "write a type such as `topic` before it"),
            };
            slip(rest_at, rest_at + 1, message.to_owned(), remedy);
        } else if !arn.rest.contains('/') && !has_wildcard(arn.rest) && !arn.rest.contains("${") {
            let message = format!("the ARN names no resource type: `{}`", arn.rest);
            slip(rest_at, entry.text.len(), message, "write `<type>/<name>` behind the fifth colon");
        }
    }
}

/// The text with its variables blanked out, so that offsets stay.
pub(super) fn without_variables(text: &str) -> String {
    let (mut blank, mut from) = (String::with_capacity(text.len()), 0);
    for hole in variables(text).filter(|hole| hole.key.is_some()) {
        blank.push_str(text.get(from..hole.start).unwrap_or_default());
        blank.extend(std::iter::repeat_n(' ', hole.end - hole.start));
        from = hole.end;
    }
    blank.push_str(text.get(from..).unwrap_or_default());
    blank
}

//= POL-LINT-22
fn mqtt_wildcards(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if !judged.kind.is_device() {
        return;
    }
    for statement in &judged.policy.statements {
        for entry in statement.all_resources() {
            let Some(at) = without_variables(&entry.text).find(['+', '#']) else { continue };
            let is_topic = entry.arn().is_some_and(|arn| arn.named("topic").is_some());
            let severity = if statement.denies() || is_topic { Severity::Warning } else { Severity::Hint };
            let message = "`+` and `#` are ordinary characters in a policy, not MQTT wildcards";
            let remedy = if severity == Severity::Warning {
                "write `*`, which spans levels, where a wildcard is meant"
            } else {
                "fine where clients subscribe to exactly this filter"
            };
            found.add(Remark::new("POL-LINT-22", severity, entry.part(at, at + 1), message).remedy(remedy));
        }
    }
}

//= POL-LINT-44
fn topics_of_the_service(judged: &Judged<'_>, found: &mut Findings<'_>) {
    const ENDS: [&str; 6] = ["/accepted", "/rejected", "/delta", "/documents", "/notify", "/notify-next"];
    for statement in judged.allowing().filter(|statement| statement.takes("iot:Publish")) {
        for entry in statement.resources() {
            let Some(arn) = entry.arn().filter(Arn::is_iot) else { continue };
            let is_answer =
                arn.rest.starts_with("topic/$aws/things/") && ENDS.iter().any(|end| arn.rest.ends_with(end));
            if is_answer || arn.rest.starts_with("topic/$aws/events/") {
                let message = "only the service publishes there; devices only subscribe";
                let remark = Remark::warning("POL-LINT-44", entry.span, message);
                found.add(remark.remedy("move the topic to `iot:Receive`, and its filter to `iot:Subscribe`"));
            }
        }
    }
}

//= POL-LINT-45
fn whole_shadow(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.allowing().filter(|statement| statement.takes("iot:Subscribe")) {
        for entry in statement.resources() {
            if covers_whole_shadow(entry) {
                let message = "this covers the filter `$aws/things/<thing>/shadow/#`, which receives what the device itself sends";
                let remark = Remark::hint("POL-LINT-45", entry.span, message);
                found.add(remark.remedy("name the filters that are needed, such as `.../shadow/update/delta`"));
            }
        }
    }
}

/// Whether there is a thing whose whole shadow the resource lets a client subscribe to.
fn covers_whole_shadow(entry: &Entry<'_>) -> bool {
    const THINGS: &str = "topicfilter/$aws/things/";
    let arn = entry.arn();
    let below = arn.and_then(|arn| arn.rest.strip_prefix(THINGS));
    let thing = below.and_then(|below| below.split('/').next()).filter(|thing| !thing.is_empty()).unwrap_or("*");
    let thing = thing.replace('*', ANY_NAME).replace('?', "_");
    entry.meets(&format!("{THINGS}{thing}/shadow/#"), Holes::Text)
}

//= POL-LINT-51
fn leftovers(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in &judged.policy.statements {
        let values = statement.conditions.iter().flat_map(|condition| &condition.values);
        for entry in statement.all_resources().iter().chain(values) {
            for (start, end) in leftover(&entry.text) {
                let word = entry.text.get(start..end).unwrap_or_default();
                let remark = Remark::warning(
                    "POL-LINT-51",
                    entry.part(start, end),
                    format!("`{word}` is left over from a template"),
                );
                found.add(remark.remedy("fill it in"));
            }
        }
    }
}

/// The parts of a text that a template left to be filled in.
fn leftover(text: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    if let Some(arn) = Arn::read(text) {
        let [region_at, account_at, _] = arn.starts;
        for (field, at, word) in [(arn.region, region_at, "region"), (arn.account, account_at, "account")] {
            let lower = field.to_ascii_lowercase();
            let inner = field.strip_prefix('*').and_then(|rest| rest.strip_suffix('*'));
            let is_marked = inner.is_some_and(|inner| !inner.is_empty() && !has_wildcard(inner));
            let is_word = ["example", "your", word].iter().any(|word| lower.contains(word));
            if !field.contains("${") && (is_marked || is_word) {
                parts.push((at, at + field.len()));
            }
        }
    }
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('<')).map(|at| from + at) {
        let Some(end) = text.get(start..).and_then(|rest| rest.find('>')).map(|at| start + at + 1) else { break };
        if end > start + 2 {
            parts.push((start, end));
        }
        from = end;
    }
    parts
}

//= POL-LINT-52
fn misplaced_variables(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.positive() {
        for entry in statement.actions() {
            if let Some(hole) = variables(&entry.text).next() {
                let remark = Remark::warning(
                    "POL-LINT-52",
                    entry.part(hole.start, hole.end),
                    "a variable in an action is plain text",
                );
                found.add(remark.remedy("spell the action out"));
            }
        }
        for entry in statement.resources() {
            let Some(arn) = entry.arn() else { continue };
            let [_, _, rest_at] = arn.starts;
            if let Some(hole) = variables(&entry.text).find(|hole| hole.start < rest_at) {
                let message = "a variable before the fifth colon is plain text";
                let remark = Remark::warning("POL-LINT-52", entry.part(hole.start, hole.end), message);
                found.add(remark.remedy("write `*` or the value itself in this field"));
            }
        }
    }
}

//= POL-LINT-55
fn stars_in_the_middle(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in judged.positive().flat_map(WrittenStatement::resources) {
        let Some(arn) = entry.arn().filter(Arn::is_iot) else { continue };
        if arn.named("topic").is_none() && arn.named("topicfilter").is_none() {
            continue;
        }
        let [_, _, rest_at] = arn.starts;
        let text = without_variables(&entry.text);
        let inside = text.get(rest_at..).unwrap_or_default().trim_end_matches('*');
        if let Some(at) = inside.find('*').map(|at| rest_at + at) {
            let remark =
                Remark::hint("POL-LINT-55", entry.part(at, at + 1), "`*` in the middle of a topic spans levels");
            found.add(remark.remedy("write a `?` for each character where one level of a known length is meant"));
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

//= POL-LINT-58
fn wildcards(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if !judged.kind.is_device() {
        return;
    }
    for entry in judged.positive().flat_map(WrittenStatement::resources) {
        if let Some(at) = without_variables(&entry.text).find(['*', '?']) {
            let message = "the security case of Device Advisor wants no wildcard in a resource";
            found.add(
                Remark::hint("POL-LINT-58", entry.part(at, at + 1), message)
                    .remedy("name the resources where they are known"),
            );
        }
    }
}
