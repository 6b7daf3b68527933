//! What a broker asks of the account it lives in.

use touchstone_vocabulary::{ClientId, Span, Time, TopicFilter, TopicName};
use touchstone_wire::{ProtocolVersion, Violation};

use crate::{ConnectionId, Publication};

/// The account as the broker sees it: it knows principals and policies, reserved topics and lifecycle events.
///
/// The broker calls it at each authorization point (broker sheet, section 14.1) and never remembers an answer.
pub trait Host {
    /// What a session keeps of its principal's rights, so that a check need not look the principal up.
    type Standing;

    /// Judges a CONNECT: authentication, then iot:Connect and the rights the will needs (MB-AUT-01 to MB-AUT-03).
    fn admit(&mut self, now: Time, asking: &Asking<'_>) -> Admission<Self::Standing>;

    /// Makes a client id for a CONNECT that brings none (MB-CON-16).
    fn make_client_id(&mut self, connection: ConnectionId) -> ClientId;

    /// Makes an identifier by which a refusal can be found again in the log.
    fn make_trace_id(&mut self, connection: ConnectionId) -> String;

    /// iot:Publish, and iot:RetainPublish for a retained one (MB-AUT-04, MB-AUT-05).
    fn may_publish(&mut self, standing: &mut Self::Standing, topic: &TopicName, retain: Retain) -> bool;

    /// iot:Subscribe (MB-AUT-06).
    fn may_subscribe(&mut self, standing: &mut Self::Standing, filter: &TopicFilter) -> bool;

    /// iot:Receive, asked at every delivery (MB-AUT-07).
    fn may_receive(&mut self, standing: &mut Self::Standing, topic: &TopicName) -> bool;

    /// Whether clients may publish to a topic that begins with `$` (broker sheet, section 12).
    fn takes_publish(&self, topic: &TopicName) -> bool;

    /// Whether clients may subscribe with a filter that begins with `$` (OP-18).
    fn takes_subscription(&self, filter: &TopicFilter) -> bool;

    /// Something happened that the account may announce; what it returns is published at once.
    fn announce(&mut self, now: Time, event: Lifecycle<'_, Self::Standing>) -> Option<Publication>;
}

/// Whether a publish is to be retained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retain {
    /// RETAIN 0.
    No,
    /// RETAIN 1, also with an empty payload.
    Yes,
}

/// A CONNECT as far as the host judges it.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// On which connection.
    pub connection: ConnectionId,
    /// The client id, made up where the client brought none.
    pub client: &'a ClientId,
    /// The version spoken.
    pub version: ProtocolVersion,
    /// Whether the session is to outlive the connection: the attribute `PersistentConnect` (MB-CON-13).
    pub persistent: bool,
    /// The will's topic, and whether it is to be retained.
    pub will: Option<(&'a TopicName, Retain)>,
    /// The user name, which may select a custom authorizer (MB-CON-20).
    pub user_name: Option<&'a str>,
    /// The password.
    pub password: Option<&'a [u8]>,
}

/// The host's answer to a CONNECT.
#[derive(Debug)]
pub enum Admission<S> {
    /// Let in, with this standing.
    Granted(S),
    /// Refused.
    Refused(Refusal),
    /// The answer comes later, through [`crate::Broker::decided`].
    Waits,
}

/// Why a CONNECT is refused by the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No usable credential (MB-EP-07): the connection is closed without a packet.
    Unauthenticated,
    /// A custom authorizer said no, failed or took too long (MB-EP-15).
    BadCredentials,
    /// Authenticated, and not allowed (MB-CON-11, MB-CON-12).
    NotAuthorized,
}

/// What may be announced.
#[derive(Debug)]
pub enum Lifecycle<'a, S> {
    /// A connection was accepted.
    Connected {
        /// Its client id.
        client: &'a ClientId,
        /// Its standing.
        standing: &'a mut S,
    },
    /// An accepted connection ended.
    Disconnected {
        /// Its client id.
        client: &'a ClientId,
        /// Its standing.
        standing: &'a mut S,
        /// Why.
        reason: DisconnectReason,
        /// How long its session is kept from now on; zero for a clean one.
        kept: Span,
        /// The packet that broke the standard, where that was why.
        violation: Option<Violation>,
    },
    /// A connection ended, or was ended, before it was accepted. Nothing is published for it but `connect_failed`.
    Refused {
        /// Which one.
        connection: ConnectionId,
        /// Its client id, where a CONNECT was read.
        client: Option<&'a ClientId>,
        /// The host's own refusal, where it was the host's.
        refusal: Option<Refusal>,
        /// The packet that broke the standard, where that was why.
        violation: Option<Violation>,
    },
    /// A SUBSCRIBE was served.
    Subscribed {
        /// By which client.
        client: &'a ClientId,
        /// Its standing.
        standing: &'a mut S,
        /// The filters answered with success, in the packet's order.
        filters: &'a [TopicFilter],
    },
    /// An UNSUBSCRIBE was served.
    Unsubscribed {
        /// By which client.
        client: &'a ClientId,
        /// Its standing.
        standing: &'a mut S,
        /// The filters answered with success, in the packet's order.
        filters: &'a [TopicFilter],
    },
}

/// Why an accepted connection ended (broker sheet, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisconnectReason {
    /// The client sent DISCONNECT or a WebSocket Close frame.
    ClientInitiated,
    /// Another connection took the client id.
    DuplicateClientId,
    /// Nothing was heard for one and a half keep alive.
    KeepAliveTimeout,
    /// The connection was lost without DISCONNECT.
    ConnectionLost,
    /// The client broke a rule.
    ClientError,
    /// The client did what it may not, or lost its standing.
    AuthError,
    /// The time that a custom authorizer gave the connection is up.
    CustomAuthTtlExpiration,
}

/// Why the host ends an accepted connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expulsion {
    /// Its principal lost its standing (MB-DEN-16, MB-DEN-17).
    NotAuthorized,
    /// The time that a custom authorizer gave it is up (MB-EP-18).
    TimeIsUp,
}

impl DisconnectReason {
    /// The spelling of lifecycle events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientInitiated => "CLIENT_INITIATED_DISCONNECT",
            Self::DuplicateClientId => "DUPLICATE_CLIENTID",
            Self::KeepAliveTimeout => "MQTT_KEEP_ALIVE_TIMEOUT",
            Self::ConnectionLost => "CONNECTION_LOST",
            Self::ClientError => "CLIENT_ERROR",
            Self::AuthError => "AUTH_ERROR",
            Self::CustomAuthTtlExpiration => "CUSTOMAUTH_TTL_EXPIRATION",
        }
    }
}
