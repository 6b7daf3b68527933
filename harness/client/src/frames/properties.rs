//! Property blocks from properties by name or number.

use serde_json::Value;
use touchstone_wire::ProtocolVersion;

use crate::FrameError;
use crate::frames::bytes::{property, varint};
use crate::frames::error::nearest;
use crate::frames::fields::Fields;
use crate::frames::given::Given;
use crate::frames::kinds::PROPERTIES;

/// How a value is written.
#[derive(Clone, Copy)]
enum Shape {
    Byte,
    Two,
    Four,
    Integer,
    Text,
    Pair,
}

/// The properties of section 2.2.2.2, written down once more, so that no slip of the reference's table is repeated here.
const TABLE: [(u8, &str, Shape); 27] = [
    (0x01, "payload-format-indicator", Shape::Byte),
    (0x02, "message-expiry-interval", Shape::Four),
    (0x03, "content-type", Shape::Text),
    (0x08, "response-topic", Shape::Text),
    (0x09, "correlation-data", Shape::Text),
    (0x0B, "subscription-identifier", Shape::Integer),
    (0x11, "session-expiry-interval", Shape::Four),
    (0x12, "assigned-client-identifier", Shape::Text),
    (0x13, "server-keep-alive", Shape::Two),
    (0x15, "authentication-method", Shape::Text),
    (0x16, "authentication-data", Shape::Text),
    (0x17, "request-problem-information", Shape::Byte),
    (0x18, "will-delay-interval", Shape::Four),
    (0x19, "request-response-information", Shape::Byte),
    (0x1A, "response-information", Shape::Text),
    (0x1C, "server-reference", Shape::Text),
    (0x1F, "reason-string", Shape::Text),
    (0x21, "receive-maximum", Shape::Two),
    (0x22, "topic-alias-maximum", Shape::Two),
    (0x23, "topic-alias", Shape::Two),
    (0x24, "maximum-qos", Shape::Byte),
    (0x25, "retain-available", Shape::Byte),
    (0x26, "user-property", Shape::Pair),
    (0x27, "maximum-packet-size", Shape::Four),
    (0x28, "wildcard-subscription-available", Shape::Byte),
    (0x29, "subscription-identifier-available", Shape::Byte),
    (0x2A, "shared-subscription-available", Shape::Byte),
];

/// The name of a property identifier.
pub(crate) fn name(id: u8) -> &'static str {
    TABLE.iter().find(|(known, ..)| *known == id).map_or("unknown", |(_, name, _)| name)
}

/// Property length and properties; nothing on 3.1.1, unless one of their fields was given all the same.
pub(super) fn section(version: ProtocolVersion, fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    if version == ProtocolVersion::V311 && !fields.has_any(PROPERTIES) {
        return Ok(Vec::new());
    }
    let mut content = match fields.get("properties") {
        Some(properties) if !properties.is_left_out() => mapping(properties)?,
        _ => Vec::new(),
    };
    if let Some(raw) = fields.get("raw properties") {
        content.extend(raw.hex()?);
    }
    Ok([fields.length("property length", content.len())?, content].concat())
}

/// The properties of a mapping, or of a list of mappings where order or repetition matters.
fn mapping(given: Given<'_>) -> Result<Vec<u8>, FrameError> {
    if given.value.is_array() {
        return Ok(given.list()?.map(mapping).collect::<Result<Vec<_>, _>>()?.concat());
    }
    let mut content = Vec::new();
    for (name, value) in given.mapping()? {
        content.extend(named(name, value)?);
    }
    Ok(content)
}

/// A property by name or number, once for each value of a list.
fn named(name: &str, value: &Value) -> Result<Vec<u8>, FrameError> {
    let given = Given::new(name, value);
    let Some((id, shape)) = known(name) else {
        let id = number(name).ok_or_else(|| FrameError::UnknownProperty {
            property: name.to_owned(),
            nearest: nearest(name, TABLE.iter().map(|(_, name, _)| *name)),
        })?;
        return Ok(property(id, &given.hex()?));
    };
    let elements = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let repeated = match shape {
        Shape::Pair => elements.iter().all(Value::is_array),
        _ => value.is_array(),
    };
    if !repeated || elements.is_empty() {
        return Ok(property(id, &typed(shape, given)?));
    }
    let each = elements.iter().map(|value| Ok(property(id, &typed(shape, Given::new(name, value))?)));
    Ok(each.collect::<Result<Vec<_>, FrameError>>()?.concat())
}

/// Identifier and shape of a property by its name or its number.
fn known(name: &str) -> Option<(u8, Shape)> {
    let id = number(name);
    TABLE.iter().find(|(known, word, _)| *word == name || Some(*known) == id).map(|(id, _, shape)| (*id, *shape))
}

/// A property identifier as a number, decimal or hexadecimal.
fn number(name: &str) -> Option<u8> {
    match name.strip_prefix("0x") {
        Some(digits) => u8::from_str_radix(digits, 16).ok(),
        None => name.parse().ok(),
    }
}

/// The bytes of a value; under `raw`, and under `hex` where the value is no text, exactly those.
fn typed(shape: Shape, given: Given<'_>) -> Result<Vec<u8>, FrameError> {
    if let Some(raw) = given.only("raw") {
        return Given::new(given.field, raw).hex();
    }
    match shape {
        Shape::Text => given.text(),
        Shape::Pair => pair(given),
        _ if given.only("hex").is_some() => given.hex(),
        Shape::Byte => Ok(vec![given.number(255)?]),
        Shape::Two => given.number(65_535).map(|value: u16| value.to_be_bytes().to_vec()),
        Shape::Four => given.number(u64::from(u32::MAX)).map(|value: u32| value.to_be_bytes().to_vec()),
        Shape::Integer => Ok(varint(given.number(u64::from(u32::MAX))?)),
    }
}

/// Name and value of a user property.
fn pair(given: Given<'_>) -> Result<Vec<u8>, FrameError> {
    let mut elements = given.list()?;
    match (elements.next(), elements.next(), elements.next()) {
        (Some(name), Some(value), None) => Ok([name.text()?, value.text()?].concat()),
        _ => Err(given.unfit("a name and a value, or a list of such pairs")),
    }
}
