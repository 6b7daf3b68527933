//! Reason codes of MQTT 5 and return codes of MQTT 3.1.1.

use std::fmt;

/// A reason code (5) or return code (3.1.1): one byte. Which codes a packet may carry is checked by decoding.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReasonCode(u8);

impl ReasonCode {
    /// The code with this value.
    #[must_use]
    pub const fn new(value: u8) -> Self {
        Self(value)
    }

    /// The byte on the wire.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }

    /// Whether the code says that something failed: 0x80 and above.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        self.0 >= 0x80
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $value:literal $word:literal,)*) => {
        impl ReasonCode {
            $($(#[$doc])* pub const $name: Self = Self($value);)*

            /// The MQTT 5 name in kebab case, such as `session-taken-over`; `None` where the standard has none.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($word),)*
                    _ => None,
                }
            }

            /// The code of an MQTT 5 name in kebab case.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($word => Some(Self($value)),)*
                    _ => None,
                }
            }

            /// Every MQTT 5 name in kebab case.
            pub const NAMES: &'static [&'static str] = &[$($word),*];
        }
    };
}

codes! {
    /// Success; also normal disconnection and QoS 0 granted.
    SUCCESS = 0x00 "success",
    /// QoS 1 granted.
    GRANTED_QOS_1 = 0x01 "granted-qos-1",
    /// QoS 2 granted.
    GRANTED_QOS_2 = 0x02 "granted-qos-2",
    /// The client disconnects and wants its will published.
    DISCONNECT_WITH_WILL = 0x04 "disconnect-with-will-message",
    /// No subscriber matched.
    NO_MATCHING_SUBSCRIBERS = 0x10 "no-matching-subscribers",
    /// No such subscription.
    NO_SUBSCRIPTION_EXISTED = 0x11 "no-subscription-existed",
    /// Authentication goes on.
    CONTINUE_AUTHENTICATION = 0x18 "continue-authentication",
    /// Authentication is repeated.
    RE_AUTHENTICATE = 0x19 "re-authenticate",
    /// An error without a code of its own.
    UNSPECIFIED_ERROR = 0x80 "unspecified-error",
    /// The packet could not be parsed.
    MALFORMED_PACKET = 0x81 "malformed-packet",
    /// The packet could be parsed and was not allowed.
    PROTOCOL_ERROR = 0x82 "protocol-error",
    /// Valid, and not accepted by this implementation.
    IMPLEMENTATION_SPECIFIC_ERROR = 0x83 "implementation-specific-error",
    /// The protocol version is not spoken.
    UNSUPPORTED_PROTOCOL_VERSION = 0x84 "unsupported-protocol-version",
    /// The client identifier is not allowed.
    CLIENT_IDENTIFIER_NOT_VALID = 0x85 "client-identifier-not-valid",
    /// The user name or password is wrong.
    BAD_USER_NAME_OR_PASSWORD = 0x86 "bad-user-name-or-password",
    /// Not authorized.
    NOT_AUTHORIZED = 0x87 "not-authorized",
    /// The server is not available.
    SERVER_UNAVAILABLE = 0x88 "server-unavailable",
    /// The server is busy.
    SERVER_BUSY = 0x89 "server-busy",
    /// The client is banned.
    BANNED = 0x8A "banned",
    /// The server is shutting down.
    SERVER_SHUTTING_DOWN = 0x8B "server-shutting-down",
    /// The authentication method is not supported.
    BAD_AUTHENTICATION_METHOD = 0x8C "bad-authentication-method",
    /// Nothing was heard for one and a half keep alive.
    KEEP_ALIVE_TIMEOUT = 0x8D "keep-alive-timeout",
    /// Another connection took the session over.
    SESSION_TAKEN_OVER = 0x8E "session-taken-over",
    /// The topic filter is not accepted.
    TOPIC_FILTER_INVALID = 0x8F "topic-filter-invalid",
    /// The topic name is not accepted.
    TOPIC_NAME_INVALID = 0x90 "topic-name-invalid",
    /// The packet identifier is in use.
    PACKET_IDENTIFIER_IN_USE = 0x91 "packet-identifier-in-use",
    /// The packet identifier is not known.
    PACKET_IDENTIFIER_NOT_FOUND = 0x92 "packet-identifier-not-found",
    /// More unacknowledged publishes than Receive Maximum.
    RECEIVE_MAXIMUM_EXCEEDED = 0x93 "receive-maximum-exceeded",
    /// The topic alias is zero or above the maximum.
    TOPIC_ALIAS_INVALID = 0x94 "topic-alias-invalid",
    /// The packet is larger than allowed.
    PACKET_TOO_LARGE = 0x95 "packet-too-large",
    /// Data comes too fast.
    MESSAGE_RATE_TOO_HIGH = 0x96 "message-rate-too-high",
    /// A limit is exceeded.
    QUOTA_EXCEEDED = 0x97 "quota-exceeded",
    /// An administrator ended the connection.
    ADMINISTRATIVE_ACTION = 0x98 "administrative-action",
    /// The payload is not of the format it claims.
    PAYLOAD_FORMAT_INVALID = 0x99 "payload-format-invalid",
    /// Retained messages are not supported.
    RETAIN_NOT_SUPPORTED = 0x9A "retain-not-supported",
    /// The quality of service is not supported.
    QOS_NOT_SUPPORTED = 0x9B "qos-not-supported",
    /// Use another server for now.
    USE_ANOTHER_SERVER = 0x9C "use-another-server",
    /// The server has moved.
    SERVER_MOVED = 0x9D "server-moved",
    /// Shared subscriptions are not supported.
    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E "shared-subscriptions-not-supported",
    /// Too many connections in a time.
    CONNECTION_RATE_EXCEEDED = 0x9F "connection-rate-exceeded",
    /// The connection has lasted as long as it may.
    MAXIMUM_CONNECT_TIME = 0xA0 "maximum-connect-time",
    /// Subscription identifiers are not supported.
    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xA1 "subscription-identifiers-not-supported",
    /// Wildcard subscriptions are not supported.
    WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xA2 "wildcard-subscriptions-not-supported",
}

impl fmt::Debug for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "0x{:02X} {name}", self.0),
            None => write!(f, "0x{:02X}", self.0),
        }
    }
}
