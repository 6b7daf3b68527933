//! CONNECT: its form, its admission, and the hand-over of a session.

use bytes::Bytes;
use touchstone_vocabulary::{ClientId, QoS, Span, TopicName};
use touchstone_wire::{Connect, Properties, Property, PropertyBlock, ProtocolVersion, ReasonCode};

use crate::answer::{Accepted, accepting_connack, explaining_connack, refusing_connack};
use crate::broker::{Broker, Phase};
use crate::deadlines::Deadline;
use crate::ending::End;
use crate::session::{Link, Queue, Session, SessionKey};
use crate::will::Will;
use crate::{Admission, Asking, ConnectDenied311, ConnectionId, Host, Lifecycle, Refusal, Retain, reserved};

/// A CONNECT of good form, from its reading to its acceptance.
#[derive(Clone, Debug)]
pub(crate) struct Newcomer {
    pub(crate) client: ClientId,
    /// Whether the client id was made up.
    assigned: bool,
    version: ProtocolVersion,
    clean_start: bool,
    /// How long the session outlives the connection, as it will be in force.
    expiry: Span,
    /// Whether that is what was asked for.
    expiry_lowered: bool,
    keep_alive: Span,
    will: Option<Will>,
    window: u16,
    largest: usize,
}

/// A CONNECT refused for its form: the code on 3.1.1, where there is a packet at all, and on 5.
struct Ill {
    v3: Option<u8>,
    v5: Option<ReasonCode>,
}

impl Ill {
    /// Refused without a CONNACK on 3.1.1.
    const fn code(v5: ReasonCode) -> Self {
        Self { v3: None, v5: Some(v5) }
    }

    //= MB-CON-14
    //= MB-CON-15
    const CLIENT_ID: Self = Self { v3: Some(0x02), v5: Some(ReasonCode::CLIENT_IDENTIFIER_NOT_VALID) };
}

impl<S> Broker<S> {
    /// A CONNECT came first on its connection.
    pub(crate) fn connect(
        &mut self,
        connection: ConnectionId,
        connect: &Connect<'_>,
        length: usize,
        host: &mut impl Host<Standing = S>,
    ) {
        let newcomer = match self.form(connection, connect, length, host) {
            Ok(newcomer) => newcomer,
            Err(ill) => {
                let code = match connect.version {
                    ProtocolVersion::V311 => ill.v3.map(ReasonCode::new),
                    ProtocolVersion::V5 => ill.v5,
                };
                let last = match code {
                    None => Vec::new(),
                    //= MB-CON-15
                    Some(ReasonCode::CLIENT_IDENTIFIER_NOT_VALID) => {
                        let reason = format!("CONNACK:ClientId is invalid:{}", host.make_trace_id(connection));
                        explaining_connack(ReasonCode::CLIENT_IDENTIFIER_NOT_VALID, &reason)
                    }
                    Some(code) => refusing_connack(code, connect.version),
                };
                return self.refuse(connection, None, last, None, host);
            }
        };
        //= MB-AUT-20
        //= MB-CON-11
        let asking = Asking {
            connection,
            client: &newcomer.client,
            version: newcomer.version,
            persistent: newcomer.expiry > Span::ZERO,
            will: newcomer.will.as_ref().map(|will| (&will.topic, will.retain)),
            user_name: connect.user_name,
            password: connect.password,
        };
        match host.admit(self.now, &asking) {
            Admission::Granted(standing) => self.accept(connection, newcomer, standing, host),
            Admission::Refused(refusal) => self.turn_away(connection, &newcomer, refusal, host),
            Admission::Waits => {
                self.due(connection, self.limits.authorizer_time, Deadline::Decision(connection));
                if let Some(line) = self.lines.get_mut(&connection) {
                    line.phase = Phase::AwaitDecision(Box::new(newcomer));
                }
            }
        }
    }

    /// The answer to a CONNECT that had to wait; without effect when the connection is gone or was refused meanwhile.
    ///
    /// The order of these answers decides a race for a client id, not the order of the CONNECTs (MB-DUP-34).
    pub fn decided(
        &mut self,
        now: touchstone_vocabulary::Time,
        connection: ConnectionId,
        answer: Result<S, Refusal>,
        host: &mut impl Host<Standing = S>,
    ) {
        self.now = now;
        self.decide(connection, answer, host);
        self.settle(host);
    }

    pub(crate) fn decide(
        &mut self,
        connection: ConnectionId,
        answer: Result<S, Refusal>,
        host: &mut impl Host<Standing = S>,
    ) {
        let Some(line) = self.lines.get_mut(&connection) else { return };
        let newcomer = match std::mem::replace(&mut line.phase, Phase::AwaitConnect) {
            Phase::AwaitDecision(newcomer) => *newcomer,
            other => {
                line.phase = other;
                return;
            }
        };
        match answer {
            //= MB-DUP-34
            Ok(standing) => {
                self.accept(connection, newcomer, standing, host);
                self.read_inbox(connection, host);
            }
            Err(refusal) => self.turn_away(connection, &newcomer, refusal, host),
        }
    }

