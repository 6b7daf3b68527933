//! CONNACK.

use crate::decode::reader::Reader;
use crate::decode::{properties, statement};
use crate::property::Place;
use crate::{Connack, ProtocolVersion, ReasonCode, Violation};

/// Reads the body of a CONNACK.
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Result<Connack<'a>, Violation> {
    let field = *reader;
    let flags = reader.byte()?;
    //= MQTT-3.2.2-1 v5
    if flags > 1 {
        return Err(field.broken(&statement::CONNACK_FLAGS));
    }
    let code = code(reader)?;
    //= MQTT-3.2.2-4 v3
    //= MQTT-3.2.2-6 v5
    if flags == 1 && code != ReasonCode::SUCCESS {
        return Err(field.broken(&statement::SESSION_PRESENT));
    }
    let properties = properties::read(reader, Place::Connack)?.properties;
    Ok(Connack { session_present: flags == 1, code, properties })
}

fn code(reader: &mut Reader<'_>) -> Result<ReasonCode, Violation> {
    let field = *reader;
    let code = reader.byte()?;
    let legal = match reader.version {
        ProtocolVersion::V311 => code <= 5,
        //= MQTT-3.2.2-8 v5
        ProtocolVersion::V5 => is_connack(code),
    };
    match legal {
        true => Ok(ReasonCode::new(code)),
        false => Err(field.broken(&statement::CONNACK_CODE)),
    }
}

/// The codes of an MQTT 5 CONNACK.
const fn is_connack(code: u8) -> bool {
    matches!(code, 0x00 | 0x80..=0x8A | 0x8C | 0x90 | 0x95 | 0x97 | 0x99..=0x9D | 0x9F)
}
