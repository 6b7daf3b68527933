//! Decisions as reports write them.

use schemars::JsonSchema;
use serde::Serialize;
use touchstone_oracle::policy;

/// A decision, in the words of the vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Decision {
    /// A statement allows it, none denies it.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// No statement covers it.
    ImplicitDeny,
}

impl From<policy::Decision> for Decision {
    fn from(decision: policy::Decision) -> Self {
        match decision {
            policy::Decision::Allowed => Self::Allowed,
            policy::Decision::ExplicitDeny => Self::ExplicitDeny,
            policy::Decision::ImplicitDeny => Self::ImplicitDeny,
        }
    }
}
