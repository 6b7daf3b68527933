//! A vector as the compiled engine takes it.

use libtest_mimic::Failed;
use serde_json::Value as Json;
use touchstone_agreement::policy_request::facts;
use touchstone_agreement::policy_vectors::{Decision, Grammar, PolicyType, Vector};
use touchstone_oracle::policy::Caller;
use touchstone_policy::{
    Action, Dialect, Facts, Home, Outcome, Plane, PoliciesBySide, Policy, PolicySet, Protocol, Resource, Size, Switches,
};

/// The account and Region of every vector.
const HOME: Home<'static> = Home { partition: "aws", region: "us-east-1", account: "123456789012" };

/// The policies that are in force for one request, compiled, and the facts of the request.
pub(crate) struct Engine {
    iam: PolicySet,
    iot: PolicySet,
    facts: Facts,
}

impl Engine {
    pub(crate) fn of(vector: &Vector, action: &str, caller: &Caller) -> Result<Self, Failed> {
        let facts = facts(action, caller);
        let groups = facts.groups_in_force(|group| caller.group_parents.get(group).map(String::as_str));
        let counts = |number: usize| {
            let attachment = vector.attachments.as_ref().and_then(|attachments| attachments.get(number));
            attachment.and_then(|to| to.strip_prefix("thinggroup/")).is_none_or(|group| groups.contains(group))
        };
        let own = vector.policies.iter().enumerate().filter(|(number, _)| counts(*number)).map(|(_, policy)| policy);
        let (iam, iot): (Vec<&Json>, Vec<&Json>) = match vector.policy_type {
            PolicyType::Iot => (Vec::new(), own.collect()),
            PolicyType::Iam => (own.collect(), vector.and_policies.iter().flatten().collect()),
        };
        Ok(Self { iam: set(Dialect::Iam, &iam)?, iot: set(Dialect::IotCore, &iot)?, facts })
    }

    pub(crate) fn outcome(&self, action: &str, resource: &str) -> Outcome {
        let plane = match self.facts.protocol {
            Protocol::CredentialProvider => Plane::Credentials,
            _ => Plane::Data,
        };
        let policies = PoliciesBySide { iam: &self.iam, iot: &self.iot };
        let (action, resource) = (Action::named(action), Resource::arn(resource));
        policies.decide(&self.facts, plane, action, resource, &Switches::default())
    }

    pub(crate) fn decide(&self, action: &str, resource: &str) -> Decision {
        match self.outcome(action, resource) {
            Outcome::Allowed => Decision::Allowed,
            Outcome::ExplicitDeny => Decision::ExplicitDeny,
            Outcome::ImplicitDeny => Decision::ImplicitDeny,
        }
    }
}

/// What the parser, and the limit of what is stored, say of a text.
pub(crate) fn grammar(policy_type: PolicyType, text: &str) -> Grammar {
    let (dialect, size) = match policy_type {
        PolicyType::Iot => (Dialect::IotCore, Size::IotPolicy),
        PolicyType::Iam => (Dialect::Iam, Size::IamManaged),
    };
    match Policy::parse_as(dialect, text) {
        Ok(_) if size.check([text]).is_ok() => Grammar::Valid,
        _ => Grammar::Malformed,
    }
}

fn set(dialect: Dialect, documents: &[&Json]) -> Result<PolicySet, Failed> {
    let policies = documents
        .iter()
        .map(|document| Policy::parse_as(dialect, &document.to_string()))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(PolicySet::compile(&HOME, policies.iter().map(|policy| ("policy", policy))))
}
