//! Reports: what a run found, for people and for programs.

mod json;
mod junit;
mod progress;
mod terminal;

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::{Judge, Played, RequirementId, Script, Verdict};
pub use json::json;
pub use junit::junit;
pub use progress::{Progress, Silent, Ticker};
pub use terminal::{Terminal, verdict_style};

/// What a run found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The target's name.
    pub target: String,
    /// By which set answers were judged.
    pub judge: Judge,
    /// The run's seed.
    pub seed: u64,
    /// How often each case was played.
    pub repeat: u32,
    /// Whether the target could not be reached.
    pub unreachable: bool,
    /// How long the run took.
    pub took: Duration,
    /// The cases in the order of their files.
    pub cases: Vec<CaseReport>,
    /// Entries of the target's list of divergences that no longer hold.
    pub stale: Vec<StaleDivergence>,
}

/// What became of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReport {
    /// The case's id.
    pub id: String,
    /// The scenario's id.
    pub scenario: String,
    /// The fact in one sentence.
    pub summary: String,
    /// The requirements it cites.
    pub requires: Vec<RequirementId>,
    /// The verdict.
    pub verdict: Verdict,
    /// Everything that was accepted only because a live target is judged.
    pub notes: Vec<String>,
    /// Packets received.
    pub packets: usize,
    /// How long it took; not part of the JSON report, which is the same for every run that finds the same.
    pub took: Duration,
}

/// A listed divergence that every case it names passes in spite of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleDivergence {
    /// What the list names.
    pub of: String,
    /// The cases that pass.
    pub passed: Vec<String>,
}

/// How many cases came to each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// As the reference has it.
    pub pass: usize,
    /// Accepted from another implementation.
    pub tolerated: usize,
    /// Not as required.
    pub fail: usize,
    /// Not played for lack of something.
    pub unsupported: usize,
    /// Not as required, and listed.
    pub known_divergence: usize,
    /// Nothing can be said.
    pub inconclusive: usize,
}

impl CaseReport {
    /// What became of a script.
    #[must_use]
    pub fn new(script: &Script, played: Played, took: Duration) -> Self {
        Self {
            id: script.case.id.clone(),
            scenario: script.case.scenario.clone(),
            summary: script.case.summary.clone(),
            requires: script.cited.iter().map(|cited| cited.id.clone()).collect(),
            verdict: played.verdict,
            notes: played.notes,
            packets: played.transcript.connections.iter().map(|connection| connection.packets.len()).sum(),
            took,
        }
    }
}

impl Report {
    /// How many cases came to each verdict.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for case in &self.cases {
            let count = match case.verdict {
                Verdict::Pass => &mut counts.pass,
                Verdict::Tolerated { .. } => &mut counts.tolerated,
                Verdict::Fail(_) => &mut counts.fail,
                Verdict::Unsupported { .. } => &mut counts.unsupported,
                Verdict::KnownDivergence { .. } => &mut counts.known_divergence,
                Verdict::Inconclusive { .. } => &mut counts.inconclusive,
            };
            *count += 1;
        }
        counts
    }

    /// How many requirements the cases cite.
    #[must_use]
    pub fn cited(&self) -> usize {
        let mut ids: Vec<&RequirementId> = self.cases.iter().flat_map(|case| &case.requires).collect();
        ids.sort();
        ids.dedup();
        ids.len()
    }

    /// 0 as expected, 1 an unexpected verdict or a list out of date, 2 no case at all, 3 unreachable or inconclusive.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        let counts = self.counts();
        if self.cases.is_empty() {
            2
        } else if counts.fail > 0 || !self.stale.is_empty() {
            1
        } else if self.unreachable || counts.inconclusive > 0 {
            3
        } else {
            0
        }
    }
}
