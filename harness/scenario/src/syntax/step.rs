//! Steps: what is done, in order.

use touchstone_vocabulary::Span;

use super::change::Change;
use super::client::Message;
use super::head::Fields;
use super::outcome::Expected;
use super::place::{Located, Place};
use super::request::{Call, SendPackets};
use super::verb::{Check, Parallel, Share, Stream};

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
    /// `dial:` a connection without CONNECT.
    Dial(DialLink),
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
    /// `parallel:` steps side by side.
    Parallel(Parallel),
    /// `stream:` publishes, each acknowledged.
    Stream(Stream),
    /// `each:` the same steps for every row of a table, its values put in their places.
    Each(Vec<Step>),
    /// `check:` comparisons.
    Check(Vec<Check>),
    /// A verb whose place is kept and which no runner does yet: `pages`, `call operation`. A case that holds one is
    /// `unsupported`, with the verb's name.
    Later {
        /// The verb.
        verb: Located<String>,
        /// The steps inside it, read and checked.
        steps: Vec<Step>,
    },
}

impl Act {
    /// The steps that stand inside this one.
    #[must_use]
    pub fn inside(&self) -> &[Step] {
        match self {
            Self::Repeat { steps, .. } | Self::Each(steps) | Self::Later { steps, .. } => steps,
            Self::Parallel(parallel) => &parallel.of,
            _ => &[],
        }
    }
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

/// `dial:` — a connection, over WebSocket with its upgrade, and nothing said on it yet.
#[derive(Clone, Debug, PartialEq)]
pub struct DialLink {
    /// Who.
    pub client: Located<String>,
    /// What is wrong with the signature of its upgrade.
    pub sign: Fields,
    /// What it gets; a connection when `None`.
    pub gets: Option<Gets>,
    /// Within what time, where the file says so.
    pub within: Option<Span>,
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

/// `expect:` — by client, in any order between clients unless `across` says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// What is expected at each client.
    pub clients: Vec<(Located<String>, Expected)>,
    /// What so many of several clients must have seen, and the others.
    pub shares: Vec<Share>,
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
