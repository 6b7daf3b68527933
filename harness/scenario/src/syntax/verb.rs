//! The verbs that compare, count and run side by side.

use serde_json::Value;

use super::client::Message;
use super::outcome::Expected;
use super::place::Located;
use super::step::Step;

/// One subject of a `check:` with its comparisons, all of which must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is compared.
    pub subject: Subject,
    /// With what.
    pub comparisons: Vec<(Comparator, Value)>,
    /// Whether a list that `set equals` another must hold nothing twice.
    pub without_duplicates: bool,
    /// How long to wait for it; the target's patience when `None`.
    pub within: Option<touchstone_vocabulary::Span>,
}

/// What a `check:` compares.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A value of the file, captures put in their places.
    Value(Located<String>),
    /// The payloads of everything delivered to these clients, which this claims.
    Payloads(Vec<Located<String>>),
}

/// The closed list of comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `=`: the same value.
    Equal,
    /// `<`: a smaller number.
    Less,
    /// `>`: a larger number.
    Greater,
    /// `set equals`: the same members, in whatever order.
    SetEquals,
    /// `covers`: every member of the other, and perhaps more.
    Covers,
}

impl Comparator {
    /// Every comparison by the word that files use.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("=", Self::Equal),
        ("<", Self::Less),
        (">", Self::Greater),
        ("set equals", Self::SetEquals),
        ("covers", Self::Covers),
    ];

    /// The word that files use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::Greater => ">",
            Self::SetEquals => "set equals",
            Self::Covers => "covers",
        }
    }
}

/// `parallel:` — steps side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Parallel {
    /// In which orders.
    pub orders: Orders,
    /// The steps.
    pub of: Vec<Step>,
}

/// How the steps of a `parallel` are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orders {
    /// Interleaved by the case's seed.
    Seeded,
    /// One whole step after the other, in every order: each order is a playing of the case.
    All,
}

/// `stream:` — publishes that are acknowledged one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// Who.
    pub from: Located<String>,
    /// What; `$(i)` counts from 1.
    pub message: Message,
    /// How many.
    pub count: u32,
    /// Under which name the payloads that were acknowledged are kept.
    pub record: Option<String>,
}

/// So many of several clients, and the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The clients.
    pub clients: Vec<Located<String>>,
    /// How many.
    pub exactly: usize,
    /// What these must have seen; `None` is `online`: they are connected and got nothing after CONNACK.
    pub of: Option<Expected>,
    /// What the others must have seen.
    pub others: Expected,
}
