//! Pieces that every form is made of.

use schemars::Schema;
use serde_json::{Map, Value, json};

/// A schema with these keywords.
pub(super) fn schema(keywords: Value) -> Schema {
    match keywords {
        Value::Object(keywords) => Schema::from(keywords),
        _ => Schema::default(),
    }
}

/// The name of a form that is written once, and the form.
pub(super) type Shared = (&'static str, fn() -> Schema);

/// A form that is written once and named wherever it stands.
pub(super) fn shared(name: &str) -> Schema {
    schema(json!({ "$ref": format!("#/definitions/{name}") }))
}

/// Anything at all.
pub(super) fn anything() -> Schema {
    Schema::default()
}

/// What one of these takes.
pub(super) fn any_of(choices: impl IntoIterator<Item = Schema>) -> Schema {
    schema(json!({ "anyOf": choices.into_iter().map(Value::from).collect::<Vec<_>>() }))
}

/// A form, or a text in which a row's value or a capture stands for it.
pub(super) fn or_capture(form: Schema) -> Schema {
    any_of([form, shared("capture")])
}

/// One of a kind, or a list of at least so many and at most so many.
pub(super) fn one_or_several(one: Schema, least: usize, most: Option<usize>) -> Schema {
    any_of([one.clone(), several(one, least, most)])
}

/// A list of at least so many and at most so many.
pub(super) fn several(one: Schema, least: usize, most: Option<usize>) -> Schema {
    let mut list = Map::new();
    list.insert("type".to_owned(), json!("array"));
    list.insert("items".to_owned(), one.into());
    if least > 0 {
        list.insert("minItems".to_owned(), json!(least));
    }
    list.extend(most.map(|most| ("maxItems".to_owned(), json!(most))));
    list.into()
}

/// One of these words.
pub(super) fn word<'w>(words: impl IntoIterator<Item = &'w str>) -> Schema {
    schema(json!({ "enum": words.into_iter().collect::<Vec<_>>() }))
}

/// A mapping from names to one form.
pub(super) fn named(form: Schema) -> Schema {
    schema(json!({ "type": "object", "additionalProperties": Value::from(form) }))
}

/// A form with a sentence on it, which editors show.
pub(super) fn told(form: Schema, sentence: &str) -> Schema {
    // Beside a reference, draft 7 reads nothing.
    let mut form = if form.get("$ref").is_some() { schema(json!({ "allOf": [Value::from(form)] })) } else { form };
    form.insert("description".to_owned(), json!(sentence));
    form
}

/// A mapping that is being described: the counterpart of the readers' `Members`.
#[derive(Default)]
pub(super) struct Mapping {
    members: Map<String, Value>,
    patterns: Map<String, Value>,
    needed: Vec<&'static str>,
    beside: Map<String, Value>,
}

impl Mapping {
    /// A member that may be left out.
    pub(super) fn may(mut self, name: &str, form: Schema) -> Self {
        self.members.insert(name.to_owned(), form.into());
        self
    }

    /// A member that must stand there.
    pub(super) fn must(mut self, name: &'static str, form: Schema) -> Self {
        self.needed.push(name);
        self.may(name, form)
    }

    /// A further keyword.
    pub(super) fn with(mut self, keyword: &str, value: Value) -> Self {
        self.beside.insert(keyword.to_owned(), value);
        self
    }

    /// The mapping, which takes no other members; a key may be a row's value, such as `$(row.packet)`.
    pub(super) fn closed(self) -> Schema {
        self.matching(r"\$\(", json!(true)).with("additionalProperties", json!(false)).open()
    }

    /// Members by a pattern of their names.
    pub(super) fn matching(mut self, pattern: &str, form: Value) -> Self {
        self.patterns.insert(pattern.to_owned(), form);
        self
    }

    /// The mapping, which takes any other members.
    pub(super) fn open(self) -> Schema {
        let mut keywords = Map::new();
        keywords.insert("type".to_owned(), json!("object"));
        keywords.insert("properties".to_owned(), Value::Object(self.members));
        if !self.needed.is_empty() {
            keywords.insert("required".to_owned(), json!(self.needed));
        }
        if !self.patterns.is_empty() {
            keywords.insert("patternProperties".to_owned(), Value::Object(self.patterns));
        }
        keywords.extend(self.beside);
        keywords.into()
    }
}
