//! Progress of long work, on standard error and only where somebody watches.

use std::io::{IsTerminal, Write, stderr};

use crate::Verdict;

/// Told of each case as it ends; called from several threads.
pub trait Progress: Sync {
    /// A case came to its verdict: the how-manieth, of how many.
    fn played(&self, done: usize, of: usize, case: &str, verdict: &Verdict);

    /// All cases have.
    fn over(&self);
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn played(&self, _: usize, _: usize, _: &str, _: &Verdict) {}

    fn over(&self) {}
}

/// One line on standard error, written anew for each case; nothing where that is no terminal.
#[derive(Clone, Copy, Debug)]
pub struct Ticker {
    watched: bool,
}

impl Ticker {
    /// Looks once whether standard error is a terminal.
    #[must_use]
    pub fn new() -> Self {
        Self { watched: stderr().is_terminal() }
    }
}

impl Default for Ticker {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress for Ticker {
    fn played(&self, done: usize, of: usize, case: &str, verdict: &Verdict) {
        /// Wide enough to be read, narrow enough for any terminal.
        const WIDTH: usize = 76;
        if !self.watched {
            return;
        }
        let line: String = format!("{done}/{of} {}: {case}", verdict.word()).chars().take(WIDTH).collect();
        // A terminal that cannot be written to is no reason to stop the run.
        drop(write!(stderr(), "\r\x1b[K{line}"));
    }

    fn over(&self) {
        if self.watched {
            drop(write!(stderr(), "\r\x1b[K"));
        }
    }
}
