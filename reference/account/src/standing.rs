//! What a session keeps of its principal's rights, bound again whenever the registry has changed.

use std::sync::Arc;

use touchstone_broker::ConnectionId;
use touchstone_policy::{Action, Explanation, Outcome, PolicySet, Resource, Values};
use touchstone_registry::Epoch;
use touchstone_vocabulary::{CertificateId, Time};

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
    /// The connection that it was given to.
    pub(crate) connection: ConnectionId,
}

impl Standing {
    /// Holds other policies from now on, of the same principal.
    pub(crate) fn hold(&mut self, epoch: Epoch, set: Arc<PolicySet>) {
        self.binding = Binding::new(epoch, set, self.binding.values.clone());
    }
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
    /// Whether a policy looks at the time of the request.
    reads_clock: bool,
}

impl Binding {
    pub(crate) fn new(epoch: Epoch, set: Arc<PolicySet>, values: Values) -> Self {
        let reads_clock = set.reads_clock();
        Self { epoch, set, values, reads_clock }
    }

    /// The same rights with other values.
    pub(crate) fn with(&self, values: Values) -> Self {
        Self { values, set: Arc::clone(&self.set), ..*self }
    }

    //= POL-VAR-49
    /// Tells the policies what time it is, if one of them looks.
    pub(crate) fn set_clock(&mut self, now: Time) {
        if self.reads_clock {
            self.values.others.set_clock(now.millis().div_euclid(1_000));
        }
    }

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
