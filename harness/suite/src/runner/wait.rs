//! Waiting: arrivals are taken in until something holds or a moment has come.

use serde_json::Value;
use touchstone_scenario::PacketKind;
use touchstone_vocabulary::{Span, Time};

use super::line::Phase;
use super::sight::{Entry, Seen, Sight};
use super::{Play, Stop};
use crate::peer::{self, Broken};
use crate::transcript::normalised;
use crate::{Arrival, Judge, LinkId, Quiet};

impl Play<'_> {
    /// Takes arrivals in until `done` gives an answer, at most until `deadline`; habits go on meanwhile.
    ///
    /// # Errors
    /// When something arrived that does not decode.
    pub(super) fn wait<T>(
        &mut self,
        deadline: Time,
        mut done: impl FnMut(&Self) -> Option<T>,
    ) -> Result<Option<T>, Stop> {
        loop {
            self.stop_when_broken()?;
            if let Some(answer) = done(self) {
                return Ok(Some(answer));
            }
            let until = self.next_ping().map_or(deadline, |ping| ping.min(deadline)).max(self.stage.now());
            match self.stage.next(until) {
                Arrival::Quiet(quiet) => {
                    let pinged = self.ping_where_due()?;
                    let over = until >= deadline && self.stage.now() >= deadline;
                    if !pinged && (over || quiet == Quiet::Exact) {
                        return Ok(None);
                    }
                }
                arrival => self.absorb(arrival),
            }
        }
    }

    /// Takes in whatever has arrived, without waiting.
    ///
    /// # Errors
    /// When something arrived that does not decode.
    pub(super) fn drain(&mut self) -> Result<(), Stop> {
        let now = self.stage.now();
        self.wait(now, |_| None::<()>).map(drop)
    }

    /// When patience ends that begins now.
    pub(super) fn deadline(&self, within: Option<Span>) -> Time {
        self.stage.now() + within.unwrap_or(self.profile.patience)
    }

    fn stop_when_broken(&mut self) -> Result<(), Stop> {
        let Some((client, Broken { why, words, bytes })) = self.broken.take() else { return Ok(()) };
        Err(Stop::Fail {
            expected: "only packets that decode under the standard (MB-MAL-03)".to_owned(),
            seen: format!("`{client}` received {words}: {why}\n{}", crate::transcript::hex(&bytes)),
        })
    }

    fn absorb(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Dialled(link, outcome) => self.dialled(link, outcome),
            Arrival::Bytes(link, bytes) => self.bytes(link, &bytes),
            Arrival::Closed(link) => self.closed(link),
            Arrival::Answered(call, answer) => drop(self.answers.insert(call, answer)),
            Arrival::Logged(record) => self.logs.push(record),
            Arrival::Quiet(_) => {}
        }
    }

    fn dialled(&mut self, link: LinkId, outcome: Result<(), String>) {
        let Some(line) = self.line_mut(link) else { return };
        line.phase = if outcome.is_ok() { Phase::Open } else { Phase::Ended };
        let client = line.client.clone();
        match outcome {
            Ok(()) => self.record_happened(&client, link, "connected"),
            Err(reason) => {
                self.record_happened(&client, link, &format!("no connection: {reason}"));
                self.put(&client, link, Seen::Refused(reason), false);
            }
        }
    }

    fn bytes(&mut self, link: LinkId, bytes: &[u8]) {
        let Some(line) = self.line_mut(link) else { return };
        let client = line.client.clone();
        for frame in line.reader.feed(bytes) {
            match frame {
                Ok(sight) => self.packet(&client, link, sight),
                Err(broken) => {
                    self.record_received(&client, link, &broken.bytes);
                    self.broken.get_or_insert((client, broken));
                    return;
                }
            }
        }
    }

    fn packet(&mut self, client: &str, link: LinkId, sight: Sight) {
        self.record_received(client, link, &sight.bytes);
        let normal = normalised(&sight.bytes, &sight.payload, self.stage.now());
        let Some(line) = self.line_mut(link) else { return };
        line.received.packets.push(normal);
        let phase = line.phase;
        match sight.kind {
            Some(PacketKind::Connack) if sight.number("code") == Some(0) && phase == Phase::Open => {
                line.accepted(&sight);
            }
            Some(PacketKind::Pingresp) if line.pings > 0 => {
                line.pings -= 1;
                return;
            }
            Some(PacketKind::Publish) if phase == Phase::Online => self.acknowledge(client, link, &sight),
            _ => {}
        }
        if phase != Phase::Cut {
            self.put(client, link, Seen::Packet(sight), phase == Phase::Left);
        }
    }

    /// The habit of acknowledging deliveries at QoS 1.
    fn acknowledge(&mut self, client: &str, link: LinkId, sight: &Sight) {
        let wants = self.actors.get(client).is_some_and(|actor| actor.client.habits.acks);
        let (Some(1), Some(id)) = (sight.number("qos"), sight.number("id")) else { return };
        if !wants {
            return;
        }
        if let Ok(bytes) = peer::build(sight.version, "puback", &[("id".to_owned(), Value::from(id))]) {
            self.send(client, link, &bytes);
        }
    }

    fn closed(&mut self, link: LinkId) {
        let Some(line) = self.line_mut(link) else { return };
        let (client, phase) = (line.client.clone(), line.phase);
        line.received.ended = true;
        line.phase = Phase::Ended;
        self.record_happened(&client, link, "ended by the peer");
        if phase != Phase::Cut {
            self.put(&client, link, Seen::End, phase == Phase::Left);
        }
    }

    fn put(&mut self, client: &str, link: LinkId, seen: Seen, excused: bool) {
        let at = self.stage.now();
        self.sequence += 1;
        let sequence = self.sequence;
        let payload = match &seen {
            Seen::Packet(sight) if sight.is_publish() => Some(sight.payload.clone()),
            _ => None,
        };
        let entry = Entry { sequence, at, link, seen, excused };
        if let Some(actor) = self.actors.get_mut(client) {
            actor.inbox.push(entry);
            actor.delivered.extend(payload.map(|payload| (sequence, payload)));
        }
    }

    /// Sends bytes over a connection.
    pub(super) fn send(&mut self, client: &str, link: LinkId, bytes: &[u8]) {
        let now = self.stage.now();
        if let Some(line) = self.line_mut(link) {
            line.sends(bytes, now);
        }
        self.record_sent(client, link, bytes);
        self.stage.write(link, bytes);
    }

    /// Sequence numbers of deliveries that may be passed over, being re-deliveries; none where the reference judges.
    pub(super) fn repeated(&self, client: &str) -> Vec<u64> {
        let Some(actor) = self.actors.get(client).filter(|_| self.judge() == Judge::Live) else { return Vec::new() };
        let mut known: Vec<(&str, &[u8])> =
            actor.claimed.iter().map(|(topic, payload)| (topic.as_str(), payload.as_slice())).collect();
        let mut repeated = Vec::new();
        for entry in &actor.inbox {
            let Seen::Packet(sight) = &entry.seen else { continue };
            if !sight.is_publish() {
                continue;
            }
            let key = (sight.topic(), sight.payload.as_slice());
            if known.contains(&key) {
                repeated.push(entry.sequence);
            }
            known.push(key);
        }
        repeated
    }
}
