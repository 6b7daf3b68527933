//! Every document of the vectors, printed: it is the same document, and decides every request alike.

#![expect(clippy::unwrap_used, reason = "vectors that cannot be read fail the test")]

use touchstone_agreement::check_printed_text;
use touchstone_agreement::policy_request::{Document, Judges, On};
use touchstone_agreement::policy_vectors::{Grammar, PolicyType, Vector};
use touchstone_policy::{Dialect, Policy};

fn vectors() -> Vec<Vector> {
    Vector::read(&std::fs::read_to_string(Vector::path()).unwrap()).unwrap()
}

/// The documents of a vector in force.
fn documents(vector: &Vector) -> Vec<Document> {
    let of_iam = vector.policy_type == PolicyType::Iam;
    let group = |number: usize| vector.attachments.as_ref()?.get(number)?.strip_prefix("thinggroup/");
    let own = vector.policies.iter().enumerate().map(|(number, policy)| {
        let on = match group(number) {
            _ if of_iam => On::Identity,
            Some(group) => On::Group(group.to_owned()),
            None => On::Principal,
        };
        (policy, on)
    });
    let others = vector.and_policies.iter().flatten().map(|policy| (policy, On::Principal));
    let document = |(number, (policy, on)): (usize, (&serde_json::Value, On))| Document {
        name: number.to_string(),
        text: policy.to_string(),
        on,
    };
    own.chain(others).enumerate().map(document).collect()
}

#[test]
fn parse_of_print_is_identity() {
    let (mut policies, mut others) = (0, 0);
    for vector in vectors() {
        for document in documents(&vector) {
            assert_eq!(check_printed_text(&document.text), Ok(true), "{}", vector.id);
            policies += 1;
        }
        for document in &vector.documents {
            // One dialect may take what the other refuses.
            let is_policy = check_printed_text(&document.text).unwrap();
            assert!(is_policy || document.expect == Grammar::Malformed, "{}", document.id);
            *(if is_policy { &mut policies } else { &mut others }) += 1;
        }
    }
    println!("{policies} texts are policies, {others} are none");
    assert!(policies > 200 && others > 40, "{policies} and {others}");
}

//= POL-DOC-21
#[test]
fn what_is_printed_is_decided_alike() {
    let mut requests = 0;
    for vector in vectors() {
        let written = documents(&vector);
        let print = |document: &Document| {
            let dialect = if document.on == On::Identity { Dialect::Iam } else { Dialect::IotCore };
            Document { text: Policy::parse_as(dialect, &document.text).unwrap().to_string(), ..document.clone() }
        };
        let printed: Vec<Document> = written.iter().map(print).collect();
        let (written, printed) = (Judges::of(&written).unwrap(), Judges::of(&printed).unwrap());
        for request in &vector.requests {
            let caller = vector.caller(&[&request.context]).unwrap();
            let [was, is] =
                [&written, &printed].map(|judges| judges.judge(&request.action, &request.resource, &caller));
            assert_eq!(is, was, "{}", request.id);
            requests += 1;
        }
    }
    assert!(requests > 700, "{requests}");
}
