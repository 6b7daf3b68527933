//! What the benchmarks share: packets, an account with a fleet of things, what policies are asked. The benchmarks
//! themselves live in `benches/`, one file per question; README.md says how to run each and what was measured.

#![expect(clippy::unwrap_used, reason = "everything here is made from constants")]

pub mod fleet;
pub mod packets;
pub mod policy;

/// Whether `cargo bench` runs this: `cargo test` and `-- --test` ask for one quick pass only, as criterion has it.
#[must_use]
pub fn runs_in_full() -> bool {
    let asked = |name: &str| std::env::args().any(|argument| argument == name);
    asked("--bench") && !asked("--test")
}
