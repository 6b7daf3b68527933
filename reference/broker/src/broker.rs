//! The broker as a value: what goes in, what comes out, and its deadlines.

use std::collections::{BTreeMap, VecDeque};
use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use touchstone_vocabulary::{ClientId, Span, Time, TopicName};

use crate::connect::Newcomer;
use crate::deadlines::{Deadline, DeadlineKey, Deadlines};
use crate::ending::End;
use crate::reserved;
use crate::session::SessionKey;
use crate::sessions::Sessions;
use crate::topics::{Match, Subscriptions};
use crate::{ConnectionId, Ending, Expulsion, Host, Lifecycle, Limits, Parting, Publication, Switches};

/// The broker of one account. `S` is what the host keeps with each session.
#[derive(Debug)]
pub struct Broker<S> {
    pub(crate) limits: Limits,
    pub(crate) switches: Switches,
    /// Never iterated, so that its order reaches no output.
    pub(crate) lines: FxHashMap<ConnectionId, Line>,
    pub(crate) sessions: Sessions<S>,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) retained: BTreeMap<TopicName, Arc<Publication>>,
    pub(crate) now: Time,
    effects: VecDeque<Effect>,
    pub(crate) deadlines: Deadlines,
    /// Sessions whose waiting deliveries outgrew their limit during this input.
    pub(crate) outgrown: Vec<SessionKey>,
    /// Kept between publishes so that a fan-out allocates nothing.
    pub(crate) found: Vec<Match>,
}

/// Something the broker wants done, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The connection has something to transmit, where it had nothing before.
    Ready(ConnectionId),
    /// The connection is to be closed now.
    Close(ConnectionId, Parting),
}

/// A connection in one of its phases.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) phase: Phase,
    /// Bytes of a packet that is not whole yet, or that wait for the CONNECT to be decided.
    pub(crate) inbox: Vec<u8>,
    /// When something is expected of it.
    pub(crate) deadline: Option<DeadlineKey>,
}

/// Where a connection stands.
#[derive(Debug)]
pub(crate) enum Phase {
    /// Nothing but CONNECT may come.
    AwaitConnect,
    /// A custom authorizer was asked.
    AwaitDecision(Box<Newcomer>),
    /// Accepted.
    Online(SessionKey),
    /// To be closed: what is still written, in one attempt.
    Closing(Vec<u8>),
}

impl<S> Broker<S> {
    /// A broker without connections and sessions.
    #[must_use]
    pub fn new(limits: Limits, switches: Switches) -> Self {
        Self {
            limits,
            switches,
            lines: FxHashMap::default(),
            sessions: Sessions::default(),
            subscriptions: Subscriptions::default(),
            retained: BTreeMap::new(),
            now: Time::default(),
            effects: VecDeque::new(),
            deadlines: Deadlines::default(),
            outgrown: Vec::new(),
            found: Vec::new(),
        }
    }

    /// A connection was opened.
    pub fn opened(&mut self, now: Time, connection: ConnectionId) {
        self.now = now;
        self.lines.insert(connection, Line { phase: Phase::AwaitConnect, inbox: Vec::new(), deadline: None });
        self.due(connection, self.limits.connect_time, Deadline::Connect(connection));
    }

    /// A connection ended at the other side.
    pub fn gone(&mut self, now: Time, connection: ConnectionId, ending: Ending, host: &mut impl Host<Standing = S>) {
        self.now = now;
        match self.forget(connection) {
            Some(Phase::Online(key)) => self.end(key, End::gone(ending), host),
            Some(Phase::AwaitConnect) => self.refused(connection, None, None, None, host),
            Some(Phase::AwaitDecision(newcomer)) => {
                self.refused(connection, Some(&newcomer.client), None, None, host);
            }
            Some(Phase::Closing(_)) | None => {}
        }
        self.settle(host);
    }

    /// Publishes what the account itself has to say.
    pub fn publish(&mut self, now: Time, publication: Publication, host: &mut impl Host<Standing = S>) {
        self.now = now;
        self.route(&Arc::new(publication), None);
        self.settle(host);
    }

    /// Fires the first deadline if it is due at `now`, at its own due time; answers whether there was one.
    pub fn fire(&mut self, now: Time, host: &mut impl Host<Standing = S>) -> bool {
        let Some((due, deadline)) = self.deadlines.take(now) else { return false };
        self.now = due;
        match deadline {
            Deadline::Connect(connection) => self.connect_did_not_come(connection, host),
            Deadline::Decision(connection) => self.decision_did_not_come(connection, host),
            Deadline::KeepAlive(connection) => self.keep_alive(connection, host),
            //= MB-SES-05
            Deadline::Expiry(key) => self.discard(key),
        }
        self.settle(host);
        true
    }

