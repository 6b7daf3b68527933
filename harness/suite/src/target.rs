//! What the runner asks of a target: one blocking interface drives the simulation, loopback sockets and somebody else's
//! endpoint alike, so that there is one runner.

use std::fmt;

pub use touchstone_client::{Hindrance, HttpAnswer, HttpRequest};
use touchstone_scenario::{Capability, Place, WorldChange};
use touchstone_vocabulary::{Span, Time};

use crate::world::Cast;

/// A way of driving an endpoint, opened anew for each case.
pub trait Target: Send + Sync {
    /// What the target can do and how its answers are judged.
    fn profile(&self) -> &Profile;

    /// Makes the world of a case and gives the stage on which it is played.
    ///
    /// # Errors
    /// When the world cannot be made; the case is then inconclusive or unsupported, never failed.
    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError>;
}

/// What a target can do and how its answers are judged.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The name in reports.
    pub name: String,
    /// Whether the reference's own answer is demanded, or the wider set accepted from any implementation.
    pub judge: Judge,
    /// The capabilities it has.
    pub capabilities: Vec<Capability>,
    /// Whether cases may run side by side.
    pub isolation: Isolation,
    /// How long the runner waits for an arrival before it gives up; no time in simulation.
    pub patience: Span,
    /// What is known of the order of arrivals at different clients.
    pub sequence: Sequence,
    /// Known divergences, each with its reason.
    pub divergences: Vec<Divergence>,
}

/// By which set an answer is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// The reference's answer (`ref`).
    Reference,
    /// The wider set accepted from another implementation (`live`).
    Live,
}

/// What is known of the order of arrivals at different clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// They come in the order in which they happened.
    Exact,
    /// Each connection is in order; when something is read, what happened before it can be read without waiting.
    PerConnection,
}

/// Whether cases disturb each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// Each case has an account of its own.
    Account,
    /// One case at a time; the runner cleans by MQTT in between.
    Serial,
}

/// A case or a requirement that the target is known not to meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// A case id, a scenario id, or one requirement id; never a pattern.
    pub of: String,
    /// Why.
    pub reason: String,
    /// Where the target's file lists it.
    pub place: Place,
}

/// Why a world could not be made or changed, each with what went wrong in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// The endpoint, or what provisions it, cannot be reached at all; further cases need not be tried.
    Unreachable(String),
    /// The world could not be made; nothing can be said of the case.
    World(String),
    /// The target cannot have such a world.
    Unsupported(String),
}

impl SetupError {
    /// What went wrong.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Unreachable(reason) | Self::World(reason) | Self::Unsupported(reason) => reason,
        }
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl std::error::Error for SetupError {}

/// A capability that the target lacks, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// Why it cannot be done there.
    pub reason: String,
}

/// A connection that the runner opened; numbers are not used twice in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u32);

/// A request that the runner made; numbers are not used twice in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// Which endpoint is meant, of which account, and who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Index into [`Cast::accounts`].
    pub account: usize,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The credential presented.
    pub credential: Credential,
}

/// The endpoints of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The data endpoint: MQTT and HTTPS publish.
    Data,
}

/// What a client shows of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Nothing: a custom authorizer decides, or nobody does.
    None,
    /// The client certificate of this principal, an index into [`Cast::principals`].
    Certificate(usize),
}

/// How a connection is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// Where to, and as whom.
    pub way: Way,
    /// Bytes that the client's side takes in before it reads: its receive window.
    pub window: usize,
}

/// What happened, in the order in which the stage noticed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A dial came to its end; an `Err` says why no connection was made.
    Dialled(LinkId, Result<(), String>),
    /// Bytes came in.
    Bytes(LinkId, Vec<u8>),
    /// The peer ended the connection; nothing more comes from it.
    Closed(LinkId),
    /// An HTTP call was answered, or came to nothing.
    Answered(CallId, Result<HttpAnswer, String>),
    /// The target logged something that may explain a failure.
    Logged(String),
    /// Nothing came until the given moment.
    Quiet(Quiet),
}

/// What is known when nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Nothing is pending anywhere.
    Exact,
    /// Patience is exhausted.
    Patience,
}

/// One case being played.
pub trait Stage {
    /// The scenario's clock.
    fn now(&self) -> Time;

    /// Opens a connection; its outcome arrives as [`Arrival::Dialled`].
    fn dial(&mut self, link: LinkId, how: &Dial);

    /// Sends bytes; after the connection's end they are dropped without error.
    fn write(&mut self, link: LinkId, bytes: &[u8]);

    /// Does something to a connection.
    fn hinder(&mut self, link: LinkId, how: Hindrance);

    /// Makes an HTTP call; its answer arrives as [`Arrival::Answered`].
    fn call(&mut self, call: CallId, way: &Way, request: &HttpRequest);

    /// Changes the world; when this returns, the change is in force.
    ///
    /// # Errors
    /// When the target cannot do it, or it did not work; the case is then unsupported or inconclusive, never failed.
    fn change(&mut self, change: &WorldChange) -> Result<(), SetupError>;

    /// Moves the clock; what falls due on the way happens at its own time.
    ///
    /// # Errors
    /// When the target's clock cannot be moved.
    fn advance(&mut self, to: Time) -> Result<(), Unsupported>;

    /// The next arrival, waiting until `until` at most on the target's clock. In simulation nothing is waited for: the
    /// clock moves to the next deadline, but not past `until`.
    fn next(&mut self, until: Time) -> Arrival;
}
