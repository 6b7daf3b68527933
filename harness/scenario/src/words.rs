//! What a file may name without declaring it: requirements, policies, authorizers, settings, outcomes.

use std::collections::{BTreeMap, BTreeSet};

use crate::Expected;

/// The names that exist outside a scenario file; the loader says which.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// Requirement ids of the catalogue.
    pub requirements: Known,
    /// Policies by file name below `scenarios/policies/`, without `.json`.
    pub policies: Known,
    /// Answers of authorizers by file name below `scenarios/authorizers/`, with `.json`.
    pub authorizers: Known,
    /// Switches and limits of an account.
    pub settings: Known,
    /// The outcomes of `scenarios/outcomes.yaml`.
    pub outcomes: Outcomes,
}

/// Outcomes by name, read once by [`crate::parse_outcomes`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes(pub(crate) BTreeMap<String, Expected>);

impl Outcomes {
    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Which names of a kind exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// Not known: any name is taken.
    #[default]
    Any,
    /// Exactly these.
    Only(BTreeSet<String>),
}

impl Known {
    /// Exactly these names.
    pub fn only<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        Self::Only(names.into_iter().map(Into::into).collect())
    }

    /// Whether the name may stand in a file.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(names) => names.contains(name),
        }
    }

    /// The names, none when any is taken.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = match self {
            Self::Any => None,
            Self::Only(names) => Some(names),
        };
        names.into_iter().flatten().map(String::as_str)
    }
}
