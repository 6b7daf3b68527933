//! What becomes of a vector on which engine and oracle disagree - these two do not, so one that lies stands in for the
//! oracle - and whether the form of vectors is what is read.

use std::collections::BTreeSet;
use std::path::Path;

use touchstone_agreement::policy_request::{Answers, Judges};
use touchstone_agreement::policy_vectors::{PolicyType, Vector};
use touchstone_oracle::policy::{Caller, Decision, Judgement};

use super::super::form::Form;
use super::evaluators::Readings;
use super::form::VECTORS;
use super::*;

/// The vectors of the other tests, with an operation and a document.
fn vectors() -> (tempfile::TempDir, PathBuf) {
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy_tools/lamps.vectors.json");
    let text = std::fs::read_to_string(original).unwrap();
    let more = r#"  "operations": [{"id": "both", "operation": "says on", "expect": "Allow", "checks": [
    {"action": "iot:Publish", "resource": "arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp/on"}]}],
  "documents": [{"id": "empty", "text": "{\"Version\": \"2012-10-17\", \"Statement\": []}", "expect": "Valid"}],
  "requests": ["#;
    let text = text.replace("  \"requests\": [", more);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lamps.vectors.json");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn judged(file: &Path, id: &str, evaluators: &Evaluators<'_>) -> Outcome {
    let arguments = Arguments { files: vec![file.to_owned()], id: Some(id.to_owned()), format: Format::Text };
    arguments.judge(evaluators)
}

/// Says of every request that nothing covers it.
fn covers_nothing(judges: &Judges<'_>, action: &str, resource: &str, caller: &Caller) -> Answers {
    let oracle = Judgement { decision: Decision::ImplicitDeny, deciding: vec![] };
    Answers { oracle, ..judges.judge(action, resource, caller) }
}

/// Takes no text for a policy.
fn takes_nothing(policy_type: PolicyType, text: &str) -> Readings {
    Readings { by_oracle: Err("I like none".to_owned()), ..(Evaluators::OWN.of_texts)(policy_type, text) }
}

const LIES: Evaluators<'static> = Evaluators { of_requests: &covers_nothing, of_texts: &takes_nothing };

#[test]
fn a_request_that_is_as_expected_fails_where_engine_and_oracle_disagree() {
    let (_folder, path) = vectors();
    assert_eq!(judged(&path, "lamps/1", &Evaluators::OWN).status(), Status::EXPECTED);
    let outcome = judged(&path, "lamps/1", &LIES);
    assert_eq!(outcome.status(), Status::UNEXPECTED);
    let wanted = "\
failed lamps/1, request 1 of vector lamps
  at PATH:12:5
  asks      iot:Publish on arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp/on
  expected  Allow
  found     ALLOWED
  because   of statement 1 `own` of policies[0] at PATH:3:5
  DEFECT    the engine and the oracle of touchstone disagree; this is a defect of touchstone, please report it
            engine / oracle: ALLOWED by statement 1 `own` of policies[0] at PATH:3:5 / IMPLICIT_DENY

0 passed, 1 failed
";
    assert_eq!(report::text(&outcome), wanted.replace("PATH", &path.display().to_string()));
}

#[test]
fn programs_and_build_servers_are_told_of_a_disagreement() {
    let (_folder, path) = vectors();
    let outcome = judged(&path, "lamps/1", &LIES);
    let json = |evaluators| serde_json::to_value(json::Report::of(&judged(&path, "lamps/1", evaluators))).unwrap();
    let told = json(&LIES);
    assert_eq!(told["results"][0]["result"], "failed");
    let told = told["results"][0]["disagreement"].as_str().unwrap();
    assert!(told.starts_with("ALLOWED by statement 1 `own` of ") && told.ends_with(" / IMPLICIT_DENY"), "{told}");
    assert_eq!(json(&Evaluators::OWN)["results"][0].get("disagreement"), None);
    let junit = report::junit(&outcome).unwrap();
    assert!(junit.contains("<failure message=\"expected Allow, found ALLOWED\" type=\"disagreement\">"), "{junit}");
}

