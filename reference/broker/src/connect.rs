//! CONNECT: its admission. `form` reads what it asks for, `accept` hands the session over.

mod accept;
mod form;

use touchstone_vocabulary::{ClientId, Span, Time};
use touchstone_wire::{Connect, ProtocolVersion, ReasonCode};

use crate::answer::{explaining_connack, refusing_connack};
use crate::broker::{Broker, Phase};
use crate::deadlines::Deadline;
use crate::will::Will;
use crate::{Admission, Asking, ConnectDenied311, ConnectionId, Host, Parting, Refusal};

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
        now: Time,
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
        self.close(connection, last, Parting::Flush);
        self.refused(connection, Some(&newcomer.client), Some(refusal), None, host);
    }
}
