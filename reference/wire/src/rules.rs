//! The rules a packet is read by, and the answers of reading.

use crate::Packet;

/// The two protocol versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProtocolVersion {
    /// MQTT 3.1.1, level 4.
    V311,
    /// MQTT 5.0, level 5.
    V5,
}

/// What reading a packet is subject to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The version spoken on the connection. A CONNECT is read by the level it names itself; until the level is known,
    /// this version names the statement that is broken.
    pub version: ProtocolVersion,
    /// Bytes that a whole packet may have, fixed header included; what is longer is refused from its header alone.
    pub largest: usize,
    /// How strictly the standard is taken.
    pub strictness: Strictness,
}

impl Rules {
    /// Every statement of the standard, and no limit on size but the standard's.
    #[must_use]
    pub const fn strict(version: ProtocolVersion) -> Self {
        Self { version, largest: 268_435_460, strictness: Strictness::Strict }
    }
}

/// How strictly the standard is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Every statement binds.
    Strict,
    /// What a server may let pass is let pass: the identifier zero in an acknowledgement (MB-MAL-31), a Remaining Length
    /// that is not minimal on 3.1.1 (MB-MAL-15).
    Tolerant,
}

/// What the front of a buffer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<'a> {
    /// Part of a packet that may still become well formed.
    Incomplete,
    /// A packet, and the bytes it took.
    Packet {
        /// The packet.
        packet: Packet<'a>,
        /// Its length in bytes, fixed header included.
        length: usize,
    },
    /// A packet that breaks the standard; nothing after it can be trusted.
    Violation(Violation),
}

/// The first statement that a packet breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The statement with its version, such as `MQTT-3.8.1-1 v5`; where the standard numbers none, the section, such as
    /// `section 2.2.2.2 v5`.
    pub statement: &'static str,
    /// What is wrong, in words.
    pub reason: &'static str,
    /// Offset of the offending byte from the first byte of the packet: of the first byte of a field that is cut, and of
    /// the place where a missing field should begin.
    pub offset: usize,
    /// What the standard calls it.
    pub fault: Fault,
}

/// How the standard classes a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be parsed (0x81).
    Malformed,
    /// It can be parsed and is not allowed (0x82).
    ProtocolError,
    /// Longer than [`Rules::largest`] (0x95 in the standard).
    TooLarge,
    /// A CONNECT that names a protocol other than MQTT (`MQTT-3.1.2-1`, MB-CON-05); nothing behind the name is judged.
    UnknownProtocol,
    /// A CONNECT that names MQTT at a level that is not spoken: `MQTT` at another level than 4 and 5, or `MQIsdp` at 3
    /// (`MQTT-3.1.2-2`, MB-CON-04, MB-CON-05); nothing behind the level is judged.
    UnknownLevel,
}
