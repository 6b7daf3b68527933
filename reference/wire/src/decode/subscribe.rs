//! SUBSCRIBE and SUBACK.

use crate::decode::reader::Reader;
use crate::decode::{properties, statement};
use crate::property::Place;
use crate::{Filters, ProtocolVersion, Suback, Subscribe, Violation};

/// Reads the body of a SUBSCRIBE.
pub(super) fn read<'a>(reader: &mut Reader<'a>) -> Result<Subscribe<'a>, Violation> {
    //= MB-MAL-30
    let id = reader.packet_id(&statement::PACKET_ID_ZERO)?;
    let properties = properties::read(reader, Place::Subscribe)?.properties;
    //= MB-MAL-35
    if reader.is_at_end() {
        return Err(reader.broken(&statement::NO_FILTER));
    }
    let mut check = *reader;
    while !check.is_at_end() {
        check.text()?;
        check_options(&mut check)?;
    }
    let filters = Filters { version: reader.version, block: reader.take_rest() };
    Ok(Subscribe { id, properties, filters })
}

/// Checks the options byte of a filter.
fn check_options(reader: &mut Reader<'_>) -> Result<(), Violation> {
    let field = *reader;
    //= MB-MAL-16
    let options = reader.byte()?;
    let (reserved, qos) = match reader.version {
        ProtocolVersion::V311 => (0b1111_1100, &statement::OPTIONS_QOS),
        ProtocolVersion::V5 => (0b1100_0000, &statement::OPTIONS_QOS_V5),
    };
    let broken = match options {
        //= MB-MAL-32
        _ if options & reserved != 0 => &statement::OPTIONS_RESERVED,
        //= MB-MAL-33
        _ if options & 0b11 == 0b11 => qos,
        //= MB-MAL-34
        _ if options & 0b11_0000 == 0b11_0000 => &statement::OPTIONS_RETAIN_HANDLING,
        _ => return Ok(()),
    };
    Err(field.broken(broken))
}

/// Reads the body of a SUBACK.
pub(super) fn read_suback<'a>(reader: &mut Reader<'a>) -> Result<Suback<'a>, Violation> {
    let id = reader.packet_id(&statement::SUBSCRIPTION_ACK_ID_ZERO)?;
    let properties = properties::read(reader, Place::Suback)?.properties;
    let mut check = *reader;
    while !check.is_at_end() {
        let field = check;
        //= MQTT-3.9.3-2 v3
        //= MQTT-3.9.3-2 v5
        if !is_suback(check.byte()?, check.version) {
            return Err(field.broken(&statement::SUBACK_CODE));
        }
    }
    Ok(Suback { id, properties, codes: reader.take_rest() })
}

/// The codes of a SUBACK.
const fn is_suback(code: u8, version: ProtocolVersion) -> bool {
    match code {
        0x00..=0x02 | 0x80 => true,
        0x83 | 0x87 | 0x8F | 0x91 | 0x97 | 0x9E | 0xA1 | 0xA2 => matches!(version, ProtocolVersion::V5),
        _ => false,
    }
}
