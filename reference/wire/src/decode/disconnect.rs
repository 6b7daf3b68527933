//! DISCONNECT and AUTH.

use crate::decode::reader::Reader;
use crate::decode::{ack, properties, statement};
use crate::property::Place;
use crate::{Auth, Disconnect, Form, Properties, ReasonCode, Violation};

/// Reads the body of a DISCONNECT.
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Result<Disconnect<'a>, Violation> {
    let (reason, form, properties) = ack::tail(reader, Place::Disconnect)?;
    Ok(Disconnect { reason, form, properties })
}

/// Reads the body of an AUTH, which is either empty or whole (section 3.15.2.1).
pub(super) fn read_auth<'a>(reader: &mut Reader<'a>) -> Result<Auth<'a>, Violation> {
    if reader.is_at_end() {
        return Ok(Auth { reason: ReasonCode::SUCCESS, form: Form::Bare, properties: Properties::NONE });
    }
    let reason = ack::reason_code(reader, Place::Auth)?;
    let field = *reader;
    let block = properties::read(reader, Place::Auth)?;
    //= MB-MAL-11
    match block.has_authentication_method() {
        true => Ok(Auth { reason, form: Form::Full, properties: block.properties }),
        false => Err(field.broken(&statement::AUTH_WITHOUT_METHOD)),
    }
}
