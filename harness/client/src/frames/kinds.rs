//! The table of packets: number, fixed flags, and the fields that each one has.

use crate::FrameError;
use crate::frames::error::nearest;

/// A row of the table.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) number: u8,
    pub(super) flags: u8,
    pub(super) layout: Layout,
    pub(super) fields: &'static [&'static str],
}

/// What a body is made of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layout {
    Connect,
    Connack,
    Publish,
    Ack,
    Subscribe,
    Suback,
    Unsubscribe,
    Unsuback,
    Ping,
    Tail,
}

/// What every packet has.
pub(super) const EVERY: &[&str] = &["type", "flags", "remaining length", "trailing"];
/// What every packet with properties has, and a will.
pub(super) const PROPERTIES: &[&str] = &["properties", "raw properties", "property length"];

const CONNECT: &[&str] =
    &["protocol name", "level", "connect flags", "clean", "keep alive", "client id", "will", "user name", "password"];
const PUBLISH: &[&str] = &["dup", "qos", "retain", "topic", "id", "payload", "json"];

const KINDS: [Kind; 15] = [
    Kind::new("connect", 1, 0, Layout::Connect, CONNECT),
    Kind::new("connack", 2, 0, Layout::Connack, &["session present", "acknowledge flags", "code"]),
    Kind::new("publish", 3, 0, Layout::Publish, PUBLISH),
    Kind::new("puback", 4, 0, Layout::Ack, &["id", "code", "form"]),
    Kind::new("pubrec", 5, 0, Layout::Ack, &["id", "code", "form"]),
    Kind::new("pubrel", 6, 2, Layout::Ack, &["id", "code", "form"]),
    Kind::new("pubcomp", 7, 0, Layout::Ack, &["id", "code", "form"]),
    Kind::new("subscribe", 8, 2, Layout::Subscribe, &["id", "filters"]),
    Kind::new("suback", 9, 0, Layout::Suback, &["id", "codes"]),
    Kind::new("unsubscribe", 10, 2, Layout::Unsubscribe, &["id", "filters"]),
    Kind::new("unsuback", 11, 0, Layout::Unsuback, &["id", "codes"]),
    Kind::new("pingreq", 12, 0, Layout::Ping, &[]),
    Kind::new("pingresp", 13, 0, Layout::Ping, &[]),
    Kind::new("disconnect", 14, 0, Layout::Tail, &["code", "form"]),
    Kind::new("auth", 15, 0, Layout::Tail, &["code", "form"]),
];

impl Kind {
    const fn new(name: &'static str, number: u8, flags: u8, layout: Layout, fields: &'static [&'static str]) -> Self {
        Self { name, number, flags, layout, fields }
    }

    /// The packet of that name.
    pub(super) fn named(name: &str) -> Result<&'static Self, FrameError> {
        const TABLE: &[Kind] = &KINDS;
        TABLE.iter().find(|kind| kind.name == name).ok_or_else(|| FrameError::UnknownKind {
            kind: name.to_owned(),
            nearest: nearest(name, TABLE.iter().map(|kind| kind.name)),
        })
    }

    /// The names of all its fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        let properties = if matches!(self.layout, Layout::Ping) { &[] } else { PROPERTIES };
        self.fields.iter().chain(properties).chain(EVERY).copied()
    }
}
