//! How connections end: by their peer, by a rule, by a newer connection, by time.

use std::sync::Arc;

use touchstone_vocabulary::{ClientId, Span};
use touchstone_wire::{ProtocolVersion, ReasonCode, Violation};

use crate::answer::disconnect;
use crate::broker::Phase;
use crate::deadlines::Deadline;
use crate::session::{Link, SessionKey};
use crate::{Broker, ConnectionId, DisconnectReason, Ending, Expulsion, Host, Lifecycle, Parting, Refusal};

/// The end of an accepted connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    reason: DisconnectReason,
    will: WillAt,
    closing: Closing,
    violation: Option<Violation>,
    /// What DISCONNECT changed the session expiry to (MB-SES-08).
    expiry: Option<Span>,
}

/// What becomes of the will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WillAt {
    Published,
    Discarded,
}

/// What is still to be done with the connection itself.
#[derive(Clone, Copy, Debug)]
enum Closing {
    /// It is gone.
    Gone,
    /// A 5 client gets this DISCONNECT; a 3.1.1 client has no packet to get.
    Disconnect(ReasonCode),
    /// It is closed without a packet.
    Silent,
    /// It takes nothing any more.
    Abort,
}

impl End {
    /// The peer went without DISCONNECT.
    pub(crate) const fn gone(ending: Ending) -> Self {
        match ending {
            //= MB-EP-12
            Ending::CloseFrame => Self::new(DisconnectReason::ClientInitiated, WillAt::Discarded, Closing::Gone),
            Ending::BadWebSocket => Self::new(DisconnectReason::ClientError, WillAt::Published, Closing::Gone),
            Ending::Fin | Ending::Reset | Ending::BadTls => {
                Self::new(DisconnectReason::ConnectionLost, WillAt::Published, Closing::Gone)
            }
        }
    }

    /// The client sent DISCONNECT.
    pub(crate) const fn by_client(will: WillAt, expiry: Option<Span>) -> Self {
        let end = Self::new(DisconnectReason::ClientInitiated, will, Closing::Silent);
        Self { expiry, ..end }
    }

    //= MB-DUP-01
    //= MB-DUP-02
    //= MB-DUP-03
    pub(crate) const EVICTED: Self = Self::new(
        DisconnectReason::DuplicateClientId,
        WillAt::Published,
        Closing::Disconnect(ReasonCode::SESSION_TAKEN_OVER),
    );

    //= MB-KA-03
    const KEEP_ALIVE: Self = Self::new(
        DisconnectReason::KeepAliveTimeout,
        WillAt::Published,
        Closing::Disconnect(ReasonCode::KEEP_ALIVE_TIMEOUT),
    );

    /// It does not read what it is sent (MB-MAL-54).
    pub(crate) const OUTGROWN: Self = Self::new(DisconnectReason::ClientError, WillAt::Published, Closing::Abort);

    //= MB-MAL-43
    pub(crate) const NONSENSE: Self = Self::new(DisconnectReason::ClientError, WillAt::Published, Closing::Silent);

    /// The client broke a rule that has this code.
    pub(crate) const fn client_error(code: ReasonCode) -> Self {
        Self::new(DisconnectReason::ClientError, WillAt::Published, Closing::Disconnect(code))
    }

    /// The client did what it may not, or lost its standing.
    pub(crate) const fn auth_error() -> Self {
        let closing = Closing::Disconnect(ReasonCode::NOT_AUTHORIZED);
        Self::new(DisconnectReason::AuthError, WillAt::Published, closing)
    }

    /// The host wants it ended.
    pub(crate) const fn expelled(why: Expulsion) -> Self {
        match why {
            //= MB-DEN-16
            //= MB-DEN-17
            Expulsion::NotAuthorized => Self::auth_error(),
            //= MB-EP-18
            Expulsion::TimeIsUp => {
                Self::new(DisconnectReason::CustomAuthTtlExpiration, WillAt::Published, Closing::Silent)
            }
        }
    }

    /// The client broke the standard itself.
    pub(crate) fn violated(violation: Violation, answer: Option<ReasonCode>) -> Self {
        let end = answer.map_or(Self::NONSENSE, Self::client_error);
        Self { violation: Some(violation), ..end }
    }

    const fn new(reason: DisconnectReason, will: WillAt, closing: Closing) -> Self {
        Self { reason, will, closing, violation: None, expiry: None }
    }
}

impl<S> Broker<S> {
    /// Ends a session's connection, in the order of the reference: its close, its will, its event, then its state.
    pub(crate) fn end(&mut self, key: SessionKey, end: End, host: &mut impl Host<Standing = S>) {
        let Some(session) = self.sessions.get_mut(key) else { return };
        let Some(link) = session.link.take() else { return };
        if let Some(expiry) = end.expiry {
            session.expiry = expiry;
        }
        session.queue.go_offline();
        let version = session.version;
        let will = link.will.clone().filter(|_| end.will == WillAt::Published);
        self.part(link, version, end.closing);
        if let Some(will) = will {
            let Some(session) = self.sessions.get_mut(key) else { return };
            //= MB-WIL-05
            if host.may_publish(&mut session.standing, &will.topic, will.retain) {
                self.route(&Arc::new(will.publication(self.now)), None);
            }
        }
        self.announce_end(key, end, host);
        self.rest(key);
    }

