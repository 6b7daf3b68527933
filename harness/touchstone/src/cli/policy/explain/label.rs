//! What is said of one entry, key or value that kept a statement from covering a request.

use touchstone_policy::{Comparison, Condition, Filled, Found, Scope, Side, Span, Statement};
use touchstone_scenario::did_you_mean;

use super::Judged;

/// Of an entry of `Action` or `NotAction`.
pub(super) fn of_action(asked: &str, statement: &Statement, span: Span) -> String {
    let (Scope::These(patterns) | Scope::AllBut(patterns)) = statement.actions();
    let entry = patterns.iter().find(|pattern| pattern.span() == span).map_or("", |pattern| pattern.as_str());
    if matches!(statement.actions(), Scope::AllBut(_)) {
        return format!("takes {asked} out");
    }
    let service = |action: &str| action.split_once(':').map(|(service, _)| service.to_lowercase());
    let name = |action: &str| action.split_once(':').map(|(_, name)| name.to_lowercase());
    let does_not = format!("does not cover {asked}");
    if !entry.contains(['*', '?']) && name(entry) == name(asked) {
        let service = service(entry).unwrap_or_default();
        return format!("{does_not}: the name is that of an action of another service, `{service}`");
    }
    if !did_you_mean(entry, [asked]).is_empty() && is_misspelt(entry, asked) {
        return format!("{does_not}, which is spelled otherwise");
    }
    does_not
}

/// Whether a name is so much like another that it may be meant: no action of its own that is known.
fn is_misspelt(entry: &str, asked: &str) -> bool {
    let is_known = |name: &str| touchstone_policy::Action::KNOWN.iter().any(|it| it.name().eq_ignore_ascii_case(name));
    !entry.contains(['*', '?']) && is_known(asked) && !is_known(entry)
}

/// Of an entry of `Resource` or `NotResource`.
pub(super) fn of_resource(judged: &Judged<'_>, side: Side, statement: &Statement, entry: &Filled) -> String {
    let (Scope::These(patterns) | Scope::AllBut(patterns)) = statement.resources();
    let excludes = matches!(statement.resources(), Scope::AllBut(_));
    let is_written = patterns.iter().any(|it| it.span() == entry.span && it.as_str() == entry.text);
    let (what, link) = match (&entry.mismatch, excludes) {
        (_, true) => ("takes this resource out".to_owned(), ", which "),
        (Some(mismatch), false) => (mismatch.to_string(), ": "),
        (None, false) => ("does not cover this resource".to_owned(), ", which "),
    };
    match (&entry.unresolved, is_written) {
        (Some(name), _) => unresolved(judged, side, name, "so this entry matches nothing"),
        (None, true) => what,
        (None, false) => format!("is `{}` here{link}{what}", entry.text),
    }
}

/// That a variable has no value, why, and what follows.
fn unresolved(judged: &Judged<'_>, side: Side, name: &str, so: &str) -> String {
    let because = judged.facts.lack(name, side).map(|lack| format!(" ({lack})")).unwrap_or_default();
    format!("`{name}` has no value here{because}, {so}")
}

/// Of the key of a condition, by what the request has under it.
pub(super) fn of_found(
    judged: &Judged<'_>,
    side: Side,
    condition: &Condition,
    found: &Found,
    failing: &[String],
) -> String {
    let quoted = |texts: &[String]| format!("`{}`", texts.join("`, `"));
    match found {
        Found::Absent => {
            let because = judged.facts.lack(condition.key(), side).map(|lack| format!(": {lack}")).unwrap_or_default();
            format!("the request does not have this key{because}")
        }
        Found::One(text) => format!("is `{text}` in the request"),
        Found::Many(texts) if texts.is_empty() => "is an empty set in the request".to_owned(),
        Found::Many(texts) if failing.is_empty() => format!("is the set of {} in the request", quoted(texts)),
        Found::Many(texts) => {
            format!("is the set of {} in the request, of which {} fails", quoted(texts), quoted(failing))
        }
    }
}

/// Of a listed value of a condition, where there is something to say.
pub(super) fn of_value(
    judged: &Judged<'_>,
    side: Side,
    condition: &Condition,
    written: &str,
    listed: &Filled,
) -> Option<String> {
    if condition.operator().comparison() == Comparison::Null {
        let wants = if written.eq_ignore_ascii_case("true") { "absent" } else { "there" };
        return Some(format!("wants the key to be {wants}"));
    }
    if let Some(name) = &listed.unresolved {
        return Some(unresolved(judged, side, name, "so this value matches nothing"));
    }
    let is = (written != listed.text).then(|| format!("is `{}` here", listed.text));
    match (is, &listed.mismatch) {
        (Some(is), Some(mismatch)) => Some(format!("{is}: {mismatch}")),
        (None, Some(mismatch)) => Some(mismatch.to_string()),
        (is, None) => is,
    }
}
