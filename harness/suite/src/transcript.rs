//! The normalised transcript of a case: what every connection received, byte for byte.

use std::fmt;

use serde_json::Value;
use touchstone_vocabulary::{Span, Time};

/// How far a `timestamp` may lie from the case's clock.
const TOLERANCE: Span = Span::from_secs(120);

/// What the connections of a case received, in the order in which they were opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// One entry for each connection.
    pub connections: Vec<Received>,
    /// Whether the case has parallel steps, so that only multisets can be compared.
    pub unordered: bool,
}

/// What one connection received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The client whose connection it is.
    pub client: String,
    /// The packets in order, each with all its bytes.
    pub packets: Vec<Vec<u8>>,
    /// Whether the peer ended it.
    pub ended: bool,
    /// Whether the client stopped reading at some time: how much was on its way then depends on the buffers between, so
    /// of two such connections one may have received less than the other, but nothing else.
    pub stalled: bool,
}

/// Where two transcripts differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The client.
    pub client: String,
    /// The number of the connection.
    pub connection: usize,
    /// The number of the packet, counted from 0; `None` when it is the connection itself that differs.
    pub packet: Option<usize>,
    /// The two sides in words.
    pub words: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, connection, words, .. } = self;
        match self.packet {
            Some(packet) => write!(f, "connection {connection} of `{client}`, packet {packet}: {words}"),
            None => write!(f, "connection {connection} of `{client}`: {words}"),
        }
    }
}

impl std::error::Error for Difference {}

/// Compares two transcripts of the same case and counts the packets compared.
///
/// # Errors
/// The first difference.
pub fn compare(a: &Transcript, b: &Transcript) -> Result<usize, Difference> {
    let mut compared = 0;
    let most = a.connections.len().max(b.connections.len());
    for connection in 0..most {
        let difference =
            |client: &str, packet, words| Err(Difference { client: client.to_owned(), connection, packet, words });
        let (left, right) = match (a.connections.get(connection), b.connections.get(connection)) {
            (Some(left), Some(right)) if left.client == right.client => (left, right),
            (Some(left), Some(right)) => {
                return difference(&left.client, None, format!("the other side's is of `{}`", right.client));
            }
            (Some(one), None) | (None, Some(one)) => {
                return difference(&one.client, None, "only one side has it".to_owned());
            }
            (None, None) => continue,
        };
        if let Some((packet, words)) = packets_differ(left, right, a.unordered || b.unordered) {
            return difference(&left.client, Some(packet), words);
        }
        if left.ended != right.ended {
            return difference(&left.client, None, "only one side ended".to_owned());
        }
        compared += left.packets.len().min(right.packets.len());
    }
    Ok(compared)
}

fn packets_differ(left: &Received, right: &Received, unordered: bool) -> Option<(usize, String)> {
    let stalled = left.stalled && right.stalled;
    let in_order = |received: &Received| {
        let mut packets = received.packets.clone();
        if unordered {
            packets.sort();
        }
        packets
    };
    let (left, right) = (in_order(left), in_order(right));
    for (packet, (a, b)) in left.iter().zip(&right).enumerate() {
        if a != b {
            return Some((packet, format!("{} against {}", hex(a), hex(b))));
        }
    }
    if stalled {
        return None;
    }
    let shorter = left.len().min(right.len());
    let extra = left.get(shorter).or_else(|| right.get(shorter))?;
    Some((shorter, format!("only one side has {}", hex(extra))))
}

/// Replaces `timestamp` values of a JSON payload that lie near `now`, in seconds or milliseconds; each becomes zeros of
/// the same length, so that no other byte changes.
///
/// The answer is the bytes themselves when the payload is no JSON, or holds no `timestamp` near `now`.
#[must_use]
pub fn normalised(packet: &[u8], payload: &[u8], now: Time) -> Vec<u8> {
    let mut bytes = packet.to_vec();
    let is_tail = packet.ends_with(payload) && !payload.is_empty();
    let Ok(text) = std::str::from_utf8(payload) else { return bytes };
    if !is_tail || serde_json::from_str::<Value>(text).is_err() {
        return bytes;
    }
    let base = packet.len() - payload.len();
    for (start, digits) in timestamps(text) {
        if !is_near(digits, now) {
            continue;
        }
        if let Some(place) = bytes.get_mut(base + start..base + start + digits.len()) {
            place.fill(b'0');
        }
    }
    bytes
}

