//! Who judges requests and texts: the engine, and the oracle beside it.

use touchstone_agreement::policy_request::{Answers, Judges};
use touchstone_agreement::policy_vectors::PolicyType;
use touchstone_oracle::policy::{self as oracle, Caller};
use touchstone_policy::{Dialect, Policy, Size};

/// What both say, of a request by its action, resource and caller, and of a text.
pub(super) struct Evaluators<'e> {
    pub(super) of_requests: &'e dyn Fn(&Judges<'_>, &str, &str, &Caller) -> Answers,
    pub(super) of_texts: &'e dyn Fn(PolicyType, &str) -> Readings,
}

/// Why a text is no policy, by each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Readings {
    pub(super) by_engine: Result<(), String>,
    pub(super) by_oracle: Result<(), String>,
}

impl Evaluators<'static> {
    /// Those of this project.
    pub(super) const OWN: Self = Self {
        of_requests: &|judges, action, resource, caller| judges.judge(action, resource, caller),
        of_texts: &read,
    };
}

fn read(policy_type: PolicyType, text: &str) -> Readings {
    let (dialect, size, same) = match policy_type {
        PolicyType::Iot => (Dialect::IotCore, Size::IotPolicy, oracle::Dialect::Iot),
        PolicyType::Iam => (Dialect::Iam, Size::IamManaged, oracle::Dialect::Iam),
    };
    let read = Policy::parse_as(dialect, text).map_err(|error| error.to_string());
    Readings {
        by_engine: read.and_then(|_| size.check([text]).map_err(|error| error.to_string())),
        by_oracle: oracle::Policy::parse(text, same).map(drop).map_err(|error| error.to_string()),
    }
}
