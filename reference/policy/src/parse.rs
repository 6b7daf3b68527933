//! The grammar of policy documents.

use std::collections::BTreeSet;

use jsonc_parser::ast::{Object, ObjectProp, StringLit, Value};
use jsonc_parser::common::Ranged;

use crate::action::ActionPattern;
use crate::condition::{Condition, ConditionValue};
use crate::document::{Dialect, Effect, Policy, ResourcePattern, Scope, Statement, Version};
use crate::error::PolicyError;
use crate::json::Reader;
use crate::operator::Operator;

/// Reads a whole document.
pub(crate) fn policy(dialect: Dialect, text: &str) -> Result<Policy, PolicyError> {
    let reader = Reader::new(text);
    let document = reader.value()?;
    let Value::Object(object) = &document else {
        return Err(reader.malformed(document.range(), "a policy document is an object"));
    };
    let (mut version, mut id, mut statements) = (None, None, None);
    for member in reader.members(object)? {
        match member.name.as_str() {
            "Version" => version = Some(read_version(reader, dialect, member)?),
            "Id" => id = Some(text_of(reader, member)?.value.to_string()),
            "Statement" => statements = Some(read_statements(reader, dialect, member)?),
            //= POL-DOC-02
            other => {
                return Err(
                    reader.malformed(member.name.range(), format!("`{other}` is no member of a policy document"))
                );
            }
        }
    }
    //= POL-DOC-04
    let statements = statements.ok_or_else(|| reader.malformed(object.range, "the member `Statement` is missing"))?;
    if dialect == Dialect::Iam {
        //= POL-IAM-18
        if version.is_none() {
            return Err(reader.malformed(object.range, "the member `Version` is missing, which an IAM policy needs"));
        }
        //= POL-DOC-22
        if statements.is_empty() {
            return Err(reader.malformed(object.range, "an IAM policy has at least one statement"));
        }
        no_sid_twice(reader, &statements)?;
    }
    Ok(Policy { version: version.unwrap_or(Version::Of2008), id, statements })
}

//= POL-DOC-18
fn no_sid_twice(reader: Reader<'_>, statements: &[Statement]) -> Result<(), PolicyError> {
    let mut seen = BTreeSet::new();
    for statement in statements {
        let sid = statement.sid().filter(|sid| !sid.is_empty());
        if let Some(sid) = sid.filter(|sid| !seen.insert(*sid)) {
            return Err(reader.malformed(statement.span, format!("another statement has the sid `{sid}` too")));
        }
    }
    Ok(())
}

//= POL-DOC-03
fn read_version(reader: Reader<'_>, dialect: Dialect, member: &ObjectProp<'_>) -> Result<Version, PolicyError> {
    match (&*text_of(reader, member)?.value, dialect) {
        ("2012-10-17", _) => Ok(Version::Of2012),
        ("2008-10-17", Dialect::IotCore) => Ok(Version::Of2008),
        (other, Dialect::Iam) => {
            let sentence = format!("the version `{other}` is not `2012-10-17`");
            Err(reader.malformed(member.value.range(), sentence))
        }
        (other, Dialect::IotCore) => {
            let sentence = format!("the version `{other}` is neither `2012-10-17` nor `2008-10-17`");
            Err(reader.malformed(member.value.range(), sentence))
        }
    }
}

fn read_statements(
    reader: Reader<'_>,
    dialect: Dialect,
    member: &ObjectProp<'_>,
) -> Result<Vec<Statement>, PolicyError> {
    match &member.value {
        Value::Object(object) => Ok(vec![read_statement(reader, dialect, object)?]),
        //= POL-DOC-22
        Value::Array(array) => array
            .elements
            .iter()
            .map(|element| match element {
                Value::Object(object) => read_statement(reader, dialect, object),
                other => Err(reader.malformed(other.range(), "a statement is an object")),
            })
            .collect(),
        other => Err(reader.malformed(other.range(), "`Statement` is an object or a list of objects")),
    }
}

fn read_statement(reader: Reader<'_>, dialect: Dialect, object: &Object<'_>) -> Result<Statement, PolicyError> {
    let (mut sid, mut effect, mut actions, mut resources, mut conditions) = (None, None, None, None, Vec::new());
    for member in reader.members(object)? {
        match member.name.as_str() {
            "Sid" => sid = Some(read_sid(reader, member)?),
            "Effect" => effect = Some(read_effect(reader, member)?),
            //= POL-DOC-07
            "Action" | "NotAction" if actions.is_some() => return Err(both(reader, member, "Action")),
            "Action" => actions = Some(Scope::These(read_actions(reader, member)?)),
            "NotAction" => actions = Some(Scope::AllBut(read_actions(reader, member)?)),
            //= POL-DOC-08
            "Resource" | "NotResource" if resources.is_some() => return Err(both(reader, member, "Resource")),
            "Resource" => resources = Some(Scope::These(read_resources(reader, member)?)),
            "NotResource" => resources = Some(Scope::AllBut(read_resources(reader, member)?)),
            "Condition" => conditions = read_conditions(reader, dialect, member)?,
            //= POL-DOC-05
            other => {
                return Err(reader.malformed(member.name.range(), format!("`{other}` is no member of a statement")));
            }
        }
    }
    let missing = |name: &str| reader.malformed(object.range, format!("the statement has no {name}"));
    Ok(Statement {
        sid,
        effect: effect.ok_or_else(|| missing("`Effect`"))?,
        actions: actions.ok_or_else(|| missing("`Action` and no `NotAction`"))?,
        resources: resources.ok_or_else(|| missing("`Resource` and no `NotResource`"))?,
        conditions,
        span: object.range.into(),
    })
}

