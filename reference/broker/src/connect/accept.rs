//! Acceptance: the incumbent's end, the session that goes on, the CONNACK.

use bytes::Bytes;
use touchstone_wire::ProtocolVersion;

use super::Newcomer;
use crate::answer::{Accepted, accepting_connack};
use crate::answers::Answers;
use crate::broker::{Broker, Phase};
use crate::deadlines::Deadline;
use crate::ending::End;
use crate::session::{Link, Queue, Session, SessionKey};
use crate::{ConnectionId, Host, Lifecycle};

impl<S> Broker<S> {
    /// Accepts a newcomer: the incumbent's end comes first, then the CONNACK (MB-DUP-40), then what the session kept.
    pub(super) fn accept(
        &mut self,
        connection: ConnectionId,
        newcomer: Newcomer,
        standing: S,
        host: &mut impl Host<Standing = S>,
    ) {
        let resumed = self.take_over(&newcomer, host);
        let expiry = (newcomer.version == ProtocolVersion::V5 && newcomer.expiry_lowered).then_some(newcomer.expiry);
        let accepted = Accepted {
            //= MB-CON-09
            session_present: resumed.is_some(),
            expiry,
            keep_alive: newcomer.keep_alive,
            assigned: newcomer.assigned.then_some(&newcomer.client),
        };
        let connack = accepting_connack(&accepted, newcomer.version, &self.limits);
        let link = self.link(connection, &newcomer, connack);
        let patience = newcomer.keep_alive.one_and_a_half();
        let key = self.attach(newcomer, standing, link, resumed);
        if let Some(line) = self.lines.get_mut(&connection) {
            line.phase = Phase::Online(key);
        }
        self.due(connection, patience, Deadline::KeepAlive(connection));
        self.rouse(key);
        //= MB-CON-25
        if let Some(session) = self.sessions.get_mut(key) {
            let event = Lifecycle::Connected { client: &session.client, standing: &mut session.standing };
            let announcement = host.announce(self.now, event);
            announcement.into_iter().for_each(|publication| self.route(&publication.into(), None));
        }
    }

    /// Evicts the incumbent and answers the session that the newcomer goes on with.
    fn take_over(&mut self, newcomer: &Newcomer, host: &mut impl Host<Standing = S>) -> Option<SessionKey> {
        let incumbent = self.sessions.find(&newcomer.client)?;
        self.end(incumbent, End::EVICTED, host);
        // A clean session is gone with its connection (MB-DUP-16).
        let kept = self.sessions.find(&newcomer.client)?;
        //= MB-DUP-15
        //= MB-DUP-17
        let other = self.sessions.get(kept).is_some_and(|session| session.version != newcomer.version);
        if newcomer.clean_start || other {
            self.discard(kept);
            return None;
        }
        Some(kept)
    }

    fn link(&self, connection: ConnectionId, newcomer: &Newcomer, connack: Vec<u8>) -> Link {
        Link {
            connection,
            ready: false,
            connack: Some(Bytes::from(connack)),
            cut: None,
            answers: Answers::default(),
            resends: false,
            will: newcomer.will.clone(),
            keep_alive: newcomer.keep_alive,
            heard: self.now,
            window: newcomer.window,
            largest: newcomer.largest,
            aliases: Vec::new(),
        }
    }

    /// Puts the link to its session: the one resumed, with the newcomer's own attributes (MB-DUP-36), or a new one.
    fn attach(&mut self, newcomer: Newcomer, standing: S, mut link: Link, resumed: Option<SessionKey>) -> SessionKey {
        if let Some((key, session)) = resumed.and_then(|key| Some((key, self.sessions.get_mut(key)?))) {
            //= MB-DUP-13
            link.resends = !session.queue.in_flight.is_empty();
            //= MB-DUP-36
            session.expiry = newcomer.expiry;
            let expires = session.expires.take();
            session.standing = standing;
            session.link = Some(link);
            self.deadlines.cancel(expires);
            return key;
        }
        self.sessions.insert(Session {
            client: newcomer.client,
            version: newcomer.version,
            standing,
            expiry: newcomer.expiry,
            subscriptions: std::collections::BTreeMap::new(),
            queue: Queue::default(),
            link: Some(link),
            expires: None,
        })
    }
}
