//! The fixed header: type, flags and Remaining Length, judged before the body is there.

use crate::decode::statement::{self, Statement};
use crate::{ProtocolVersion, Rules, Strictness, Violation};

/// Packet types by number.
pub(super) const CONNECT: u8 = 1;
pub(super) const CONNACK: u8 = 2;
pub(super) const PUBLISH: u8 = 3;
pub(super) const PUBACK: u8 = 4;
pub(super) const PUBREC: u8 = 5;
pub(super) const PUBREL: u8 = 6;
pub(super) const PUBCOMP: u8 = 7;
pub(super) const SUBSCRIBE: u8 = 8;
pub(super) const SUBACK: u8 = 9;
pub(super) const UNSUBSCRIBE: u8 = 10;
pub(super) const UNSUBACK: u8 = 11;
pub(super) const PINGREQ: u8 = 12;
pub(super) const PINGRESP: u8 = 13;
pub(super) const DISCONNECT: u8 = 14;
pub(super) const AUTH: u8 = 15;

/// A fixed header that breaks nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    /// The first byte.
    pub(super) first: u8,
    /// Bytes of the fixed header.
    pub(super) size: usize,
    /// Bytes of the body.
    pub(super) remaining: usize,
    /// Whether the Remaining Length is in its fewest bytes; refused here already, save for a CONNECT, whose version is
    /// not known yet.
    pub(super) minimal: bool,
}

impl Header {
    /// Reads the fixed header; `None` when it is not all there.
    pub(super) fn read(bytes: &[u8], rules: &Rules) -> Result<Option<Self>, Violation> {
        let Some((&first, rest)) = bytes.split_first() else { return Ok(None) };
        check_first(first, rules.version)?;
        let Some((remaining, digits)) = remaining_length(rest, rules.version)? else { return Ok(None) };
        let header = Self { first, size: 1 + digits, remaining, minimal: digits == digits_of(remaining) };
        if header.kind() != CONNECT {
            header.check_minimal(rules.version, rules.strictness)?;
        }
        //= MB-MAL-04
        if header.length() > rules.largest {
            return Err(statement::TOO_LARGE.broken(rules.version, 1));
        }
        Ok(Some(header))
    }

    /// Refuses a Remaining Length with needless bytes, which only a tolerant reader of 3.1.1 takes.
    pub(super) fn check_minimal(&self, version: ProtocolVersion, strictness: Strictness) -> Result<(), Violation> {
        //= MB-MAL-15
        let lenient = version == ProtocolVersion::V311 && strictness == Strictness::Tolerant;
        match self.minimal || lenient {
            true => Ok(()),
            false => Err(statement::REMAINING_LENGTH_MINIMAL.broken(version, self.size - 1)),
        }
    }

    /// The packet type.
    pub(super) const fn kind(&self) -> u8 {
        self.first >> 4
    }

    /// Bytes of the whole packet.
    pub(super) const fn length(&self) -> usize {
        self.size + self.remaining
    }
}

/// Bytes in which a Remaining Length is written.
const fn digits_of(remaining: usize) -> usize {
    match remaining {
        0..=0x7F => 1,
        0x80..=0x3FFF => 2,
        0x4000..=0x001F_FFFF => 3,
        _ => 4,
    }
}

/// The Remaining Length and its bytes; `None` when it is not all there.
fn remaining_length(bytes: &[u8], version: ProtocolVersion) -> Result<Option<(usize, usize)>, Violation> {
    let mut value = 0;
    for (place, digit) in bytes.iter().take(4).enumerate() {
        value |= usize::from(digit & 0x7F) << (7 * place);
        if digit & 0x80 == 0 {
            return Ok(Some((value, place + 1)));
        }
    }
    match bytes.len() < 4 {
        true => Ok(None),
        //= MB-MAL-14
        false => Err(statement::REMAINING_LENGTH.broken(version, 4)),
    }
}

/// Judges packet type and flags.
fn check_first(first: u8, version: ProtocolVersion) -> Result<(), Violation> {
    match broken_by_first(first, version) {
        None => Ok(()),
        Some(statement) => Err(statement.broken(version, 0)),
    }
}

/// What the first byte breaks.
fn broken_by_first(first: u8, version: ProtocolVersion) -> Option<&'static Statement> {
    let flags = first & 0x0F;
    match first >> 4 {
        PUBLISH => broken_by_publish_flags(flags),
        //= MQTT-3.6.1-1 v3
        //= MQTT-3.6.1-1 v5
        PUBREL => (flags != 0b0010).then_some(&statement::PUBREL_FLAGS),
        //= MQTT-3.8.1-1 v3
        //= MQTT-3.8.1-1 v5
        SUBSCRIBE => (flags != 0b0010).then_some(&statement::SUBSCRIBE_FLAGS),
        //= MQTT-3.10.1-1 v3
        //= MQTT-3.10.1-1 v5
        UNSUBSCRIBE => (flags != 0b0010).then_some(&statement::UNSUBSCRIBE_FLAGS),
        //= MB-MAL-42
        DISCONNECT => (flags != 0).then_some(&statement::DISCONNECT_FLAGS),
        //= MB-MAL-10
        0 => Some(&statement::RESERVED_TYPE),
        //= MB-MAL-11
        AUTH if version == ProtocolVersion::V311 => Some(&statement::RESERVED_TYPE),
        AUTH => (flags != 0).then_some(&statement::AUTH_FLAGS),
        //= MB-MAL-12
        _ => (flags != 0).then_some(&statement::HEADER_FLAGS),
    }
}

/// What the flags of a PUBLISH break.
const fn broken_by_publish_flags(flags: u8) -> Option<&'static Statement> {
    match flags & 0b1110 {
        //= MB-MAL-13
        0b0110 | 0b1110 => Some(&statement::PUBLISH_QOS),
        //= MB-PUB-27
        0b1000 => Some(&statement::PUBLISH_DUP),
        _ => None,
    }
}
