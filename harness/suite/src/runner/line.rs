//! One connection of a client, as the runner sees it.

use touchstone_scenario::Version;
use touchstone_vocabulary::{Span, Time};

use super::sight::Sight;
use crate::peer::Reader;
use crate::{LinkId, Received};

/// A connection from its dial to its end.
pub(crate) struct Line {
    /// Its number.
    pub(crate) link: LinkId,
    /// The client's name.
    pub(crate) client: String,
    /// What was received, for the transcript.
    pub(crate) received: Received,
    /// Where it stands.
    pub(crate) phase: Phase,
    /// Whether the client reads nothing for now.
    pub(crate) stalled: bool,
    /// PINGREQ sent by habit and not yet answered.
    pub(crate) pings: u32,
    /// Frames as they come in.
    pub(crate) reader: Reader,
    keep_alive: Span,
    interval: Option<Span>,
    last_sent: Time,
    outgoing: Outgoing,
}

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// No connection yet.
    Dialling,
    /// Connected; no CONNACK with code 0 was seen.
    Open,
    /// Accepted.
    Online,
    /// The client has ended its side.
    Left,
    /// Silent both ways; nothing is judged any more.
    Cut,
    /// The peer has ended it, or it was never made.
    Ended,
}

impl Line {
    /// A connection that is being dialled.
    pub(crate) fn new(link: LinkId, client: &str, version: Version, keep_alive: Span, now: Time) -> Self {
        Self {
            link,
            client: client.to_owned(),
            received: Received { client: client.to_owned(), ..Received::default() },
            phase: Phase::Dialling,
            stalled: false,
            pings: 0,
            reader: Reader::new(version),
            keep_alive,
            interval: None,
            last_sent: now,
            outgoing: Outgoing::default(),
        }
    }

    /// Notes that the client sends these bytes.
    pub(crate) fn sends(&mut self, bytes: &[u8], now: Time) {
        self.last_sent = now;
        self.outgoing.push(bytes);
    }

    /// Notes that the connection was accepted, and how often the client has to ping.
    pub(crate) fn accepted(&mut self, connack: &Sight) {
        self.phase = Phase::Online;
        let server = connack.members.get("properties").and_then(|properties| properties.get("server-keep-alive"));
        let effective = match server.and_then(serde_json::Value::as_u64) {
            Some(seconds) => Span::from_secs(seconds),
            None => clamped(self.keep_alive, connack.version),
        };
        let shortest = if self.keep_alive == Span::ZERO { effective } else { effective.min(self.keep_alive) };
        // Three quarters of the keep alive leave a quarter for whatever is slow.
        self.interval = (shortest > Span::ZERO).then(|| Span::from_millis(shortest.millis() / 4 * 3));
    }

    /// When the next PINGREQ is due by habit; `None` where none can be sent.
    pub(crate) fn next_ping(&self) -> Option<Time> {
        let can = self.can_ping();
        self.interval.filter(|_| can).map(|interval| self.last_sent + interval)
    }

    /// Whether a PINGREQ would arrive as one: online, and the last packet was sent whole.
    pub(crate) fn can_ping(&self) -> bool {
        self.phase == Phase::Online && self.outgoing.is_between_frames()
    }

    /// Whether a PINGREQ would be answered where the client can see it.
    pub(crate) fn can_be_fenced(&self) -> bool {
        self.can_ping() && !self.stalled
    }
}

/// The keep alive that a server applies without saying so (MB-KA-01).
fn clamped(asked: Span, version: Version) -> Span {
    const LEAST: Span = Span::from_secs(30);
    const MOST: Span = Span::from_secs(1_200);
    match (version, asked) {
        (Version::V5, asked) => asked,
        (Version::V3, Span::ZERO) => MOST,
        (Version::V3, asked) => asked.clamp(LEAST, MOST),
    }
}

/// Whether what a client has sent ends where a frame ends.
#[derive(Debug, Default)]
struct Outgoing {
    rest: Vec<u8>,
}

impl Outgoing {
    fn push(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        while let Some(length) = frame_length(&self.rest) {
            if length > self.rest.len() {
                return;
            }
            self.rest.drain(..length);
        }
    }

    fn is_between_frames(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The length of the frame at the front, once its header is whole and makes sense.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let mut remaining = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(1).take(4) {
        remaining |= usize::from(byte & 0x7F) << (7 * (at - 1));
        if byte & 0x80 == 0 {
            return Some(remaining + at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_frame_leaves_no_room_for_a_ping() {
        let mut outgoing = Outgoing::default();
        outgoing.push(&[0xC0, 0, 0x30, 5, 0, 1]);
        assert!(!outgoing.is_between_frames());
        outgoing.push(&[b't', 1, 2]);
        assert!(outgoing.is_between_frames());
    }

    #[test]
    fn a_server_without_a_word_on_keep_alive_clamps_it_on_311() {
        assert_eq!(clamped(Span::from_secs(5), Version::V3), Span::from_secs(30));
        assert_eq!(clamped(Span::ZERO, Version::V3), Span::from_secs(1_200));
        assert_eq!(clamped(Span::from_secs(5), Version::V5), Span::from_secs(5));
    }
}
