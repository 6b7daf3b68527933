//! PUBACK, PUBREC, PUBREL and PUBCOMP.

use crate::decode::properties;
use crate::decode::reader::Reader;
use crate::decode::statement::{self, Statement};
use crate::property::Place;
use crate::{Ack, Form, PacketId, Properties, ProtocolVersion, ReasonCode, Strictness, Violation};

/// Reads the body of the acknowledgement that `place` names.
pub(super) fn read<'a>(reader: &mut Reader<'a>, place: Place) -> Result<Ack<'a>, Violation> {
    let id = packet_id(reader)?;
    let (reason, form, properties) = tail(reader, place)?;
    Ok(Ack { id, reason, form, properties })
}

/// The identifier; a tolerant reader takes zero for none.
fn packet_id(reader: &mut Reader<'_>) -> Result<Option<PacketId>, Violation> {
    let field = *reader;
    let id = PacketId::new(reader.two_bytes()?);
    //= MB-MAL-31
    match (id, reader.strictness) {
        (None, Strictness::Strict) => Err(field.broken(&statement::ACK_ID_ZERO)),
        _ => Ok(id),
    }
}

/// The optional tail of an acknowledgement or a DISCONNECT: reason code and properties.
pub(super) fn tail<'a>(reader: &mut Reader<'a>, place: Place) -> Result<(ReasonCode, Form, Properties<'a>), Violation> {
    //= MB-V5-16
    if reader.version == ProtocolVersion::V311 || reader.is_at_end() {
        return Ok((ReasonCode::SUCCESS, Form::Bare, Properties::NONE));
    }
    let reason = reason_code(reader, place)?;
    if reader.is_at_end() {
        return Ok((reason, Form::Reason, Properties::NONE));
    }
    Ok((reason, Form::Full, properties::read(reader, place)?.properties))
}

/// A reason code that the packet may carry.
pub(super) fn reason_code(reader: &mut Reader<'_>, place: Place) -> Result<ReasonCode, Violation> {
    let field = *reader;
    let code = reader.byte()?;
    let (legal, statement) = legal(code, place);
    match legal {
        true => Ok(ReasonCode::new(code)),
        false => Err(field.broken(statement)),
    }
}

/// Whether the packet's table has the code, and the statement that says so.
const fn legal(code: u8, place: Place) -> (bool, &'static Statement) {
    match place {
        //= MQTT-3.4.2-1 v5
        Place::Puback => (is_receipt(code), &statement::PUBACK_CODE),
        //= MQTT-3.5.2-1 v5
        Place::Pubrec => (is_receipt(code), &statement::PUBREC_CODE),
        //= MQTT-3.6.2-1 v5
        Place::Pubrel => (matches!(code, 0x00 | 0x92), &statement::PUBREL_CODE),
        //= MQTT-3.15.2-1 v5
        Place::Auth => (matches!(code, 0x00 | 0x18 | 0x19), &statement::AUTH_CODE),
        //= MB-MAL-43
        Place::Disconnect => (is_disconnect(code), &statement::DISCONNECT_CODE),
        //= MQTT-3.7.2-1 v5
        _ => (matches!(code, 0x00 | 0x92), &statement::PUBCOMP_CODE),
    }
}

/// The codes of PUBACK and PUBREC.
const fn is_receipt(code: u8) -> bool {
    matches!(code, 0x00 | 0x10 | 0x80 | 0x83 | 0x87 | 0x90 | 0x91 | 0x97 | 0x99)
}

/// The codes of DISCONNECT.
const fn is_disconnect(code: u8) -> bool {
    matches!(code, 0x00 | 0x04 | 0x80..=0x83 | 0x87 | 0x89 | 0x8B | 0x8D..=0x90 | 0x93..=0xA2)
}
