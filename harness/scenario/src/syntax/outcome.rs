//! What may be seen, and how it is judged.

use super::place::{Located, Place};

/// What is expected, by version of the client it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Where it stands.
    pub place: Place,
    /// For a client that speaks 3.1.1.
    pub v3: Judged,
    /// For a client that speaks 5.
    pub v5: Judged,
}

/// The reference's answer, and what else is accepted from another implementation.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The reference's answer.
    pub reference: Outcome,
    /// Further answers accepted where `live` judges.
    pub live: Vec<Outcome>,
    /// Whether the case goes on after a live alternative; else it ends as `tolerated`.
    pub goes_on: bool,
}

/// One thing that may be seen at a client.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `nothing`: no arrival at all.
    Nothing,
    /// `closed`: the end, nothing before it.
    Closed,
    /// `ended`: the end, whatever came before it on this connection.
    Ended,
    /// A packet: `connack`, `publish`, `puback`, `suback`, `unsuback`, `pingresp`, `disconnect`.
    Packet(PacketPattern),
    /// An HTTP answer: status, and what its body and headers hold.
    Http(HttpPattern),
    /// `in order: [..]`.
    InOrder(Vec<Expected>),
    /// `any order: [..]`.
    AnyOrder(Vec<Expected>),
    /// `at most: X, times: n, then: Y`.
    AtMost {
        /// What may come.
        what: Box<Expected>,
        /// How often at most.
        times: u32,
        /// What follows.
        then: Option<Box<Expected>>,
    },
}

/// A packet with the members that are judged; members left out are not.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketPattern {
    /// `connack`, `publish`, `puback`, `suback`, `unsuback`, `pingresp` or `disconnect`.
    pub kind: PacketKind,
    /// Judged members by name, such as `code`, `session present`, `topic`, `payload`, `json`, `json exactly`, `qos`,
    /// `retain`, `dup`, `id`, `codes`, `properties`. A value may be a capture `$(x)`, a binding `$(x = integer)`,
    /// `any`, or `{ ref: .., live: .. }`.
    pub members: Vec<(Located<String>, serde_json::Value)>,
    /// Whether the whole packet is judged (`exactly:`).
    pub exactly: bool,
}

/// The packets that a client may receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PacketKind {
    /// CONNACK.
    Connack,
    /// PUBLISH.
    Publish,
    /// PUBACK.
    Puback,
    /// PUBREC.
    Pubrec,
    /// SUBACK.
    Suback,
    /// UNSUBACK.
    Unsuback,
    /// PINGRESP.
    Pingresp,
    /// DISCONNECT.
    Disconnect,
}

impl PacketKind {
    /// The word that files use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connack => "connack",
            Self::Publish => "publish",
            Self::Puback => "puback",
            Self::Pubrec => "pubrec",
            Self::Suback => "suback",
            Self::Unsuback => "unsuback",
            Self::Pingresp => "pingresp",
            Self::Disconnect => "disconnect",
        }
    }
}

/// An expected HTTP answer.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpPattern {
    /// The status code.
    pub status: u16,
    /// A subset of the JSON body.
    pub json: Option<serde_json::Value>,
    /// Headers that are judged, names in lower case.
    pub headers: Vec<(String, serde_json::Value)>,
}
