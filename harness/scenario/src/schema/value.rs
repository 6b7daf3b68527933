//! Scalars: text, numbers, truth values, spans of time, sizes, bytes. What stands in many places is written once.

use schemars::Schema;
use serde_json::json;

use super::piece::{Mapping, Shared, any_of, one_or_several, or_capture, schema, shared};
use crate::read::MOST_FILLING;

/// What is written once, by name; what names others stands above them.
pub(super) const SHARED: [Shared; 9] = [
    ("payload", payload_form),
    ("texts", || one_or_several(text(), 0, None)),
    ("text", || schema(json!({ "type": ["string", "number", "boolean"] }))),
    ("truth", || or_capture(schema(json!({ "enum": [true, false, "on", "off"] })))),
    ("qos", || number(0, 2)),
    ("span", || or_capture(schema(json!({ "type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$" })))),
    ("size", size_form),
    ("hex", hex_form),
    ("capture", || schema(json!({ "type": "string", "pattern": r"\$\(" }))),
];

/// Any scalar, read by its characters.
pub(super) fn text() -> Schema {
    shared("text")
}

/// One text or a list of them.
pub(super) fn texts() -> Schema {
    shared("texts")
}

pub(super) fn truth() -> Schema {
    shared("truth")
}

pub(super) fn number(least: i64, most: i64) -> Schema {
    or_capture(schema(json!({ "type": "integer", "minimum": least, "maximum": most })))
}

pub(super) fn qos() -> Schema {
    shared("qos")
}

/// A length of time such as `1h30m`.
pub(super) fn span() -> Schema {
    shared("span")
}

/// A size in bytes such as `16KiB`.
pub(super) fn size() -> Schema {
    shared("size")
}

/// Pairs of hexadecimal digits.
pub(super) fn hex() -> Schema {
    shared("hex")
}

/// `payload:`
pub(super) fn payload() -> Schema {
    shared("payload")
}

fn size_form() -> Schema {
    let scaled = schema(json!({ "type": "string", "pattern": "^[0-9]+(KiB|MiB)?$" }));
    or_capture(any_of([schema(json!({ "type": "integer", "minimum": 1 })), scaled]))
}

/// Where all digits are decimal ones, YAML makes a number of them.
fn hex_form() -> Schema {
    let digits = r"^\s*([0-9A-Fa-f]\s*[0-9A-Fa-f]\s*)*$";
    let written = schema(json!({ "type": "string", "pattern": digits }));
    or_capture(any_of([written, schema(json!({ "type": "number", "minimum": 0 }))]))
}

fn payload_form() -> Schema {
    let fill = Mapping::default().must("fill", number(0, MOST_FILLING)).closed();
    any_of([text(), fill, Mapping::default().must("hex", hex()).closed()])
}
