//! What a scenario file says, as values with the places they were written at.

use std::collections::BTreeMap;

use touchstone_vocabulary::Span;

use crate::Capability;

/// Where something was written: line and column count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A value with the place it was written at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// One scenario: a sentence, the requirements it shows, a world, clients and steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// `<area>/<file name>`, given by the loader.
    pub id: String,
    /// The fact in one sentence.
    pub summary: String,
    /// At most three requirement ids.
    pub requires: Vec<Located<String>>,
    /// Where the idea came from, such as `E-16`.
    pub origin: Vec<String>,
    /// Which versions the clients speak; each combination is a case.
    pub versions: Versions,
    /// Capabilities beyond those that follow from world and verbs.
    pub needs: Vec<Capability>,
    /// The world beyond the clients.
    pub world: World,
    /// The clients, families already spread (`n[1..5]` gives `n1` to `n5`).
    pub clients: Vec<Client>,
    /// Rows of a table; each is a case of its own.
    pub rows: Vec<Row>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// A version of the protocol, as scenarios write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `v3`: MQTT 3.1.1.
    V3,
    /// `v5`: MQTT 5.
    V5,
}

/// `versions:` — for all clients, or the product over named ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// The same for every client.
    All(Vec<Version>),
    /// Named clients take each of theirs; the others speak 3.1.1.
    Each(BTreeMap<String, Vec<Version>>),
}

/// `world:` — also the account file of `touchstone serve`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Further accounts beside the first, by name.
    pub accounts: Vec<Located<String>>,
    /// Custom authorizers of the first account.
    pub authorizers: Vec<Authorizer>,
    /// Things, with their attributes.
    pub things: Vec<Thing>,
    /// Switches and limits, by name.
    pub settings: BTreeMap<String, Located<Scalar>>,
}

/// A thing of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its name.
    pub name: Located<String>,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
}

/// A scripted custom authorizer: what it answers, and after how long on the scenario's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorizer {
    /// Its name.
    pub name: Located<String>,
    /// The file below `scenarios/authorizers/` that holds the answer.
    pub answers: Located<String>,
    /// When it answers.
    pub after: Span,
}

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
    /// Its will.
    pub will: Option<Message>,
    /// What it does by itself.
    pub habits: Habits,
    /// MQTT 5 properties of its CONNECT, by standard name in kebab case.
    pub properties: Fields,
    /// Fields of its CONNECT set by name.
    pub connect: Fields,
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

/// A number, truth value or text.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text, which may be a capture `$(name)`.
    Text(String),
}

/// Fields set by name.
pub type Fields = Vec<(Located<String>, serde_json::Value)>;

/// One row of a table: its name, and what `$(row.x)` stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name, part of the case's id.
    pub name: String,
    /// Its values.
    pub values: BTreeMap<String, serde_json::Value>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where it begins.
    pub place: Place,
    /// What is done.
    pub act: Act,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// `connect:` one client or several, in order; each waits for its answer.
    Connect(Vec<Connect>),
    /// `subscribe:`
    Subscribe(Subscribe),
    /// `unsubscribe:`
    Unsubscribe(Unsubscribe),
    /// `publish:`
    Publish(Publish),
    /// `ping:` one client; waits for PINGRESP.
    Ping(Asked<String>),
    /// `send:` packets in one segment; waits for nothing.
    Send(SendPackets),
    /// `expect:` by client.
    Expect(Expect),
    /// `barrier:`
    Barrier(Barrier),
    /// `disconnect:` a DISCONNECT by the client, then the end of its side.
    Disconnect(Disconnect),
    /// `drop:` the client's connection ends without DISCONNECT.
    Drop(DropLink),
    /// `cut:` silence both ways.
    Cut(Located<String>),
    /// `stall:` the client reads nothing.
    Stall(Located<String>),
    /// `resume:` the client reads again.
    Resume(Located<String>),
    /// `advance:` the clock moves.
    Advance(Advance),
    /// `change:` the world changes.
    Change(Change),
    /// `call:` an HTTP request.
    Call(Call),
    /// `repeat:` steps a number of times; `$(i)` counts from 1.
    Repeat {
        /// How often.
        times: u32,
        /// What.
        steps: Vec<Step>,
    },
}

