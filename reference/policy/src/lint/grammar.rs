//! The grammar of documents: what is read from a tree, and what breaks it.

use super::facts::PolicyKind;
use super::finding::{Findings, Remark, Severity};
use super::glob::nearest;
use super::keys::nearest_operator;
use super::lexer::Quoted;
use super::services;
use super::tree::{Member, Node, Value};
use super::written::{Arn, Entry, WrittenCondition, WrittenPolicy, WrittenStatement, opening};
use crate::document::{Effect, Scope, Version};
use crate::error::Span;
use crate::operator::Operator;

const DOCUMENT: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT: [&str; 7] = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// Reads the members of a document.
pub(super) fn document<'t>(value: Value<'t>, kind: PolicyKind, found: &mut Findings<'_>) -> WrittenPolicy<'t> {
    let Node::Object(members) = value.node else {
        let remark = Remark::error("POL-DOC-01", value.span, "a policy document is an object");
        found.add(remark.remedy("write `{\"Version\": \"2012-10-17\", \"Statement\": [...]}`"));
        return WrittenPolicy { span: value.span, ..WrittenPolicy::default() };
    };
    let mut policy = WrittenPolicy { span: value.span, is_object: true, ..WrittenPolicy::default() };
    let mut has_statements = false;
    for member in members {
        match &*member.name.text {
            "Version" => read_version(member, &mut policy, found),
            "Id" if matches!(member.value.node, Node::Text(_)) => (),
            "Id" => found.add(Remark::error("POL-DOC-02", member.value.span, "`Id` is text")),
            "Statement" => {
                has_statements = true;
                policy.statements.extend(statements(member.value, kind, found));
            }
            _ => unknown_member(&member.name, &DOCUMENT, "a policy document", found),
        }
    }
    if !has_statements {
        let remark = Remark::error("POL-DOC-04", opening(value.span), "the member `Statement` is missing");
        found.add(remark.remedy("add `\"Statement\": [...]`"));
    }
    policy
}

fn read_version(member: Member<'_>, policy: &mut WrittenPolicy<'_>, found: &mut Findings<'_>) {
    policy.has_version = true;
    let span = member.value.span;
    let text = match member.value.node {
        Node::Text(quoted) => quoted.text,
        _ => return found.add(Remark::error("POL-DOC-03", span, "`Version` is text")),
    };
    match &*text {
        "2012-10-17" => policy.version = Some((Version::Of2012, span)),
        "2008-10-17" => policy.version = Some((Version::Of2008, span)),
        other => {
            let message = format!("the version `{other}` is neither `2012-10-17` nor `2008-10-17`");
            found.add(Remark::error("POL-DOC-03", span, message).remedy("write `\"2012-10-17\"`"));
        }
    }
}

//= POL-LINT-03
//= POL-LINT-09
fn unknown_member(name: &Entry<'_>, known: &[&'static str], owner: &str, found: &mut Findings<'_>) {
    let text = &*name.text;
    if matches!(text, "Principal" | "NotPrincipal") && owner == "a statement" {
        let message = format!("`{text}` has no place in a policy that is attached to an identity");
        return found.add(
            Remark::error("POL-LINT-09", name.span, message)
                .remedy("remove it: whoever has the policy is the principal"),
        );
    }
    let remedy = if Operator::named(text).is_some() {
        format!("`{text}` is a condition operator: move it into `Condition`")
    } else if STATEMENT.contains(&text) {
        format!("`{text}` is a member of a statement: move it into one")
    } else if DOCUMENT.contains(&text) {
        format!("`{text}` is a member of the document: move it out of the statement")
    } else if let Some(near) = nearest(text, known.iter().copied()).filter(|_| found.wants("POL-LINT-03")) {
        format!("write `{near}`; letter case counts")
    } else {
        format!("remove it; {owner} has only {}", listed(known))
    };
    found.add(Remark::error("POL-LINT-03", name.span, format!("`{text}` is no member of {owner}")).remedy(remedy));
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn statements<'t>(value: Value<'t>, kind: PolicyKind, found: &mut Findings<'_>) -> Vec<WrittenStatement<'t>> {
    match value.node {
        Node::Object(members) => vec![statement(members, value.span, kind, found)],
        Node::Array(items) => {
            //= POL-DOC-22
            if items.is_empty() && !kind.is_device() {
                let remark = Remark::error("POL-DOC-22", value.span, "an IAM policy has at least one statement");
                found.add(remark.remedy("add a statement"));
            }
            let read = |item: Value<'t>| match item.node {
                Node::Object(members) => Some(statement(members, item.span, kind, found)),
                _ => {
                    found.add(Remark::error("POL-DOC-04", item.span, "a statement is an object"));
                    None
                }
            };
            items.into_iter().filter_map(read).collect()
        }
        _ => {
            found.add(Remark::error("POL-DOC-04", value.span, "`Statement` is an object or a list of objects"));
            Vec::new()
        }
    }
}

