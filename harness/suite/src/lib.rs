//! Catalogue, runner, verdicts, reports and remote targets.
//!
//! A [`Corpus`] is every scenario file of a folder, spread into [`Script`]s: cases with the policies, authorizers and
//! requirements behind their names. [`run`] plays them on a [`Target`] and gives a [`Report`]; [`perform`] plays one and
//! gives its [`Transcript`] as well. The built-in targets are `touchstone`'s, somebody else's endpoint is a [`Remote`].
//!
//! The runner knows nothing of what it judges: it has no dependency on any crate that decides, and whatever a target can
//! do or cannot is said by its [`Profile`]. It reads no clock but the stage's, so that a week passes in simulation in no
//! time.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use touchstone_scenario::Known;
//! use touchstone_suite::{Corpus, Options, Remote, Terminal, Ticker, run, select};
//!
//! let corpus = Corpus::load(Path::new("scenarios"), Known::Any)?;
//! let target = Remote::load(Path::new("scenarios/targets/mosquitto.yaml"))?.at("localhost:1883")?;
//! let scripts = select(&corpus.scripts, Some("eviction/"), None);
//! let report = run(&scripts, &target, &Options::default(), &Ticker::new());
//! println!("{}", Terminal(&report));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Read `runner` next: `runner::claim` says when an inbox meets an expectation, `runner::barrier` what may not lie there.

mod catalogue;
mod corpus;
mod coverage;
mod divergence;
mod files;
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

pub use catalogue::{Awaited, Catalogue, CatalogueError, Confidence, Entry, Requirement, RequirementId, Shown, Waits};
pub use corpus::{Complaint, Corpus, CorpusError};
pub use coverage::{
    Area, Citation, Contradiction, Coverage, Covered, Freed, Listing, Panel, Reach, Showing, Stand, cover,
    speaks_of_a_denial,
};
pub use files::FileError;
pub use remote::{Remote, TargetFileError, target_schema};
pub use report::{
    CaseReport, Counts, Progress, Report, Silent, StaleDivergence, Terminal, Ticker, json, junit, verdict_style,
};
pub use run::{Options, perform, run, seed_of, select};
pub use runner::{Played, play};
pub use script::{Script, Source};
pub use target::*;
pub use transcript::{Difference, Received, Transcript, compare, hex, normalised};
pub use verdict::{Cited, Exchange, Failure, Heading, Verdict};
pub use world::*;
