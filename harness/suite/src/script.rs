//! A case with everything needed to play it and to explain it.

use std::collections::BTreeMap;
use std::sync::Arc;

use touchstone_scenario::{Capability, Case};

use crate::{Cast, Cited};

/// A case ready to be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The case.
    pub case: Case,
    /// Its accounts and principals; the seed is set by the run.
    pub cast: Cast,
    /// The text of every policy that may be attached during the case, by name.
    pub policies: BTreeMap<String, String>,
    /// The capabilities it needs, each with the reason.
    pub needs: BTreeMap<Capability, String>,
    /// The requirements it cites.
    pub cited: Vec<Cited>,
    /// The file it was read from.
    pub source: Arc<Source>,
}

/// A scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path, as it was found.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// The line of this number, counted from 1, without the blanks around it.
    #[must_use]
    pub fn line(&self, number: u32) -> &str {
        let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        self.text.lines().nth(index).unwrap_or_default().trim()
    }
}
