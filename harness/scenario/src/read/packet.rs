//! `send:` — packets by field or in hexadecimal.

use serde_json::Value;

use crate::finding::did_you_mean;
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::code::{PROPERTIES, reason_codes};
use crate::read::members::Members;
use crate::{Act, Built, Fields, Located, SendPackets};

/// The fields of a CONNECT that may be set by name.
pub(super) const CONNECT_FIELDS: [&str; 16] = [
    "protocol name",
    "level",
    "connect flags",
    "clean",
    "keep alive",
    "client id",
    "will",
    "user name",
    "password",
    "properties",
    "raw properties",
    "property length",
    "type",
    "flags",
    "remaining length",
    "trailing",
];

/// Fields of every packet.
const EVERY: [&str; 4] = ["type", "flags", "remaining length", "trailing"];
/// Fields of every packet but PINGREQ and PINGRESP.
const PROPERTY_BLOCK: [&str; 3] = ["properties", "raw properties", "property length"];
/// Fields whose scalars are text, digits or not.
const TEXT: [&str; 9] =
    ["protocol name", "client id", "user name", "password", "topic", "payload", "filter", "hex", "raw properties"];

/// The packets that may be built, each with its own fields.
pub(crate) const PACKETS: [(&str, &[&str]); 15] = [
    ("connect", &CONNECT_FIELDS),
    ("connack", &["session present", "acknowledge flags", "code"]),
    ("publish", &["dup", "qos", "retain", "topic", "id", "payload", "json"]),
    ("puback", &["id", "code", "form"]),
    ("pubrec", &["id", "code", "form"]),
    ("pubrel", &["id", "code", "form"]),
    ("pubcomp", &["id", "code", "form"]),
    ("subscribe", &["id", "filters"]),
    ("suback", &["id", "codes"]),
    ("unsubscribe", &["id", "filters"]),
    ("unsuback", &["id", "codes"]),
    ("pingreq", &[]),
    ("pingresp", &[]),
    ("disconnect", &["code", "form"]),
    ("auth", &["code", "form"]),
];

/// The names of all fields of a packet; none when there is no such packet.
pub(crate) fn field_names(kind: &str) -> Vec<&'static str> {
    let properties: &[&str] = if kind.starts_with("ping") { &[] } else { &PROPERTY_BLOCK };
    let own = PACKETS.iter().find(|(name, _)| *name == kind).map(|(_, own)| *own);
    // CONNECT's own list is whole.
    let shared = properties.iter().chain(&EVERY).filter(|name| !own.unwrap_or_default().contains(name));
    own.unwrap_or_default().iter().chain(shared).copied().collect()
}

impl Reader<'_> {
    pub(super) fn send(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "send")?;
        let from = members.need("from").and_then(|node| self.client_name(node, "from"));
        let hex = members.take("hex");
        let packets = members.take("packets");
        members.close(self);
        let packets = match (hex, packets) {
            (Some(hex), None) => self.hex(hex, "hex").map(Built::Hex).into_iter().collect(),
            (None, Some(packets)) if packets.items().is_empty() => {
                self.fault(packets.place, "expected at least one packet".to_owned());
                Vec::new()
            }
            (None, Some(packets)) => packets.items().iter().filter_map(|item| self.built(item)).collect(),
            _ => {
                self.fault(node.place, "`send` needs either `packets` or `hex`".to_owned());
                Vec::new()
            }
        };
        Some(Act::Send(SendPackets { from: from?, packets }))
    }

    fn built(&mut self, node: &Node) -> Option<Built> {
        if node.member("like").is_some() || node.member("patched").is_some() {
            return self.patched(node);
        }
        let (kind, value) = match node.entries() {
            [(name, value)] if name.value == "hex" => return self.hex(value, "hex").map(Built::Hex),
            [(name, value)] => (name.clone(), Some(value)),
            _ => (self.located(node, "a packet")?, None),
        };
        if PACKETS.iter().all(|(name, _)| *name != kind.value) {
            let near = did_you_mean(&kind.value, PACKETS.iter().map(|(name, _)| *name).chain(["hex"]));
            self.fault(kind.place, format!("unknown packet `{}`{near}", kind.value));
            return None;
        }
        let known = field_names(&kind.value);
        let plain = value.is_none_or(|node| matches!(node.kind, Kind::Null));
        let fields = if plain { Fields::new() } else { self.packet_fields(value, &kind.value, &known) };
        let fields = fields.into_iter().map(|(name, value)| self.field(name, value)).collect();
        if let Some(properties) = value.and_then(|node| node.member("properties")) {
            properties.items().iter().for_each(|block| drop(self.properties(Some(block))));
        }
        Some(Built::Packet { kind, fields })
    }

    /// Fields of a packet by name, in the form in which packets are built.
    pub(super) fn packet_fields(&mut self, node: Option<&Node>, what: &str, known: &[&str]) -> Fields {
        self.fields(node, what, known);
        let entries = node.map(Node::entries).unwrap_or_default().iter();
        let value = |name: &Located<String>, node: &Node| {
            let written = node.scalar().filter(|_| TEXT.contains(&name.value.as_str()));
            written.map_or_else(|| node.packet_json(&TEXT), Value::from)
        };
        entries.map(|(name, node)| (name.clone(), value(name, node))).collect()
    }

    /// Properties of MQTT 5 by name, or by number for those that do not exist.
    pub(super) fn properties(&mut self, node: Option<&Node>) -> Fields {
        let entries = node.map(Node::entries).unwrap_or_default().iter();
        let numbers = entries.map(|(name, _)| name.value.as_str()).filter(|name| name.parse::<u32>().is_ok());
        let known: Vec<&str> = PROPERTIES.iter().copied().chain(numbers).collect();
        self.fields(node, "properties", &known)
    }

    /// A field with a code by name as its number.
    fn field(&mut self, name: Located<String>, value: Value) -> (Located<String>, Value) {
        let word = value.as_str().filter(|word| name.value == "code" && !word.starts_with("$("));
        let Some(word) = word else { return (name, value) };
        let code = reason_codes().iter().find(|(known, _)| *known == word).map(|(_, code)| *code);
        if code.is_none() {
            let near = did_you_mean(word, reason_codes().iter().map(|(known, _)| *known));
            self.fault(name.place, format!("`{word}` is no reason code{near}"));
        }
        (name, Value::from(code.unwrap_or_default()))
    }
}
