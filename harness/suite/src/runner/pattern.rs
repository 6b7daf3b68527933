//! Whether a packet is what a pattern asks for, member by member.

use serde_json::{Map, Value};
use touchstone_scenario::{PacketKind, PacketPattern};

use super::captures::{Captures, Mark, plain};
use super::sight::Sight;
use crate::Judge;
use crate::peer;

/// What judging has learned so far: captures, and what was accepted only because a live target is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Learned {
    /// Captured values.
    pub(crate) captures: Captures,
    /// Why a verdict cannot be better than `tolerated`.
    pub(crate) tolerated: Vec<String>,
}

/// One comparison: by which set, and what it learns.
pub(crate) struct Matching<'a> {
    /// By which set members are judged.
    pub(crate) judge: Judge,
    /// What was learned, and is added to.
    pub(crate) learned: &'a mut Learned,
}

/// Why something does not match, in words.
type Mismatch = String;

impl Matching<'_> {
    /// Compares a packet with a pattern.
    ///
    /// # Errors
    /// The first member that differs, in words.
    pub(crate) fn packet(&mut self, pattern: &PacketPattern, sight: &Sight) -> Result<(), Mismatch> {
        if sight.kind != Some(pattern.kind) {
            return Err(format!("it is {} and not {}", sight.name, kind_name(pattern.kind)));
        }
        for (name, wanted) in &pattern.members {
            self.member(&name.value, wanted, sight)?;
        }
        if !pattern.exactly {
            return Ok(());
        }
        let named = |name: &str| pattern.members.iter().any(|(member, _)| member.value == name);
        match sight.members.iter().find(|(name, value)| **name != "id" && !named(name) && !is_plain(value)) {
            Some((name, value)) => Err(format!("its {name} is {value}, which was not expected")),
            None => Ok(()),
        }
    }

    fn member(&mut self, name: &str, wanted: &Value, sight: &Sight) -> Result<(), Mismatch> {
        if let Some((reference, live)) = alternatives(wanted) {
            return self.alternatives(name, reference, live, sight);
        }
        match name {
            "payload" => self.payload(wanted, sight),
            "json" => self.json_payload(wanted, sight, Depth::Subset),
            "json exactly" => self.json_payload(wanted, sight, Depth::Exact),
            "code" | "codes" => self.json(name, &numbered(wanted), sight.members.get(name), Depth::Subset),
            _ => self.json(name, wanted, sight.members.get(name), Depth::Subset),
        }
    }

    fn alternatives(&mut self, name: &str, reference: &Value, live: &Value, sight: &Sight) -> Result<(), Mismatch> {
        let why = match self.member(name, reference, sight) {
            Ok(()) => return Ok(()),
            Err(why) => why,
        };
        if self.judge == Judge::Reference {
            return Err(why);
        }
        let choices = live.as_array().filter(|_| name != "codes").cloned().unwrap_or_else(|| vec![live.clone()]);
        for choice in &choices {
            if self.member(name, choice, sight).is_ok() {
                self.learned.tolerated.push(format!("{}: {why}", sight.name));
                return Ok(());
            }
        }
        Err(why)
    }

    fn payload(&mut self, wanted: &Value, sight: &Sight) -> Result<(), Mismatch> {
        let found = String::from_utf8_lossy(&sight.payload).into_owned();
        if let Value::String(text) = wanted
            && let Some(Mark::Bind(..)) = Mark::read(text)
        {
            return self.json("payload", wanted, Some(&Value::String(found)), Depth::Subset);
        }
        match wanted {
            Value::String(word) if word == "any" => Ok(()),
            Value::Object(built) => {
                let bytes = built_payload(built)?;
                same_bytes(&bytes, &sight.payload)
            }
            other => same_bytes(plain(&self.learned.captures.fill_value(other)?).as_bytes(), &sight.payload),
        }
    }

    fn json_payload(&mut self, wanted: &Value, sight: &Sight, depth: Depth) -> Result<(), Mismatch> {
        let found: Value = serde_json::from_slice(&sight.payload)
            .map_err(|_| format!("its payload `{}` is no JSON", String::from_utf8_lossy(&sight.payload)))?;
        self.json("payload", wanted, Some(&found), depth)
    }

    /// Compares a JSON value with a pattern: members of objects as a subset or exactly, arrays item by item.
    ///
    /// # Errors
    /// The first place that differs, in words.
    pub(crate) fn json(
        &mut self,
        at: &str,
        wanted: &Value,
        found: Option<&Value>,
        depth: Depth,
    ) -> Result<(), Mismatch> {
        if let Some((reference, live)) = alternatives(wanted) {
            return self.json_alternatives(at, (reference, live), found, depth);
        }
        if wanted == "absent" {
            return found.map_or(Ok(()), |value| Err(format!("{at} is {value} and should be absent")));
        }
        let Some(found) = found else { return Err(format!("{at} is absent")) };
        match wanted {
            Value::String(text) => self.text(at, text, found),
            Value::Object(members) => self.object(at, members, found, depth),
            Value::Array(items) => self.array(at, items, found, depth),
            other if same(other, found) => Ok(()),
            other => Err(format!("{at} is {found} and not {other}")),
        }
    }

    fn json_alternatives(
        &mut self,
        at: &str,
        (reference, live): (&Value, &Value),
        found: Option<&Value>,
        depth: Depth,
    ) -> Result<(), Mismatch> {
        match self.json(at, reference, found, depth) {
            Err(why) if self.judge == Judge::Live => {
                // Whatever it is, or nothing at all.
                if live != "any" {
                    self.json(at, live, found, depth)?;
                }
                self.learned.tolerated.push(why);
                Ok(())
            }
            judged => judged,
        }
    }

    fn text(&mut self, at: &str, text: &str, found: &Value) -> Result<(), Mismatch> {
        match Mark::read(text) {
            Some(Mark::Bind(name, kind)) => {
                of_kind(at, kind, found).unwrap_or_else(|| Err(format!("`{kind}` is no kind of value")))?;
                self.learned.captures.bind(name, found.clone());
                return Ok(());
            }
            Some(Mark::Use(name)) => {
                let wanted = self.learned.captures.get(name)?;
                let held = same(wanted, found) || plain(wanted) == plain(found);
                return if held { Ok(()) } else { Err(format!("{at} is {found} and not {wanted} as captured")) };
            }
            None => {}
        }
        if let Some(judged) = of_kind(at, text, found) {
            return judged;
        }
        let wanted = self.learned.captures.fill(text)?;
        match found {
            Value::String(found) if *found == wanted => Ok(()),
            _ => Err(format!("{at} is {found} and not \"{wanted}\"")),
        }
    }

    fn object(&mut self, at: &str, members: &Map<String, Value>, found: &Value, depth: Depth) -> Result<(), Mismatch> {
        let Value::Object(found) = found else { return Err(format!("{at} is {found} and no object")) };
        for (name, wanted) in members {
            self.json(&format!("{at}.{name}"), wanted, found.get(name), depth)?;
        }
        match found.keys().find(|name| depth == Depth::Exact && !members.contains_key(*name)) {
            Some(name) => Err(format!("{at} has a member `{name}`, which was not expected")),
            None => Ok(()),
        }
    }

    fn array(&mut self, at: &str, items: &[Value], found: &Value, depth: Depth) -> Result<(), Mismatch> {
        let Value::Array(found) = found else { return Err(format!("{at} is {found} and no list")) };
        if items.len() != found.len() {
            let list = Value::Array(found.clone());
            return Err(format!("{at} is {list}: {} items and not {}", found.len(), items.len()));
        }
        for (i, (wanted, found)) in items.iter().zip(found).enumerate() {
            self.json(&format!("{at}[{i}]"), wanted, Some(found), depth)?;
        }
        Ok(())
    }
}

