//! Captures: values seen once and used again, written `$(name)`.

use std::collections::BTreeMap;

use serde_json::Value;

/// What was captured so far, by name; `$(i)` of a `repeat` is among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Captures(BTreeMap<String, Value>);

/// A text that is one capture and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark<'a> {
    /// `$(name)`: the value captured before.
    Use(&'a str),
    /// `$(name = kind)`: any value of this kind, captured from here on.
    Bind(&'a str, &'a str),
}

impl<'a> Mark<'a> {
    /// Reads `$(name)` or `$(name = kind)`; `None` when the text is anything else.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix("$(")?.strip_suffix(')')?;
        if inner.contains("$(") || inner.contains(')') {
            return None;
        }
        match inner.split_once('=') {
            Some((name, kind)) => Some(Self::Bind(name.trim(), kind.trim())),
            None => Some(Self::Use(inner.trim())),
        }
    }
}

impl Captures {
    /// Keeps a value under a name, from here on.
    pub(crate) fn bind(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The value captured under a name.
    pub(crate) fn get(&self, name: &str) -> Result<&Value, String> {
        self.0.get(name).ok_or_else(|| format!("nothing was captured as `$({name})` before this step"))
    }

    /// The text with every capture put in its place.
    ///
    /// # Errors
    /// When a name was never captured.
    pub(crate) fn fill(&self, text: &str) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("$(") {
            let Some((name, tail)) = after.split_once(')') else { break };
            filled.push_str(before);
            filled.push_str(&plain(self.get(name.trim())?));
            rest = tail;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// The value with every capture put in its place; a text that is one capture takes the captured value's kind.
    ///
    /// # Errors
    /// When a name was never captured.
    pub(crate) fn fill_value(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match Mark::read(text) {
                Some(Mark::Use(name)) => self.get(name)?.clone(),
                _ => Value::String(self.fill(text)?),
            },
            Value::Array(items) => Value::Array(items.iter().map(|v| self.fill_value(v)).collect::<Result<_, _>>()?),
            Value::Object(members) => {
                let filled = members.iter().map(|(name, v)| Ok((self.fill(name)?, self.fill_value(v)?)));
                Value::Object(filled.collect::<Result<_, String>>()?)
            }
            other => other.clone(),
        })
    }
}

/// A value as it reads inside a text: strings without quotation marks.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_capture_takes_its_place_inside_a_text() {
        let mut captures = Captures::default();
        captures.bind("i", json!(3));
        assert_eq!(captures.fill("t/$(i)/${iot:ClientId}"), Ok("t/3/${iot:ClientId}".to_owned()));
        assert_eq!(captures.fill_value(&json!({ "n": "$(i)" })), Ok(json!({ "n": 3 })));
    }

    #[test]
    fn a_name_that_was_never_captured_is_an_error() {
        assert!(Captures::default().fill("$(x)").is_err());
    }

    #[test]
    fn a_binding_names_its_kind() {
        assert_eq!(Mark::read("$(id = integer)"), Some(Mark::Bind("id", "integer")));
        assert_eq!(Mark::read("$(id)"), Some(Mark::Use("id")));
        assert_eq!(Mark::read("a$(id)"), None);
    }
}
