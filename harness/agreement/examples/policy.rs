//! Compares the compiled policies with the model for as many generated cases as one has time for, and for as many operations.
//!
//! ```sh
//! cargo run --release -p touchstone-agreement --example policy -- --cases 10000000 --seed 1
//! ```

use std::num::NonZero;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use touchstone_agreement::{PolicyCensus, check_policy_decision, check_policy_operation};
use touchstone_generate::policies::{OperationCase, PolicyCase};

/// Compares the compiled policies with the model.
#[derive(Clone, Copy, Debug, Parser)]
struct Arguments {
    /// How many cases to compare.
    #[arg(long, default_value_t = 10_000_000)]
    cases: u64,
    /// The first seed; the case of a seed is always the same.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Of how many cases one is looked at more closely for the census.
    #[arg(long, default_value = "100")]
    sample: NonZero<u64>,
}

/// Cases that a thread takes at a time.
const SHARE: u64 = 1_000;

/// What the threads have in common.
#[derive(Debug, Default)]
struct Tally {
    taken: AtomicU64,
    differences: AtomicU64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let tally = Tally::default();
    let start = Instant::now();
    let census = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let comparing: Vec<_> = (0..threads).map(|_| scope.spawn(|| compare(arguments, &tally))).collect();
        let mut shown = start;
        while !comparing.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(50));
            if shown.elapsed() >= Duration::from_secs(10) {
                shown = Instant::now();
                let taken = tally.taken.load(Ordering::Relaxed).min(arguments.cases);
                eprintln!("{taken} of {} cases, {:.0} a second", arguments.cases, rate(taken, start));
            }
        }
        let joined = comparing.into_iter().filter_map(|thread| thread.join().ok());
        joined.reduce(PolicyCensus::and).unwrap_or_default()
    });
    let differences = tally.differences.load(Ordering::Relaxed);
    println!("{census}");
    println!("{differences} differences, {:.0} cases a second", rate(census.cases, start));
    if differences == 0 && census.cases == arguments.cases { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Takes shares of the cases until none is left.
fn compare(arguments: Arguments, tally: &Tally) -> PolicyCensus {
    let mut census = PolicyCensus::default();
    loop {
        let first = tally.taken.fetch_add(SHARE, Ordering::Relaxed);
        if first >= arguments.cases {
            return census;
        }
        for number in first..arguments.cases.min(first + SHARE) {
            let seed = arguments.seed.wrapping_add(number);
            let case = PolicyCase::of_seed(seed);
            match check_policy_decision(&case) {
                Ok(decision) => census.count(decision),
                Err(difference) => {
                    census.count(None);
                    tally.differences.fetch_add(1, Ordering::Relaxed);
                    println!("seed {seed}: {difference}");
                }
            }
            if let Err(difference) = check_policy_operation(&OperationCase::of_seed(seed)) {
                tally.differences.fetch_add(1, Ordering::Relaxed);
                println!("operation of seed {seed}: {difference}");
            }
            if number.is_multiple_of(arguments.sample.get()) {
                census.sample(&case);
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown without decimals")]
fn rate(cases: u64, start: Instant) -> f64 {
    cases as f64 / start.elapsed().as_secs_f64()
}
