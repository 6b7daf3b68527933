//! The packets of both versions, borrowing from the frame they were read from.

use std::fmt;
use std::num::NonZeroU16;

use touchstone_vocabulary::QoS;

use crate::{Filters, Properties, ProtocolVersion, ReasonCode, Topics};

/// A control packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// CONNECT (1).
    Connect(Connect<'a>),
    /// CONNACK (2).
    Connack(Connack<'a>),
    /// PUBLISH (3).
    Publish(Publish<'a>),
    /// PUBACK (4).
    Puback(Ack<'a>),
    /// PUBREC (5).
    Pubrec(Ack<'a>),
    /// PUBREL (6).
    Pubrel(Ack<'a>),
    /// PUBCOMP (7).
    Pubcomp(Ack<'a>),
    /// SUBSCRIBE (8).
    Subscribe(Subscribe<'a>),
    /// SUBACK (9).
    Suback(Suback<'a>),
    /// UNSUBSCRIBE (10).
    Unsubscribe(Unsubscribe<'a>),
    /// UNSUBACK (11).
    Unsuback(Unsuback<'a>),
    /// PINGREQ (12).
    Pingreq,
    /// PINGRESP (13).
    Pingresp,
    /// DISCONNECT (14).
    Disconnect(Disconnect<'a>),
    /// AUTH (15), MQTT 5 only.
    Auth(Auth<'a>),
}

impl Packet<'_> {
    /// The packet's name as the standard writes it, such as `PUBLISH`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Connect(_) => "CONNECT",
            Self::Connack(_) => "CONNACK",
            Self::Publish(_) => "PUBLISH",
            Self::Puback(_) => "PUBACK",
            Self::Pubrec(_) => "PUBREC",
            Self::Pubrel(_) => "PUBREL",
            Self::Pubcomp(_) => "PUBCOMP",
            Self::Subscribe(_) => "SUBSCRIBE",
            Self::Suback(_) => "SUBACK",
            Self::Unsubscribe(_) => "UNSUBSCRIBE",
            Self::Unsuback(_) => "UNSUBACK",
            Self::Pingreq => "PINGREQ",
            Self::Pingresp => "PINGRESP",
            Self::Disconnect(_) => "DISCONNECT",
            Self::Auth(_) => "AUTH",
        }
    }
}

/// A packet identifier, never zero (`MQTT-2.3.1-1 v3`, `MQTT-2.2.1-3 v5`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketId(NonZeroU16);

impl PacketId {
    /// The identifier with this number; zero is none.
    #[must_use]
    pub const fn new(number: u16) -> Option<Self> {
        match NonZeroU16::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The first identifier, 1.
    pub const FIRST: Self = Self(NonZeroU16::MIN);

    /// The number, 1 to 65,535.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0.get()
    }

    /// The identifier after this one; 1 follows 65,535.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.0.checked_add(1) {
            Some(next) => Self(next),
            None => Self::FIRST,
        }
    }
}

impl fmt::Debug for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// CONNECT: a client asks for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connect<'a> {
    /// The protocol level, which rules all later packets of the connection.
    pub version: ProtocolVersion,
    /// Clean Start (5) or Clean Session (3.1.1).
    pub clean_start: bool,
    /// Keep alive in seconds; zero asks for none.
    pub keep_alive: u16,
    /// The client identifier; may be empty.
    pub client_id: &'a str,
    /// The will, when the will flag is set.
    pub will: Option<Will<'a>>,
    /// The user name, when its flag is set.
    pub user_name: Option<&'a str>,
    /// The password, when its flag is set.
    pub password: Option<&'a [u8]>,
    /// Properties; none on 3.1.1.
    pub properties: Properties<'a>,
}

/// The will of a CONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Will<'a> {
    /// Where the will is published; checked as UTF-8, not as a topic name, which is the receiver's business (MB-WIL-11).
    pub topic: &'a str,
    /// What is published.
    pub payload: &'a [u8],
    /// At which quality of service.
    pub qos: QoS,
    /// Whether it is to be retained.
    pub retain: bool,
    /// Will properties; none on 3.1.1.
    pub properties: Properties<'a>,
}

/// CONNACK: the answer to a CONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connack<'a> {
    /// Whether the server goes on with a stored session.
    pub session_present: bool,
    /// The return code (3.1.1) or reason code (5).
    pub code: ReasonCode,
    /// Properties; none on 3.1.1.
    pub properties: Properties<'a>,
}

/// PUBLISH: an application message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publish<'a> {
    /// Whether this may be a re-delivery.
    pub dup: bool,
    /// Quality of service.
    pub qos: QoS,
    /// The RETAIN flag.
    pub retain: bool,
    /// The topic name; empty only with a topic alias (5).
    pub topic: &'a str,
    /// The packet identifier; present exactly at QoS 1 and 2.
    pub id: Option<PacketId>,
    /// Properties; none on 3.1.1.
    pub properties: Properties<'a>,
    /// The payload; may be empty.
    pub payload: &'a [u8],
}

/// How much of an optional tail is written (MB-V5-16): decoding keeps it, so that encoding gives the same bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Neither reason code nor properties; on 3.1.1 there is no other.
    #[default]
    Bare,
    /// The reason code, without a property length.
    Reason,
    /// Reason code and properties.
    Full,
}

/// PUBACK, PUBREC, PUBREL and PUBCOMP share one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack<'a> {
    /// What is acknowledged; `None` is the identifier zero, which only a tolerant decoder lets through (MB-MAL-31).
    pub id: Option<PacketId>,
    /// The reason code; 0x00 on 3.1.1 and in the bare form.
    pub reason: ReasonCode,
    /// How much of the tail is written.
    pub form: Form,
    /// Properties, in the full form.
    pub properties: Properties<'a>,
}

/// SUBSCRIBE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subscribe<'a> {
    /// The packet identifier.
    pub id: PacketId,
    /// Properties; none on 3.1.1.
    pub properties: Properties<'a>,
    /// What is asked for, at least one (`MQTT-3.8.3-3 v3`, `MQTT-3.8.3-2 v5`).
    pub filters: Filters<'a>,
}

/// SUBACK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suback<'a> {
    /// The packet identifier of the SUBSCRIBE.
    pub id: PacketId,
    /// Properties; none on 3.1.1.
    pub properties: Properties<'a>,
    /// One code for each filter, in order.
    pub codes: &'a [u8],
}

/// UNSUBSCRIBE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsubscribe<'a> {
    /// The packet identifier.
    pub id: PacketId,
    /// Properties; none on 3.1.1.
    pub properties: Properties<'a>,
    /// The filters, at least one.
    pub filters: Topics<'a>,
}

/// UNSUBACK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsuback<'a> {
    /// The packet identifier of the UNSUBSCRIBE.
    pub id: PacketId,
    /// Properties; none on 3.1.1.
    pub properties: Properties<'a>,
    /// One code for each filter, in order; empty on 3.1.1.
    pub codes: &'a [u8],
}

/// DISCONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnect<'a> {
    /// The reason code; 0x00 on 3.1.1 and in the bare form.
    pub reason: ReasonCode,
    /// How much of the tail is written.
    pub form: Form,
    /// Properties, in the full form.
    pub properties: Properties<'a>,
}

/// AUTH (5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Auth<'a> {
    /// The reason code; 0x00 in the bare form.
    pub reason: ReasonCode,
    /// How much of the tail is written.
    pub form: Form,
    /// Properties, in the full form.
    pub properties: Properties<'a>,
}
