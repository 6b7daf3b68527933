//! Packet patterns: which members are judged, with codes by name.

use serde_json::{Map, Value};

use crate::finding::{Choices, did_you_mean};
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::code::{PROPERTIES, codes};
use crate::{Fields, Located, PacketKind, PacketPattern, Version};

impl Reader<'_> {
    /// The pattern of one packet: members by name, or its code or codes alone.
    pub(super) fn pattern(&mut self, kind: PacketKind, node: &Node, version: Version) -> Option<PacketPattern> {
        if kind == PacketKind::Disconnect && version == Version::V3 {
            self.fault(node.place, "a 3.1.1 server sends no DISCONNECT; write `{ v3: closed, v5: .. }`".to_owned());
            return None;
        }
        let exactly = node.member("exactly").map_or(Some(false), |node| self.truth(node, "exactly"))?;
        let members = match &node.kind {
            Kind::Null => Vec::new(),
            Kind::Map(entries) => entries.iter().filter_map(|entry| self.member(kind, entry, version)).collect(),
            Kind::List(_) => self.codes(kind, node, version).map(|codes| alone("codes", node, codes))?,
            _ => self.code(kind, node, version).map(|code| alone("code", node, code))?,
        };
        Some(PacketPattern { kind, members, exactly })
    }

    fn member(
        &mut self,
        kind: PacketKind,
        (name, node): &(Located<String>, Node),
        version: Version,
    ) -> Option<(Located<String>, Value)> {
        let known = kind.members();
        if !known.contains(&name.value.as_str()) {
            let near = did_you_mean(&name.value, known.iter().copied());
            let known = if near.is_empty() { format!("; it takes {}", Choices(known)) } else { near };
            self.fault(name.place, format!("unknown key `{}` in `{}`{known}", name.value, kind.word()));
            return None;
        }
        let value = match name.value.as_str() {
            "exactly" => return None,
            "code" => self.judged_value(node, &mut |reader, node| reader.code(kind, node, version))?,
            "codes" => self.codes(kind, node, version)?,
            "topic" => self.judged_value(node, &mut |reader, node| reader.text(node, "topic").map(Value::from))?,
            "payload" => self.judged_value(node, &mut Self::payload_value)?,
            "properties" => {
                self.fields(Some(node), "properties", &PROPERTIES);
                node.json()
            }
            _ => node.json(),
        };
        Some((name.clone(), value))
    }

    /// A value, or `{ ref, live }` round values.
    fn judged_value(&mut self, node: &Node, read: &mut dyn FnMut(&mut Self, &Node) -> Option<Value>) -> Option<Value> {
        if node.member("ref").is_none() {
            return read(self, node);
        }
        let mut judged = Map::new();
        for (name, node) in node.entries() {
            let value = match (name.value.as_str(), &node.kind) {
                ("live", Kind::List(items)) => items.iter().filter_map(|item| read(self, item)).collect(),
                ("live", _) if node.scalar() == Some("any") => Value::from("any"),
                ("ref" | "live", _) => read(self, node)?,
                _ => {
                    self.fault(name.place, format!("unknown key `{}`; it takes `ref` or `live`", name.value));
                    continue;
                }
            };
            judged.insert(name.value.clone(), value);
        }
        Some(Value::Object(judged))
    }

    fn payload_value(&mut self, node: &Node) -> Option<Value> {
        match node.scalar() {
            Some(text) => Some(Value::from(text)),
            None => self.payload(Some(node), None).map(|_| node.json()),
        }
    }

    fn codes(&mut self, kind: PacketKind, node: &Node, version: Version) -> Option<Value> {
        if !matches!(kind, PacketKind::Suback | PacketKind::Unsuback) {
            self.fault(node.place, format!("`{}` holds one code, not a list", kind.word()));
            return None;
        }
        Some(node.items().iter().filter_map(|item| self.code(kind, item, version)).collect())
    }

    fn code(&mut self, kind: PacketKind, node: &Node, version: Version) -> Option<Value> {
        let Some(table) = codes(kind, version) else {
            let version = version.word();
            self.fault(node.place, format!("`{}` holds no code in {version}", kind.word()));
            return None;
        };
        match &node.kind {
            Kind::Integer(code @ 0..=255, _) => Some(Value::from(*code)),
            Kind::Text(text) if text == "any" || text.starts_with("$(") => Some(Value::from(text.as_str())),
            _ => self.code_by_name(node, table, version),
        }
    }

    fn code_by_name(&mut self, node: &Node, table: &[(&str, u8)], version: Version) -> Option<Value> {
        let word = node.scalar().unwrap_or_default();
        let code = table.iter().find(|(name, _)| *name == word).map(|(_, code)| *code);
        if code.is_none() {
            let near = did_you_mean(word, table.iter().map(|(name, _)| *name));
            let found = node.describe();
            self.fault(node.place, format!("{found} is no code of this packet in {}{near}", version.word()));
        }
        code.map(Value::from)
    }
}

fn alone(name: &str, node: &Node, value: Value) -> Fields {
    vec![(Located { value: name.to_owned(), place: node.place }, value)]
}

impl PacketKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 8] = [
        Self::Connack,
        Self::Publish,
        Self::Puback,
        Self::Pubrec,
        Self::Suback,
        Self::Unsuback,
        Self::Pingresp,
        Self::Disconnect,
    ];

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The members that a pattern of this packet takes.
    pub(crate) const fn members(self) -> &'static [&'static str] {
        match self {
            Self::Connack => &["code", "session present", "properties", "exactly"],
            Self::Publish => {
                &["topic", "payload", "json", "json exactly", "qos", "retain", "dup", "id", "properties", "exactly"]
            }
            Self::Puback | Self::Pubrec => &["id", "code", "properties", "exactly"],
            Self::Suback | Self::Unsuback => &["id", "codes", "properties", "exactly"],
            Self::Pingresp => &["exactly"],
            Self::Disconnect => &["code", "properties", "exactly"],
        }
    }
}
