//! Packets that end in a reason code and properties.

use touchstone_wire::{Form, ProtocolVersion};

use crate::FrameError;
use crate::frames::fields::Fields;
use crate::frames::given::Given;
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
        Some(given) => form(given)?,
        None if fields.has_any(PROPERTIES) => Form::Full,
        None if fields.has_any(&["code"]) => Form::Reason,
        None => Form::Bare,
    };
    match form {
        Form::Bare => Ok(Vec::new()),
        Form::Reason => fields.code(),
        // Whoever asks for properties gets them, on 3.1.1 too.
        Form::Full => Ok([fields.code()?, properties::section(ProtocolVersion::V5, fields)?].concat()),
    }
}

fn form(given: Given<'_>) -> Result<Form, FrameError> {
    match given.value.as_str() {
        Some("bare") => Ok(Form::Bare),
        Some("reason") => Ok(Form::Reason),
        Some("full") => Ok(Form::Full),
        _ => Err(given.unfit("`bare`, `reason` or `full`")),
    }
}
