//! What becomes of a vector on which engine and oracle disagree. These two do not, so one that lies stands in for the oracle.

use std::path::Path;

use touchstone_agreement::policy_request::{Answers, Judges};
use touchstone_agreement::policy_vectors::PolicyType;
use touchstone_oracle::policy::{Caller, Decision, Judgement};

use super::evaluators::Readings;
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
    let json = report::json(&outcome);
    assert_eq!(json["results"][0]["result"], "failed");
    let told = json["results"][0]["disagreement"].as_str().unwrap();
    assert!(told.starts_with("ALLOWED by statement 1 `own` of ") && told.ends_with(" / IMPLICIT_DENY"), "{told}");
    assert_eq!(report::json(&judged(&path, "lamps/1", &Evaluators::OWN))["results"][0].get("disagreement"), None);
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
