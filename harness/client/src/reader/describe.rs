//! Frames in words, for transcripts and failures.

use serde_json::Value;
use touchstone_wire::{PacketId, ReasonCode};

use crate::reader::{Frame, Seen};

/// Bytes of a payload, or of a broken frame, that a description shows.
const SHOWN: usize = 256;

/// A frame in words, such as `PUBLISH topic=t qos=1 id=3 payload="x"`; of a broken one, the statement and the bytes.
#[must_use]
pub fn describe(frame: &Frame) -> String {
    match &frame.verdict {
        Ok(seen) => words(seen),
        Err(violation) => format!(
            "broken {} ({} at byte {}: {}) {}",
            name(&frame.bytes),
            violation.statement,
            violation.offset,
            violation.reason,
            shortened(&frame.bytes)
        ),
    }
}

/// Bytes as pairs of hex digits with spaces between them.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    digits(bytes, " ")
}

/// Bytes as pairs of hex digits.
pub(super) fn digits(bytes: &[u8], between: &str) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(between)
}

fn words(seen: &Seen) -> String {
    let mut words = vec![seen.name().to_owned()];
    match seen {
        Seen::Connack { session_present, code, properties } => {
            // From 1 to 5 it is a return code of 3.1.1, for which the names of 5 would be wrong.
            let code = if (1..=5).contains(&code.value()) { code.value().to_string() } else { code_word(*code) };
            words.push(format!("session_present={session_present} code={code}"));
            words.extend(properties.iter().map(property));
        }
        Seen::Publish { dup, qos, retain, topic, id, payload, properties } => {
            words.extend(dup.then(|| "dup".to_owned()));
            words.extend(retain.then(|| "retain".to_owned()));
            words.push(format!("topic={} qos={}", topic.escape_debug(), qos.bits()));
            words.extend(id.map(|id| format!("id={id}")));
            words.push(format!("payload={}", quoted(payload)));
            words.extend(properties.iter().map(property));
        }
        Seen::Puback { id, code, properties } => {
            words.push(format!("id={} code={}", id.map_or(0, PacketId::number), code_word(*code)));
            words.extend(properties.iter().map(property));
        }
        Seen::Suback { id, codes, properties } | Seen::Unsuback { id, codes, properties } => {
            let codes: Vec<String> = codes.iter().map(|code| format!("0x{:02X}", code.value())).collect();
            words.push(format!("id={id} codes=[{}]", codes.join(", ")));
            words.extend(properties.iter().map(property));
        }
        Seen::Disconnect { code, properties } => {
            words.push(format!("code={}", code_word(*code)));
            words.extend(properties.iter().map(property));
        }
        Seen::Pingresp | Seen::Other(_) => {}
    }
    words.join(" ")
}

/// A reason code in one word.
fn code_word(code: ReasonCode) -> String {
    match code.name() {
        Some(name) => format!("0x{:02X}({name})", code.value()),
        None => format!("0x{:02X}", code.value()),
    }
}

fn property((name, value): &(&'static str, Value)) -> String {
    format!("{name}={value}")
}

/// A payload as text where it is text.
fn quoted(payload: &[u8]) -> String {
    match std::str::from_utf8(payload) {
        Ok(text) if payload.len() <= SHOWN => format!("{text:?}"),
        _ => shortened(payload),
    }
}

fn shortened(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN) {
        Some(front) if bytes.len() > SHOWN => format!("[{} .. of {} bytes]", hex(front), bytes.len()),
        _ => format!("[{}]", hex(bytes)),
    }
}

/// The name of a packet by the type in its first byte.
fn name(bytes: &[u8]) -> &'static str {
    const NAMES: [&str; 16] = [
        "packet of reserved type 0",
        "CONNECT",
        "CONNACK",
        "PUBLISH",
        "PUBACK",
        "PUBREC",
        "PUBREL",
        "PUBCOMP",
        "SUBSCRIBE",
        "SUBACK",
        "UNSUBSCRIBE",
        "UNSUBACK",
        "PINGREQ",
        "PINGRESP",
        "DISCONNECT",
        "AUTH",
    ];
    bytes.first().and_then(|first| NAMES.get(usize::from(first >> 4))).copied().unwrap_or("packet")
}
