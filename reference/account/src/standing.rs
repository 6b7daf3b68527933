//! What a session keeps of its principal's rights, bound again whenever the registry has changed.

use std::sync::Arc;

use touchstone_policy::{Action, Explanation, Outcome, PolicySet, Resource, Values};
use touchstone_registry::Epoch;
use touchstone_vocabulary::CertificateId;

/// A session's rights and identity.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) principal: Principal,
    /// `sessionIdentifier` of its lifecycle events: one for each connection (OP-19).
    pub(crate) session_identifier: String,
    /// `versionNumber` of its lifecycle events.
    pub(crate) version_number: u64,
    /// `ipAddress` of its lifecycle events.
    pub(crate) address: String,
    pub(crate) binding: Binding,
}

/// Who stands behind a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Principal {
    /// The holder of a registered certificate.
    Certificate(CertificateId),
    /// Whom a custom authorizer named; its policies are the whole set of the connection (POL-EVAL-10).
    Authorized(String),
}

impl Principal {
    /// `principalIdentifier` of lifecycle events (MB-LCE-13).
    pub(crate) fn identifier(&self) -> &str {
        match self {
            Self::Certificate(id) => id.as_str(),
            Self::Authorized(name) => name,
        }
    }
}

/// A compiled set with the values that fill its variables, as of an epoch.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) epoch: Epoch,
    pub(crate) set: Arc<PolicySet>,
    pub(crate) values: Values,
}

impl Binding {
    pub(crate) fn allows(&self, action: Action<'_>, resource: Resource<'_>) -> bool {
        self.set.decide(action, resource, &self.values) == Outcome::Allowed
    }

    /// Which statements made a decision, for the log.
    pub(crate) fn explain(&self, action: Action<'_>, resource: Resource<'_>) -> String {
        sentence(&self.set.explain(action, resource, &self.values), action)
    }
}

/// An explanation in one sentence.
fn sentence(explanation: &Explanation, action: Action<'_>) -> String {
    let statements: Vec<String> = explanation
        .deciding
        .iter()
        .map(|deciding| match &deciding.sid {
            Some(sid) => format!("`{}` statement {} (`{sid}`)", deciding.policy, deciding.statement),
            None => format!("`{}` statement {}", deciding.policy, deciding.statement),
        })
        .collect();
    match explanation.outcome {
        Outcome::Allowed => format!("`{}` is allowed by {}", action.name(), statements.join(", ")),
        Outcome::ExplicitDeny => format!("`{}` is denied by {}", action.name(), statements.join(", ")),
        Outcome::ImplicitDeny => format!("`{}` is allowed by no statement", action.name()),
    }
}
