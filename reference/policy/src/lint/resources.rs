//! Lints on how resources are written.

use super::Lint;
use super::ask::Judged;
use super::finding::{Findings, Remark, Severity};
use super::glob::has_wildcard;
use super::keys::variables;
use super::services;
use super::written::{Arn, WrittenStatement};

pub(super) const LINTS: &[Lint] =
    &[slips, mqtt_wildcards, leftovers, misplaced_variables, stars_in_the_middle, wildcards];

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
            let (message, remedy) = match services::actions().any(|(_, _, mut types)| types.any(|each| each == kind)) {
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
