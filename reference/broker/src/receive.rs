//! From bytes to packets to what each packet does.

use touchstone_vocabulary::Time;
use touchstone_wire::{Decoded, Packet, ProtocolVersion, ReasonCode, Rules, Strictness, Violation, decode};

use crate::answer::PINGRESP;
use crate::broker::{Broker, Line, Phase};
use crate::ending::{End, WillAt};
use crate::session::SessionKey;
use crate::{ConnectionId, Host, violation};

impl<S> Broker<S> {
    /// Bytes came in. How they were cut changes nothing (MB-MAL-05).
    pub fn received(&mut self, now: Time, connection: ConnectionId, bytes: &[u8], host: &mut impl Host<Standing = S>) {
        self.now = now;
        let Some(line) = self.lines.get_mut(&connection) else { return };
        if matches!(line.phase, Phase::Closing(_)) {
            return;
        }
        if line.inbox.is_empty() {
            let taken = self.take_packets(connection, bytes, host);
            self.keep(connection, bytes.get(taken..).unwrap_or_default());
        } else {
            line.inbox.extend_from_slice(bytes);
            self.read_inbox(connection, host);
        }
        self.settle(host);
    }

    /// Reads what waits in a connection's inbox.
    pub(crate) fn read_inbox(&mut self, connection: ConnectionId, host: &mut impl Host<Standing = S>) {
        let Some(line) = self.lines.get_mut(&connection) else { return };
        let mut inbox = std::mem::take(&mut line.inbox);
        let taken = self.take_packets(connection, &inbox, host);
        inbox.drain(..taken);
        self.keep(connection, &inbox);
    }

    fn keep(&mut self, connection: ConnectionId, rest: &[u8]) {
        if let Some(line) = self.lines.get_mut(&connection).filter(|line| !matches!(line.phase, Phase::Closing(_))) {
            line.inbox.extend_from_slice(rest);
        }
    }

