use super::{complains, policy, prints, with};

const FILE: &str = "lamps.vectors.json";

#[test]
fn what_is_not_as_expected_is_explained_and_counted() {
    prints(&["test", FILE], 1, "test.txt");
}

#[test]
fn programs_read_every_result() {
    prints(&["test", FILE, "--format", "json"], 1, "test.json");
}

#[test]
fn build_servers_read_junit() {
    prints(&["test", FILE, "--format", "junit"], 1, "test.xml");
}

#[test]
fn a_request_is_chosen_by_its_id() {
    let printed = policy(&["test", FILE, "--id", "lamps/1"]);
    assert_eq!((printed.status, printed.out.as_str()), (Some(0), "1 passed, 0 failed\n"));
}

#[test]
fn an_id_that_nothing_has_is_bad_input() {
    complains(&["test", FILE, "--id", "door"], "no id holds `door`");
}

#[test]
fn our_own_vectors_pass_whole() {
    let printed = policy(&["test", "../../../../scenarios/vectors/policy.json"]);
    assert_eq!(printed.status, Some(0), "{}", printed.out);
    assert!(printed.out.ends_with(" passed, 0 failed\n") && !printed.out.starts_with('0'), "{}", printed.out);
}

#[test]
fn the_fault_of_a_policy_is_shown_where_it_stands() {
    let (_folder, path) = with(FILE, "\"Deny\", \"Action\"", "\"deny\", \"Action\"");
    let wanted = "
error: the effect `deny` is neither `Allow` nor `Deny`
 --> PATH:5:16
  |
5 |     {\"Effect\": \"deny\", \"Action\": \"iot:Publish\",
  |                ^^^^^^";
    complains(&["test", &path], &wanted.replace("PATH", &path));
}

#[test]
fn a_member_that_no_context_has_is_shown_where_it_stands() {
    let (_folder, path) = with(FILE, "{\"client_id\": \"lamp\"}", "{\"client\": \"lamp\"}");
    let printed = policy(&["test", &path]);
    assert!(printed.err.starts_with("error: unknown member `client` in a context"), "{}", printed.err);
    assert!(printed.err.contains(&format!("{path}:7:15\n")), "{}", printed.err);
    assert_eq!(printed.status, Some(2));
}

#[test]
fn a_request_that_contradicts_itself_is_bad_input() {
    let (_folder, path) = with(FILE, "\"decision\": \"ALLOWED\"", "\"decision\": \"ALLOWED\", \"expect\": \"Deny\"");
    let printed = policy(&["test", &path]);
    assert!(printed.err.starts_with("error: `expect` and `decision` contradict each other\n"), "{}", printed.err);
    assert!(printed.err.contains(":13:5\n"), "{}", printed.err);
    assert_eq!(printed.status, Some(2));
}

#[test]
fn a_file_that_is_not_there_is_bad_input() {
    let printed = policy(&["test", "nowhere.json"]);
    assert!(printed.err.starts_with("`nowhere.json` cannot be read: "), "{}", printed.err);
    assert_eq!(printed.status, Some(2));
}

#[test]
fn a_document_is_judged_by_the_linter_too() {
    let judged = |lints: &str| {
        let text = r#"{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"iot:Publissh\", \"Resource\": \"arn:aws:iot:eu-west-1:123456789012:topic/a\"}}"#;
        let document = format!(
            r#""documents": [{{"id": "d", "text": "{text}", "expect": "Valid", "lints": [{lints}]}}], "requests": ["#
        );
        let (_folder, path) = with(FILE, "\"requests\": [", &document);
        policy(&["test", &path, "--id", "d"]).out
    };
    assert_eq!(judged("\"POL-LINT-12\""), "1 passed, 0 failed\n");
    let failed = judged("");
    assert!(failed.contains("expected  Valid\n") && failed.contains("found     Valid with POL-LINT-12"), "{failed}");
}

#[test]
fn a_file_that_cannot_be_judged_does_not_keep_others_from_being_judged() {
    let printed = policy(&["test", "lamp.yaml", FILE, "missing.json"]);
    assert!(printed.out.ends_with("\n1 passed, 2 failed\n"), "{}", printed.out);
    let wanted = ["error: unexpected word\n", " lamp.yaml:1:1\n", "\n`missing.json` cannot be read: "];
    assert!(wanted.iter().all(|wanted| printed.err.contains(wanted)), "{}", printed.err);
    assert_eq!(printed.status, Some(2));
}

#[test]
fn programs_and_build_servers_read_which_files_cannot_be_judged() {
    let report: serde_json::Value =
        serde_json::from_str(&policy(&["test", "lamp.yaml", FILE, "--format", "json"]).out).unwrap();
    assert_eq!(report["broken"], serde_json::json!(["lamp.yaml"]));
    let junit = policy(&["test", "lamp.yaml", FILE, "--format", "junit"]).out;
    assert!(junit.contains("<testsuite name=\"lamp.yaml\" tests=\"1\" skipped=\"0\" errors=\"1\""), "{junit}");
}
