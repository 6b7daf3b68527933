//! The message broker as a value: connections, sessions, subscriptions, routing, takeover, retained messages and wills.
//!
//! [`Broker`] is pushed inputs - a connection opened, bytes, its end, time - and asked for [`Effect`]s and for the bytes
//! to transmit. It knows the protocol and nothing of principals: whether something is allowed it asks its [`Host`], at
//! every CONNECT, PUBLISH and SUBSCRIBE and at every single delivery. It holds no socket, thread, clock or random source.
//!
//! Where to read: `receive` turns bytes into packets and dispatches them, `connect` holds admission and takeover,
//! `ending` everything that ends a connection, `publish`, `subscribe` and `route` what clients do, `transmit` the only
//! place that writes a PUBLISH and asks iot:Receive.
//!
//! Not served yet: shared subscriptions (MB-SHR; such filters are refused as invalid), will delay (MB-WIL-12), topic
//! aliases towards clients, rate limits.

mod answer;
mod answers;
mod broker;
mod connect;
mod deadlines;
mod ending;
mod host;
mod id;
mod limits;
mod outgoing;
mod publication;
mod publish;
mod receive;
mod reserved;
mod route;
mod session;
mod sessions;
mod subscribe;
mod topics;
mod transmit;
mod violation;
mod will;

pub use broker::{Broker, Effect};
pub use host::{Admission, Asking, DisconnectReason, Expulsion, Host, Lifecycle, Refusal, Retain};
pub use id::{ConnectionId, Ending, Parting, Transmitted};
pub use limits::{ConnectDenied311, Limits, Qos2On311, SubscribeDenied311, Switches};
pub use outgoing::Outgoing;
pub use publication::Publication;
