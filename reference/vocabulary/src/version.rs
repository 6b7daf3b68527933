//! Versions of policies.

use std::fmt;

/// The id of a version of a policy: a number, counted from 1 (POL-LIMIT-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyVersionId(u32);

impl PolicyVersionId {
    /// The version that a policy is made with.
    pub const FIRST: Self = Self(1);

    /// The id that is given after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for PolicyVersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