fn statement<'t>(
    members: Vec<Member<'t>>,
    span: Span,
    kind: PolicyKind,
    found: &mut Findings<'_>,
) -> WrittenStatement<'t> {
    let (sid, effect, actions, resources, conditions) = (None, None, None, None, Vec::new());
    let mut written = WrittenStatement { span, sid, effect, actions, resources, conditions };
    let (mut effect_at, mut action_at, mut resource_at) = (None, None, None);
    for member in members {
        let (name, value) = (member.name, member.value);
        match &*name.text {
            "Sid" => written.sid = read_sid(value, found),
            "Effect" => {
                effect_at = Some(name.span);
                written.effect = read_effect(&value, found);
            }
            "Action" | "NotAction" => {
                either(&name, action_at.replace(name.span), "Action", found);
                let entries = texts(&name, value, found);
                entries.iter().for_each(|entry| action_form(entry, found));
                written.actions.get_or_insert(scope(&name, entries));
            }
            "Resource" | "NotResource" => {
                either(&name, resource_at.replace(name.span), "Resource", found);
                let entries = texts(&name, value, found);
                entries.iter().for_each(|entry| resource_form(entry, found));
                written.resources.get_or_insert(scope(&name, entries));
            }
            "Condition" => written.conditions.extend(conditions_of(value, kind, found)),
            _ => unknown_member(&name, &STATEMENT, "a statement", found),
        }
    }
    //= POL-LINT-04
    if effect_at.is_none() {
        let remark = Remark::error("POL-LINT-04", opening(span), "the statement has no `Effect`");
        found.add(remark.remedy("add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`"));
    }
    for (at, id, name) in [(action_at, "POL-DOC-07", "Action"), (resource_at, "POL-DOC-08", "Resource")] {
        if at.is_none() {
            let message = format!("the statement has no `{name}` and no `Not{name}`");
            found.add(Remark::error(id, opening(span), message).remedy(format!("add `\"{name}\": [...]`")));
        }
    }
    written
}

//= POL-LINT-08
/// One of two members, not both; the same one twice is a duplicate and reported as such.
fn either(name: &Entry<'_>, before: Option<Span>, plain: &str, found: &mut Findings<'_>) {
    let Some(before) = before.filter(|before| before.end - before.start != name.span.end - name.span.start) else {
        return;
    };
    let message = format!("a statement has one of `{plain}` and `Not{plain}`, not both");
    let remark = Remark::error("POL-LINT-08", name.span, message).beside(before, "the other one");
    found.add(remark.remedy("make two statements of it"));
}

fn scope<'t>(name: &Entry<'t>, entries: Vec<Entry<'t>>) -> Scope<Entry<'t>> {
    if name.text.starts_with("Not") { Scope::AllBut(entries) } else { Scope::These(entries) }
}

fn read_sid<'t>(value: Value<'t>, found: &mut Findings<'_>) -> Option<Entry<'t>> {
    let Node::Text(quoted) = value.node else {
        found.add(Remark::error("POL-DOC-18", value.span, "`Sid` is text"));
        return None;
    };
    let sid = Entry::new(quoted, value.span);
    if !sid.text.chars().all(|character| character.is_ascii_alphanumeric()) {
        let message = format!("the sid `{}` holds more than letters and digits", sid.text);
        found.add(Remark::error("POL-DOC-18", sid.span, message).remedy("leave the other characters out"));
    }
    Some(sid)
}

//= POL-LINT-10
fn read_effect(value: &Value<'_>, found: &mut Findings<'_>) -> Option<Effect> {
    let Node::Text(Quoted { text, .. }) = &value.node else {
        found.add(
            Remark::error("POL-LINT-10", value.span, "`Effect` is text").remedy("write `\"Allow\"` or `\"Deny\"`"),
        );
        return None;
    };
    let effect = match text.to_ascii_lowercase().as_str() {
        "allow" => Some(Effect::Allow),
        "deny" => Some(Effect::Deny),
        _ => None,
    };
    if !matches!(&**text, "Allow" | "Deny") {
        let message = format!("the effect `{text}` is neither `Allow` nor `Deny`");
        let near = nearest(text, ["Allow", "Deny"]);
        let remedy = near.map_or("write `\"Allow\"` or `\"Deny\"`".to_owned(), |near| format!("write `\"{near}\"`"));
        found.add(Remark::error("POL-LINT-10", value.span, message).remedy(remedy));
    }
    effect
}