/// Whether members that are not named may be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Members left out are not judged.
    Subset,
    /// Members left out must be absent.
    Exact,
}

/// `{ ref: .., live: .. }` around a value.
fn alternatives(value: &Value) -> Option<(&Value, &Value)> {
    let members = value.as_object().filter(|members| members.len() == 2)?;
    Some((members.get("ref")?, members.get("live")?))
}

/// A word for a kind of value; `None` when the text is no such word.
fn of_kind(at: &str, kind: &str, found: &Value) -> Option<Result<(), Mismatch>> {
    let held = match kind {
        "any" => true,
        "integer" => found.is_i64() || found.is_u64(),
        "number" => found.is_number(),
        "string" => found.is_string(),
        "boolean" => found.is_boolean(),
        "object" => found.is_object(),
        "array" => found.is_array(),
        _ => return None,
    };
    Some(if held || found.as_str() == Some(kind) { Ok(()) } else { Err(format!("{at} is {found} and no {kind}")) })
}

/// Codes written as names become numbers.
fn numbered(value: &Value) -> Value {
    match value {
        Value::String(name) => peer::code_from_name(name).map_or_else(|| value.clone(), Value::from),
        Value::Array(items) => Value::Array(items.iter().map(numbered).collect()),
        other => other.clone(),
    }
}

fn same(wanted: &Value, found: &Value) -> bool {
    match (wanted.as_f64(), found.as_f64()) {
        (Some(a), Some(b)) if wanted.is_f64() || found.is_f64() => a.total_cmp(&b).is_eq(),
        _ => wanted == found,
    }
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_u64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(true) => false,
    }
}

/// `{ fill: n }` or `{ hex: .. }`; any other object is JSON written compactly.
fn built_payload(members: &Map<String, Value>) -> Result<Vec<u8>, Mismatch> {
    if let Some(count) = members.get("fill").and_then(Value::as_u64) {
        return Ok(super::packets::filling(usize::try_from(count).unwrap_or(usize::MAX)));
    }
    match members.get("hex").and_then(Value::as_str) {
        Some(digits) => super::packets::from_hex(digits),
        None => Ok(Value::Object(members.clone()).to_string().into_bytes()),
    }
}

fn same_bytes(wanted: &[u8], found: &[u8]) -> Result<(), Mismatch> {
    if wanted == found {
        return Ok(());
    }
    Err(format!("its payload is {} and not {}", shown(found), shown(wanted)))
}

/// A payload in words: text where it is text, cut where it is long.
pub(crate) fn shown(payload: &[u8]) -> String {
    const MOST: usize = 120;
    match std::str::from_utf8(payload) {
        Ok(text) if text.len() <= MOST && !text.chars().any(char::is_control) => format!("`{text}`"),
        _ => format!("{} bytes", payload.len()),
    }
}

/// The packet's name as the standard writes it.
pub(crate) const fn kind_name(kind: PacketKind) -> &'static str {
    match kind {
        PacketKind::Connack => "CONNACK",
        PacketKind::Publish => "PUBLISH",
        PacketKind::Puback => "PUBACK",
        PacketKind::Pubrec => "PUBREC",
        PacketKind::Suback => "SUBACK",
        PacketKind::Unsuback => "UNSUBACK",
        PacketKind::Pingresp => "PINGRESP",
        PacketKind::Disconnect => "DISCONNECT",
    }
}
