//! CONNECT, field by field.

use serde_json::Value;
use touchstone_wire::ProtocolVersion;

use crate::FrameError;
use crate::frames::bytes::binary;
use crate::frames::fields::Fields;
use crate::frames::given::Given;
use crate::frames::kinds::PROPERTIES;
use crate::frames::properties;

const WILL: &[&str] = &["topic", "payload", "json", "qos", "retain"];

/// The body of a CONNECT. `connect flags` replaces the flags' byte and nothing else.
pub(super) fn body(version: ProtocolVersion, fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    let level = if version == ProtocolVersion::V5 { 5 } else { 4 };
    let will =
        fields.get("will").filter(|will| !will.is_left_out()).map(|will| Will::read(version, will)).transpose()?;
    let user_name = prefixed(fields.get("user name"))?;
    let password = prefixed(fields.get("password"))?;
    let flags = u8::from(fields.switch("clean", true)?) << 1
        | will.as_ref().map_or(0, |will| will.flags)
        | u8::from(password.is_some()) << 6
        | u8::from(user_name.is_some()) << 7;
    let parts = [
        fields.text("protocol name", "MQTT")?,
        fields.byte("level", level)?,
        fields.byte("connect flags", flags)?,
        fields.two("keep alive", 1_200)?,
        properties::section(version, fields)?,
        fields.text("client id", "touchstone")?,
        will.map(|will| will.bytes).unwrap_or_default(),
        user_name.unwrap_or_default(),
        password.unwrap_or_default(),
    ];
    Ok(parts.concat())
}

/// User name or password, when there is one.
fn prefixed(given: Option<Given<'_>>) -> Result<Option<Vec<u8>>, FrameError> {
    given.filter(|given| !given.is_left_out()).map(Given::text).transpose()
}

/// A will: its bits of the connect flags and its part of the payload.
struct Will {
    flags: u8,
    bytes: Vec<u8>,
}

impl Will {
    fn read(version: ProtocolVersion, given: Given<'_>) -> Result<Self, FrameError> {
        let members = given.mapping()?.iter().map(|(name, value): (&String, &Value)| (name.as_str(), value));
        let fields = Fields::new("will", WILL.iter().chain(PROPERTIES).copied(), members)?;
        let retain = fields.switch("retain", false)?;
        let flags = 0b100 | fields.number("qos", 3, 0)? << 3 | u8::from(retain) << 5;
        let payload = match fields.get("payload") {
            Some(payload) if payload.is_left_out() => Vec::new(),
            Some(payload) if fields.get("json").is_none() => payload.text()?,
            _ => binary(&fields.payload()?)?,
        };
        let parts = [properties::section(version, &fields)?, fields.text("topic", "t")?, payload];
        Ok(Self { flags, bytes: parts.concat() })
    }
}
