//! What a target may or may not be able to do.

/// The closed list of capabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// The clock can be moved.
    Clock,
    /// Arrivals at one client keep their order.
    Order,
    /// Policies other than one that allows everything.
    Policies,
    /// Policies can be changed during a case.
    PolicyChange,
    /// Lifecycle events are published.
    LifecycleEvents,
    /// Custom authorizers can be scripted.
    Authorizers,
    /// The target's log can be read.
    Logs,
    /// MQTT over WebSocket.
    WebSocket,
    /// HTTPS on the data endpoint.
    Https,
    /// More than one account.
    Accounts,
    /// Switches and limits can be set.
    Settings,
    /// The Jobs endpoints.
    Jobs,
    /// Device Shadow.
    Shadow,
    /// Retained messages over HTTPS.
    RetainedHttp,
}

macro_rules! words {
    ($($name:ident = $word:literal,)*) => {
        impl Capability {
            /// Every capability.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word that files use.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// The capability that a word names.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

words! {
    Clock = "clock",
    Order = "order",
    Policies = "policies",
    PolicyChange = "policy-change",
    LifecycleEvents = "lifecycle-events",
    Authorizers = "authorizers",
    Logs = "logs",
    WebSocket = "websocket",
    Https = "https",
    Accounts = "accounts",
    Settings = "settings",
    Jobs = "jobs",
    Shadow = "shadow",
    RetainedHttp = "retained-http",
}
