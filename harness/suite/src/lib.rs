//! Catalogue, runner, verdicts, reports and remote targets.

mod catalogue;
mod corpus;
mod divergence;
mod peer;
mod remote;
mod report;
mod run;
mod runner;
mod script;
mod target;
mod transcript;
mod verdict;
mod world;

pub use catalogue::{Catalogue, CatalogueError, Confidence, Requirement, RequirementId, Shown};
pub use corpus::{Complaint, Corpus, CorpusError};
pub use remote::{Remote, TargetFileError};
pub use report::{
    CaseReport, Counts, Progress, Report, Silent, StaleDivergence, Terminal, Ticker, json, verdict_style,
};
pub use run::{Options, perform, run, seed_of, select};
pub use runner::{Played, play};
pub use script::{Script, Source};
pub use target::*;
pub use transcript::{Difference, Received, Transcript, compare, hex, normalised};
pub use verdict::{Cited, Exchange, Failure, Heading, Verdict};
pub use world::*;
