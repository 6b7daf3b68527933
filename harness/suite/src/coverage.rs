//! Cited is not shown: which requirements a corpus demonstrates, found by playing it where it must not pass.
//!
//! A case shows what it cites when it passes on the reference and on no endpoint that does nothing: neither on one that
//! never answers nor on one that closes at the first byte. What [speaks of a denial](speaks_of_a_denial) is shown only by
//! a case that moreover fails where nothing is ever denied, and that a packet [needs no right](Freed) only by one that
//! fails where that packet is denied.

mod area;
mod citation;
mod denial;
mod listing;
mod stand;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use crate::{
    Catalogue, Corpus, Options, Progress, Report, Requirement, RequirementId, Script, Shown, Target, Verdict, run,
};
pub use area::{Area, Reach};
pub use citation::Citation;
pub use denial::{Freed, speaks_of_a_denial};
pub use listing::Listing;
pub use stand::{Contradiction, Stand};

/// The targets on which coverage plays a corpus.
#[derive(Clone, Copy)]
pub struct Panel<'a> {
    /// The reference, where a case has to pass.
    pub reference: &'a dyn Target,
    /// Targets that do nothing for a client, where a case that passes shows nothing.
    pub idle: &'a [&'a dyn Target],
    /// The reference with every policy decision Allowed, where a case about a denial has to fail.
    pub granting: &'a dyn Target,
    /// The reference with a right asked for where none is needed, where a case about that freedom has to fail.
    pub denying: &'a [(Freed, &'a dyn Target)],
}

impl fmt::Debug for Panel<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let idle: Vec<&str> = self.idle.iter().map(|target| name(*target)).collect();
        f.debug_struct("Panel")
            .field("reference", &name(self.reference))
            .field("idle", &idle)
            .field("granting", &name(self.granting))
            .field("denying", &self.denying.iter().map(|(freed, _)| freed).collect::<Vec<_>>())
            .finish()
    }
}

/// Everything that is cited, with what shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    covered: BTreeMap<RequirementId, Covered>,
}

/// One cited requirement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// The cases that cite it, by id, with what each shows of it.
    pub cases: Vec<(String, Showing)>,
    /// The tests and vectors that cite it, in words.
    pub elsewhere: Vec<String>,
}

/// What a case shows of a requirement that it cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Showing {
    /// It could not have passed without what is required.
    Shows,
    /// On the reference it comes to this verdict.
    NoPass(&'static str),
    /// It passes on this target too, which does nothing.
    PassesOn(String),
    /// It does not fail on this target, which denies nothing, though the requirement speaks of a denial, or which denies
    /// what the requirement frees.
    StandsOn(String),
}

impl fmt::Display for Showing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shows => f.write_str("shows it"),
            Self::NoPass(verdict) => write!(f, "is {verdict}"),
            Self::PassesOn(target) => write!(f, "passes on {target}"),
            Self::StandsOn(target) => write!(f, "does not fail on {target}"),
        }
    }
}

/// Plays the corpus on the whole panel and adds what tests and vectors cite.
///
/// A citation of something that is not in the catalogue is passed over; that it does not occur is a wall's business.
pub fn cover(
    corpus: &Corpus,
    panel: &Panel<'_>,
    citations: &[Citation],
    options: &Options,
    progress: &dyn Progress,
) -> Coverage {
    let scripts: Vec<&Script> = corpus.scripts.iter().collect();
    let played = Played {
        reference: run(&scripts, panel.reference, options, progress),
        idle: panel.idle.iter().map(|target| run(&scripts, *target, options, progress)).collect(),
        granting: run(&scripts, panel.granting, options, progress),
        denying: panel
            .denying
            .iter()
            .map(|(freed, target)| denied(*freed, *target, &scripts, options, progress))
            .collect(),
    };
    let mut coverage = Coverage::default();
    for (index, script) in scripts.iter().enumerate() {
        let plain = played.shows(index);
        for cited in &script.cited {
            let id = cited.id.as_str();
            let showing = match &plain {
                Showing::Shows if speaks_of_a_denial(id, &cited.sentence) => played.needs_denial(index),
                Showing::Shows => played.needs_freedom(&script.case.id, Freed::by(id)),
                other => other.clone(),
            };
            coverage.covered.entry(cited.id.clone()).or_default().cases.push((script.case.id.clone(), showing));
        }
    }
    for citation in citations {
        coverage.add(&corpus.catalogue, citation);
    }
    coverage
}

