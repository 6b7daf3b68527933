//! Clients: who they are and what they do by themselves.

use touchstone_vocabulary::Span;

use super::head::Fields;
use super::place::Located;

/// A client with everything it does not leave to the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Its name in the scenario.
    pub name: Located<String>,
    /// Its client id; the name when left out.
    pub id: String,
    /// Policies by file name below `scenarios/policies/`, without `.json`; `all` when left out.
    pub policies: Vec<Located<String>>,
    /// Whether its session outlives the connection.
    pub session: SessionKind,
    /// Keep alive asked for; 1,200 s when left out.
    pub keep_alive: Span,
    /// Its receive window in bytes; 256 KiB when left out.
    pub window: usize,
    /// The account it belongs to; the first when left out.
    pub account: Option<Located<String>>,
    /// The thing its certificate is attached to.
    pub thing: Option<Located<String>>,
    /// The custom authorizer it names instead of showing a certificate.
    pub authorizer: Option<Located<String>>,
    /// How it reaches the broker; MQTT over TLS when left out.
    pub transport: Transport,
    /// How it signs a WebSocket upgrade: credential, service and faults by name.
    pub sign: Fields,
    /// Its will.
    pub will: Option<Message>,
    /// What it does by itself.
    pub habits: Habits,
    /// MQTT 5 properties of its CONNECT, by standard name in kebab case.
    pub properties: Fields,
    /// Fields of its CONNECT set by name.
    pub connect: Fields,
}

/// How a client reaches the broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// `tls`: MQTT over mutual TLS.
    #[default]
    Tls,
    /// `websocket`: MQTT over WebSocket.
    WebSocket,
}

/// Whether a session outlives its connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionKind {
    /// Clean session 1; on 5 Clean Start 1 without expiry.
    #[default]
    Clean,
    /// Clean session 0; on 5 Clean Start 0 with an expiry of one hour.
    Persistent,
}

/// What a client does by itself, on the scenario's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    /// Acknowledges deliveries at QoS 1.
    pub acks: bool,
    /// Sends PINGREQ so that keep alive is met.
    pub pings: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self { acks: true, pings: true }
    }
}

/// A topic with a payload, as a will or a publish has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The topic.
    pub topic: String,
    /// The payload.
    pub payload: Payload,
    /// 0, 1 or 2.
    pub qos: u8,
    /// The RETAIN flag.
    pub retain: bool,
    /// MQTT 5 properties, by standard name in kebab case.
    pub properties: Fields,
}

/// What a payload is.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// Text, its UTF-8 bytes.
    Text(String),
    /// JSON, written compactly.
    Json(serde_json::Value),
    /// So many bytes of filling, `{ fill: 8192 }`.
    Fill(usize),
    /// Bytes in hexadecimal, `{ hex: 00ff }`.
    Hex(Vec<u8>),
}
