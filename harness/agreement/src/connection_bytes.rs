//! Does it matter how a connection's bytes are cut, and does anybody else notice them?
//!
//! The same bytes are played three times: in the pieces they came in, one byte at a time with one byte of room, and all
//! at once. The packets and the end must be the same (MB-MAL-05), decode strictly (MB-MAL-03), and a canary
//! on two other connections must still get through (MB-MAL-01).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use arbitrary::Unstructured;
use touchstone_account::driver::{Driver, End, Wire, Written};
use touchstone_account::{Account, Caller, ConnectionId, Operation, Outgoing};
use touchstone_generate::Conversation;
use touchstone_vocabulary::{PolicyName, Time};
use touchstone_wire::{Decoded, ProtocolVersion, Rules, decode};

use crate::house;

const ALLOW_ALL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}"#;

/// Plays a conversation drawn from a fuzzer's bytes; the error names what differed.
///
/// # Errors
/// When the cut matters, an answer does not decode, or the canary is not heard.
pub fn check_connection_bytes(data: &[u8]) -> Result<(), String> {
    let Ok(conversation) = Conversation::generate(&mut Unstructured::new(data)) else { return Ok(()) };
    check_conversation(&conversation)
}

/// Plays one conversation in three cuts.
///
/// # Errors
/// As [`check_connection_bytes`].
pub fn check_conversation(conversation: &Conversation) -> Result<(), String> {
    let in_pieces = play(conversation.pieces(), usize::MAX)?;
    let at_once = play(std::iter::once(conversation.bytes.as_slice()), usize::MAX)?;
    let one_by_one = play(conversation.bytes.chunks(1), 1)?;
    for (other, how) in [(&at_once, "all at once"), (&one_by_one, "one byte at a time")] {
        if other.comparable() != in_pieces.comparable() {
            return Err(format!("{how}: {other:02x?}\nin pieces: {in_pieces:02x?}\n{conversation:?}"));
        }
    }
    Ok(())
}

/// Whether a conversation gets past its CONNECT.
///
/// # Errors
/// As [`check_connection_bytes`].
pub fn is_let_in(conversation: &Conversation) -> Result<bool, String> {
    let seen = play(conversation.pieces(), usize::MAX)?;
    // CONNACK with code 0, of either version and with a body of less than 128 bytes.
    Ok(matches!(seen.bytes.as_slice(), [0x20, _, _, 0, ..]))
}

/// What a connection was sent, and whether it was ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    bytes: Vec<u8>,
    ended: bool,
}

impl Seen {
    /// What must not depend on the cut. A connection that is closed gets its answers and its parting packet, but no
    /// delivery that was still waiting, and whether one was depends on what came in one piece with the end.
    fn comparable(&self) -> (Vec<&[u8]>, bool) {
        let mut packets = Vec::new();
        let mut rest = self.bytes.as_slice();
        while let Some((packet, after)) = split_packet(rest) {
            let is_publish = packet.first().is_some_and(|byte| byte >> 4 == 3);
            if !(self.ended && is_publish) {
                packets.push(packet);
            }
            rest = after;
        }
        packets.push(rest);
        (packets, self.ended)
    }
}

/// Splits the first packet off; nothing in these conversations is long enough for a third length byte.
fn split_packet(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (low, high) = (usize::from(*bytes.get(1)?), usize::from(bytes.get(2).copied().unwrap_or(0)));
    let length = if low < 0x80 { 2 + low } else { 3 + (low & 0x7F) + (high << 7) };
    bytes.split_at_checked(length)
}

/// A wire that takes so many bytes at a time and keeps them.
#[derive(Debug)]
struct Tape {
    seen: Rc<RefCell<Seen>>,
    room: usize,
}

impl Wire for Tape {
    fn room(&self) -> usize {
        self.room
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        let taken: Vec<u8> = bytes.parts().flatten().copied().take(self.room).collect();
        self.seen.borrow_mut().bytes.extend(&taken);
        Written::Took(taken.len())
    }

