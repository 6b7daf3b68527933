//! The grammar of policy documents.

use jsonc_parser::ast::{Object, ObjectProp, StringLit, Value};
use jsonc_parser::common::Ranged;

use crate::action::ActionPattern;
use crate::condition::{Condition, Listed, Operator, OperatorFlaw};
use crate::document::{Effect, Policy, ResourcePattern, Scope, Statement, Version};
use crate::error::PolicyError;
use crate::json::Reader;
use crate::variables::HeldKey;

/// Reads a whole document.
pub(crate) fn policy(text: &str) -> Result<Policy, PolicyError> {
    let reader = Reader::new(text);
    let document = reader.value()?;
    let Value::Object(object) = &document else {
        return Err(reader.malformed(document.range(), "a policy document is an object"));
    };
    let (mut version, mut statements) = (Version::Of2008, None);
    for member in reader.members(object)? {
        match member.name.as_str() {
            "Version" => version = read_version(reader, member)?,
            "Id" => drop(text_of(reader, member)?),
            "Statement" => statements = Some(read_statements(reader, member)?),
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
    Ok(Policy { version, statements })
}

//= POL-DOC-03
fn read_version(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Version, PolicyError> {
    match &*text_of(reader, member)?.value {
        "2012-10-17" => Ok(Version::Of2012),
        "2008-10-17" => Ok(Version::Of2008),
        other => {
            let sentence = format!("the version `{other}` is neither `2012-10-17` nor `2008-10-17`");
            Err(reader.malformed(member.value.range(), sentence))
        }
    }
}

fn read_statements(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Vec<Statement>, PolicyError> {
    match &member.value {
        Value::Object(object) => Ok(vec![read_statement(reader, object)?]),
        //= POL-DOC-22
        Value::Array(array) => array
            .elements
            .iter()
            .map(|element| match element {
                Value::Object(object) => read_statement(reader, object),
                other => Err(reader.malformed(other.range(), "a statement is an object")),
            })
            .collect(),
        other => Err(reader.malformed(other.range(), "`Statement` is an object or a list of objects")),
    }
}

fn read_statement(reader: Reader<'_>, object: &Object<'_>) -> Result<Statement, PolicyError> {
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
            "Condition" => conditions = read_conditions(reader, member)?,
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
fn read_conditions(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Vec<Condition>, PolicyError> {
    let Value::Object(block) = &member.value else {
        return Err(reader.malformed(member.value.range(), "`Condition` is an object of operators"));
    };
    let mut conditions = Vec::new();
    for operator in reader.members(block)? {
        let name = operator.name.as_str();
        //= POL-DOC-14
        let read = Operator::named(name).map_err(|flaw| match flaw {
            OperatorFlaw::Unknown => {
                reader.malformed(operator.name.range(), format!("`{name}` is no condition operator"))
            }
            OperatorFlaw::Unsupported => reader
                .unsupported(operator.name.range(), format!("the condition operator `{name}` is not supported yet")),
        })?;
        let Value::Object(keys) = &operator.value else {
            return Err(reader.malformed(operator.value.range(), format!("the value of `{name}` is an object of keys")));
        };
        for key in reader.members(keys)? {
            conditions.push(Condition {
                operator: read,
                key: HeldKey::named(key.name.as_str()),
                values: read_values(reader, key)?,
            });
        }
    }
    Ok(conditions)
}

fn read_values(reader: Reader<'_>, member: &ObjectProp<'_>) -> Result<Vec<Listed>, PolicyError> {
    let read = |value: &Value<'_>| match value {
        Value::StringLit(text) => Ok(Listed(text.value.to_string())),
        //= POL-DOC-15
        Value::NumberLit(number) => Ok(Listed(number.value.to_owned())),
        Value::BooleanLit(boolean) => Ok(Listed(boolean.value.to_string())),
        other => Err(reader.malformed(other.range(), "a condition value is text, a number or a boolean")),
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
