//! PUBLISH, whose payload need not be copied.

use touchstone_vocabulary::QoS;

use crate::encode::{EncodeError, field};
use crate::{PacketId, ProtocolVersion, Publish};

/// Appends everything of a PUBLISH but its payload, whose length alone is used: fixed header, topic name, packet
/// identifier and properties. With the payload behind it the packet is whole.
///
/// At QoS 0 no identifier is written; at QoS 1 and 2 a missing one is written as zero.
///
/// # Errors
///
/// The packet holds what no frame can hold; `out` stays as it was.
pub fn publish_head(packet: &Publish<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let remaining = remaining_length(packet, version);
    let (digits, count) = field::digits(remaining)?;
    let start = out.len();
    out.reserve(1 + count + remaining - packet.payload.len());
    out.push(first_byte(packet));
    out.extend(digits.into_iter().take(count));
    let outcome = write_variable_header(packet, version, out);
    if outcome.is_err() {
        out.truncate(start);
    }
    outcome
}

/// Bytes of the whole packet, payload included; what no frame can hold is counted all the same.
///
/// ```
/// # use touchstone_wire::{Decoded, Packet, ProtocolVersion, Rules, decode, publish_length};
/// let version = ProtocolVersion::V311;
/// let frame = [0x30, 4, 0, 1, b'a', b'!'];
/// let Decoded::Packet { packet: Packet::Publish(publish), length } = decode(&frame, &Rules::strict(version)) else {
///     unreachable!("the frame is well formed");
/// };
/// assert_eq!(publish_length(&publish, version), length);
/// ```
#[must_use]
pub const fn publish_length(packet: &Publish<'_>, version: ProtocolVersion) -> usize {
    let remaining = remaining_length(packet, version);
    1 + field::count_digits(remaining) + remaining
}

/// Bytes behind the fixed header.
const fn remaining_length(packet: &Publish<'_>, version: ProtocolVersion) -> usize {
    let id = match packet.qos {
        QoS::AtMostOnce => 0,
        QoS::AtLeastOnce | QoS::ExactlyOnce => 2,
    };
    let properties = match version {
        ProtocolVersion::V311 => 0,
        ProtocolVersion::V5 => {
            let length = packet.properties.as_bytes().len();
            field::count_digits(length) + length
        }
    };
    2 + packet.topic.len() + id + properties + packet.payload.len()
}

/// Packet type and flags.
pub(super) const fn first_byte(packet: &Publish<'_>) -> u8 {
    0x30 | (packet.dup as u8) << 3 | packet.qos.bits() << 1 | packet.retain as u8
}

fn write_variable_header(packet: &Publish<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    field::write_text(packet.topic, out)?;
    //= MQTT-2.3.1-5 v3
    //= MQTT-2.2.1-2 v5
    if packet.qos != QoS::AtMostOnce {
        out.extend_from_slice(&packet.id.map_or(0, PacketId::number).to_be_bytes());
    }
    field::write_properties(packet.properties, version, out)
}

/// Appends everything behind the fixed header.
pub(super) fn write_body(packet: &Publish<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    write_variable_header(packet, version, out)?;
    out.extend_from_slice(packet.payload);
    Ok(())
}
