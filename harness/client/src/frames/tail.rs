//! Packets that end in a reason code and properties.

use touchstone_wire::ProtocolVersion;

use crate::FrameError;
use crate::frames::fields::Fields;
use crate::frames::kinds::PROPERTIES;
use crate::frames::properties;

/// The body of a CONNACK.
pub(super) fn connack(version: ProtocolVersion, fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    let present = fields.switch("session present", false)?;
    let parts =
        [fields.byte("acknowledge flags", u8::from(present))?, fields.code()?, properties::section(version, fields)?];
    Ok(parts.concat())
}

/// The body of PUBACK, PUBREC, PUBREL and PUBCOMP.
pub(super) fn ack(fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    Ok([fields.two("id", 1)?, tail(fields)?].concat())
}

/// Reason code and properties, as much of them as `form` says; left out, as much as was given.
pub(super) fn tail(fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    let form = match fields.get("form") {
        Some(form) => form.value.as_str().ok_or_else(|| form.unfit("`bare`, `reason` or `full`"))?,
        None if fields.has_any(PROPERTIES) => "full",
        None if fields.has_any(&["code"]) => "reason",
        None => "bare",
    };
    match (form, fields.get("form")) {
        ("bare", _) => Ok(Vec::new()),
        ("reason", _) => fields.code(),
        ("full", _) | (_, None) => Ok([fields.code()?, properties::section(ProtocolVersion::V5, fields)?].concat()),
        (_, Some(form)) => Err(form.unfit("`bare`, `reason` or `full`")),
    }
}