/// An act with the outcome that is claimed for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked<T> {
    /// What is asked.
    pub what: Located<T>,
    /// What it gets; success when `None`.
    pub gets: Option<Gets>,
    /// Within what time, where the file says so.
    pub within: Option<Span>,
}

/// One client of a `connect`.
pub type Connect = Asked<String>;

/// `gets:` — the claimed outcome, or `later`.
#[derive(Clone, Debug, PartialEq)]
pub enum Gets {
    /// The step waits for nothing; an `expect` claims the answer.
    Later,
    /// The step claims this.
    Outcome(Expected),
}

/// What is expected, by version of the client it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Where it stands.
    pub place: Place,
    /// For a client that speaks 3.1.1.
    pub v3: Judged,
    /// For a client that speaks 5.
    pub v5: Judged,
}

/// The reference's answer, and what else is accepted from another implementation.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The reference's answer.
    pub reference: Outcome,
    /// Further answers accepted where `live` judges.
    pub live: Vec<Outcome>,
    /// Whether the case goes on after a live alternative; else it ends as `tolerated`.
    pub goes_on: bool,
}

/// One thing that may be seen at a client.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `nothing`: no arrival at all.
    Nothing,
    /// `closed`: the end, nothing before it.
    Closed,
    /// `ended`: the end, whatever came before it on this connection.
    Ended,
    /// A packet: `connack`, `publish`, `puback`, `suback`, `unsuback`, `pingresp`, `disconnect`.
    Packet(PacketPattern),
    /// An HTTP answer: status, and what its body and headers hold.
    Http(HttpPattern),
    /// `in order: [..]`.
    InOrder(Vec<Expected>),
    /// `any order: [..]`.
    AnyOrder(Vec<Expected>),
    /// `at most: X, times: n, then: Y`.
    AtMost {
        /// What may come.
        what: Box<Expected>,
        /// How often at most.
        times: u32,
        /// What follows.
        then: Option<Box<Expected>>,
    },
}

/// A packet with the members that are judged; members left out are not.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketPattern {
    /// `connack`, `publish`, `puback`, `suback`, `unsuback`, `pingresp` or `disconnect`.
    pub kind: PacketKind,
    /// Judged members by name, such as `code`, `session present`, `topic`, `payload`, `json`, `json exactly`, `qos`,
    /// `retain`, `dup`, `id`, `codes`, `properties`. A value may be a capture `$(x)`, a binding `$(x = integer)`,
    /// `any`, or `{ ref: .., live: .. }`.
    pub members: Vec<(Located<String>, serde_json::Value)>,
    /// Whether the whole packet is judged (`exactly:`).
    pub exactly: bool,
}

/// The packets that a client may receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PacketKind {
    /// CONNACK.
    Connack,
    /// PUBLISH.
    Publish,
    /// PUBACK.
    Puback,
    /// PUBREC.
    Pubrec,
    /// SUBACK.
    Suback,
    /// UNSUBACK.
    Unsuback,
    /// PINGRESP.
    Pingresp,
    /// DISCONNECT.
    Disconnect,
}

/// An expected HTTP answer.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpPattern {
    /// The status code.
    pub status: u16,
    /// A subset of the JSON body.
    pub json: Option<serde_json::Value>,
    /// Headers that are judged, names in lower case.
    pub headers: Vec<(String, serde_json::Value)>,
}

/// `subscribe:`
#[derive(Clone, Debug, PartialEq)]
pub struct Subscribe {
    /// Who.
    pub from: Located<String>,
    /// What: filter and QoS, and on 5 the options.
    pub filters: Vec<FilterAsked>,
    /// What it gets; success when `None`.
    pub gets: Option<Gets>,
    /// Properties on 5.
    pub properties: Fields,
}

/// One filter of a SUBSCRIBE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterAsked {
    /// The filter.
    pub filter: String,
    /// 0, 1 or 2.
    pub qos: u8,
    /// No Local (5).
    pub no_local: bool,
    /// Retain As Published (5).
    pub retain_as_published: bool,
    /// Retain Handling (5), 0 to 2.
    pub retain_handling: u8,
}

