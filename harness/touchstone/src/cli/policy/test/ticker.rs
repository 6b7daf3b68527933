//! Progress of long files, on standard error and only where somebody watches.

use std::io::{IsTerminal, Write, stderr};

/// One line, written anew for each vector; nothing where standard error is no terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticker {
    is_watched: bool,
}

impl Ticker {
    /// Looks once whether standard error is a terminal.
    pub(super) fn new() -> Self {
        Self { is_watched: stderr().is_terminal() }
    }

    /// A vector of a file is judged next: the how-manieth, of how many.
    pub(super) fn judging(&self, number: usize, of: usize, file: &str) {
        if self.is_watched {
            // A terminal that cannot be written to is no reason to stop.
            drop(write!(stderr(), "\r\x1b[K{file}: vector {number} of {of}"));
        }
    }

    /// All are judged.
    pub(super) fn over(&self) {
        if self.is_watched {
            drop(write!(stderr(), "\r\x1b[K"));
        }
    }
}