    /// Takes packets from the front until one is not whole or the connection waits or ends; answers the bytes taken.
    fn take_packets(&mut self, connection: ConnectionId, bytes: &[u8], host: &mut impl Host<Standing = S>) -> usize {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            let Some(rules) = self.rules(connection) else { break };
            match decode(rest, &rules) {
                Decoded::Incomplete => break,
                Decoded::Packet { packet, length } => {
                    taken += length;
                    self.take_packet(connection, &packet, length, host);
                }
                //= MB-MAL-07
                Decoded::Violation(violation) => {
                    self.violated(connection, violation, host);
                    return bytes.len();
                }
            }
        }
        taken
    }

    /// By which rules a connection's next packet is read; `None` while none is to be read.
    fn rules(&self, connection: ConnectionId) -> Option<Rules> {
        let version = match &self.lines.get(&connection)?.phase {
            Phase::AwaitConnect => ProtocolVersion::V311,
            Phase::Online(key) => self.sessions.get(*key)?.version,
            //= MB-CON-08
            Phase::AwaitDecision(_) | Phase::Closing(_) => return None,
        };
        //= MB-MAL-04
        Some(Rules { version, largest: self.limits.packet_bytes, strictness: Strictness::Tolerant })
    }

    fn take_packet(
        &mut self,
        connection: ConnectionId,
        packet: &Packet<'_>,
        length: usize,
        host: &mut impl Host<Standing = S>,
    ) {
        match (&self.lines.get(&connection).map(|line| &line.phase), packet) {
            (Some(Phase::AwaitConnect), Packet::Connect(connect)) => self.connect(connection, connect, length, host),
            //= MB-CON-01
            (Some(Phase::AwaitConnect), _) => self.refuse(connection, None, Vec::new(), None, host),
            (Some(Phase::Online(key)), packet) => {
                let key = *key;
                self.heard(key);
                self.online(key, packet, host);
                self.rouse(key);
            }
            _ => {}
        }
    }

    //= MB-KA-04
    //= MB-KA-05
    fn heard(&mut self, key: SessionKey) {
        let now = self.now;
        if let Some(link) = self.sessions.get_mut(key).and_then(|session| session.link.as_mut()) {
            link.heard = now;
        }
    }

    /// What a packet does on an accepted connection.
    fn online(&mut self, key: SessionKey, packet: &Packet<'_>, host: &mut impl Host<Standing = S>) {
        match packet {
            Packet::Publish(publish) => self.publish_from(key, publish, host),
            Packet::Puback(ack) => self.acknowledged(key, ack.id),
            Packet::Subscribe(subscribe) => self.subscribe(key, subscribe, host),
            Packet::Unsubscribe(unsubscribe) => self.unsubscribe(key, unsubscribe, host),
            //= MB-KA-06
            Packet::Pingreq => self.answer(key, &PINGRESP),
            Packet::Disconnect(disconnect) => self.disconnected(key, disconnect, host),
            //= MB-CON-02
            //= MB-PUB-03
            //= MB-MAL-11
            //= MB-MAL-39
            Packet::Connect(_)
            | Packet::Connack(_)
            | Packet::Pubrec(_)
            | Packet::Pubrel(_)
            | Packet::Pubcomp(_)
            | Packet::Suback(_)
            | Packet::Unsuback(_)
            | Packet::Pingresp
            | Packet::Auth(_) => self.end(key, End::client_error(ReasonCode::PROTOCOL_ERROR), host),
        }
    }

    /// Adds an answer to the client's own packet, in its place among the deliveries.
    pub(crate) fn answer(&mut self, key: SessionKey, answer: &[u8]) {
        let Some(session) = self.sessions.get_mut(key) else { return };
        let number = session.queue.next_number;
        if let Some(link) = session.link.as_mut() {
            link.answers.push(number, answer);
        }
    }

    fn acknowledged(&mut self, key: SessionKey, id: Option<touchstone_wire::PacketId>) {
        //= MB-MAL-31
        let (Some(session), Some(id)) = (self.sessions.get_mut(key), id) else { return };
        session.queue.acknowledge(id);
        let resends = session.queue.in_flight.iter().any(|sent| sent.resend);
        if let Some(link) = session.link.as_mut() {
            link.resends = resends;
        }
    }

    fn disconnected(
        &mut self,
        key: SessionKey,
        disconnect: &touchstone_wire::Disconnect<'_>,
        host: &mut impl Host<Standing = S>,
    ) {
        let will = match disconnect.reason {
            //= MB-WIL-02
            ReasonCode::SUCCESS => WillAt::Discarded,
            //= MB-WIL-03
            ReasonCode::DISCONNECT_WITH_WILL => WillAt::Published,
            //= MB-WIL-04
            code if violation::client_may_disconnect_with(code) => WillAt::Published,
            //= MB-MAL-43
            _ => return self.end(key, End::NONSENSE, host),
        };
        let Some(session) = self.sessions.get(key) else { return };
        let asked = disconnect.properties.iter().find_map(|property| match property {
            touchstone_wire::Property::SessionExpiryInterval(seconds) => Some(seconds),
            _ => None,
        });
        let expiry = asked.map(|seconds| self.expiry_in_force(seconds));
        //= MB-SES-08
        if !session.is_persistent() && asked.is_some_and(|seconds| seconds > 0) {
            return self.end(key, End::client_error(ReasonCode::PROTOCOL_ERROR), host);
        }
        self.end(key, End::by_client(will, expiry), host);
    }

    /// A packet that breaks the standard (broker sheet, section 16).
    fn violated(&mut self, connection: ConnectionId, found: Violation, host: &mut impl Host<Standing = S>) {
        match self.lines.get(&connection) {
            Some(Line { phase: Phase::Online(key), .. }) => {
                let key = *key;
                self.end(key, End::violated(found, violation::answer(&found)), host);
            }
            Some(Line { phase: Phase::AwaitConnect, .. }) => {
                let last = violation::answer_before_connack(&found);
                self.refuse(connection, None, last, Some(found), host);
            }
            _ => {}
        }
    }
}
