//! Does the compiled policy set decide as the model says, and for the same statements?

use std::collections::BTreeMap;

use touchstone_oracle::policy as oracle;
use touchstone_policy::{Action, ConnectedThing, Home, Outcome, Policy, PolicySet, Values};

use crate::policy_case::PolicyCase;

/// Compares the decision and the deciding statements of the engine with those of the oracle.
///
/// # Panics
/// When they differ, when `decide` and `explain` differ, or when the case holds a document that is refused.
#[expect(clippy::panic, reason = "a check ends the test that asked, with the whole case in the message")]
pub fn check_policy_decision(case: &PolicyCase) {
    let set = compiled(case).unwrap_or_else(|refusal| panic!("{refusal}\n{case}"));
    let action = Action::named(&case.action);
    let explanation = set.explain(action, case.resource(), &case.values);
    let outcome = set.decide(action, case.resource(), &case.values);
    assert_eq!(outcome, explanation.outcome, "decide (left) and explain (right) differ\n{case}");
    let read = |text: &str| oracle::Policy::parse(text, oracle::Dialect::Iot);
    let policies: Vec<_> = case.documents.iter().map(|(name, text)| (name, read(text))).collect();
    let in_force = policies.iter().map(|(name, policy)| match policy {
        Ok(policy) => oracle::InForce::new(name, policy),
        Err(refusal) => panic!("{refusal}\n{case}"),
    });
    let policies = oracle::Policies { iot: in_force.collect(), iam: vec![] };
    let judgement =
        oracle::judge(&policies, &case.action, &case.arn(), &caller(&case.values), oracle::Settings::default());
    let wanted = match judgement.decision {
        oracle::Decision::Allowed => Outcome::Allowed,
        oracle::Decision::ExplicitDeny => Outcome::ExplicitDeny,
        oracle::Decision::ImplicitDeny => Outcome::ImplicitDeny,
    };
    assert_eq!(explanation.outcome, wanted, "the engine (left) and the oracle (right) decide differently\n{case}");
    let found: Vec<(String, usize)> = explanation.deciding.into_iter().map(|by| (by.policy, by.statement)).collect();
    assert_eq!(found, judgement.deciding, "the engine (left) and the oracle (right) name other statements\n{case}");
}

/// The policy set of a case.
///
/// # Errors
/// The sentence about a document that is refused.
pub fn compiled(case: &PolicyCase) -> Result<PolicySet, String> {
    let mut policies = Vec::new();
    for (name, text) in &case.documents {
        policies.push((&**name, Policy::parse(text).map_err(|error| format!("`{name}` is refused: {error}"))?));
    }
    let home = Home { partition: "aws", region: PolicyCase::REGION, account: PolicyCase::ACCOUNT };
    Ok(PolicySet::compile(&home, policies.iter().map(|(name, policy)| (*name, policy))))
}

/// Somebody over HTTPS, who has no keys but those given by name.
fn caller(values: &Values) -> oracle::Caller {
    let mut keys = BTreeMap::new();
    let mut set = |key: &str, value: &str| keys.insert(key.to_owned(), oracle::Value::One(value.to_owned()));
    let named = [
        ("iot:ClientId", &values.client_id),
        ("aws:SourceIp", &values.source_ip),
        ("iot:CertificateId", &values.certificate_id),
        ("iot:DomainName", &values.domain_name),
        ("iot:LastWillTopic", &values.last_will_topic),
    ];
    for (key, value) in named {
        if let Some(value) = value {
            set(key, value);
        }
    }
    match &values.thing {
        ConnectedThing::Unknown => (),
        ConnectedThing::Detached => drop(set("iot:Connection.Thing.IsAttached", "false")),
        ConnectedThing::Attached(thing) => {
            set("iot:Connection.Thing.IsAttached", "true");
            set("iot:Connection.Thing.ThingName", &thing.name);
            if let Some(name) = &thing.type_name {
                set("iot:Connection.Thing.ThingTypeName", name);
            }
            for (name, value) in &thing.attributes {
                set(&format!("iot:Connection.Thing.Attributes[{name}]"), value);
            }
        }
    }
    if let Some(attributes) = &values.connect_attributes {
        let attributes = attributes.iter().map(|text| text.clone().into_owned()).collect();
        keys.insert("iot:ConnectAttributes".to_owned(), oracle::Value::Many(attributes));
    }
    oracle::Caller { protocol: oracle::Protocol::Https, keys, ..oracle::Caller::default() }
}

#[cfg(test)]
mod tests;
