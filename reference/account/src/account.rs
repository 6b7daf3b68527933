//! The account: its broker and its desk, driven by inputs.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};

use bytes::Bytes;
use siphasher::sip::SipHasher24;
use touchstone_broker::{Broker, ConnectionId, Effect, Limits, Outgoing, Switches, Transmitted};
use touchstone_registry::{RegistryError, Status};
use touchstone_vocabulary::{AccountId, CertificateId, ClientId, Time};

use crate::desk::Desk;
use crate::standing::{Principal, Standing};
use crate::{
    Answer, CertificateStatus, HttpRequest, Input, Machine, Operation, OperationError, Output, Peer, RequestId, ask,
    authorizer,
};

/// How an account is set up.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Which account, in which Region.
    pub id: AccountId,
    /// From which all identifiers follow.
    pub seed: u64,
    /// Limits of the broker.
    pub limits: Limits,
    /// Positions where the sources leave room.
    pub switches: Switches,
}

impl Configuration {
    /// The sheet's limits and the reference's positions.
    #[must_use]
    pub fn new(id: AccountId, seed: u64) -> Self {
        Self { id, seed, limits: Limits::default(), switches: Switches::default() }
    }
}

/// One account in one Region.
#[derive(Debug)]
pub struct Account {
    pub(crate) broker: Broker<Standing>,
    pub(crate) desk: Desk,
    answers: VecDeque<(RequestId, Answer)>,
}

/// A hash of everything observable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u64);

impl Account {
    /// An account without principals, connections and messages.
    #[must_use]
    pub fn new(configuration: Configuration) -> Self {
        let Configuration { id, seed, limits, switches } = configuration;
        let desk = Desk::new(id, seed);
        Self { broker: Broker::new(limits, switches), desk, answers: VecDeque::new() }
    }

    /// A hash of sessions, subscriptions, queues and retained messages: equal states have equal digests.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut hasher = SipHasher24::new();
        self.broker.observe(&mut hasher);
        self.desk.registry.epoch().hash(&mut hasher);
        Digest(hasher.finish())
    }

    fn take(&mut self, now: Time, input: Input<'_>) {
        let Self { broker, desk, .. } = self;
        match input {
            Input::Opened { connection, peer } => {
                desk.opened(connection, peer);
                broker.opened(now, connection);
            }
            Input::Received { connection, bytes } => broker.received(now, connection, bytes, desk),
            Input::Gone { connection, ending } => broker.gone(now, connection, ending, desk),
            Input::Authorized { call, answer } => {
                if let Some((connection, answer)) = desk.authorized(now, call, authorizer::read(answer)) {
                    broker.decided(now, connection, answer, desk);
                }
            }
            Input::Asked { request, peer, http } => self.ask(now, request, &peer, &http),
            Input::Operated { request, caller: _, operation } => {
                let done = self.operate(now, &operation);
                self.answers.push_back((request, Answer::Operation(done)));
            }
            Input::Due => {}
        }
    }

    fn ask(&mut self, now: Time, request: RequestId, peer: &Peer, http: &HttpRequest) {
        let answer = ask::answer(self, now, request, peer, http);
        self.answers.push_back((request, Answer::Http(answer)));
    }

    fn operate(&mut self, now: Time, operation: &Operation) -> Result<(), OperationError> {
        let registry = &mut self.desk.registry;
        let done = match operation {
            Operation::PutThing { name, attributes } => {
                registry.put_thing(name, attributes.iter().cloned().collect());
                Ok(())
            }
            Operation::RegisterCertificate { certificate } => {
                registry.register(certificate);
                Ok(())
            }
            Operation::UpdateCertificate { certificate, status } => {
                let done = registry.set_status(certificate, status.into());
                if done.is_ok() && *status != CertificateStatus::Active {
                    self.expel(now, certificate);
                }
                done
            }
            Operation::AttachThing { thing, certificate } => registry.attach_thing(thing, certificate),
            Operation::PutPolicy { name, document } => registry.put_policy(name, document),
            Operation::AttachPolicy { policy, certificate } => registry.attach_policy(policy, certificate),
            Operation::DetachPolicy { policy, certificate } => registry.detach_policy(policy, certificate),
            Operation::PutAuthorizer { name } => {
                registry.put_authorizer(name);
                Ok(())
            }
        };
        done.map_err(|error| OperationError {
            code: match error {
                RegistryError::NotFound { .. } => "ResourceNotFoundException",
                RegistryError::Malformed { .. } => "MalformedPolicyException",
            },
            message: error.to_string(),
        })
    }

    //= MB-DEN-16
    //= MB-EP-22
    fn expel(&mut self, now: Time, certificate: &CertificateId) {
        let mine = |standing: &Standing| standing.principal == Principal::Certificate(certificate.clone());
        let clients: Vec<ClientId> = self
            .broker
            .standings()
            .filter(|(_, standing, connection)| connection.is_some() && mine(standing))
            .map(|(client, _, _)| client.clone())
            .collect();
        for client in clients {
            self.broker.expel(now, &client, &mut self.desk);
        }
    }
}

impl From<&CertificateStatus> for Status {
    fn from(status: &CertificateStatus) -> Self {
        match status {
            CertificateStatus::Active => Self::Active,
            CertificateStatus::Inactive => Self::Inactive,
            CertificateStatus::Revoked => Self::Revoked,
        }
    }
}

impl Machine for Account {
    fn handle(&mut self, now: Time, input: Input<'_>) {
        self.desk.now = now;
        while self.broker.fire(now, &mut self.desk) {}
        self.take(now, input);
    }

    fn poll_output(&mut self) -> Option<Output> {
        if let Some(note) = self.desk.notes.pop_front() {
            return Some(note);
        }
        if let Some(effect) = self.broker.poll_effect() {
            return Some(match effect {
                Effect::Ready(connection) => Output::Ready(connection),
                Effect::Close(connection, parting) => Output::Close(connection, parting),
            });
        }
        self.answers.pop_front().map(|(request, answer)| Output::Answer(request, answer))
    }

    fn transmit(&mut self, connection: ConnectionId, room: usize, out: &mut Outgoing) -> Transmitted {
        self.broker.transmit(connection, room, out, &mut self.desk)
    }

    fn reads(&self, connection: ConnectionId) -> bool {
        self.broker.reads(connection)
    }

    fn next_deadline(&self) -> Option<Time> {
        self.broker.next_deadline()
    }
}

/// A body as it is given to the transport.
pub(crate) fn body(text: String) -> Bytes {
    Bytes::from(text)
}
