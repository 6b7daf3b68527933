//! What goes into the model of sessions and what it says was seen.

use std::collections::BTreeSet;

/// A published message or a delivery of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// The topic name.
    pub topic: String,
    /// The payload.
    pub payload: String,
    /// The quality of service, 0 or 1.
    pub qos: u8,
}

/// What a CONNECT asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connect {
    /// The client id.
    pub client: String,
    /// Whether it speaks 5 rather than 3.1.1.
    pub five: bool,
    /// Clean Session or Clean Start.
    pub clean: bool,
    /// Session Expiry Interval; unread on 3.1.1.
    pub expiry: u64,
    /// Keep alive in force.
    pub keep_alive: u64,
    /// Receive Maximum in force.
    pub window: usize,
    /// The will.
    pub will: Option<Message>,
    /// Why it is refused whoever sends it, if it is.
    pub fault: Option<Fault>,
}

/// What makes a CONNECT unacceptable, other than the rights of the client's principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its form, with the code that a 5 client is told, if any.
    Form(Option<u8>),
    /// It shows no credential.
    NoCredential,
    /// It shows the credential of somebody who may do nothing.
    Stranger,
}

/// What a client's principal may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Whether it may connect.
    pub connect: bool,
    /// Topics it may publish to.
    pub publish: BTreeSet<String>,
    /// Filters it may subscribe with.
    pub subscribe: BTreeSet<String>,
    /// Topics of which it may receive.
    pub receive: BTreeSet<String>,
}

/// What the client at the end of a connection sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// CONNACK.
    Connack {
        /// The return or reason code.
        code: u8,
        /// Session Present.
        session_present: bool,
    },
    /// SUBACK with this code.
    Suback(u8),
    /// UNSUBACK.
    Unsuback,
    /// PUBACK with this code.
    Puback(u8),
    /// PINGRESP.
    Pingresp,
    /// PUBLISH.
    Delivery {
        /// What is delivered.
        message: Message,
        /// Whether it was sent before, on an earlier connection (MB-DUP-14).
        again: bool,
    },
    /// The end of the connection, on 5 perhaps after DISCONNECT with this code.
    Ended(Option<u8>),
}

/// A lifecycle event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The client id.
    pub client: String,
    /// What happened.
    pub what: What,
}

/// What a lifecycle event tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// `connected`.
    Connected {
        /// For a client that was online before, how long it was not and how long its session was kept meanwhile.
        again: Option<(u64, u64)>,
    },
    /// `disconnected`, with its reason.
    Disconnected(&'static str),
    /// `connect_failed`.
    Refused,
}

/// How often something worth looking at happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Accepted CONNECTs that found their client id online.
    pub takeovers: usize,
    /// Deliveries dropped because the subscriber may not receive them.
    pub denied: usize,
    /// Wills that fired.
    pub wills: usize,
}
