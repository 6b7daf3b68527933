//! A run: cases played on a target, one at a time or side by side, their verdicts gathered into a report.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::divergence;
use crate::{CaseReport, Cast, Isolation, Played, Progress, Report, Script, SetupError, Target, Verdict};

/// How a run is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many cases are played side by side, where the target isolates them.
    pub jobs: usize,
    /// From which, with a case's id, all its identifiers follow.
    pub seed: u64,
    /// How often each case is played; the first verdict that is not a pass counts.
    pub repeat: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { jobs: 1, seed: 1, repeat: 1 }
    }
}

/// The scripts whose id holds `filter` and that cite a requirement whose id begins with `requirement`.
#[must_use]
pub fn select<'a>(scripts: &'a [Script], filter: Option<&str>, requirement: Option<&str>) -> Vec<&'a Script> {
    let named = |script: &&Script| filter.is_none_or(|filter| script.case.id.contains(filter));
    let cites = |script: &&Script| {
        requirement.is_none_or(|prefix| script.cited.iter().any(|cited| cited.id.as_str().starts_with(prefix)))
    };
    scripts.iter().filter(named).filter(cites).collect()
}

/// Plays every script on the target and judges the outcome against the target's list of divergences.
///
/// Cases come back in the order of the scripts, whatever the number of jobs. When the target turns out not to be
/// reachable, the cases not yet begun are inconclusive without being tried.
pub fn run(scripts: &[&Script], target: &dyn Target, options: &Options, progress: &dyn Progress) -> Report {
    let began = Instant::now();
    let run = Run { scripts, target, options, progress, lost: AtomicBool::new(false), done: AtomicUsize::new(0) };
    let played = run.all();
    let profile = target.profile();
    let mut cases: Vec<CaseReport> =
        scripts.iter().zip(played).map(|(script, (played, took))| CaseReport::new(script, played, took)).collect();
    let stale = divergence::apply(&profile.divergences, &mut cases);
    progress.over();
    Report {
        target: profile.name.clone(),
        judge: profile.judge,
        seed: options.seed,
        repeat: options.repeat,
        unreachable: run.lost.load(Ordering::Relaxed),
        took: began.elapsed(),
        cases,
        stale,
    }
}

/// Plays one case once: checks what it needs, makes its world, plays it.
pub fn perform(script: &Script, target: &dyn Target, seed: u64) -> Played {
    perform_or_lose(script, target, seed).0
}

/// As [`perform`]; also whether the target could not be reached at all.
fn perform_or_lose(script: &Script, target: &dyn Target, seed: u64) -> (Played, bool) {
    let profile = target.profile();
    let lacking = script.needs.iter().find(|(capability, _)| !profile.capabilities.contains(capability));
    if let Some((capability, why)) = lacking {
        let reason = format!("the target has no `{}`: {why}", capability.word());
        return (Played::without_packets(Verdict::Unsupported { reason }), false);
    }
    let cast = Cast { seed: seed_of(&script.case.id, seed), ..script.cast.clone() };
    match Played::in_every_order(script, profile, cast.seed, &mut || target.open(&cast)) {
        Ok(played) => (played, false),
        Err(error) => {
            let lost = matches!(error, SetupError::Unreachable(_));
            let verdict = match error {
                SetupError::Unreachable(reason) | SetupError::World(reason) => Verdict::Inconclusive { reason },
                SetupError::Unsupported(reason) => Verdict::Unsupported { reason },
            };
            (Played::without_packets(verdict), lost)
        }
    }
}

/// The seed of a case: the run's seed and the case's id, mixed by FNV-1a, the same on every machine.
#[must_use]
pub fn seed_of(case: &str, run: u64) -> u64 {
    const BASIS: u64 = 0xCBF2_9CE4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01B3;
    let bytes = run.to_le_bytes();
    bytes.iter().chain(case.as_bytes()).fold(BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

struct Run<'a> {
    scripts: &'a [&'a Script],
    target: &'a dyn Target,
    options: &'a Options,
    progress: &'a dyn Progress,
    lost: AtomicBool,
    done: AtomicUsize,
}

impl Run<'_> {
    fn all(&self) -> Vec<(Played, Duration)> {
        let jobs = match self.target.profile().isolation {
            Isolation::Serial => 1,
            Isolation::Account => self.options.jobs.clamp(1, self.scripts.len().max(1)),
        };
        let next = AtomicUsize::new(0);
        let played = Mutex::new(Vec::new());
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(script) = self.scripts.get(index) else { return };
                let one = (index, self.one(script));
                played.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(one);
            }
        };
        if jobs == 1 {
            work();
        } else {
            std::thread::scope(|scope| {
                for _ in 0..jobs {
                    scope.spawn(work);
                }
            });
        }
        let mut played = played.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        played.sort_by_key(|(index, _)| *index);
        played.into_iter().map(|(_, one)| one).collect()
    }

    /// Plays a case as often as asked; the first verdict that is no pass stands.
    fn one(&self, script: &Script) -> (Played, Duration) {
        let began = Instant::now();
        let mut played = self.once(script, 0);
        for repetition in 1..self.options.repeat {
            if played.verdict != Verdict::Pass {
                break;
            }
            played = self.once(script, repetition);
        }
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.progress.played(done, self.scripts.len(), &script.case.id, &played.verdict);
        (played, began.elapsed())
    }

    fn once(&self, script: &Script, repetition: u32) -> Played {
        if self.lost.load(Ordering::Relaxed) {
            let reason = "not played, since the target could not be reached".to_owned();
            return Played::without_packets(Verdict::Inconclusive { reason });
        }
        let seed = self.options.seed.wrapping_add(u64::from(repetition));
        let (played, lost) = perform_or_lose(script, self.target, seed);
        self.lost.fetch_or(lost, Ordering::Relaxed);
        played
    }
}
