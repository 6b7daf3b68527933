//! The model against the vectors: one test for every request, every operation and every document.

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Map, Value as Json, from_str, from_value};
use touchstone_oracle::policy::{
    Caller, Decision, Dialect, InForce, Judgement, Policies, Policy, Settings, all_of, judge,
};

const VECTORS: &str = include_str!("../../../scenarios/vectors/policy.json");

fn main() {
    let Ok(vectors) = from_str::<Vec<Json>>(VECTORS) else { unreachable!("the vectors are a list") };
    let mut trials = Vec::new();
    for vector in &vectors {
        for (member, check) in [("requests", asks as Check), ("operations", operates), ("documents", reads)] {
            for case in listed(vector, member) {
                let (vector, case) = (vector.clone(), case.clone());
                trials.push(Trial::test(text(&case, "id").to_owned(), move || check(&vector, &case)));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

type Check = fn(&Json, &Json) -> Result<(), Failed>;

fn asks(vector: &Json, request: &Json) -> Result<(), Failed> {
    let found = format!("{:?}", judgement(vector, &[], request)?.decision);
    let wanted = match text(request, "decision") {
        "ALLOWED" => "Allowed",
        "EXPLICIT_DENY" => "ExplicitDeny",
        _ => "ImplicitDeny",
    };
    same(&found, wanted, request)
}

fn operates(vector: &Json, operation: &Json) -> Result<(), Failed> {
    let checks = listed(operation, "checks").iter().map(|check| judgement(vector, &[operation], check));
    let judged = all_of(checks.collect::<Result<_, _>>()?);
    same(if judged.decision == Decision::Allowed { "Allow" } else { "Deny" }, text(operation, "expect"), operation)
}

fn reads(vector: &Json, document: &Json) -> Result<(), Failed> {
    let parsed = Policy::parse(text(document, "text"), dialect(vector));
    same(if parsed.is_ok() { "Valid" } else { "Malformed" }, text(document, "expect"), document)
}

fn judgement(vector: &Json, between: &[&Json], request: &Json) -> Result<Judgement, Failed> {
    let mut context = Map::new();
    for layer in [&[vector], between, &[request]].concat() {
        context.extend(layer.get("context").and_then(Json::as_object).cloned().unwrap_or_default());
    }
    // `null` means absent.
    context.retain(|_, member| !member.is_null());
    let caller: Caller = from_value(Json::Object(context))?;
    let dialect = dialect(vector);
    let first = parsed(listed(vector, "policies"), dialect)?;
    let second = parsed(listed(vector, "and_policies"), Dialect::Iot)?;
    let attachments = listed(vector, "attachments");
    let first = first.iter().enumerate().map(|(place, policy)| InForce {
        group: attachments.get(place).and_then(Json::as_str).and_then(|target| target.strip_prefix("thinggroup/")),
        ..InForce::new("", policy)
    });
    let second = second.iter().map(|policy| InForce::new("", policy)).collect();
    let policies = match dialect {
        Dialect::Iot => Policies { iot: first.collect(), iam: vec![] },
        Dialect::Iam => Policies { iot: second, iam: vec![first.collect()] },
    };
    Ok(judge(&policies, text(request, "action"), text(request, "resource"), &caller, Settings::default()))
}

fn parsed(documents: &[Json], dialect: Dialect) -> Result<Vec<Policy>, Failed> {
    documents.iter().map(|document| Ok(Policy::parse(&document.to_string(), dialect)?)).collect()
}

fn dialect(vector: &Json) -> Dialect {
    if text(vector, "policy_type") == "iam" { Dialect::Iam } else { Dialect::Iot }
}

fn same(found: &str, wanted: &str, case: &Json) -> Result<(), Failed> {
    if found == wanted { Ok(()) } else { Err(format!("{found} for {wanted}: {}", text(case, "why")).into()) }
}

fn listed<'a>(json: &'a Json, member: &str) -> &'a [Json] {
    json.get(member).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(json: &'a Json, member: &str) -> &'a str {
    json.get(member).and_then(Json::as_str).unwrap_or_default()
}
