//! What the end of each connection reads, from bytes back to what the model speaks of.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use serde_json::Value as Json;
use touchstone_account::Outgoing;
use touchstone_account::driver::{End, Wire, Written};
use touchstone_oracle::session::{Message, Seen};
use touchstone_wire::{Decoded, Packet, PacketId, ProtocolVersion, Rules, decode};

/// What happened on all wires, in order.
pub(super) type Journal = Rc<RefCell<Vec<(usize, Happened)>>>;

/// Something that happened on a wire.
#[derive(Debug)]
pub(super) enum Happened {
    Wrote(Vec<u8>),
    Ended,
}

/// A wire that takes everything at once.
#[derive(Debug)]
pub(super) struct Tape {
    pub(super) number: usize,
    pub(super) journal: Journal,
}

impl Wire for Tape {
    fn room(&self) -> usize {
        usize::MAX
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        if !bytes.is_empty() {
            self.journal.borrow_mut().push((self.number, Happened::Wrote(bytes.to_vec())));
        }
        Written::Took(bytes.len())
    }

    fn end(&mut self, _how: End) {
        self.journal.borrow_mut().push((self.number, Happened::Ended));
    }
}

/// The client's end of every connection.
#[derive(Debug, Default)]
pub(super) struct Readers {
    lines: BTreeMap<usize, Line>,
}

/// The client's end of one connection.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) client: &'static str,
    pub(super) version: ProtocolVersion,
    /// Deliveries at QoS 1 that were not acknowledged, oldest first.
    pub(super) unacknowledged: VecDeque<PacketId>,
    /// Whether CONNACK was read.
    answered: bool,
    /// The code of a DISCONNECT that was read.
    parting: Option<u8>,
}

/// A lifecycle event as the watcher reads it.
#[derive(Debug)]
pub(super) struct Announced {
    pub(super) client: String,
    pub(super) what: String,
    pub(super) version: Option<u64>,
}

/// What was read since the last time.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) seen: Vec<(usize, Seen)>,
    pub(super) events: Vec<Announced>,
}

impl Readers {
    pub(super) fn open(&mut self, number: usize, client: &'static str, version: ProtocolVersion) {
        let line = Line { client, version, unacknowledged: VecDeque::new(), answered: false, parting: None };
        self.lines.insert(number, line);
    }

    pub(super) fn line(&mut self, number: usize) -> Option<&mut Line> {
        self.lines.get_mut(&number)
    }

    /// Reads what happened; every write is whole packets, since the wires take everything.
    pub(super) fn read(&mut self, journal: &Journal) -> Result<Reading, String> {
        let mut reading = Reading::default();
        for (number, happened) in journal.borrow_mut().drain(..) {
            let line = self.lines.get_mut(&number).ok_or_else(|| format!("connection {number} was never opened"))?;
            match happened {
                Happened::Ended => reading.seen.push((number, Seen::Ended(line.parting.take()))),
                Happened::Wrote(bytes) => line
                    .packets(&bytes, &mut |packet| reading.note(number, packet))
                    .map_err(|fault| format!("connection {number} was sent {bytes:02x?}: {fault}"))?,
            }
        }
        Ok(reading)
    }
}

impl Line {
    fn packets(
        &mut self,
        mut bytes: &[u8],
        note: &mut impl FnMut(&Packet<'_>) -> Result<(), String>,
    ) -> Result<(), String> {
        let rules = Rules::strict(self.version);
        while !bytes.is_empty() {
            let Decoded::Packet { packet, length } = decode(bytes, &rules) else {
                return Err(format!("{:?}", decode(bytes, &rules)));
            };
            let is_connack = matches!(packet, Packet::Connack(_));
            if self.answered == is_connack || self.parting.is_some() {
                return Err(format!("{} out of place", packet.name()));
            }
            self.answered = true;
            match &packet {
                Packet::Disconnect(disconnect) => self.parting = Some(disconnect.reason.value()),
                Packet::Publish(publish) => self.unacknowledged.extend(publish.id),
                _ => {}
            }
            note(&packet)?;
            bytes = bytes.get(length..).unwrap_or_default();
        }
        Ok(())
    }
}

impl Reading {
    fn note(&mut self, number: usize, packet: &Packet<'_>) -> Result<(), String> {
        let seen = match packet {
            Packet::Connack(connack) => {
                Seen::Connack { code: connack.code.value(), session_present: connack.session_present }
            }
            Packet::Publish(publish) if publish.topic.starts_with("$aws/events/") => {
                self.events.push(announced(publish.payload)?);
                return Ok(());
            }
            Packet::Publish(publish) => {
                let payload = String::from_utf8_lossy(publish.payload).into_owned();
                let message = Message { topic: publish.topic.to_owned(), payload, qos: publish.qos.bits() };
                Seen::Delivery { message, again: publish.dup }
            }
            Packet::Suback(suback) => Seen::Suback(suback.codes.first().copied().unwrap_or(0xFF)),
            Packet::Unsuback(_) => Seen::Unsuback,
            Packet::Puback(ack) => Seen::Puback(ack.reason.value()),
            Packet::Pingresp => Seen::Pingresp,
            // It is told with the end.
            Packet::Disconnect(_) => return Ok(()),
            other => return Err(format!("{} is nothing a server sends here", other.name())),
        };
        self.seen.push((number, seen));
        Ok(())
    }
}

fn announced(payload: &[u8]) -> Result<Announced, String> {
    let json: Json = serde_json::from_slice(payload).map_err(|error| error.to_string())?;
    let text = |member: &str| json.get(member).and_then(Json::as_str).unwrap_or_default();
    let what = format!("{} {}", text("eventType"), text("disconnectReason"));
    let version = json.get("versionNumber").and_then(Json::as_u64);
    Ok(Announced { client: text("clientId").to_owned(), what: what.trim_end().to_owned(), version })
}
