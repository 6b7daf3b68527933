//! From packets to bytes.

mod connect;
mod field;
mod publish;

use std::fmt;

pub use publish::{publish_head, publish_length};

pub(crate) use field::{write_binary, write_integer, write_text};

use crate::{
    Ack, Auth, Connack, Disconnect, Filters, Form, Packet, PacketId, Properties, ProtocolVersion, ReasonCode, Suback,
    Subscribe, Topics, Unsuback, Unsubscribe,
};

/// What no packet can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodeError {
    /// A string or binary data of this many bytes; the length prefix ends at 65,535.
    FieldTooLong(usize),
    /// A packet with a body or a property block of this many bytes; the Remaining Length ends at 268,435,455.
    PacketTooLong(usize),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldTooLong(length) => write!(f, "a field of {length} bytes is longer than 65535 bytes"),
            Self::PacketTooLong(length) => write!(f, "a length of {length} bytes is more than 268435455"),
        }
    }
}

impl std::error::Error for EncodeError {}

/// Appends a packet to `out`, written by the rules of `version`; a CONNECT is written by the version it names.
///
/// What was decoded from a well-formed packet is written byte for byte as it was. Whether the packet may stand in
/// `version` is not judged: on 3.1.1 properties, reason codes and subscription options beyond QoS are left out. A
/// [`Form`] too short for what it should hold is lengthened.
///
/// # Errors
///
/// The packet holds what no frame can hold; `out` stays as it was.
pub fn encode(packet: &Packet<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if let Packet::Publish(publish) = packet {
        publish_head(publish, version, out)?;
        out.extend_from_slice(publish.payload);
        return Ok(());
    }
    let version = match packet {
        Packet::Connect(connect) => connect.version,
        _ => version,
    };
    let start = out.len();
    out.extend_from_slice(&[first_byte(packet), 0]);
    let outcome = body(packet, version, out).and_then(|()| fill_in_remaining_length(start + 1, out));
    if outcome.is_err() {
        out.truncate(start);
    }
    outcome
}

/// Packet type and flags of all packets but PUBLISH, whose flags vary.
const fn first_byte(packet: &Packet<'_>) -> u8 {
    match packet {
        Packet::Connect(_) => 0x10,
        Packet::Connack(_) => 0x20,
        Packet::Publish(publish) => publish::first_byte(publish),
        Packet::Puback(_) => 0x40,
        Packet::Pubrec(_) => 0x50,
        Packet::Pubrel(_) => 0x62,
        Packet::Pubcomp(_) => 0x70,
        Packet::Subscribe(_) => 0x82,
        Packet::Suback(_) => 0x90,
        Packet::Unsubscribe(_) => 0xA2,
        Packet::Unsuback(_) => 0xB0,
        Packet::Pingreq => 0xC0,
        Packet::Pingresp => 0xD0,
        Packet::Disconnect(_) => 0xE0,
        Packet::Auth(_) => 0xF0,
    }
}

/// Puts the Remaining Length, for which one byte is held free at `place`, in front of the body behind it.
fn fill_in_remaining_length(place: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let (digits, count) = field::digits(out.len() - place - 1)?;
    out.splice(place..=place, digits.into_iter().take(count));
    Ok(())
}

/// Appends everything behind the fixed header.
fn body(packet: &Packet<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    match packet {
        Packet::Connect(packet) => connect::write(packet, out),
        Packet::Connack(packet) => connack(packet, version, out),
        Packet::Publish(packet) => publish::write_body(packet, version, out),
        Packet::Puback(packet) | Packet::Pubrec(packet) | Packet::Pubrel(packet) | Packet::Pubcomp(packet) => {
            ack(packet, version, out)
        }
        Packet::Subscribe(packet) => subscribe(packet, version, out),
        Packet::Suback(packet) => suback(packet, version, out),
        Packet::Unsubscribe(packet) => unsubscribe(packet, version, out),
        Packet::Unsuback(packet) => unsuback(packet, version, out),
        Packet::Pingreq | Packet::Pingresp => Ok(()),
        Packet::Disconnect(Disconnect { reason, form, properties }) => tail(*reason, *form, *properties, version, out),
        Packet::Auth(packet) => auth(packet, out),
    }
}

fn connack(packet: &Connack<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.extend_from_slice(&[u8::from(packet.session_present), packet.code.value()]);
    field::write_properties(packet.properties, version, out)
}

fn ack(packet: &Ack<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.extend_from_slice(&packet.id.map_or(0, PacketId::number).to_be_bytes());
    tail(packet.reason, packet.form, packet.properties, version, out)
}

/// Appends the optional tail in its form, or in the shortest that holds it.
fn tail(
    reason: ReasonCode,
    form: Form,
    properties: Properties<'_>,
    version: ProtocolVersion,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let bare = form == Form::Bare && reason == ReasonCode::SUCCESS;
    if version == ProtocolVersion::V311 || bare && properties.is_empty() {
        return Ok(());
    }
    out.push(reason.value());
    match form {
        Form::Bare | Form::Reason if properties.is_empty() => Ok(()),
        _ => field::write_properties(properties, version, out),
    }
}

fn subscribe(packet: &Subscribe<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.extend_from_slice(&packet.id.number().to_be_bytes());
    field::write_properties(packet.properties, version, out)?;
    filters(packet.filters, version, out)
}

/// Appends filters with their options, of which 3.1.1 knows the QoS.
fn filters(filters: Filters<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if filters.version == version {
        out.extend_from_slice(filters.block);
        return Ok(());
    }
    for subscription in filters.iter() {
        write_text(subscription.filter, out)?;
        out.push(subscription.options(version));
    }
    Ok(())
}

fn suback(packet: &Suback<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.extend_from_slice(&packet.id.number().to_be_bytes());
    field::write_properties(packet.properties, version, out)?;
    out.extend_from_slice(packet.codes);
    Ok(())
}

fn unsubscribe(packet: &Unsubscribe<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let Topics { block } = packet.filters;
    out.extend_from_slice(&packet.id.number().to_be_bytes());
    field::write_properties(packet.properties, version, out)?;
    out.extend_from_slice(block);
    Ok(())
}

fn unsuback(packet: &Unsuback<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.extend_from_slice(&packet.id.number().to_be_bytes());
    field::write_properties(packet.properties, version, out)?;
    if version == ProtocolVersion::V5 {
        out.extend_from_slice(packet.codes);
    }
    Ok(())
}

/// Appends an AUTH, which has no form between bare and full.
fn auth(packet: &Auth<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let form = match packet.form {
        Form::Bare => Form::Bare,
        Form::Reason | Form::Full => Form::Full,
    };
    let form = if packet.reason == ReasonCode::SUCCESS { form } else { Form::Full };
    tail(packet.reason, form, packet.properties, ProtocolVersion::V5, out)
}