    fn end(&mut self, _how: End) {
        self.seen.borrow_mut().ended = true;
    }
}

type House = Driver<Account, Tape>;

fn play<'a>(pieces: impl Iterator<Item = &'a [u8]>, room: usize) -> Result<Seen, String> {
    let mut house = house()?;
    let reader = online(&mut house, "canary-reader-0", usize::MAX);
    house.received(Time::SCENARIO_START, reader.0, b"\x82\x0b\x00\x01\x00\x06canary\x00");
    let (connection, seen) = open(&mut house, room);
    for piece in pieces {
        let mut rest = piece;
        while !rest.is_empty() && house.reads(connection) {
            let (now, later) = rest.split_at(rest.len().min(16 * 1_024));
            house.received(Time::SCENARIO_START, connection, now);
            rest = later;
        }
    }
    let writer = online(&mut house, "canary-writer-0", usize::MAX);
    house.received(Time::SCENARIO_START, writer.0, b"\x30\x0d\x00\x06canaryalive");
    canary(&reader.1.borrow())?;
    let seen = seen.borrow().clone();
    strictly(&seen)?;
    Ok(seen)
}

/// The canary's reader must have got its CONNACK, its SUBACK and the publish, and nothing was ended.
fn canary(seen: &Seen) -> Result<(), String> {
    let let_in = seen.bytes.starts_with(b"\x20\x02\x00\x00\x90\x03\x00\x01\x00");
    let published = seen.bytes.windows(11).any(|window| window == b"canaryalive");
    if seen.ended || !let_in || !published {
        return Err(format!("the canary saw {seen:02x?}"));
    }
    Ok(())
}

/// Everything that was sent must decode under the grammar of one version or the other (MB-MAL-03).
fn strictly(seen: &Seen) -> Result<(), String> {
    let decodes = |version| {
        let rules = Rules::strict(version);
        let mut rest = seen.bytes.as_slice();
        while !rest.is_empty() {
            let Decoded::Packet { length, .. } = decode(rest, &rules) else { return false };
            rest = rest.get(length..).unwrap_or_default();
        }
        true
    };
    if decodes(ProtocolVersion::V311) || decodes(ProtocolVersion::V5) {
        Ok(())
    } else {
        Err(format!("not decodable: {:02x?}", seen.bytes))
    }
}

fn house() -> Result<House, String> {
    let mut house = Driver::new(house::account()?, Time::SCENARIO_START, BTreeMap::new());
    let policy = PolicyName::new("all").map_err(|error| error.to_string())?;
    let certificate = house::certificate(0xAB);
    for operation in [
        Operation::RegisterCertificate { certificate: certificate.clone() },
        Operation::PutPolicy { name: policy.clone(), document: ALLOW_ALL.to_owned() },
        Operation::AttachPolicy { policy, certificate },
    ] {
        house.operated(Time::SCENARIO_START, Caller::Owner, operation);
    }
    Ok(house)
}

fn open(house: &mut House, room: usize) -> (ConnectionId, Rc<RefCell<Seen>>) {
    let seen = Rc::new(RefCell::new(Seen::default()));
    let peer = house::peer(Some(house::certificate(0xAB)));
    (house.open(Time::SCENARIO_START, peer, Tape { seen: Rc::clone(&seen), room }), seen)
}

/// A 3.1.1 client that is let in; the names have 15 characters.
fn online(house: &mut House, client: &str, room: usize) -> (ConnectionId, Rc<RefCell<Seen>>) {
    let (connection, seen) = open(house, room);
    let mut connect = b"\x10\x1b\x00\x04MQTT\x04\x02\x00\x3c\x00\x0f".to_vec();
    connect.extend_from_slice(client.as_bytes());
    house.received(Time::SCENARIO_START, connection, &connect);
    (connection, seen)
}
