//! The reference's side: an account in process, behind its driver.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use touchstone_account::driver::Driver;
use touchstone_account::{Account, Answer, Caller, ConnectionId, Ending, Operation};
use touchstone_generate::histories::{Arrival, CLIENTS, Manner, Rights};
use touchstone_oracle::session::Message;
use touchstone_vocabulary::{CertificateId, PolicyName, Span, Time};
use touchstone_wire::ProtocolVersion;

use super::frames;
use super::reading::{Journal, Line, Readers, Reading, Tape};
use super::side::{Side, WATCHER};
use crate::house::{self, PLACE};

/// An account with its wires and its clock.
pub(super) struct Played {
    driver: Driver<Account, Tape>,
    journal: Journal,
    readers: Readers,
    now: Time,
}

impl Played {
    /// An account where every client has a certificate.
    pub(super) fn new() -> Result<Self, String> {
        let now = Time::SCENARIO_START;
        let driver = Driver::new(house::account()?, now, BTreeMap::new());
        let mut played = Self { driver, journal: Journal::default(), readers: Readers::default(), now };
        for name in CLIENTS.into_iter().chain([WATCHER, "stranger"]) {
            played.operate(Operation::RegisterCertificate { certificate: certificate(name) })?;
        }
        Ok(played)
    }

    /// What all connections read since the last time.
    pub(super) fn read(&mut self) -> Result<Reading, String> {
        _ = self.driver.take_logs();
        _ = self.driver.take_ended();
        _ = self.driver.take_resumed();
        self.readers.read(&self.journal)
    }

    /// The connections that are up.
    pub(super) fn up(&self) -> BTreeSet<usize> {
        self.driver.connections().map(number_of).collect()
    }

    /// Sends what `frame` makes on the connection of a client that is online.
    fn send(&mut self, client: &str, frame: impl FnOnce(&mut Line) -> Option<Vec<u8>>) {
        let Some(id) = self.connection_of(client) else { return };
        if let Some(bytes) = self.readers.line(number_of(id)).and_then(frame) {
            self.driver.received(self.now, id, &bytes);
        }
    }

    fn connection_of(&mut self, client: &str) -> Option<ConnectionId> {
        let readers = &mut self.readers;
        self.driver.connections().find(|id| readers.line(number_of(*id)).is_some_and(|line| line.client == client))
    }

    fn put_policy(&mut self, client: &str, statements: &Json) -> Result<(), String> {
        let policy = PolicyName::new(client).map_err(|error| error.to_string())?;
        let document = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        self.operate(Operation::PutPolicy { name: policy.clone(), document })?;
        self.operate(Operation::AttachPolicy { policy, certificate: certificate(client) })
    }

    fn operate(&mut self, operation: Operation) -> Result<(), String> {
        self.driver.operated(self.now, Caller::Owner, operation);
        match self.driver.take_answers().pop() {
            Some((_, Answer::Operation(Ok(())))) => Ok(()),
            other => Err(format!("an operation was answered with {other:?}")),
        }
    }
}

impl Side for Played {
    fn set_rights(&mut self, client: &str, rights: &Rights) -> Result<(), String> {
        let mut statements = Vec::new();
        let mut allow = |action: &str, kind: &str, names: &mut dyn Iterator<Item = &str>| {
            let arns: Vec<String> = names.map(|name| format!("arn:aws:iot:{PLACE}:{kind}/{name}")).collect();
            if !arns.is_empty() {
                statements.push(json!({ "Effect": "Allow", "Action": action, "Resource": arns }));
            }
        };
        allow("iot:Connect", "client", &mut rights.connect.then_some(client).into_iter());
        allow("iot:Publish", "topic", &mut rights.publish());
        allow("iot:Subscribe", "topicfilter", &mut rights.subscribe());
        allow("iot:Receive", "topic", &mut rights.receive());
        self.put_policy(client, &json!(statements))
    }

    fn trust_watcher(&mut self) -> Result<(), String> {
        self.put_policy(WATCHER, &json!({ "Effect": "Allow", "Action": "iot:*", "Resource": "*" }))
    }

    fn connect(&mut self, arrival: &Arrival) {
        let number = usize::try_from(self.driver.opened()).unwrap_or(usize::MAX);
        self.readers.open(number, arrival.client, arrival.version);
        let shown = match arrival.manner {
            Manner::NoCertificate => None,
            Manner::Stranger => Some(certificate("stranger")),
            _ => Some(certificate(arrival.client)),
        };
        let tape = Tape { number, journal: Journal::clone(&self.journal) };
        let connection = self.driver.open(self.now, house::peer(shown), tape);
        let frame = frames::connect(arrival, &frames::wish(arrival, number));
        self.driver.received(self.now, connection, &frame);
        if arrival.client == WATCHER {
            self.subscribe(WATCHER, "$aws/events/presence/#", 0);
        }
    }

    fn connect_again(&mut self, client: &str) {
        // Any CONNECT will do; this one is of 3.1.1 and asks for nothing.
        self.send(client, |_| Some(b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01x".to_vec()));
    }

    fn subscribe(&mut self, client: &str, filter: &str, qos: u8) {
        self.send(client, |line| Some(frames::subscribe(line.version, filter, qos)));
    }

    fn unsubscribe(&mut self, client: &str, filter: &str) {
        self.send(client, |line| Some(frames::unsubscribe(line.version, filter)));
    }

    fn publish(&mut self, client: &str, message: &Message) {
        self.send(client, |line| Some(frames::publish(line.version, message)));
    }

    fn acknowledge(&mut self, client: &str) {
        self.send(client, |line| Some(frames::puback(line.version, line.unacknowledged.pop_front()?)));
    }

    fn ping(&mut self, client: &str) {
        self.send(client, |_| Some(frames::pingreq()));
    }

    fn disconnect(&mut self, client: &str, with_will: bool, expiry: Option<u32>) {
        self.send(client, |line| {
            let five = line.version == ProtocolVersion::V5;
            Some(frames::disconnect(line.version, five && with_will, expiry.filter(|_| five)))
        });
    }

    fn lose(&mut self, client: &str) {
        if let Some(id) = self.connection_of(client) {
            self.driver.gone(self.now, id, Ending::Reset);
        }
    }

    fn pass(&mut self, milliseconds: u64) {
        self.now = self.now + Span::from_millis(milliseconds);
        self.driver.advance(self.now);
    }
}

/// The driver numbers connections from 1, the model from 0.
fn number_of(id: ConnectionId) -> usize {
    usize::try_from(id.0.saturating_sub(1)).unwrap_or(usize::MAX)
}

fn certificate(client: &str) -> CertificateId {
    house::certificate(client.bytes().fold(0, u8::wrapping_add))
}
