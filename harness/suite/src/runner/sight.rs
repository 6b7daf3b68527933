//! What a client has seen: a packet by its members, the end, or a connection that was never made.

use std::collections::BTreeMap;

use serde_json::Value;
use touchstone_scenario::{PacketKind, Version};
use touchstone_vocabulary::Time;

use crate::{LinkId, peer};

/// A packet as it was read strictly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Its name as the standard writes it.
    pub(crate) name: &'static str,
    /// Its kind, where a scenario can name it.
    pub(crate) kind: Option<PacketKind>,
    /// Members by the names that scenarios use; the payload is apart.
    pub(crate) members: BTreeMap<&'static str, Value>,
    /// The payload of a PUBLISH.
    pub(crate) payload: Vec<u8>,
    /// The version in which it was read.
    pub(crate) version: Version,
    /// The whole packet.
    pub(crate) bytes: Vec<u8>,
}

impl Sight {
    /// The whole packet in words.
    pub(crate) fn words(&self) -> String {
        peer::in_words(&self.bytes, self.version)
    }

    /// A member that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.members.get(name).and_then(Value::as_u64)
    }

    /// Whether this is a PUBLISH.
    pub(crate) fn is_publish(&self) -> bool {
        self.kind == Some(PacketKind::Publish)
    }

    /// The topic of a PUBLISH.
    pub(crate) fn topic(&self) -> &str {
        self.members.get("topic").and_then(Value::as_str).unwrap_or_default()
    }
}

/// What arrived at a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// A packet.
    Packet(Sight),
    /// The peer ended the connection.
    End,
    /// No connection was made, and why.
    Refused(String),
}

/// One arrival in a client's inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its place in the order of all arrivals of the case.
    pub(crate) sequence: u64,
    /// When it arrived, on the scenario's clock.
    pub(crate) at: Time,
    /// On which connection.
    pub(crate) link: LinkId,
    /// What it is.
    pub(crate) seen: Seen,
    /// Whether it may lie unclaimed: the natural end of what the client itself ended.
    pub(crate) excused: bool,
}

impl Entry {
    /// The arrival in words.
    pub(crate) fn words(&self) -> String {
        match &self.seen {
            Seen::Packet(sight) => sight.words(),
            Seen::End => "the end of the connection".to_owned(),
            Seen::Refused(reason) => format!("no connection: {reason}"),
        }
    }
}
