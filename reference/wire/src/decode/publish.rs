//! PUBLISH.

use touchstone_vocabulary::QoS;

use crate::decode::reader::Reader;
use crate::decode::{properties, statement};
use crate::property::Place;
use crate::{Publish, Violation};

/// Reads the body of a PUBLISH; its flags are in the first byte of the packet.
pub(super) fn read<'a>(first: u8, reader: &mut Reader<'a>) -> Result<Publish<'a>, Violation> {
    let Some(qos) = QoS::from_bits(first >> 1 & 3) else {
        return Err(statement::PUBLISH_QOS.broken(reader.version, 0));
    };
    let field = *reader;
    let topic = reader.text()?;
    //= MB-MAL-38
    properties::check_wildcards(reader, topic.as_bytes(), &statement::WILDCARD_IN_TOPIC)?;
    let id = match qos {
        QoS::AtMostOnce => None,
        //= MB-MAL-30
        QoS::AtLeastOnce | QoS::ExactlyOnce => Some(reader.packet_id(&statement::PACKET_ID_ZERO)?),
    };
    let block = properties::read(reader, Place::Publish)?;
    //= MB-MAL-37
    if topic.is_empty() && !block.has_topic_alias() {
        return Err(field.broken(&statement::EMPTY_TOPIC));
    }
    let (dup, retain) = (first & 0b1000 != 0, first & 1 != 0);
    Ok(Publish { dup, qos, retain, topic, id, properties: block.properties, payload: reader.take_rest() })
}
