//! Packets: what is sent by field, and properties.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::piece::{Mapping, Shared, any_of, anything, one_or_several, or_capture, schema, shared, word};
use super::value::hex;
use crate::Built;
use crate::read::{PACKETS, PROPERTIES, field_names, reason_codes, text_fields};

impl JsonSchema for Built {
    fn schema_name() -> Cow<'static, str> {
        "packet".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let kinds = PACKETS.iter().fold(Mapping::default(), |kinds, (kind, _)| kinds.may(kind, fields(kind)));
        let by_field = kinds.may("hex", hex()).with("minProperties", json!(1)).with("maxProperties", json!(1));
        or_capture(any_of([word(PACKETS.iter().map(|(kind, _)| *kind)), by_field.closed(), patched()]))
    }
}

/// What is written once, by name; what names others stands above them.
pub(super) const SHARED: [Shared; 4] = [
    ("property-blocks", || or_capture(any_of([one_or_several(shared("property-block"), 0, None), nothing()]))),
    ("properties", || or_capture(shared("property-block"))),
    ("property-block", property_block),
    ("reason-code", || or_capture(any_of([byte(), word(reason_codes().iter().map(|(name, _)| *name))]))),
];

/// A reason code by number or name.
pub(super) fn reason_code() -> Schema {
    shared("reason-code")
}

/// A code by its number.
pub(super) fn byte() -> Schema {
    schema(json!({ "type": "integer", "minimum": 0, "maximum": 255 }))
}

/// Properties of MQTT 5 by name, or by number for those that do not exist.
pub(super) fn properties() -> Schema {
    shared("properties")
}

fn property_block() -> Schema {
    let names: Value = json!({ "anyOf": [{ "enum": PROPERTIES }, { "pattern": r"^[0-9]+$|\$\(" }] });
    schema(json!({ "type": "object", "propertyNames": names }))
}

/// The fields of a packet that is built by hand. What stands under them may be false on purpose; only names are judged.
pub(super) fn fields(kind: &str) -> Schema {
    let fields = field_names(kind).into_iter().fold(Mapping::default(), |fields, name| fields.may(name, field(name)));
    or_capture(any_of([fields.closed(), nothing()]))
}

fn field(name: &str) -> Schema {
    match name {
        "code" => any_of([reason_code(), nothing()]),
        "properties" => shared("property-blocks"),
        _ => anything(),
    }
}

/// A field's bytes are left out.
fn nothing() -> Schema {
    schema(json!({ "type": "null" }))
}

/// `{ like: KIND.field, patched: { field: KIND.field, hex: .. } }`
fn patched() -> Schema {
    let field = or_capture(word(text_fields()));
    let patch = Mapping::default().must("field", field.clone()).must("hex", hex()).closed();
    Mapping::default().must("like", field).must("patched", or_capture(patch)).closed()
}