#[test]
fn an_operation_fails_where_engine_and_oracle_disagree() {
    let (_folder, path) = vectors();
    assert_eq!(judged(&path, "both", &Evaluators::OWN).status(), Status::EXPECTED);
    let outcome = judged(&path, "both", &LIES);
    assert_eq!(outcome.status(), Status::UNEXPECTED);
    let told = report::text(&outcome);
    assert!(told.contains("  found     Allow\n") && told.contains(" / IMPLICIT_DENY\n"), "{told}");
}

#[test]
fn a_document_fails_where_the_parsers_disagree() {
    let (_folder, path) = vectors();
    assert_eq!(judged(&path, "empty", &Evaluators::OWN).status(), Status::EXPECTED);
    let outcome = judged(&path, "empty", &LIES);
    assert_eq!(outcome.status(), Status::UNEXPECTED);
    let told = report::text(&outcome);
    assert!(
        told.contains("  DEFECT    ") && told.contains("engine / oracle: Valid / Malformed: I like none\n"),
        "{told}"
    );
}

/// The form of the first entry of a list.
fn entry(form: &'static Form) -> &'static Form {
    let Form::List(entry) = form else { panic!("{form:?}") };
    entry
}

/// The form of a member of an object.
fn member(form: &'static Form, name: &str) -> &'static Form {
    let Form::Object(_, members) = form else { panic!("{form:?}") };
    &members.iter().find(|member| member.name == name).unwrap().form
}

/// What stands between backticks, but for the word that is wrong on purpose.
fn named(error: &serde_json::Error) -> BTreeSet<String> {
    error.to_string().split('`').skip(1).step_by(2).filter(|name| *name != "?").map(str::to_owned).collect()
}

/// What the reader of vectors says of a text.
fn read(text: &str) -> serde_json::Error {
    Vector::read(text).unwrap_err()
}

fn read_caller(text: &str) -> serde_json::Error {
    serde_json::from_str::<Caller>(text).unwrap_err()
}

#[test]
fn the_form_of_vectors_has_the_members_that_are_read() {
    let vector = entry(&VECTORS);
    let within = |list: &str| read(&format!(r#"[{{"id": "", "policies": [], "{list}": [{{"?": 1}}]}}]"#));
    let operations = entry(member(vector, "operations"));
    let context = member(vector, "context");
    let checks = r#"[{"id": "", "policies": [], "operations": [{"id": "", "operation": "", "expect": "Allow", "checks": [{"?": 1}]}]}]"#;
    for (form, error) in [
        (vector, read(r#"[{"?": 1}]"#)),
        (entry(member(vector, "requests")), within("requests")),
        (operations, within("operations")),
        (entry(member(operations, "checks")), read(checks)),
        (entry(member(vector, "documents")), within("documents")),
        (context, read_caller(r#"{"?": 1}"#)),
        (member(context, "thing"), read_caller(r#"{"thing": {"?": 1}}"#)),
        (member(context, "certificate"), read_caller(r#"{"certificate": {"?": 1}}"#)),
    ] {
        let Form::Object(_, members) = form else { panic!("{form:?}") };
        let members: BTreeSet<String> = members.iter().map(|member| member.name.to_owned()).collect();
        assert_eq!(members, named(&error), "{error}");
    }
}

#[test]
fn the_form_of_vectors_has_the_words_that_are_read() {
    let vector = entry(&VECTORS);
    let (requests, context) = (entry(member(vector, "requests")), member(vector, "context"));
    let within = |member: &str| {
        let request = format!(r#"{{"id": "", "action": "", "resource": "", "{member}": "?"}}"#);
        read(&format!(r#"[{{"id": "", "policies": [], "requests": [{request}]}}]"#))
    };
    let document = r#"[{"id": "", "policies": [], "documents": [{"id": "", "text": "", "expect": "?"}]}]"#;
    for (form, error) in [
        (member(vector, "policy_type"), read(r#"[{"policy_type": "?"}]"#)),
        (member(requests, "expect"), within("expect")),
        (member(requests, "decision"), within("decision")),
        (member(entry(member(vector, "documents")), "expect"), read(document)),
        (member(context, "protocol"), read_caller(r#"{"protocol": "?"}"#)),
        (member(context, "principal"), read_caller(r#"{"principal": "?"}"#)),
        (member(member(context, "thing"), "association"), read_caller(r#"{"thing": {"association": "?"}}"#)),
    ] {
        let Form::Word(words) = form else { panic!("{form:?}") };
        assert_eq!(words.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), named(&error), "{error}");
    }
}
