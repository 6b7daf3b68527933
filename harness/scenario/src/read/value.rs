//! Scalars: text, numbers, spans of time, sizes, bytes, words of a closed list.

use touchstone_vocabulary::Span;

use crate::finding::{Choices, did_you_mean};
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::{Fields, Located, Payload};

/// At most so many bytes are filled: no packet is longer.
pub(crate) const MOST_FILLING: i64 = 268_435_455;

impl Reader<'_> {
    /// Any scalar, by its characters.
    pub(crate) fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = node.scalar().map(str::to_owned);
        if text.is_none() {
            self.wanted(node, &format!("text for `{what}`"));
        }
        text
    }

    /// Any scalar with its place.
    pub(crate) fn located(&mut self, node: &Node, what: &str) -> Option<Located<String>> {
        Some(Located { value: self.text(node, what)?, place: node.place })
    }

    /// One text or a list of them.
    pub(crate) fn texts(&mut self, node: &Node, what: &str) -> Vec<Located<String>> {
        node.items().iter().filter_map(|item| self.located(item, what)).collect()
    }

    /// A word of a closed list.
    pub(crate) fn word<T: Copy>(&mut self, node: &Node, what: &str, choices: &[(&str, T)]) -> Option<T> {
        let found = node.scalar().unwrap_or_default();
        let chosen = choices.iter().find(|(word, _)| *word == found).map(|(_, value)| *value);
        if chosen.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            let near = did_you_mean(found, words.iter().copied());
            self.misread(node, format!("expected {} for `{what}`, found {}{near}", Choices(&words), node.describe()));
        }
        chosen
    }

    /// `true` or `false`, also `on` or `off`.
    pub(crate) fn truth(&mut self, node: &Node, what: &str) -> Option<bool> {
        match &node.kind {
            Kind::Bool(value) => Some(*value),
            Kind::Text(text) if text == "on" => Some(true),
            Kind::Text(text) if text == "off" => Some(false),
            _ => {
                self.wanted(node, &format!("`true` or `false` for `{what}`"));
                None
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn number(&mut self, node: &Node, what: &str, least: i64, most: i64) -> Option<i64> {
        match node.kind {
            Kind::Integer(value, _) if (least..=most).contains(&value) => Some(value),
            _ => {
                self.wanted(node, &format!("a whole number from {least} to {most} for `{what}`"));
                None
            }
        }
    }

    /// A quality of service, 0 when left out.
    pub(crate) fn qos(&mut self, node: Option<&Node>) -> Option<u8> {
        let Some(node) = node else { return Some(0) };
        match node.kind {
            Kind::Integer(value @ 0..=2, _) => u8::try_from(value).ok(),
            _ => {
                self.wanted(node, "0, 1 or 2 for `qos`");
                None
            }
        }
    }

    /// A length of time such as `30s`.
    pub(crate) fn span(&mut self, node: &Node, what: &str) -> Option<Span> {
        let text = self.text(node, what)?;
        Span::parse(&text).map_err(|error| self.misread(node, format!("{error} for `{what}`"))).ok()
    }

    /// A size in bytes: `4096`, `16KiB`, `1MiB`.
    pub(crate) fn size(&mut self, node: &Node, what: &str) -> Option<usize> {
        let text = node.scalar().unwrap_or_default();
        let scales = [("KiB", 1_024), ("MiB", 1_048_576)];
        let scaled = scales.iter().find_map(|(unit, scale)| text.strip_suffix(unit).map(|rest| (rest, *scale)));
        let (digits, scale) = scaled.unwrap_or((text, 1_usize));
        let size = digits.parse::<usize>().ok().and_then(|count| count.checked_mul(scale)).filter(|size| *size > 0);
        if size.is_none() {
            self.wanted(node, &format!("a number of bytes such as `4096` or `16KiB` for `{what}`"));
        }
        size
    }

    /// Bytes in hexadecimal; blanks may stand between them.
    pub(crate) fn hex(&mut self, node: &Node, what: &str) -> Option<Vec<u8>> {
        let written = node.scalar().unwrap_or_default();
        let digits: Option<Vec<u8>> =
            written.chars().filter(|c| !c.is_whitespace()).map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
        let bytes = digits.filter(|digits| node.scalar().is_some() && digits.len().is_multiple_of(2)).map(|digits| {
            digits.chunks_exact(2).map(|pair| pair.iter().fold(0_u8, |byte, digit| (byte << 4) | digit)).collect()
        });
        if bytes.is_none() {
            self.wanted(node, &format!("pairs of hexadecimal digits for `{what}`"));
        }
        bytes
    }

    /// `payload:` or `json:` of a message; empty when both are left out.
    pub(crate) fn payload(&mut self, payload: Option<&Node>, json: Option<&Node>) -> Option<Payload> {
        match (payload, json) {
            (None, None) => Some(Payload::Text(String::new())),
            (None, Some(json)) => Some(Payload::Json(json.json())),
            (Some(node), None) => self.payload_form(node),
            (Some(_), Some(json)) => {
                self.fault(json.place, "`json` and `payload` exclude each other".to_owned());
                None
            }
        }
    }

    fn payload_form(&mut self, node: &Node) -> Option<Payload> {
        match node.entries() {
            [(name, value)] if name.value == "fill" => {
                let count = self.number(value, "fill", 0, MOST_FILLING)?;
                usize::try_from(count).ok().map(Payload::Fill)
            }
            [(name, value)] if name.value == "hex" => self.hex(value, "hex").map(Payload::Hex),
            _ if node.scalar().is_some() => self.text(node, "payload").map(Payload::Text),
            _ => {
                self.wanted(node, "text, `{ fill: 8192 }` or `{ hex: 00ff }` for `payload`");
                None
            }
        }
    }

    /// The entries of a mapping whose keys are names of the file's own.
    pub(crate) fn mapping<'n>(&mut self, node: &'n Node, what: &str) -> &'n [(Located<String>, Node)] {
        if !matches!(node.kind, Kind::Map(_)) {
            self.wanted(node, &format!("a mapping for `{what}`"));
        }
        node.entries()
    }

    /// A mapping whose keys are names and whose values are kept as JSON.
    pub(crate) fn fields(&mut self, node: Option<&Node>, what: &str, known: &[&str]) -> Fields {
        let Some(node) = node else { return Fields::new() };
        if !matches!(node.kind, Kind::Map(_)) {
            self.wanted(node, &format!("a mapping for `{what}`"));
        }
        for (name, _) in node.entries() {
            if !known.contains(&name.value.as_str()) {
                let near = did_you_mean(&name.value, known.iter().copied());
                let known = if near.is_empty() { format!("; known are {}", Choices(known)) } else { near };
                self.fault(name.place, format!("unknown key `{}` in `{what}`{known}", name.value));
            }
        }
        node.entries().iter().map(|(name, value)| (name.clone(), value.json())).collect()
    }
}