impl Coverage {
    /// Cited requirements, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = (&RequirementId, &Covered)> {
        self.covered.iter()
    }

    /// What is known of a requirement; `None` when nothing cites it.
    #[must_use]
    pub fn of(&self, id: &RequirementId) -> Option<&Covered> {
        self.covered.get(id)
    }

    /// Adds a test or vector. Of a denial that shows on the wire only a case can tell, so there it counts for nothing.
    fn add(&mut self, catalogue: &Catalogue, citation: &Citation) {
        let Some((id, requirement)) = catalogue.find(&citation.id) else { return };
        if only_a_case_shows(id, requirement) {
            return;
        }
        let elsewhere = &mut self.covered.entry(id.clone()).or_default().elsewhere;
        if !elsewhere.contains(&citation.by) {
            elsewhere.push(citation.by.clone());
            elsewhere.sort();
        }
    }
}

fn only_a_case_shows(id: &RequirementId, requirement: &Requirement) -> bool {
    requirement.shown == Shown::Wire && speaks_of_a_denial(id.as_str(), &requirement.sentence)
}

impl Covered {
    /// How many cases, tests and vector files cite it.
    #[must_use]
    pub fn cited_by(&self) -> usize {
        self.cases.len() + self.elsewhere.len()
    }

    /// The cases that show it.
    pub fn shown_by_cases(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().filter(|(_, showing)| *showing == Showing::Shows).map(|(case, _)| case.as_str())
    }

    /// Whether a case, a test or a vector shows it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        !self.elsewhere.is_empty() || self.shown_by_cases().next().is_some()
    }
}

/// The corpus played on the whole panel; the cases of each report are in the corpus's order.
struct Played {
    reference: Report,
    idle: Vec<Report>,
    granting: Report,
    /// Only the cases that cite a requirement which frees the packet.
    denying: Vec<(Freed, Report)>,
}

impl Played {
    /// What a case shows of a requirement that speaks of no denial.
    fn shows(&self, index: usize) -> Showing {
        match verdict(&self.reference, index) {
            Some(Verdict::Pass) => {}
            other => return Showing::NoPass(other.map_or("not played", Verdict::word)),
        }
        let passes =
            |report: &&Report| matches!(verdict(report, index), Some(Verdict::Pass | Verdict::Tolerated { .. }));
        self.idle.iter().find(passes).map_or(Showing::Shows, |report| Showing::PassesOn(report.target.clone()))
    }

    /// What a case that shows something shows of a denial.
    fn needs_denial(&self, index: usize) -> Showing {
        match verdict(&self.granting, index) {
            Some(Verdict::Fail(_)) => Showing::Shows,
            _ => Showing::StandsOn(self.granting.target.clone()),
        }
    }

    /// What a case that shows something shows of packets that need no right: it fails wherever one of them is denied.
    fn needs_freedom(&self, case: &str, freed: &[Freed]) -> Showing {
        let stands = |(packet, report): &&(Freed, Report)| {
            let verdict = report.cases.iter().find(|it| it.id == case).map(|it| &it.verdict);
            freed.contains(packet) && !matches!(verdict, Some(Verdict::Fail(_)))
        };
        let stands = self.denying.iter().find(stands);
        stands.map_or(Showing::Shows, |(_, report)| Showing::StandsOn(report.target.clone()))
    }
}

/// The cases about the freedom of a packet, where it is denied.
fn denied(
    freed: Freed,
    target: &dyn Target,
    scripts: &[&Script],
    options: &Options,
    progress: &dyn Progress,
) -> (Freed, Report) {
    let about = |script: &&Script| script.cited.iter().any(|cited| Freed::by(cited.id.as_str()).contains(&freed));
    let about: Vec<&Script> = scripts.iter().copied().filter(about).collect();
    (freed, run(&about, target, options, progress))
}

fn verdict(report: &Report, index: usize) -> Option<&Verdict> {
    report.cases.get(index).map(|case| &case.verdict)
}

fn name(target: &dyn Target) -> &str {
    &target.profile().name
}
