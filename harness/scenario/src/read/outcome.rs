//! Outcomes: by version, with what else is accepted from another implementation.

use serde_json::Value;

use crate::finding::did_you_mean;
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::members::Members;
use crate::read::step::MOST_TIMES;
use crate::{Expected, Gets, HttpPattern, Judged, Outcome, PacketKind, PacketPattern, Version};

/// The outcomes that are one word.
const PLAIN: [(&str, Outcome); 3] =
    [("nothing", Outcome::Nothing), ("closed", Outcome::Closed), ("ended", Outcome::Ended)];

impl Reader<'_> {
    /// `gets:`; nothing when it is left out.
    pub(super) fn gets(&mut self, node: Option<&Node>, speaks: &[Version]) -> Option<Gets> {
        let node = node?;
        if node.scalar() == Some("later") {
            return Some(Gets::Later);
        }
        self.expected(node, speaks).map(Gets::Outcome)
    }

    /// An outcome for each version that may be spoken; the other takes the same.
    pub(super) fn expected(&mut self, node: &Node, speaks: &[Version]) -> Option<Expected> {
        let by_version = node.member("v3").is_some() || node.member("v5").is_some();
        let (v3, v5) = if by_version { self.versioned(node, speaks)? } else { self.alike(node, speaks) };
        let (v3, v5) = match (v3, v5) {
            (Some(v3), Some(v5)) => (v3, v5),
            (Some(only), None) | (None, Some(only)) => (only.clone(), only),
            (None, None) => return None,
        };
        Some(Expected { place: node.place, v3, v5 })
    }

    fn alike(&mut self, node: &Node, speaks: &[Version]) -> (Option<Judged>, Option<Judged>) {
        let mut judge = |version| speaks.contains(&version).then(|| self.judged(node, version)).flatten();
        (judge(Version::V3), judge(Version::V5))
    }

    fn versioned(&mut self, node: &Node, speaks: &[Version]) -> Option<(Option<Judged>, Option<Judged>)> {
        let mut members = Members::of(self, node, "an outcome by version")?;
        let v3 = members.take("v3").and_then(|node| self.judged(node, Version::V3));
        let v5 = members.take("v5").and_then(|node| self.judged(node, Version::V5));
        members.close(self);
        for version in speaks {
            if node.member(version.word()).is_none() {
                self.fault(node.place, format!("the outcome for `{}` is missing", version.word()));
            }
        }
        Some((v3, v5))
    }

    /// `{ ref, live, goes on }`, a named outcome, or the reference's answer alone.
    fn judged(&mut self, node: &Node, version: Version) -> Option<Judged> {
        if node.member("ref").is_some() {
            return self.with_live(node, version);
        }
        if let Some(named) = node.scalar().and_then(|word| self.words.outcomes.0.get(word)) {
            return Some(match version {
                Version::V3 => named.v3.clone(),
                Version::V5 => named.v5.clone(),
            });
        }
        let reference = self.outcome(node, version)?;
        let live = implied_live(&reference);
        Some(Judged { reference, live, goes_on: false })
    }

    fn with_live(&mut self, node: &Node, version: Version) -> Option<Judged> {
        let mut members = Members::of(self, node, "an outcome")?;
        let reference = members.take("ref").and_then(|node| self.judged(node, version));
        let live = members.need("live").map(Node::items).unwrap_or_default();
        let goes_on = members.take("goes on").map_or(Some(false), |node| self.truth(node, "goes on"));
        members.close(self);
        let mut judged = reference?;
        judged.goes_on = goes_on? || judged.goes_on;
        for alternative in live.iter().filter_map(|node| self.judged(node, version)) {
            let all = std::iter::once(alternative.reference).chain(alternative.live);
            for outcome in all {
                if outcome != judged.reference && !judged.live.contains(&outcome) {
                    judged.live.push(outcome);
                }
            }
        }
        Some(judged)
    }

    fn outcome(&mut self, node: &Node, version: Version) -> Option<Outcome> {
        match &node.kind {
            Kind::Map(entries) => match entries.as_slice() {
                [(name, value)] => self.keyed_outcome(node, &name.value, value, version),
                _ if node.member("at most").is_some() => self.at_most(node, version),
                _ => {
                    self.wanted(node, "an outcome: one word, or a mapping with one key");
                    None
                }
            },
            Kind::Integer(status @ 100..=599, _) => {
                let status = u16::try_from(*status).unwrap_or_default();
                Some(Outcome::Http(HttpPattern { status, json: None, headers: Vec::new() }))
            }
            _ => self.outcome_word(node),
        }
    }

    fn outcome_word(&mut self, node: &Node) -> Option<Outcome> {
        let word = self.text(node, "an outcome")?;
        if let Some((_, outcome)) = PLAIN.iter().find(|(name, _)| *name == word) {
            return Some(outcome.clone());
        }
        if let Some(kind) = PacketKind::from_word(&word) {
            return Some(Outcome::Packet(PacketPattern { kind, members: Vec::new(), exactly: false }));
        }
        self.unknown_outcome(node, &word);
        None
    }

    fn unknown_outcome(&mut self, node: &Node, word: &str) {
        let plain = PLAIN.iter().map(|(name, _)| *name);
        let keyed = ["in order", "any order", "at most", "http"];
        let kinds = PacketKind::ALL.iter().map(|kind| kind.word());
        let known: Vec<&str> = plain.chain(kinds).chain(keyed).chain(self.words.outcomes.names()).collect();
        let near = did_you_mean(word, known);
        self.fault(node.place, format!("unknown outcome `{word}`{near}"));
    }

    fn keyed_outcome(&mut self, node: &Node, name: &str, value: &Node, version: Version) -> Option<Outcome> {
        if let Some(kind) = PacketKind::from_word(name) {
            return self.pattern(kind, value, version).map(Outcome::Packet);
        }
        match (name, name.parse::<u16>()) {
            ("in order", _) => Some(Outcome::InOrder(self.outcomes(value, version))),
            ("any order", _) => Some(Outcome::AnyOrder(self.outcomes(value, version))),
            ("at most", _) => self.at_most(node, version),
            ("http", _) => self.http(value).map(Outcome::Http),
            (_, Ok(status @ 100..=599)) => {
                let json = (!value.entries().is_empty()).then(|| value.json());
                Some(Outcome::Http(HttpPattern { status, json, headers: Vec::new() }))
            }
            _ => {
                self.unknown_outcome(node, name);
                None
            }
        }
    }

    fn outcomes(&mut self, node: &Node, version: Version) -> Vec<Expected> {
        if !matches!(node.kind, Kind::List(_)) {
            self.wanted(node, "a list of outcomes");
        }
        node.items().iter().filter_map(|item| self.expected(item, &[version])).collect()
    }

    fn at_most(&mut self, node: &Node, version: Version) -> Option<Outcome> {
        let mut members = Members::of(self, node, "at most")?;
        let what = members.take("at most").and_then(|node| self.expected(node, &[version]));
        let times = members.need("times").and_then(|node| self.number(node, "times", 0, MOST_TIMES));
        let then = members.take("then").and_then(|node| self.expected(node, &[version]));
        members.close(self);
        Some(Outcome::AtMost { what: Box::new(what?), times: u32::try_from(times?).ok()?, then: then.map(Box::new) })
    }

    fn http(&mut self, node: &Node) -> Option<HttpPattern> {
        let mut members = Members::of(self, node, "http")?;
        let status = members.need("status").and_then(|node| self.number(node, "status", 100, 599));
        let json = members.take("json").map(Node::json);
        let headers = members.take("headers").map(|node| self.mapping(node, "headers")).unwrap_or_default();
        let headers = headers.iter().map(|(name, value)| (name.value.to_lowercase(), value.json())).collect();
        members.close(self);
        Some(HttpPattern { status: u16::try_from(status?).ok()?, json, headers })
    }
}

/// What the sheet's shorthand `DISC(rc)` accepts beside the packet: the end alone for every code but 0x8E and 0x98,
/// and either code where it is 0x81 or 0x82.
fn implied_live(reference: &Outcome) -> Vec<Outcome> {
    let Outcome::Packet(pattern) = reference else { return Vec::new() };
    let code = pattern.members.iter().find(|(name, _)| name.value == "code").and_then(|(_, value)| value.as_u64());
    let twin = match (pattern.kind, code) {
        (PacketKind::Disconnect, None | Some(0x8e | 0x98)) => return Vec::new(),
        (PacketKind::Disconnect, Some(0x81)) => Some(0x82),
        (PacketKind::Disconnect, Some(0x82)) => Some(0x81),
        (PacketKind::Disconnect, Some(_)) => None,
        _ => return Vec::new(),
    };
    let other = |code: u64| {
        let mut pattern = pattern.clone();
        for (_, value) in pattern.members.iter_mut().filter(|(name, _)| name.value == "code") {
            *value = Value::from(code);
        }
        Outcome::Packet(pattern)
    };
    std::iter::once(Outcome::Closed).chain(twin.map(other)).collect()
}
