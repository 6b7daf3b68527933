//! UNSUBSCRIBE and UNSUBACK.

use crate::decode::reader::Reader;
use crate::decode::{properties, statement};
use crate::property::Place;
use crate::{ProtocolVersion, Topics, Unsuback, Unsubscribe, Violation};

/// Reads the body of an UNSUBSCRIBE.
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Result<Unsubscribe<'a>, Violation> {
    //= MB-MAL-30
    let id = reader.packet_id(&statement::PACKET_ID_ZERO)?;
    let properties = properties::read(reader, Place::Unsubscribe)?.properties;
    //= MB-MAL-35
    if reader.is_at_end() {
        return Err(reader.broken(&statement::NO_UNSUBSCRIBE_FILTER));
    }
    let mut check = *reader;
    while !check.is_at_end() {
        check.text()?;
    }
    Ok(Unsubscribe { id, properties, filters: Topics { block: reader.take_rest() } })
}

/// Reads the body of an UNSUBACK.
pub(super) fn read_unsuback<'a>(reader: &mut Reader<'a>) -> Result<Unsuback<'a>, Violation> {
    let id = reader.packet_id(&statement::SUBSCRIPTION_ACK_ID_ZERO)?;
    let properties = properties::read(reader, Place::Unsuback)?.properties;
    if reader.version == ProtocolVersion::V311 {
        return Ok(Unsuback { id, properties, codes: &[] });
    }
    let mut check = *reader;
    while !check.is_at_end() {
        let field = check;
        //= MQTT-3.11.3-2 v5
        if !matches!(check.byte()?, 0x00 | 0x11 | 0x80 | 0x83 | 0x87 | 0x8F | 0x91) {
            return Err(field.broken(&statement::UNSUBACK_CODE));
        }
    }
    Ok(Unsuback { id, properties, codes: reader.take_rest() })
}