    /// Refuses a CONNECT for its principal: nothing else changes (MB-DUP-05, MB-INV-06).
    fn turn_away(
        &mut self,
        connection: ConnectionId,
        newcomer: &Newcomer,
        refusal: Refusal,
        host: &mut impl Host<Standing = S>,
    ) {
        let five = newcomer.version == ProtocolVersion::V5;
        let code = match (refusal, self.switches.connect_denied_311) {
            (Refusal::Unauthenticated, _) => None,
            (Refusal::BadCredentials, _) => five.then_some(ReasonCode::BAD_USER_NAME_OR_PASSWORD),
            //= MB-DEN-01
            (Refusal::NotAuthorized, _) if five => Some(ReasonCode::NOT_AUTHORIZED),
            (Refusal::NotAuthorized, ConnectDenied311::Close) => None,
            (Refusal::NotAuthorized, ConnectDenied311::Connack5) => Some(ReasonCode::new(5)),
            (Refusal::NotAuthorized, ConnectDenied311::Connack7) => Some(ReasonCode::new(7)),
        };
        let last = code.map_or_else(Vec::new, |code| refusing_connack(code, newcomer.version));
        self.close(connection, last, crate::Parting::Flush);
        self.refused(connection, Some(&newcomer.client), Some(refusal), None, host);
    }

    /// Reads a CONNECT's form, before anybody is asked for permission.
    fn form(
        &self,
        connection: ConnectionId,
        connect: &Connect<'_>,
        length: usize,
        host: &mut impl Host<Standing = S>,
    ) -> Result<Newcomer, Ill> {
        //= MB-CON-22
        if length > self.limits.connect_bytes {
            return Err(Ill::code(ReasonCode::QUOTA_EXCEEDED));
        }
        let asked = Wanted::from(&connect.properties);
        //= MB-CON-29
        if asked.authentication {
            return Err(Ill::code(ReasonCode::NOT_AUTHORIZED));
        }
        let assigned = connect.client_id.is_empty();
        let client = match connect.client_id {
            //= MB-CON-16
            "" if connect.version == ProtocolVersion::V311 && !connect.clean_start => return Err(Ill::CLIENT_ID),
            "" => host.make_client_id(connection),
            id if id.len() > self.limits.client_id_bytes || id.starts_with('$') => return Err(Ill::CLIENT_ID),
            id => ClientId::new(id),
        };
        let will = connect.will.as_ref().map(|will| self.will(will, host)).transpose()?;
        let expiry = match connect.version {
            ProtocolVersion::V311 if connect.clean_start => Span::ZERO,
            ProtocolVersion::V311 => self.limits.session_expiry,
            ProtocolVersion::V5 => self.expiry_in_force(asked.expiry),
        };
        Ok(Newcomer {
            client,
            assigned,
            version: connect.version,
            clean_start: connect.clean_start,
            expiry,
            expiry_lowered: expiry != Span::from_secs(asked.expiry.into()),
            keep_alive: self.keep_alive_in_force(connect.keep_alive),
            will,
            window: asked.window.min(self.limits.in_flight),
            largest: asked.largest,
        })
    }

    /// Reads a will's form (MB-CON-27, MB-WIL-11).
    fn will(&self, will: &touchstone_wire::Will<'_>, host: &impl Host<Standing = S>) -> Result<Will, Ill> {
        //= MB-CON-27
        if will.qos == QoS::ExactlyOnce {
            return Err(Ill::code(ReasonCode::QOS_NOT_SUPPORTED));
        }
        let invalid = || Ill::code(ReasonCode::TOPIC_NAME_INVALID);
        //= MB-WIL-11
        let topic = TopicName::new(will.topic).map_err(|_| invalid())?;
        if !reserved::fits(topic.as_str(), &self.limits) || topic.is_reserved() && !host.takes_publish(&topic) {
            return Err(invalid());
        }
        if will.payload.len() > self.limits.payload_bytes {
            return Err(Ill::code(ReasonCode::QUOTA_EXCEEDED));
        }
        let mut properties = PropertyBlock::new();
        properties.extend(will.properties);
        //= MB-WIL-10
        let retain = if will.retain && !topic.is_reserved() { Retain::Yes } else { Retain::No };
        Ok(Will { topic, payload: Bytes::copy_from_slice(will.payload), qos: will.qos, retain, properties })
    }

    //= MB-KA-01
    fn keep_alive_in_force(&self, seconds: u16) -> Span {
        match Span::from_secs(seconds.into()) {
            Span::ZERO => self.limits.most_keep_alive,
            asked => asked.clamp(self.limits.least_keep_alive, self.limits.most_keep_alive),
        }
    }

    //= MB-SES-07
    pub(crate) fn expiry_in_force(&self, seconds: u32) -> Span {
        Span::from_secs(seconds.into()).min(self.limits.session_expiry)
    }

    /// Accepts a newcomer: the incumbent's end comes first, then the CONNACK (MB-DUP-40), then what the session kept.
    fn accept(
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
            answers: crate::answers::Answers::default(),
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

/// What the properties of a CONNECT ask for.
struct Wanted {
    expiry: u32,
    window: u16,
    largest: usize,
    authentication: bool,
}

impl From<&Properties<'_>> for Wanted {
    fn from(properties: &Properties<'_>) -> Self {
        let mut wanted = Self { expiry: 0, window: u16::MAX, largest: usize::MAX, authentication: false };
        for property in properties.iter() {
            match property {
                Property::SessionExpiryInterval(seconds) => wanted.expiry = seconds,
                Property::ReceiveMaximum(window) => wanted.window = window,
                Property::MaximumPacketSize(largest) => wanted.largest = usize::try_from(largest).unwrap_or(usize::MAX),
                Property::AuthenticationMethod(_) => wanted.authentication = true,
                _ => {}
            }
        }
        wanted
    }
}