fn both(reader: Reader<'_>, member: &ObjectProp<'_>, name: &str) -> PolicyError {
    reader.malformed(member.name.range(), format!("a statement has one of `{name}` and `Not{name}`, not both"))
}

//= POL-DOC-18
fn read_sid(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<String, PolicyError> {
    let sid = text_of(reader, member)?;
    if sid.value.chars().all(|character| character.is_ascii_alphanumeric()) {
        return Ok(sid.value.to_string());
    }
    Err(reader.malformed(sid.range, format!("the sid `{}` holds more than letters and digits", sid.value)))
}

//= POL-DOC-06
fn read_effect(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Effect, PolicyError> {
    match &*text_of(reader, member)?.value {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        other => {
            let sentence = format!("the effect `{other}` is neither `Allow` nor `Deny`");
            Err(reader.malformed(member.value.range(), sentence))
        }
    }
}

fn read_actions(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Vec<ActionPattern>, PolicyError> {
    texts_of(reader, member)?
        .into_iter()
        .map(|text| {
            ActionPattern::read(&text.value, text.range.into())
                .map_err(|objection| reader.malformed(text.range, format!("the action `{}` {objection}", text.value)))
        })
        .collect()
}

fn read_resources(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Vec<ResourcePattern>, PolicyError> {
    let mut patterns = Vec::new();
    for text in texts_of(reader, member)? {
        //= POL-DOC-12
        let objection = match &*text.value {
            "*" => None,
            arn if !arn.starts_with("arn:") => Some("is neither `*` nor an ARN"),
            arn if arn.matches(':').count() < 5 => Some("has fewer than five colons"),
            _ => None,
        };
        if let Some(objection) = objection {
            return Err(reader.malformed(text.range, format!("the resource `{}` {objection}", text.value)));
        }
        patterns.push(ResourcePattern { text: text.value.to_string(), span: text.range.into() });
    }
    Ok(patterns)
}

//= POL-DOC-13
fn read_conditions(
    reader: Reader<'_>,
    dialect: Dialect,
    member: &ObjectProp<'_>,
) -> Result<Vec<Condition>, PolicyError> {
    let Value::Object(block) = &member.value else {
        return Err(reader.malformed(member.value.range(), "`Condition` is an object of operators"));
    };
    let mut conditions = Vec::new();
    for operator in reader.members(block)? {
        let name = operator.name.as_str();
        let keys = if let Value::Object(keys) = &operator.value { Some(keys) } else { None };
        //= POL-DOC-14
        let read = match Operator::named(name) {
            Some(read) => read,
            None if dialect == Dialect::Iam && keys.is_some_and(|keys| keys.properties.is_empty()) => continue,
            None => return Err(reader.malformed(operator.name.range(), format!("`{name}` is no condition operator"))),
        };
        let Some(keys) = keys else {
            return Err(reader.malformed(operator.value.range(), format!("the value of `{name}` is an object of keys")));
        };
        for key in reader.members(keys)? {
            conditions.push(Condition {
                operator: read,
                operator_name: name.to_owned(),
                operator_span: operator.name.range().into(),
                key: key.name.as_str().to_owned(),
                key_span: key.name.range().into(),
                values: read_values(reader, key)?,
            });
        }
    }
    Ok(conditions)
}

fn read_values(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Vec<ConditionValue>, PolicyError> {
    let read = |value: &Value<'_>| {
        let text = match value {
            Value::StringLit(text) => text.value.to_string(),
            //= POL-DOC-15
            Value::NumberLit(number) => number.value.to_owned(),
            Value::BooleanLit(boolean) => boolean.value.to_string(),
            other => {
                return Err(reader.malformed(other.range(), "a condition value is text, a number or a boolean"));
            }
        };
        Ok(ConditionValue { text, span: value.range().into() })
    };
    match &member.value {
        Value::Array(array) => array.elements.iter().map(read).collect(),
        single => Ok(vec![read(single)?]),
    }
}

fn text_of<'v, 't>(reader: Reader<'_>, member: &'v ObjectProp<'t>) -> Result<&'v StringLit<'t>, PolicyError> {
    match &member.value {
        Value::StringLit(text) => Ok(text),
        other => Err(reader.malformed(other.range(), format!("`{}` is text", member.name.as_str()))),
    }
}

//= POL-DOC-09
fn texts_of<'v, 't>(reader: Reader<'_>, member: &'v ObjectProp<'t>) -> Result<Vec<&'v StringLit<'t>>, PolicyError> {
    let name = member.name.as_str();
    let wrong = |value: &Value<'_>| reader.malformed(value.range(), format!("`{name}` is text or a list of text"));
    match &member.value {
        Value::StringLit(text) => Ok(vec![text]),
        Value::Array(array) if array.elements.is_empty() => {
            Err(reader.malformed(array.range, format!("the list of `{name}` is empty")))
        }
        Value::Array(array) => array
            .elements
            .iter()
            .map(|element| match element {
                Value::StringLit(text) => Ok(text),
                other => Err(wrong(other)),
            })
            .collect(),
        other => Err(wrong(other)),
    }
}