    /// When [`Broker::fire`] has something to do.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Time> {
        self.deadlines.next()
    }

    /// The next thing to be done.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Whether bytes of a connection are to be read.
    #[must_use]
    pub fn reads(&self, connection: ConnectionId) -> bool {
        match self.lines.get(&connection) {
            None => false,
            Some(Line { phase: Phase::AwaitConnect, .. }) => true,
            Some(Line { phase: Phase::AwaitDecision(_), inbox, .. }) => inbox.len() < self.limits.packet_bytes,
            Some(Line { phase: Phase::Online(key), .. }) => self
                .sessions
                .get(*key)
                .and_then(|session| session.link.as_ref())
                .is_some_and(|link| link.answers.len() <= self.limits.waiting_answers),
            Some(Line { phase: Phase::Closing(_), .. }) => false,
        }
    }

    /// The connection of a client that is online.
    #[must_use]
    pub fn connection_of(&self, client: &ClientId) -> Option<ConnectionId> {
        self.sessions.get(self.sessions.find(client)?)?.connection()
    }

    /// Every session with its standing, by client id, and whether it is online.
    pub fn standings(&self) -> impl Iterator<Item = (&ClientId, &S, Option<ConnectionId>)> {
        self.sessions.iter().map(|(_, session)| (&session.client, &session.standing, session.connection()))
    }

    /// The standing of an accepted connection, to be changed.
    pub fn standing_mut(&mut self, connection: ConnectionId) -> Option<&mut S> {
        let key = self.session_of(connection)?;
        self.sessions.get_mut(key).map(|session| &mut session.standing)
    }

    /// Ends an accepted connection; without effect on any other.
    pub fn expel(&mut self, now: Time, connection: ConnectionId, why: Expulsion, host: &mut impl Host<Standing = S>) {
        self.now = now;
        if let Some(key) = self.session_of(connection) {
            self.end(key, End::expelled(why), host);
        }
        self.settle(host);
    }

    /// The session of an accepted connection.
    fn session_of(&self, connection: ConnectionId) -> Option<SessionKey> {
        match self.lines.get(&connection)?.phase {
            Phase::Online(key) => Some(key),
            _ => None,
        }
    }

    /// The limits in force.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether a topic is within the limits on bytes and slashes.
    #[must_use]
    pub fn takes_topic(&self, topic: &str) -> bool {
        reserved::fits(topic, &self.limits)
    }

    /// Feeds everything observable into a hash, in an order that depends on nothing else.
    pub fn observe(&self, hasher: &mut impl Hasher) {
        for (_, session) in self.sessions.iter() {
            session.observe(hasher);
        }
        for publication in self.retained.values() {
            publication.observe(hasher);
        }
    }

    /// The retained messages, by topic.
    pub fn retained(&self) -> impl Iterator<Item = &Arc<Publication>> {
        self.retained.values()
    }

    /// Expects something of a connection within a span; what was expected before is no longer.
    pub(crate) fn due(&mut self, connection: ConnectionId, within: Span, what: Deadline) {
        if let Some(line) = self.lines.get_mut(&connection) {
            self.deadlines.cancel(line.deadline);
            line.deadline = Some(self.deadlines.set(self.now + within, what));
        }
    }

    /// Forgets a connection.
    pub(crate) fn forget(&mut self, connection: ConnectionId) -> Option<Phase> {
        let line = self.lines.remove(&connection)?;
        self.deadlines.cancel(line.deadline);
        Some(line.phase)
    }

    /// Closes a connection: the session, if it had one, no longer knows it.
    pub(crate) fn close(&mut self, connection: ConnectionId, last: Vec<u8>, parting: Parting) {
        self.forget(connection);
        if parting == Parting::Flush {
            let line = Line { phase: Phase::Closing(last), inbox: Vec::new(), deadline: None };
            self.lines.insert(connection, line);
        }
        self.effects.push_back(Effect::Close(connection, parting));
    }

    /// Puts a ready out where there is something to transmit and none was put out yet.
    pub(crate) fn rouse(&mut self, key: SessionKey) {
        let Some(session) = self.sessions.get_mut(key) else { return };
        if !session.has_something_to_transmit() {
            return;
        }
        if let Some(link) = session.link.as_mut().filter(|link| !link.ready) {
            link.ready = true;
            self.effects.push_back(Effect::Ready(link.connection));
        }
    }

    /// Tells the host that a connection ended before it was accepted.
    pub(crate) fn tell(&mut self, event: Lifecycle<'_, S>, host: &mut impl Host<Standing = S>) {
        if let Some(publication) = host.announce(self.now, event) {
            self.route(&Arc::new(publication), None);
        }
    }
}