//= POL-DOC-09
fn texts<'t>(name: &Entry<'_>, value: Value<'t>, found: &mut Findings<'_>) -> Vec<Entry<'t>> {
    let wrong = |span: Span, found: &mut Findings<'_>| {
        found.add(Remark::error("POL-DOC-09", span, format!("`{}` is text or a list of text", name.text)));
    };
    let items = match value.node {
        Node::Text(quoted) => return vec![Entry::new(quoted, value.span)],
        Node::Array(items) => items,
        _ => {
            wrong(value.span, found);
            return Vec::new();
        }
    };
    if items.is_empty() {
        found.add(Remark::error("POL-DOC-09", value.span, format!("the list of `{}` is empty", name.text)));
    }
    let mut entries = Vec::new();
    for item in items {
        match item.node {
            Node::Text(quoted) => entries.push(Entry::new(quoted, item.span)),
            _ => wrong(item.span, found),
        }
    }
    entries
}

//= POL-DOC-10
//= POL-LINT-13
fn action_form(action: &Entry<'_>, found: &mut Findings<'_>) {
    let text = &*action.text;
    if text == "*" {
        return;
    }
    let prefix = text.split(':').next().unwrap_or_default();
    if text.matches(':').count() == 1 && prefix.contains(char::is_whitespace) {
        let message = format!("the action `{text}` has a blank in its service prefix");
        let remark = Remark::error("POL-LINT-13", action.span, message);
        return found.add(remark.remedy(format!("write `{}`", without_blanks(text))));
    }
    let objection = match text.split_once(':') {
        None => "has no service prefix, as in `iot:Connect`",
        Some((_, name)) if name.contains(':') => "has more than one colon",
        Some((prefix, _)) if prefix.contains(['*', '?']) => "has a wildcard in its service prefix",
        Some((prefix, name)) if prefix.is_empty() || name.is_empty() => "is not of the form `<service>:<name>`",
        Some(_) => return,
    };
    let remark = Remark::error("POL-DOC-10", action.span, format!("the action `{text}` {objection}"));
    let known = services::IOT.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.add(match known {
        Some((name, _)) => remark.remedy(format!("write `iot:{name}`")),
        None => remark.remedy("write `<service>:<name>`, such as `iot:Publish`"),
    });
}

pub(super) fn without_blanks(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

//= POL-DOC-12
//= POL-LINT-17
fn resource_form(resource: &Entry<'_>, found: &mut Findings<'_>) {
    let text = &*resource.text;
    let objection = match text {
        "*" => return,
        text if !text.starts_with("arn:") => "is neither `*` nor an ARN",
        text if Arn::read(text).is_none() => "has fewer than five colons",
        _ => return,
    };
    let remark = Remark::error("POL-LINT-17", resource.span, format!("the resource `{text}` {objection}"));
    found.add(remark.remedy("write `arn:aws:iot:<region>:<account>:<type>/<name>`"));
}

//= POL-DOC-13
fn conditions_of<'t>(value: Value<'t>, kind: PolicyKind, found: &mut Findings<'_>) -> Vec<WrittenCondition<'t>> {
    let Node::Object(operators) = value.node else {
        let remark = Remark::error("POL-DOC-13", value.span, "`Condition` is an object of operators");
        found.add(remark.remedy("write `{\"<operator>\": {\"<key>\": [\"<value>\"]}}`"));
        return Vec::new();
    };
    let mut conditions = Vec::new();
    for member in operators {
        let operator = member.name;
        //= POL-LINT-11
        //= POL-DOC-14
        if Operator::named(&operator.text).is_none() {
            // IAM stores a name that nothing is listed under.
            let is_stored = !kind.is_device() && matches!(&member.value.node, Node::Object(keys) if keys.is_empty());
            let severity = if is_stored { Severity::Warning } else { Severity::Error };
            let message = format!("`{}` is no condition operator", operator.text);
            let remark = Remark::new("POL-LINT-11", severity, operator.span, message);
            found.add(match nearest_operator(&operator.text) {
                Some(near) => remark.remedy(format!("write `{near}`")),
                None => remark,
            });
        }
        let Node::Object(keys) = member.value.node else {
            let message = format!("the value of `{}` is an object of keys", operator.text);
            found.add(Remark::error("POL-DOC-13", member.value.span, message));
            continue;
        };
        for Member { name: key, value } in keys {
            conditions.push(WrittenCondition { operator: operator.clone(), key, values: values(value, found) });
        }
    }
    conditions
}

//= POL-DOC-15
fn values<'t>(value: Value<'t>, found: &mut Findings<'_>) -> Vec<Entry<'t>> {
    let mut read = |value: Value<'t>| {
        let quoted = match value.node {
            Node::Text(quoted) => quoted,
            Node::Number(number) => Quoted::plain(number),
            Node::Boolean(true) => Quoted::plain("true"),
            Node::Boolean(false) => Quoted::plain("false"),
            _ => {
                found.add(Remark::error("POL-DOC-15", value.span, "a condition value is text, a number or a boolean"));
                return None;
            }
        };
        Some(Entry::new(quoted, value.span))
    };
    match value.node {
        Node::Array(items) => items.into_iter().filter_map(read).collect(),
        _ => read(value).into_iter().collect(),
    }
}