    /// Closes the connection itself, if it is still there.
    fn part(&mut self, link: Link, version: ProtocolVersion, closing: Closing) {
        let connection = link.connection;
        match closing {
            Closing::Gone => {
                self.forget(connection);
            }
            Closing::Abort => self.close(connection, Vec::new(), Parting::Abort),
            Closing::Silent => self.close(connection, rest_of(link), Parting::Flush),
            Closing::Disconnect(code) => {
                let mut last = rest_of(link);
                if version == ProtocolVersion::V5 {
                    disconnect(code, &mut last);
                }
                self.close(connection, last, Parting::Flush);
            }
        }
    }

    fn announce_end(&mut self, key: SessionKey, end: End, host: &mut impl Host<Standing = S>) {
        let Some(session) = self.sessions.get_mut(key) else { return };
        let (reason, violation) = (end.reason, end.violation);
        let kept = session.expiry;
        let (client, standing) = (&session.client, &mut session.standing);
        let event = Lifecycle::Disconnected { client, standing, reason, kept, violation };
        if let Some(publication) = host.announce(self.now, event) {
            self.route(&Arc::new(publication), None);
        }
    }

    /// A session without a connection: a clean one is over, a persistent one expires later.
    fn rest(&mut self, key: SessionKey) {
        let Some(session) = self.sessions.get_mut(key) else { return };
        if session.is_persistent() {
            //= MB-SES-04
            session.expires = Some(self.deadlines.set(self.now + session.expiry, Deadline::Expiry(key)));
        } else {
            self.discard(key);
        }
    }

    /// Forgets a session with its subscriptions and its queue.
    pub(crate) fn discard(&mut self, key: SessionKey) {
        let Some(session) = self.sessions.remove(key) else { return };
        self.deadlines.cancel(session.expires);
        for filter in session.subscriptions.keys() {
            self.subscriptions.remove(filter, key);
        }
    }

    /// Ends a connection that was not heard of for one and a half keep alive; one that was is looked at again later.
    pub(crate) fn keep_alive(&mut self, connection: ConnectionId, host: &mut impl Host<Standing = S>) {
        let Some(Phase::Online(key)) = self.lines.get(&connection).map(|line| &line.phase) else { return };
        let key = *key;
        let Some(link) = self.sessions.get(key).and_then(|session| session.link.as_ref()) else { return };
        let due = link.heard + link.keep_alive.one_and_a_half();
        if due <= self.now {
            self.end(key, End::KEEP_ALIVE, host);
        } else {
            self.due(connection, due.since(self.now), Deadline::KeepAlive(connection));
        }
    }

    //= MB-CON-28
    pub(crate) fn connect_did_not_come(&mut self, connection: ConnectionId, host: &mut impl Host<Standing = S>) {
        if matches!(self.lines.get(&connection).map(|line| &line.phase), Some(Phase::AwaitConnect)) {
            self.refuse(connection, None, Vec::new(), None, host);
        }
    }

    //= MB-EP-15
    pub(crate) fn decision_did_not_come(&mut self, connection: ConnectionId, host: &mut impl Host<Standing = S>) {
        if matches!(self.lines.get(&connection).map(|line| &line.phase), Some(Phase::AwaitDecision(_))) {
            self.decide(connection, Err(Refusal::BadCredentials), host);
        }
    }

    /// Closes a connection that was not accepted, after a last packet if there is one.
    pub(crate) fn refuse(
        &mut self,
        connection: ConnectionId,
        client: Option<&ClientId>,
        last: Vec<u8>,
        violation: Option<Violation>,
        host: &mut impl Host<Standing = S>,
    ) {
        self.close(connection, last, Parting::Flush);
        self.refused(connection, client, None, violation, host);
    }

    /// Tells the host of a connection that was not accepted.
    pub(crate) fn refused(
        &mut self,
        connection: ConnectionId,
        client: Option<&ClientId>,
        refusal: Option<Refusal>,
        violation: Option<Violation>,
        host: &mut impl Host<Standing = S>,
    ) {
        self.tell(Lifecycle::Refused { connection, client, refusal, violation }, host);
    }

    /// Ends the connections whose waiting deliveries outgrew their limit; their wills may make others outgrow theirs.
    pub(crate) fn settle(&mut self, host: &mut impl Host<Standing = S>) {
        while let Some(key) = self.outgrown.pop() {
            self.end(key, End::OUTGROWN, host);
        }
    }
}

/// What a connection that is closed still gets: the rest of a cut frame and the answers that wait, no delivery.
fn rest_of(link: Link) -> Vec<u8> {
    let mut last = link.connack.map(|connack| connack.to_vec()).unwrap_or_default();
    if let Some((head, body)) = link.cut {
        last.extend_from_slice(&head);
        last.extend_from_slice(&body);
    }
    let mut answers = link.answers;
    last.extend(answers.take_all());
    last
}
