//! Operations of the control plane that touch several resources.

use std::fmt;

use arbitrary::{Arbitrary, Result, Unstructured};
use touchstone_oracle::policy::{Principal, Protocol};

use super::{Draft, PolicyCase, callers, documents, name, patterns, settings};
use crate::seed::stretched;

/// Policies in force and one job operation.
#[derive(Clone, Debug)]
pub struct OperationCase {
    /// The documents, who asks, and the action on the first resource.
    pub case: PolicyCase,
    /// What the operation touches: types and names.
    pub touched: Vec<(&'static str, String)>,
    /// Whether the first resource is created with tags.
    pub is_tagged: bool,
}

impl OperationCase {
    /// The case that follows from a seed.
    ///
    /// # Panics
    /// Never: the bytes suffice.
    #[must_use]
    pub fn of_seed(seed: u64) -> Self {
        Self::arbitrary(&mut Unstructured::new(&stretched(seed, 1024)))
            .unwrap_or_else(|_| unreachable!("choices fall back to the first when no bytes are left"))
    }
}

impl fmt::Display for OperationCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tags = if self.is_tagged { " with tags" } else { "" };
        write!(f, "{:?}{tags}: {}", self.touched, self.case)
    }
}

impl<'a> Arbitrary<'a> for OperationCase {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let caller = callers::caller_by(u, Principal::IamUser, Protocol::Https)?;
        let action = *u.choose(ACTIONS)?;
        let made = patterns::several(u)?;
        let mut touched = Vec::new();
        for kind in KINDS {
            if u.ratio(5, 6)? {
                touched.push((kind, name(u, &made, &caller)?));
            }
        }
        let (kind, name) = touched.first().map_or((None, String::new()), |(kind, name)| (Some(*kind), name.clone()));
        let mut kinds: Vec<&'static str> = touched.iter().map(|(kind, _)| *kind).collect();
        if kinds.is_empty() {
            kinds.extend(KINDS);
        }
        let draft = Draft { u, action, kinds: &kinds, patterns: made, caller: &caller };
        let documents = documents(draft)?;
        let is_tagged = u.ratio(1, 6)?;
        let settings = settings(u)?;
        let case = PolicyCase { documents, action: action.to_owned(), kind, name, caller, settings };
        Ok(Self { case, touched, is_tagged })
    }
}

const KINDS: [&str; 4] = ["job", "thing", "thinggroup", "jobtemplate"];

/// Job actions, those that touch several resources more often.
const ACTIONS: &[&str] = &[
    "iot:CreateJob",
    "iot:CreateJob",
    "iot:CreateJob",
    "iot:CreateJob",
    "iot:AssociateTargetsWithJob",
    "iot:AssociateTargetsWithJob",
    "iot:AssociateTargetsWithJob",
    "iot:CancelJobExecution",
    "iot:CancelJobExecution",
    "iot:CreateJobTemplate",
    "iot:DeleteJobExecution",
    "iot:DescribeJobExecution",
    "iot:ListJobs",
    "iot:CancelJob",
    "iot:DeleteJob",
    "iot:DeleteJobTemplate",
    "iot:DescribeJob",
    "iot:DescribeJobTemplate",
    "iot:DescribeManagedJobTemplate",
    "iot:GetJobDocument",
    "iot:ListJobExecutionsForJob",
    "iot:ListJobExecutionsForThing",
    "iot:ListJobTemplates",
    "iot:ListManagedJobTemplates",
    "iot:UpdateJob",
];
