//! Frames built by hand, legal or not.
//!
//! [`build`] takes a packet's fields by the names scenarios use; a field left out has a plain value, and every field can
//! be made illegal. `null` leaves the field's bytes out altogether. The functions of the ordinary verbs, such as
//! [`publish`], and the primitives under both, such as [`string`], are here as well.
//!
//! | Field | Of | Value |
//! |---|---|---|
//! | `type`, `flags` | every packet | the nibbles of the first byte |
//! | `remaining length` | every packet | a number, `{ hex: .. }`, or `{ width: n }`: the true length in n bytes |
//! | `trailing` | every packet | hex digits, appended inside the frame |
//! | `properties` | all but PINGREQ, PINGRESP | a mapping by name or number, or a list of one-key mappings |
//! | `raw properties` | as above | hex digits, after the properties |
//! | `property length` | as above | as `remaining length` |
//! | `id` | all that have one | a number, zero too |
//! | `code`, `codes` | acknowledgements, CONNACK, DISCONNECT, AUTH | numbers or the standard's names |
//! | `form` | acknowledgements, DISCONNECT, AUTH | `bare`, `reason` or `full`: how much of the tail is written |
//! | `payload` | PUBLISH, will | text, `{ hex: .. }`, `{ fill: n }`; or any value under `json` instead |
//! | any text | | text, `{ hex: .. }`, `{ fill: n }`, each with a false `length` beside it if wished |

mod bytes;
mod connect;
mod error;
mod fields;
mod given;
mod kinds;
mod plain;
mod properties;
mod subscribe;
mod tail;
#[cfg(test)]
mod tests;

use serde_json::Value;
use touchstone_wire::ProtocolVersion;

pub use bytes::{binary, block, frame, header, property, string, varint, varint_of_width};
pub use error::FrameError;
pub use plain::{
    Connecting, Publishing, Willing, connect, disconnect, pingreq, puback, publish, subscribe, unsubscribe,
};

/// The name of a property identifier; crate-wide, since what is read is named by the same table as what is sent.
pub(crate) use properties::name as property_name;

use fields::Fields;
use kinds::{Kind, Layout};

/// Builds the frame of a packet from fields by name.
///
/// # Errors
/// When the packet, a field, a property or a reason code is not known, or a value is of the wrong kind for its field. A
/// value that the standard forbids is no error.
pub fn build(kind: &str, version: ProtocolVersion, fields: &[(String, Value)]) -> Result<Vec<u8>, FrameError> {
    let kind = Kind::named(kind)?;
    let fields = Fields::new(kind.name, kind.names(), fields.iter().map(|(name, value)| (name.as_str(), value)))?;
    let first = first(kind, &fields)?;
    let mut body = body(kind, version, first, &fields)?;
    if let Some(trailing) = fields.get("trailing") {
        body.extend(trailing.hex()?);
    }
    let mut frame = vec![first];
    frame.extend(fields.length("remaining length", body.len())?);
    frame.extend(body);
    Ok(frame)
}

/// The names of all fields that a packet has, for whoever lists or checks them before there are values.
///
/// # Errors
/// When no packet has that name.
pub fn fields_of(kind: &str) -> Result<Vec<&'static str>, FrameError> {
    Ok(Kind::named(kind)?.names().collect())
}

/// The first byte: type and flags.
fn first(kind: &Kind, fields: &Fields<'_>) -> Result<u8, FrameError> {
    let plain = match kind.layout {
        Layout::Publish => {
            let dup = fields.switch("dup", false)?;
            let retain = fields.switch("retain", false)?;
            u8::from(dup) << 3 | fields.number("qos", 3, 0)? << 1 | u8::from(retain)
        }
        _ => kind.flags,
    };
    Ok(fields.number("type", 15, kind.number)? << 4 | fields.number("flags", 15, plain)?)
}

/// What follows the fixed header, without trailing bytes.
fn body(kind: &Kind, version: ProtocolVersion, first: u8, fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    match kind.layout {
        Layout::Connect => connect::body(version, fields),
        Layout::Connack => tail::connack(version, fields),
        Layout::Publish => publish_body(version, first, fields),
        Layout::Ack => tail::ack(fields),
        Layout::Subscribe => subscribe::body(version, fields),
        Layout::Suback => subscribe::suback(version, fields, &[0]),
        Layout::Unsubscribe => subscribe::unsubscribe_body(version, fields),
        Layout::Unsuback if version == ProtocolVersion::V5 => subscribe::suback(version, fields, &[0]),
        Layout::Unsuback => subscribe::suback(version, fields, &[]),
        Layout::Ping => Ok(Vec::new()),
        Layout::Tail => tail::tail(fields),
    }
}

/// The body of a PUBLISH; the identifier stands there exactly when the QoS bits of the first byte are not 0.
fn publish_body(version: ProtocolVersion, first: u8, fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    let mut body = fields.text("topic", "t")?;
    if first & 0b110 != 0 {
        body.extend(fields.two("id", 1)?);
    } else if let Some(id) = fields.get("id") {
        id.nothing("nothing at QoS 0, where a PUBLISH has no packet identifier")?;
    }
    body.extend(properties::section(version, fields)?);
    body.extend(fields.payload()?);
    Ok(body)
}
