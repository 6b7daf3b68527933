//! `call` and `pages`: HTTP requests, raw or by operation.

use schemars::{Schema, SchemaGenerator};
use serde_json::json;

use super::piece::{Mapping, any_of, anything, named, or_capture, schema};
use super::step::texts_by_name;
use super::value::{payload, text};
use crate::Gets;

pub(crate) fn call(generator: &mut SchemaGenerator) -> Schema {
    let gets = generator.subschema_for::<Gets>();
    let raw = Mapping::default()
        .may("client", text())
        .may("account", text())
        .must("method", text())
        .must("path", text())
        .may("headers", texts_by_name())
        .may("body", or_capture(payload()))
        .may("json", anything())
        .may("gets", gets.clone())
        .with("not", json!({ "required": ["body", "json"] }));
    any_of([raw.closed(), operation(Mapping::default()).may("gets", gets).closed()])
}

pub(crate) fn pages(_: &mut SchemaGenerator) -> Schema {
    operation(Mapping::default()).must("through", text()).may("collect", named(text())).may("count", text()).closed()
}

/// Who asks for which operation, with which members of its input.
fn operation(mapping: Mapping) -> Mapping {
    let input = or_capture(schema(json!({ "type": "object" })));
    mapping.must("as", text()).must("operation", text()).may("with", input)
}