/// The digits after each `"timestamp":`, with their place.
fn timestamps(text: &str) -> Vec<(usize, &str)> {
    const NAME: &str = "\"timestamp\"";
    text.match_indices(NAME)
        .filter_map(|(at, _)| {
            let rest = text.get(at + NAME.len()..)?;
            let value = rest.trim_start().strip_prefix(':')?.trim_start();
            let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
            Some((text.len() - value.len(), value.get(..end)?))
        })
        .filter(|(_, digits)| !digits.is_empty())
        .collect()
}

fn is_near(digits: &str, now: Time) -> bool {
    let Ok(number) = digits.parse::<i64>() else { return false };
    let near = |moment: Time| moment.since(now) <= TOLERANCE && now.since(moment) <= TOLERANCE;
    near(Time::from_millis(number)) || near(Time::from_millis(number.saturating_mul(1_000)))
}

/// Bytes in hexadecimal, cut where they are many.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const MOST: usize = 64;
    let mut text: String = bytes.iter().take(MOST).map(|byte| format!("{byte:02x}")).collect();
    if bytes.len() > MOST {
        text.push_str(&format!("... ({} bytes)", bytes.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three_packets() -> Transcript {
        let packets = vec![vec![0x20, 2, 0, 0], vec![0x40, 2, 0, 1], vec![0xD0, 0]];
        let connections = vec![Received { client: "a".to_owned(), packets, ended: false, stalled: false }];
        Transcript { connections, unordered: false }
    }

    #[test]
    fn equal_transcripts_count_their_packets() {
        assert_eq!(compare(&three_packets(), &three_packets()), Ok(3));
    }

    #[test]
    fn of_two_stalled_connections_one_may_have_received_less_but_nothing_else() {
        let mut one = three_packets();
        one.connections[0].stalled = true;
        let mut less = one.clone();
        less.connections[0].packets.pop();
        assert_eq!(compare(&one, &less), Ok(2));
        less.connections[0].packets[1][3] ^= 1;
        assert!(compare(&one, &less).is_err());
    }

    #[test]
    fn a_flipped_byte_is_a_difference() {
        let mut other = three_packets();
        other.connections[0].packets[1][3] ^= 1;
        assert_eq!(compare(&three_packets(), &other).unwrap_err().packet, Some(1));
    }

    #[test]
    fn an_extra_puback_is_a_difference() {
        let mut other = three_packets();
        other.connections[0].packets.push(vec![0x40, 2, 0, 1]);
        assert_eq!(compare(&three_packets(), &other).unwrap_err().packet, Some(3));
    }

    #[test]
    fn two_swapped_packets_are_a_difference() {
        let mut other = three_packets();
        other.connections[0].packets.swap(1, 2);
        assert_eq!(compare(&three_packets(), &other).unwrap_err().packet, Some(1));
        other.unordered = true;
        assert_eq!(compare(&three_packets(), &other), Ok(3));
    }

    #[test]
    fn an_end_on_one_side_is_a_difference() {
        let mut other = three_packets();
        other.connections[0].ended = true;
        assert_eq!(compare(&three_packets(), &other).unwrap_err().packet, None);
    }

    #[test]
    fn only_timestamps_near_the_clock_are_replaced() {
        let now = Time::SCENARIO_START;
        let near = br#"{"timestamp":1767225601,"n":1767225601}"#;
        let far = br#"{"timestamp":1767225,"n":1}"#;
        assert_eq!(normalised(near, near, now), br#"{"timestamp":0000000000,"n":1767225601}"#);
        assert_eq!(normalised(far, far, now), far);
    }
}
