//! The vectors for IAM policies, asked of iam-rs as a third opinion. Where it differs, the table says why; a difference that
//! appears or disappears fails the test.

#![expect(clippy::unwrap_used, reason = "the vectors are a file of this repository")]

use std::collections::BTreeMap;

use iam_rs::{Arn, Context, ContextValue, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId};
use serde_json::{Value as Json, json};
use touchstone_agreement::policy_vectors::{Decision, PolicyType, Request, Vector};
use touchstone_oracle::policy::{Caller, Value};

/// Requests on which iam-rs decides otherwise, with what it says and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("PV-GEN-37/1", "Allow", "ARN operators: a star spans the parts of an ARN"),
    ("PV-GEN-37/3", "NotApplicable", "ARN operators: a star spans the parts of an ARN"),
    ("PV-GEN-37/6", "NotApplicable", "ArnEquals takes no wildcards"),
    ("PV-GEN-40/2", "Allow", "BinaryEquals compares without regard to case"),
    ("PV-TAG-02/1", "NotApplicable", "variables are not replaced in values of conditions"),
    ("PV-TAG-02/3", "NotApplicable", "variables are not replaced in values of conditions"),
    ("PV-TAG-02/5", "Allow", "the text of a variable equals itself in a condition"),
];

/// What iam-rs says; the sentence of its error where it says nothing.
fn third_opinion(vector: &Vector, request: &Request) -> String {
    let mut context = serde_json::Map::from_iter(vector.context.clone());
    context.extend(request.context.clone());
    context.retain(|_, member| !member.is_null());
    let caller: Caller = serde_json::from_value(Json::Object(context)).unwrap();
    let mut evaluator = PolicyEvaluator::new();
    for policy in &vector.policies {
        match IAMPolicy::from_json(&with_principal(policy)) {
            Ok(policy) => evaluator.add_policy(policy),
            Err(_) => return "refused".to_owned(),
        }
    }
    let principal = Principal::Aws(PrincipalId::String("arn:aws:iam::123456789012:user/u".to_owned()));
    let resource = Arn::parse(&request.resource).unwrap();
    let request = IAMRequest::new_with_context(principal, request.action.as_str(), resource, keys(&caller));
    match evaluator.evaluate(&request).map(|result| result.decision) {
        Ok(iam_rs::Decision::Allow) => "Allow",
        Ok(iam_rs::Decision::Deny) => "Deny",
        Ok(iam_rs::Decision::NotApplicable) => "NotApplicable",
        Err(_) => "error",
    }
    .to_owned()
}

/// The policy as iam-rs wants it: with a principal in every statement.
fn with_principal(policy: &Json) -> String {
    let mut policy = policy.clone();
    let statements = match policy.get_mut("Statement") {
        Some(Json::Array(statements)) => statements.iter_mut().collect(),
        Some(statement) => vec![statement],
        None => vec![],
    };
    for statement in statements.into_iter().filter_map(Json::as_object_mut) {
        statement.insert("Principal".to_owned(), json!("*"));
    }
    policy.to_string()
}

fn keys(caller: &Caller) -> Context {
    let mut context = Context::new();
    let named = [
        ("aws:SourceIp", &caller.source_ip),
        ("iot:ClientId", &caller.client_id),
        ("cognito-identity.amazonaws.com:sub", &caller.cognito_sub),
    ];
    for (key, value) in named {
        if let Some(value) = value {
            context.insert(key.to_owned(), ContextValue::String(value.clone()));
        }
    }
    for (key, value) in &caller.keys {
        let value = match value {
            Value::One(text) => text.parse().map_or_else(|_| ContextValue::String(text.clone()), ContextValue::Boolean),
            Value::Many(texts) => ContextValue::StringList(texts.clone()),
        };
        context.insert(key.clone(), value);
    }
    context
}

#[test]
fn iam_rs_differs_where_the_table_says() {
    let vectors = Vector::read(&std::fs::read_to_string(Vector::path()).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    let mut asked = 0;
    for vector in vectors.iter().filter(|vector| vector.policy_type == PolicyType::Iam && vector.and_policies.is_none())
    {
        // iam-rs has no pseudo resource.
        for request in vector.requests.iter().filter(|request| request.resource != "*") {
            asked += 1;
            let wanted = match request.decision {
                Some(Decision::Allowed) => "Allow",
                Some(Decision::ExplicitDeny) => "Deny",
                Some(Decision::ImplicitDeny) | None => "NotApplicable",
            };
            let opinion = third_opinion(vector, request);
            if opinion != wanted {
                found.insert(request.id.clone(), opinion);
            }
        }
    }
    let listed = DIFFERENCES.iter().map(|(id, opinion, _)| ((*id).to_owned(), (*opinion).to_owned()));
    println!("{} of {asked} requests are decided otherwise", found.len());
    assert!(Arn::parse("*").is_err(), "iam-rs has a pseudo resource now: ask those requests as well");
    assert_eq!(found, listed.collect());
}
