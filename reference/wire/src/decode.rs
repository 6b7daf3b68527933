//! From bytes to packets.

mod ack;
mod connack;
mod connect;
mod disconnect;
mod header;
mod properties;
mod publish;
mod reader;
mod statement;
mod subscribe;
mod unsubscribe;

use header::Header;
use reader::Reader;

use crate::property::Place;
use crate::{Decoded, Packet, Rules, Violation};

/// Reads one packet from the front of `bytes`.
///
/// The answer never changes with how the bytes arrive: every prefix of a packet is [`Decoded::Incomplete`] until the
/// verdict is certain. A fault of the fixed header is told from the header alone, any other when the whole packet is
/// there; an incomplete packet costs a look at its header only. Whether the packet may be sent in this direction, or at
/// this time, is not judged.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], rules: &Rules) -> Decoded<'a> {
    let header = match Header::read(bytes, rules) {
        Ok(Some(header)) => header,
        Ok(None) => return Decoded::Incomplete,
        Err(violation) => return Decoded::Violation(violation),
    };
    let length = header.length();
    let Some(body) = bytes.get(header.size..length) else { return Decoded::Incomplete };
    let reader = Reader::new(body, length, rules.version, rules.strictness);
    match packet(header, reader) {
        Ok(packet) => Decoded::Packet { packet, length },
        Err(violation) => Decoded::Violation(violation),
    }
}

/// Reads the body of a packet whose fixed header breaks nothing.
fn packet<'a>(header: Header, mut reader: Reader<'a>) -> Result<Packet<'a>, Violation> {
    let packet = match header.kind() {
        header::CONNECT => Packet::Connect(connect::read(header, &mut reader)?),
        header::CONNACK => Packet::Connack(connack::read(&mut reader)?),
        header::PUBLISH => Packet::Publish(publish::read(header.first, &mut reader)?),
        header::PUBACK => Packet::Puback(ack::read(&mut reader, Place::Puback)?),
        header::PUBREC => Packet::Pubrec(ack::read(&mut reader, Place::Pubrec)?),
        header::PUBREL => Packet::Pubrel(ack::read(&mut reader, Place::Pubrel)?),
        header::PUBCOMP => Packet::Pubcomp(ack::read(&mut reader, Place::Pubcomp)?),
        header::SUBSCRIBE => Packet::Subscribe(subscribe::read(&mut reader)?),
        header::SUBACK => Packet::Suback(subscribe::read_suback(&mut reader)?),
        header::UNSUBSCRIBE => Packet::Unsubscribe(unsubscribe::read(&mut reader)?),
        header::UNSUBACK => Packet::Unsuback(unsubscribe::read_unsuback(&mut reader)?),
        header::PINGREQ => Packet::Pingreq,
        header::PINGRESP => Packet::Pingresp,
        header::DISCONNECT => Packet::Disconnect(disconnect::read(&mut reader)?),
        header::AUTH => Packet::Auth(disconnect::read_auth(&mut reader)?),
        _ => return Err(statement::RESERVED_TYPE.broken(reader.version, 0)),
    };
    reader.finish()?;
    Ok(packet)
}
