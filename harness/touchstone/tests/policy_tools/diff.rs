use serde_json::{Map, Value as Json};
use touchstone_agreement::policy_request::{Document, Judges, On};
use touchstone_oracle::policy::{Caller, Decision};

use super::{complains, examples, policy, policy_in, prints, prints_in, with};

const OLD: &str = "before.policy.json";
const NEW: &str = "after.policy.json";

#[test]
fn each_difference_is_shown_with_its_request_and_its_statements() {
    prints(&["diff", OLD, NEW], 1, "diff.txt");
}

#[test]
fn programs_read_each_difference() {
    prints(&["diff", OLD, NEW, "--format", "json"], 1, "diff.json");
}

#[test]
fn a_policy_is_equivalent_to_itself() {
    let printed = policy(&["diff", NEW, NEW]);
    let wanted = (Some(0), "equivalent: both policies allow the same to everybody\n");
    assert_eq!((printed.status, printed.out.as_str()), wanted, "{}", printed.err);
}

#[test]
fn what_is_equal_by_values_alone_is_not_called_equivalent() {
    let (_folder, path) = with("lamp.policy.json", "192.0.2.0/24", "192.0.2.1/24");
    let printed = policy(&["diff", "lamp.policy.json", &path]);
    assert!(printed.out.starts_with("no difference found: "), "{}", printed.out);
    assert_eq!(printed.status, Some(0));
}

#[test]
fn a_fault_of_a_document_is_shown_where_it_stands() {
    let (_folder, path) = with(NEW, "\"Sid\": \"secrets\"", "\"Sid\": 7");
    let wanted = "
error: `Sid` is text
  --> PATH:16:14
   |
16 |       \"Sid\": 7,
   |              ^";
    complains(&["diff", OLD, &path], &wanted.replace("PATH", &path));
}

/// Pairs that differ in as little as their names say.
const PAIRS: [&str; 3] = ["one-character", "one-variable", "one-condition"];

fn compares(pair: &str) {
    let [old, new] = ["old", "new"].map(|side| format!("{pair}.{side}.json"));
    prints_in(&examples(), &["diff", &old, &new], 1, &format!("diff/{pair}.txt"));
}

#[test]
fn a_slash_less_lets_a_topic_more_in() {
    compares("one-character");
}

#[test]
fn another_variable_gains_and_loses() {
    compares("one-variable");
}

#[test]
fn a_condition_more_shuts_out_who_does_not_meet_it() {
    compares("one-condition");
}

/// What engine and oracle, each by itself, decide on a request under a document.
fn decided(document: &str, request: &Json) -> [Decision; 2] {
    let text = std::fs::read_to_string(examples().join(document)).unwrap();
    let documents = [Document { name: document.to_owned(), text, on: On::Principal }];
    let context: Map<String, Json> = request["context"].as_object().unwrap().clone();
    let caller: Caller = serde_json::from_value(Json::Object(context)).unwrap();
    let text = |name: &str| request[name].as_str().unwrap();
    let answers = Judges::of(&documents).unwrap().judge(text("action"), text("resource"), &caller);
    [answers.engine.decision, answers.oracle.decision]
}

#[test]
fn engine_and_oracle_confirm_each_request_that_is_printed() {
    for pair in PAIRS {
        let [old, new] = ["old", "new"].map(|side| format!("{pair}.{side}.json"));
        let printed = policy_in(&examples(), &["diff", &old, &new, "--format", "json"]);
        let report: Json = serde_json::from_str(&printed.out).unwrap();
        let differences = report["differences"].as_array().unwrap();
        assert!(!differences.is_empty(), "{pair}");
        for difference in differences {
            let [was, is] = [&old, &new].map(|document| decided(document, &difference["request"]));
            let allowed = [Decision::Allowed; 2];
            let wanted = match difference["change"].as_str().unwrap() {
                "gained" => was != allowed && is == allowed,
                _ => was == allowed && is != allowed,
            };
            assert!(wanted && was[0] == was[1] && is[0] == is[1], "{pair}: {was:?}, {is:?}: {difference:#}");
        }
    }
}

#[test]
fn documents_that_differ_in_as_little_are_not_called_equivalent_the_other_way_round() {
    for pair in PAIRS {
        let [old, new] = ["old", "new"].map(|side| format!("{pair}.{side}.json"));
        assert_eq!(policy_in(&examples(), &["diff", &new, &old]).status, Some(1), "{pair}");
    }
}

/// The kinds of principals and the protocols of the requests that are shown.
fn asked_by(arguments: &[&str]) -> Vec<(String, String)> {
    let printed = policy_in(&examples(), &[&["diff", "--format", "json"], arguments].concat());
    let report: Json = serde_json::from_str(&printed.out).unwrap();
    let differences = report.get("differences").unwrap().as_array().unwrap();
    let text =
        |context: &Json, name: &str, usual: &str| context.get(name).and_then(Json::as_str).unwrap_or(usual).to_owned();
    let asked = differences.iter().map(|difference| {
        assert_eq!(difference.get("is_confirmed"), Some(&Json::Bool(true)), "{difference:#}");
        let context = difference.pointer("/request/context").unwrap();
        (text(context, "principal", "certificate"), text(context, "protocol", "mqtt"))
    });
    asked.collect()
}

#[test]
fn an_identity_of_cognito_is_tried_where_documents_speak_of_it() {
    let role = ["role.old.json", "role.new.json", "--iam"];
    let all = asked_by(&role);
    assert!(!all.is_empty() && all.iter().all(|(principal, _)| principal == "cognito-authenticated"), "{all:?}");
    assert_eq!(asked_by(&[&role[..], &["--principal", "iam-user"]].concat()), []);
    let guests = asked_by(&[&role[..], &["--principal", "cognito-unauthenticated"]].concat());
    assert!(
        !guests.is_empty() && guests.iter().all(|(principal, _)| principal == "cognito-unauthenticated"),
        "{guests:?}"
    );
}

#[test]
fn callers_of_one_kind_or_over_one_protocol_are_tried_alone() {
    let pair = ["one-character.old.json", "one-character.new.json"];
    for kind in ["certificate", "custom-authorizer", "cognito-authenticated"] {
        let asked = asked_by(&[&pair[..], &["--principal", kind, "--protocol", "https"]].concat());
        assert_eq!(asked, [(kind.to_owned(), "https".to_owned())]);
    }
}

#[test]
fn documents_of_a_group_are_compared_for_its_things() {
    let pair = ["diff", "one-condition.old.json", "one-condition.new.json"];
    let printed = policy_in(&examples(), &[&pair[..], &["--group", "lights"]].concat());
    assert!(printed.out.starts_with("no difference found: "), "{}", printed.out);
    let pair = ["diff", "one-character.old.json", "one-character.new.json"];
    let printed = policy_in(&examples(), &[&pair[..], &["--group", "lights"]].concat());
    assert!(printed.out.contains(r#""groups":["lights"]"#), "{}", printed.out);
    assert_eq!(printed.status, Some(1));
}

#[test]
fn a_principal_whom_such_documents_do_not_judge_is_bad_input() {
    let wanted = "such a principal is judged by IAM policies alone: expected `--iam`";
    complains(&["diff", OLD, NEW, "--principal", "iam-user"], wanted);
    let wanted = "such a principal is judged by device policies alone: unexpected `--iam`";
    complains(&["diff", OLD, NEW, "--iam", "--principal", "certificate"], wanted);
}
