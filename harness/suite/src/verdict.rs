//! Verdicts, and failures that explain themselves.

use touchstone_scenario::Place;

use crate::RequirementId;

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As the reference has it.
    Pass,
    /// Not as the reference has it, and still within what is accepted from another implementation.
    Tolerated {
        /// What was accepted.
        reason: String,
    },
    /// Not as required.
    Fail(Box<Failure>),
    /// The target lacks something the case needs, or the runner does.
    Unsupported {
        /// What is lacking.
        reason: String,
    },
    /// Not as required, and listed for this target.
    KnownDivergence {
        /// The reason in the list.
        reason: String,
    },
    /// The set-up could not be made, or did not settle.
    Inconclusive {
        /// Why.
        reason: String,
    },
}

impl Verdict {
    /// The verdict's word in reports.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Tolerated { .. } => "tolerated",
            Self::Fail(_) => "fail",
            Self::Unsupported { .. } => "unsupported",
            Self::KnownDivergence { .. } => "known divergence",
            Self::Inconclusive { .. } => "inconclusive",
        }
    }

    /// The reason, for the verdicts that carry one.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail(_) => None,
            Self::Tolerated { reason }
            | Self::Unsupported { reason }
            | Self::KnownDivergence { reason }
            | Self::Inconclusive { reason } => Some(reason),
        }
    }
}

/// Why a case failed, with everything needed to understand it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The scenario file, as it was found.
    pub file: String,
    /// Where the step stands in it.
    pub place: Place,
    /// The step as it is written, its first line.
    pub step: String,
    /// What was expected, in words.
    pub expected: String,
    /// What was seen, in words.
    pub seen: String,
    /// The requirements that the case cites.
    pub cited: Vec<Cited>,
    /// All packets so far.
    pub exchanges: Vec<Exchange>,
    /// What the target logged.
    pub logs: Vec<String>,
}

/// A requirement that a case cites, with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its id.
    pub id: RequirementId,
    /// What it says.
    pub sentence: String,
}

/// Something that went over a connection, for reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Milliseconds since the case began, on its clock.
    pub after: u64,
    /// The client.
    pub client: String,
    /// The number of the client's connection, counted over the case from 0.
    pub link: u32,
    /// Which way it went.
    pub way: Heading,
    /// In words.
    pub words: String,
    /// The bytes; none for a connection's beginning and end.
    pub bytes: Vec<u8>,
}

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// From the client to the target.
    Sent,
    /// From the target to the client.
    Received,
    /// Neither: something that happened to the connection.
    Happened,
}

impl Heading {
    /// The arrow in transcripts.
    #[must_use]
    pub const fn arrow(self) -> &'static str {
        match self {
            Self::Sent => "->",
            Self::Received => "<-",
            Self::Happened => "--",
        }
    }
}
