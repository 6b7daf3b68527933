//! Lints on actions.

use super::Lint;
use super::ask::Judged;
use super::finding::{Findings, Remark};
use super::glob::{covers_name, has_wildcard, nearest};
use super::grammar::without_blanks;
use super::services::{self, IOT, JOBS_DATA};
use super::written::{Entry, WrittenStatement};

pub(super) const LINTS: &[Lint] = &[unknown_action, blank_in_action, prefix_that_does_not_fit, all_actions, two_planes];

/// An action of the right form, taken apart.
pub(super) fn split<'e>(entry: &'e Entry<'_>) -> Option<(&'e str, &'e str)> {
    entry.text.split_once(':').filter(|(prefix, name)| {
        !prefix.is_empty() && !name.is_empty() && !name.contains(':') && !prefix.contains(char::is_whitespace)
    })
}

/// Whether the name behind `iot:` is one of the four of job executions, which the sheets of devices print.
pub(super) fn is_job_execution(prefix: &str, name: &str) -> bool {
    prefix.eq_ignore_ascii_case("iot") && services::is_of_jobs_data(name)
}

fn is_known(text: &str) -> bool {
    services::types_of(text).is_some()
}

/// Whether the action is one of the control plane: known behind `iot:`, and nothing that a device asks for.
pub(super) fn is_control_plane(entry: &Entry<'_>) -> bool {
    split(entry).is_some_and(|(prefix, name)| {
        prefix.eq_ignore_ascii_case("iot")
            && is_known(&entry.text)
            && !services::DEVICE.iter().any(|known| known.eq_ignore_ascii_case(name))
    })
}

/// What is known behind a prefix: its names; `None` for a prefix that the linter has no list of.
fn names_behind(prefix: &str) -> Option<Vec<&'static str>> {
    match prefix.to_ascii_lowercase().as_str() {
        "iot" => Some(IOT.iter().map(|(name, _)| *name).chain(JOBS_DATA).collect()),
        "iotjobsdata" => Some(JOBS_DATA.to_vec()),
        _ => None,
    }
}

//= POL-LINT-12
fn unknown_action(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in judged.policy.statements.iter().flat_map(WrittenStatement::all_actions) {
        if !found.wants("POL-LINT-12") {
            return;
        }
        if let Some(remark) = unknown(entry, judged) {
            found.add(remark);
        }
    }
}

fn unknown(entry: &Entry<'_>, judged: &Judged<'_>) -> Option<Remark> {
    let text = &*entry.text;
    let (prefix, name) = split(entry)?;
    let Some(names) = names_behind(prefix) else {
        let is_foreign = judged.kind.is_device() && !prefix.eq_ignore_ascii_case("greengrass");
        let message = format!("`{text}` is no action that a device policy is asked for");
        let remark = is_foreign.then(|| Remark::warning("POL-LINT-12", entry.span, message))?;
        return Some(match nearest(prefix, ["iot", "iotjobsdata"]) {
            Some(near) => remark.remedy(format!("write `{near}:{name}`")),
            None => remark.remedy("device policies know the prefixes `iot` and `iotjobsdata`"),
        });
    };
    if has_wildcard(name) {
        let covers_none = !names.iter().any(|known| covers_name(name, known));
        let message = format!("no action of `{prefix}` begins or reads like `{text}`");
        return covers_none.then(|| Remark::warning("POL-LINT-12", entry.span, message));
    }
    let is_at_home = is_known(text) || (judged.kind.is_device() && is_job_execution(prefix, name));
    // Names that exist behind another prefix and blanks are the matter of other lints.
    let is_elsewhere = prefix.eq_ignore_ascii_case("iotjobsdata") && is_known(&format!("iot:{name}"));
    if is_at_home || is_elsewhere || is_known(&without_blanks(text)) {
        return None;
    }
    let remark =
        Remark::warning("POL-LINT-12", entry.span, format!("`{text}` is no action of `{prefix}`: it never matches"));
    if is_job_execution(prefix, name) {
        return Some(remark.remedy(format!("write `iotjobsdata:{name}`")));
    }
    let elsewhere = if prefix.eq_ignore_ascii_case("iot") { "iotjobsdata" } else { "iot" };
    let near = nearest(name, names).map(|near| format!("{}:{near}", prefix.to_ascii_lowercase()));
    let near = near.or_else(|| nearest(name, names_behind(elsewhere)?).map(|near| format!("{elsewhere}:{near}")));
    Some(match near {
        Some(near) => remark.remedy(format!("write `{near}`")),
        None => remark,
    })
}

//= POL-LINT-13
/// A blank in the prefix breaks the grammar and is reported with it.
fn blank_in_action(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in judged.policy.statements.iter().flat_map(WrittenStatement::all_actions) {
        if !found.wants("POL-LINT-13") {
            return;
        }
        if split(entry).is_some_and(|(_, name)| name.contains(char::is_whitespace)) {
            let message = format!("the action `{}` holds a blank: it never matches", entry.text);
            let whole = without_blanks(&entry.text);
            let near = split(entry).and_then(|(prefix, name)| {
                let near = nearest(name, names_behind(prefix)?)?;
                Some(format!("{}:{near}", prefix.to_ascii_lowercase()))
            });
            let remark = Remark::warning("POL-LINT-13", entry.span, message);
            found.add(remark.remedy(format!("write `{}`", near.unwrap_or(whole))));
        }
    }
}

//= POL-LINT-14
fn prefix_that_does_not_fit(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in judged.positive().flat_map(WrittenStatement::actions) {
        let Some((prefix, name)) = split(entry) else { continue };
        let is_device = judged.kind.is_device();
        let text = &entry.text;
        let (message, remedy) = if is_device && is_job_execution(prefix, name) {
            let message = format!("a device asks for `iotjobsdata:{name}`, not for `{text}`");
            (message, format!("write `iotjobsdata:{name}`"))
        } else if is_device && is_control_plane(entry) {
            let message = format!("`{text}` belongs to the control plane, where device policies have no say");
            (message, "move it into an IAM policy".to_owned())
        } else if prefix.eq_ignore_ascii_case("iotjobsdata") && !is_known(text) && is_known(&format!("iot:{name}")) {
            (format!("`{name}` is an action of the control plane"), format!("write `iot:{name}`"))
        } else {
            continue;
        };
        found.add(Remark::warning("POL-LINT-14", entry.span, message).remedy(remedy));
    }
}

//= POL-LINT-28
fn all_actions(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for entry in judged.allowing().flat_map(WrittenStatement::actions) {
        if matches!(entry.text.to_ascii_lowercase().as_str(), "*" | "iot:*" | "iotjobsdata:*") {
            let remark = Remark::broad(
                "POL-LINT-28",
                entry.span,
                format!("`{}` allows every action of the service", entry.text),
            );
            found.add(remark.remedy("name the actions that are needed"));
        }
    }
}

//= POL-LINT-43
fn two_planes(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if judged.kind.is_device() {
        return;
    }
    for statement in judged.positive() {
        let control = statement.actions().iter().find(|entry| is_control_plane(entry));
        if let (Some(mqtt), Some(control)) = (statement.named(&services::MQTT), control) {
            let message = format!("`{}` and `{}` belong to different planes", mqtt.text, control.text);
            let remark = Remark::hint("POL-LINT-43", control.span, message).beside(mqtt.span, "the action on messages");
            found.add(remark.remedy("make two statements of it"));
        }
    }
}
