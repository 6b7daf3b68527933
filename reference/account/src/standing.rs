//! What a session keeps of its principal's rights, bound again whenever the registry has changed.

use std::sync::Arc;

use touchstone_broker::ConnectionId;
use touchstone_policy::{
    Action, Explanation, Facts, Outcome, PolicySet, PrincipalKind, Resource, Rights, Side, Switches, Values,
};
use touchstone_registry::Epoch;
use touchstone_vocabulary::{CertificateId, ClientId, Time};

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
    /// Holds other policies from now on, which a custom authorizer returned.
    pub(crate) fn hold(&mut self, epoch: Epoch, set: Arc<PolicySet>) {
        let values = authorized(&self.binding.client, &self.address, self.binding.host.as_deref());
        self.binding = Binding::of(Bound::new(epoch, set, values));
    }
}

/// The values of a connection that a custom authorizer let in.
pub(crate) fn authorized(client: &ClientId, address: &str, host: Option<&str>) -> Values {
    let facts = Facts {
        principal: PrincipalKind::CustomAuthorizer,
        client_id: Some(client.as_str().to_owned()),
        source_ip: Some(address.to_owned()),
        domain_name: host.map(str::to_owned),
        ..Facts::default()
    };
    facts.values(Side::Iot, &Switches::default())
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
pub(crate) struct Bound {
    epoch: Epoch,
    set: Arc<PolicySet>,
    pub(crate) values: Values,
}

impl Bound {
    pub(crate) const fn new(epoch: Epoch, set: Arc<PolicySet>, values: Values) -> Self {
        Self { epoch, set, values }
    }

    /// The same policies with other values.
    pub(crate) fn with(&self, values: Values) -> Self {
        Self { values, set: Arc::clone(&self.set), epoch: self.epoch }
    }

    //= POL-VAR-49
    /// Tells the policies what time it is, if one of them looks.
    pub(crate) fn set_clock(&mut self, now: Time) {
        if self.set.reads_clock() {
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

/// What a connection keeps of a binding.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) epoch: Epoch,
    pub(crate) client: ClientId,
    /// The host name that the client asked for.
    pub(crate) host: Option<Box<str>>,
    held: Held,
}

#[derive(Clone, Debug)]
enum Held {
    /// The values that the policies ask for.
    Rights(Rights),
    /// All values, where a policy looks at the time of the request.
    Clocked(Box<Bound>),
}

impl Binding {
    pub(crate) fn of(bound: Bound) -> Self {
        let Values { client_id, domain_name, .. } = &bound.values;
        let (epoch, client) = (bound.epoch, ClientId::new(client_id.as_deref().unwrap_or_default()));
        let host = domain_name.as_deref().map(Into::into);
        let held = if bound.set.reads_clock() {
            Held::Clocked(Box::new(bound))
        } else {
            Held::Rights(Rights::new(bound.set, &bound.values))
        };
        Self { epoch, client, host, held }
    }

    pub(crate) fn set_clock(&mut self, now: Time) {
        if let Held::Clocked(bound) = &mut self.held {
            bound.set_clock(now);
        }
    }

    pub(crate) fn allows(&self, action: Action<'_>, resource: Resource<'_>) -> bool {
        match &self.held {
            Held::Rights(rights) => rights.decide(action, resource) == Outcome::Allowed,
            Held::Clocked(bound) => bound.allows(action, resource),
        }
    }

    pub(crate) fn explain(&self, action: Action<'_>, resource: Resource<'_>) -> String {
        match &self.held {
            Held::Rights(rights) => sentence(&rights.explain(action, resource), action),
            Held::Clocked(bound) => bound.explain(action, resource),
        }
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