/// `unsubscribe:`
#[derive(Clone, Debug, PartialEq)]
pub struct Unsubscribe {
    /// Who.
    pub from: Located<String>,
    /// Which filters.
    pub filters: Vec<String>,
    /// What it gets; success when `None`.
    pub gets: Option<Gets>,
}

/// `publish:`
#[derive(Clone, Debug, PartialEq)]
pub struct Publish {
    /// Who.
    pub from: Located<String>,
    /// What.
    pub message: Message,
    /// What it gets; at QoS 1 success when `None`, at QoS 0 nothing is waited for.
    pub gets: Option<Gets>,
}

/// `send:` — packets by field, patched, or in hexadecimal; all of them in one segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SendPackets {
    /// Who.
    pub from: Located<String>,
    /// What.
    pub packets: Vec<Built>,
}

/// A packet built by hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Built {
    /// A packet named by its kind (`publish`, `subscribe`, `connect`, `puback`, `pingreq`, `disconnect`, ...) with
    /// fields by name; what is left out has the plain value.
    Packet {
        /// Kind in lower case.
        kind: Located<String>,
        /// Its fields.
        fields: Fields,
    },
    /// Bytes in hexadecimal.
    Hex(Vec<u8>),
}

/// `expect:` — by client, in any order between clients unless `across` says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// What is expected at each client.
    pub clients: Vec<(Located<String>, Expected)>,
    /// Order between clients: each entry is one client's expectation, in the order in which they must arrive.
    pub across: Vec<(Located<String>, Expected)>,
    /// Not later than this from now.
    pub within: Option<Span>,
    /// Not earlier than this from now.
    pub not_before: Option<Span>,
}

/// `barrier:` — a publish whose arrival shows that everything before it has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// Who publishes.
    pub from: Located<String>,
    /// Where.
    pub topic: String,
    /// Who must receive it.
    pub reaches: Vec<Located<String>>,
}

/// `disconnect:`
#[derive(Clone, Debug, PartialEq)]
pub struct Disconnect {
    /// Who.
    pub client: Located<String>,
    /// Reason code on 5; 0 when left out.
    pub code: Option<u8>,
    /// Properties on 5.
    pub properties: Fields,
}

/// `drop:`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropLink {
    /// Who.
    pub client: Located<String>,
    /// Whether it is a reset rather than an orderly end of the stream.
    pub reset: bool,
}

/// `advance:`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// By so much.
    By(Span),
    /// To so long after the scenario's start.
    To(Span),
}

/// `change:`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose principal.
    pub client: Located<String>,
    /// What becomes of it.
    pub to: ChangeTo,
}

/// What a change does to a client's principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeTo {
    /// `policy: x` — exactly these policies are attached from now on.
    Policies(Vec<Located<String>>),
    /// `attach: x`.
    Attach(Located<String>),
    /// `detach: x`.
    Detach(Located<String>),
    /// `certificate: inactive`.
    Certificate(String),
}

/// `call:` — a raw HTTP request.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The client whose certificate is shown; nobody's when `None`.
    pub client: Option<Located<String>>,
    /// Whose endpoint; the first account's when `None`.
    pub account: Option<Located<String>>,
    /// The method.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Payload,
    /// What it gets; status 200 when `None`.
    pub gets: Option<Gets>,
}

/// A change of the world as a target is asked for it: policies by name and text, the client by its principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldChange {
    /// Index of the principal in the case's cast.
    pub principal: usize,
    /// What becomes of it.
    pub to: PrincipalChange,
}

/// What becomes of a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalChange {
    /// A policy is attached; it is created when the account has none of that name.
    Attach {
        /// The policy's name.
        name: String,
        /// Its text.
        document: String,
    },
    /// A policy is detached.
    Detach {
        /// The policy's name.
        name: String,
    },
    /// The certificate takes this status, such as `INACTIVE`.
    Certificate {
        /// The status.
        status: String,
    },
}
