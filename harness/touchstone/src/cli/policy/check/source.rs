//! The texts that are checked.

use std::fs::File;
use std::io::{self, Read};

use thiserror::Error;

/// Far more than any policy may hold; what is larger is not read into memory.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// A text that was read.
pub(super) struct Source {
    pub(super) text: String,
}

/// Why a file cannot be checked.
#[derive(Debug, Error)]
pub(super) enum Unreadable {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("larger than {MOST_BYTES} bytes, which no policy is")]
    TooLarge,
    #[error("no UTF-8 at byte {0}")]
    NoText(usize),
}

impl Source {
    /// Reads a file, or the standard input for `-`.
    pub(super) fn read(path: &str) -> Result<Self, Unreadable> {
        let mut bytes = Vec::new();
        let most = MOST_BYTES + 1;
        if path == "-" {
            io::stdin().lock().take(most).read_to_end(&mut bytes)?;
        } else {
            File::open(path)?.take(most).read_to_end(&mut bytes)?;
        }
        if u64::try_from(bytes.len()).is_ok_and(|length| length == most) {
            return Err(Unreadable::TooLarge);
        }
        let text = String::from_utf8(bytes).map_err(|error| Unreadable::NoText(error.utf8_error().valid_up_to()))?;
        Ok(Self { text })
    }
}
