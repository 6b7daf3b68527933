//! A file as a tree of located nodes: the only form in which readers see YAML.

use serde_json::{Map, Number, Value};

use crate::{Located, Place};

/// A scalar, list or mapping with the place it was written at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// Where it begins.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a node is. Scalars keep the characters as written, so that `00ff` stays what it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing was written, or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number and its characters.
    Integer(i64, String),
    /// Any other number, by its characters.
    Number(String),
    /// Text, quoted or not.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<(Located<String>, Node)>),
}

impl Node {
    /// The characters of a scalar; nothing for `null`, lists and mappings.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match &self.kind {
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            Kind::Integer(_, text) | Kind::Number(text) | Kind::Text(text) => Some(text),
            Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// The entries of a mapping; none for anything else.
    pub(crate) fn entries(&self) -> &[(Located<String>, Self)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key of a mapping.
    pub(crate) fn member(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// The items of a list, or the node itself as the only one.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// What a message calls it.
    pub(crate) fn describe(&self) -> String {
        match (&self.kind, self.scalar()) {
            (_, Some(text)) => format!("`{text}`"),
            (Kind::List(_), _) => "a list".to_owned(),
            (Kind::Map(entries), _) if entries.len() == 1 => "a mapping with one key".to_owned(),
            (Kind::Map(entries), _) => format!("a mapping with {} keys", entries.len()),
            _ => "nothing".to_owned(),
        }
    }

    /// The node as JSON.
    pub(crate) fn json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Integer(value, _) => Value::from(*value),
            Kind::Number(text) => text.parse::<Number>().map_or_else(|_| Value::from(text.as_str()), Value::Number),
            Kind::Text(text) => Value::from(text.as_str()),
            Kind::List(items) => Value::Array(items.iter().map(Self::json).collect()),
            Kind::Map(entries) => {
                let members = entries.iter().map(|(key, node)| (key.value.clone(), node.json()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// The node as JSON for a packet: what stands under one of these names is text, digits or not.
    pub(crate) fn packet_json(&self, text: &[&str]) -> Value {
        match &self.kind {
            Kind::List(items) => Value::Array(items.iter().map(|item| item.packet_json(text)).collect()),
            Kind::Map(entries) => {
                let member = |(key, node): &(Located<String>, Self)| {
                    let written = node.scalar().filter(|_| text.contains(&key.value.as_str()));
                    (key.value.clone(), written.map_or_else(|| node.packet_json(text), Value::from))
                };
                Value::Object(entries.iter().map(member).collect::<Map<_, _>>())
            }
            _ => self.json(),
        }
    }
}
