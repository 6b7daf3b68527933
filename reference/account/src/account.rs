//! The account: its broker and its desk, driven by inputs.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use bytes::Bytes;
use siphasher::sip::SipHasher24;
use touchstone_broker::{Broker, ConnectionId, Effect, Expulsion, Limits, Outgoing, Switches, Transmitted};
use touchstone_http::HttpsDenial;
use touchstone_policy::TooLong;
use touchstone_registry::{RegistryError, Status};
use touchstone_vocabulary::{AccountId, CertificateId, Time};

use crate::desk::{Authorized, Desk, Term};
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
    /// How much the registry stores.
    pub stored: touchstone_registry::Limits,
    /// `https_denial` (POL-OP-22, OP-15).
    pub https_denial: HttpsDenial,
}

impl Configuration {
    /// The sheet's limits and the reference's positions.
    #[must_use]
    pub fn new(id: AccountId, seed: u64) -> Self {
        let (limits, switches, stored) =
            (Limits::default(), Switches::default(), touchstone_registry::Limits::default());
        Self { id, seed, limits, switches, stored, https_denial: HttpsDenial::default() }
    }
}

/// One account in one Region.
#[derive(Debug)]
pub struct Account {
    pub(crate) broker: Broker<Standing>,
    pub(crate) desk: Desk,
    pub(crate) https_denial: HttpsDenial,
    answers: VecDeque<(RequestId, Answer)>,
}

/// A hash of everything observable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u64);

impl Account {
    /// An account without principals, connections and messages.
    #[must_use]
    pub fn new(configuration: Configuration) -> Self {
        let Configuration { id, seed, limits, switches, stored, https_denial } = configuration;
        let desk = Desk::new(id, seed, stored);
        Self { broker: Broker::new(limits, switches), desk, https_denial, answers: VecDeque::new() }
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
                match desk.authorized(now, call, authorizer::read(answer)) {
                    Some((connection, Authorized::Newcomer(answer))) => {
                        broker.decided(now, connection, answer.map(|standing| *standing), desk);
                    }
                    //= MB-EP-19
                    Some((connection, Authorized::Renewed(set))) => {
                        let epoch = desk.registry.epoch();
                        broker.standing_mut(connection).into_iter().for_each(|it| it.hold(epoch, Arc::clone(&set)));
                    }
                    Some((connection, Authorized::Ended)) => {
                        broker.expel(now, connection, Expulsion::NotAuthorized, desk);
                    }
                    None => {}
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
            Operation::PutThing { name, attributes } => registry.put_thing(name, attributes),
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
            Operation::AddPolicyVersion { policy, document } => registry.add_version(policy, document).map(|_| ()),
            Operation::SetDefaultPolicyVersion { policy, version } => registry.set_default_version(policy, *version),
            Operation::DeletePolicyVersion { policy, version } => registry.delete_version(policy, *version),
            Operation::AttachPolicy { policy, certificate } => registry.attach_policy(policy, certificate),
            Operation::DetachPolicy { policy, certificate } => registry.detach_policy(policy, certificate),
            Operation::PutAuthorizer { name } => {
                registry.put_authorizer(name);
                Ok(())
            }
        };
        done.map_err(|error| OperationError { code: code(&error), message: error.to_string() })
    }

    //= MB-DEN-16
    //= MB-EP-22
    fn expel(&mut self, now: Time, certificate: &CertificateId) {
        let mine = |standing: &Standing| standing.principal == Principal::Certificate(certificate.clone());
        let standings = self.broker.standings().filter(|(_, standing, _)| mine(standing));
        let connections: Vec<ConnectionId> = standings.filter_map(|(_, _, connection)| connection).collect();
        for connection in connections {
            self.broker.expel(now, connection, Expulsion::NotAuthorized, &mut self.desk);
        }
    }

    /// Fires what is due first, of the broker or of a lease; answers whether there was anything.
    fn fire(&mut self, now: Time) -> bool {
        let Self { broker, desk, .. } = self;
        let lease = desk.leases.next().filter(|due| broker.next_deadline().is_none_or(|other| *due < other));
        let Some((due, connection, term)) = lease.and_then(|_| desk.leases.take(now)) else {
            return broker.fire(now, desk);
        };
        match term {
            Term::End => broker.expel(due, connection, Expulsion::TimeIsUp, desk),
            //= MB-DEN-17
            Term::Answer => broker.expel(due, connection, Expulsion::NotAuthorized, desk),
            Term::Renewal => desk.renew(due, connection, broker.limits().authorizer_time),
        }
        true
    }
}

/// The name of an operation's error.
const fn code(error: &RegistryError) -> &'static str {
    match error {
        RegistryError::NotFound { .. } => "ResourceNotFoundException",
        //= POL-DOC-20
        RegistryError::Malformed { .. } | RegistryError::TooLong { error: TooLong::Counted { .. }, .. } => {
            "MalformedPolicyException"
        }
        //= POL-LIMIT-02
        RegistryError::TooLong { error: TooLong::Sent { .. }, .. } | RegistryError::Attribute(_) => {
            "InvalidRequestException"
        }
        RegistryError::Versions { .. } => "VersionsLimitExceededException",
        RegistryError::Default { .. } => "DeleteConflictException",
        RegistryError::Policies { .. } => "LimitExceededException",
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
        while self.fire(now) {}
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
        [self.broker.next_deadline(), self.desk.leases.next()].into_iter().flatten().min()
    }
}

/// A body as it is given to the transport.
pub(crate) fn body(text: String) -> Bytes {
    Bytes::from(text)
}
