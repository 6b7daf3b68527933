//! What the parts of a JSON file must be, said with the place, what is expected and what is found.

use anyhow::{Error, Result};
use jsonc_parser::ast::{Object, Value};
use touchstone_scenario::did_you_mean;

use super::source::{Source, range};

/// What a value must be.
#[derive(Debug)]
pub(super) enum Form {
    /// Text.
    Text,
    /// Text of which a test holds, and what such text is called.
    Like(fn(&str) -> bool, &'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Truth,
    /// A list of such values.
    List(&'static Self),
    /// Text or a list of text.
    Texts,
    /// Such values under any names.
    Map(&'static Self),
    /// An object of these members, and what it is called.
    Object(&'static str, &'static [Member]),
    /// Judged elsewhere.
    Anything,
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// Whether it must be there; one that need not may be `null`.
    pub(super) is_needed: bool,
}

/// A member that must be there.
pub(super) const fn needed(name: &'static str, form: Form) -> Member {
    Member { name, form, is_needed: true }
}

/// A member that may be missing.
pub(super) const fn optional(name: &'static str, form: Form) -> Member {
    Member { name, form, is_needed: false }
}

impl Form {
    /// Holds a value against the form.
    ///
    /// # Errors
    /// The first part that is something else.
    pub(super) fn check(&self, source: &Source, value: &Value<'_>) -> Result<()> {
        let wrong = || Err(self.surprise(source, value));
        match (self, value) {
            (Self::Anything, _)
            | (Self::Text | Self::Texts, Value::StringLit(_))
            | (Self::Truth, Value::BooleanLit(_)) => Ok(()),
            (Self::Like(holds, _), Value::StringLit(text)) if holds(&text.value) => Ok(()),
            (Self::Word(words), Value::StringLit(text)) if words.contains(&&*text.value) => Ok(()),
            (Self::List(entry), Value::Array(list)) => {
                list.elements.iter().try_for_each(|value| entry.check(source, value))
            }
            (Self::Texts, Value::Array(list)) => {
                list.elements.iter().try_for_each(|value| Self::Text.check(source, value))
            }
            (Self::Map(form), Value::Object(object)) => {
                object.properties.iter().try_for_each(|member| form.check(source, &member.value))
            }
            (Self::Object(name, members), Value::Object(object)) => self::members(source, name, members, object),
            _ => wrong(),
        }
    }

    /// What is expected, in words.
    fn words(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Like(_, words) => (*words).to_owned(),
            Self::Word(words) => match words.split_last() {
                Some((last, [])) => format!("`{last}`"),
                Some((last, before)) => format!("`{}` or `{last}`", before.join("`, `")),
                None => String::new(),
            },
            Self::Truth => "`true` or `false`".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Texts => "text or a list of text".to_owned(),
            Self::Map(_) => "an object".to_owned(),
            Self::Object(name, _) => format!("{name}, an object"),
            Self::Anything => "a value".to_owned(),
        }
    }

    fn surprise(&self, source: &Source, value: &Value<'_>) -> Error {
        let near = match (self, value) {
            (Self::Word(words), Value::StringLit(text)) => did_you_mean(&text.value, words.iter().copied()),
            _ => String::new(),
        };
        source.fault(range(value), &format!("expected {}, found {}{near}", self.words(), found(value)))
    }
}

fn members(source: &Source, name: &str, members: &[Member], object: &Object<'_>) -> Result<()> {
    for written in &object.properties {
        let found = written.name.as_str();
        let Some(member) = members.iter().find(|member| member.name == found) else {
            let near = did_you_mean(found, members.iter().map(|member| member.name));
            return Err(source.fault(range(&written.name), &format!("unknown member `{found}` in {name}{near}")));
        };
        if member.is_needed || !matches!(written.value, Value::NullKeyword(_)) {
            member.form.check(source, &written.value)?;
        }
    }
    match members.iter().find(|member| member.is_needed && object.get(member.name).is_none()) {
        Some(missing) => {
            let opening = range(object).start;
            Err(source.fault(opening..opening + 1, &format!("`{}` is missing in {name}", missing.name)))
        }
        None => Ok(()),
    }
}

/// What a value is, in words.
fn found(value: &Value<'_>) -> String {
    match value {
        Value::StringLit(text) => format!("`{}`", text.value),
        Value::NumberLit(number) => format!("the number `{}`", number.value),
        Value::BooleanLit(truth) => format!("`{}`", truth.value),
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::NullKeyword(_) => "`null`".to_owned(),
    }
}
