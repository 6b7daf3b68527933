//! `touchstone policy check` as its user sees it: what it prints in each format, and how it ends.

#![expect(clippy::expect_used, reason = "a program that cannot be run fails the test")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy_check")
}

/// Runs `touchstone policy check` beside the documents.
fn check(arguments: &[&str]) -> Output {
    check_with("", arguments)
}

fn check_with(input: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_touchstone"))
        .args(["policy", "check"])
        .args(arguments)
        .current_dir(folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it has an input");
    // A program that does not read its input may have ended.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("it prints text")
}

fn expected(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).expect("the expected text is there")
}

fn parsed(output: &Output) -> Json {
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

#[test]
fn findings_for_people_show_the_line_the_reason_and_the_remedy() {
    let output = check(&["lamp.json", "clean.json"]);
    assert_eq!(printed(&output), expected("expected.txt"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn findings_for_programs_have_a_schema_version_and_every_place() {
    let output = check(&["--format", "json", "lamp.json", "clean.json"]);
    assert_eq!(printed(&output), expected("expected.json"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn findings_for_code_scanners_are_sarif() {
    let output = check(&["--format", "sarif", "lamp.json"]);
    let report = parsed(&output);
    assert_eq!(report["version"], "2.1.0");
    let run = &report["runs"][0];
    assert_eq!(format!("{:#}\n", run["results"]), expected("expected.sarif.results.json"));
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "touchstone policy check");
    let rules = driver["rules"].as_array().expect("there are rules");
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        let level = rule["defaultConfiguration"]["level"].as_str();
        assert!(matches!(level, Some("error" | "warning" | "note")), "{rule}");
    }
    for result in run["results"].as_array().expect("there are results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

/// What the schema of the report says against a report.
fn objections(report: &Json) -> Vec<String> {
    let schema: Json = serde_json::from_str(&expected("sarif.schema.json")).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    validator.iter_errors(report).map(|error| format!("{error}")).collect()
}

#[test]
fn whatever_is_checked_the_sarif_report_is_as_its_schema_has_it() {
    let texts =
        ["", "{", "{}", "{\"Statement\": \u{e9}}", "\"\u{1f600}", "{\"Statement\": []}\n\n", "{\"Id\": 1,\n\n}"];
    let mut reports: Vec<Json> =
        texts.iter().map(|text| parsed(&check_with(text, &["--format", "sarif", "-"]))).collect();
    for files in [&["lamp.json", "clean.json"][..], &["missing.json"], &["."], &["a b/\u{e9}%.json", "lamp.json"]] {
        reports.push(parsed(&check(&[&["--format", "sarif"], files].concat())));
    }
    for report in &reports {
        assert_eq!(objections(report), Vec::<String>::new(), "{report:#}");
    }
    let all = |member: &str| {
        let members = reports.iter().filter_map(|report| report["runs"][0].pointer(member)?.as_array());
        members.map(Vec::len).sum::<usize>()
    };
    assert!(all("/results") >= 10 && all("/invocations/0/toolExecutionNotifications") == 3, "{reports:#?}");
}

#[test]
fn the_schema_of_the_sarif_report_refuses_what_is_none() {
    let report = parsed(&check(&["--format", "sarif", "lamp.json", "missing.json"]));
    let result = "/runs/0/results/0";
    for (place, by) in [
        ("/version".to_owned(), Json::from("2.0.0")),
        (format!("{result}/level"), "fatal".into()),
        (format!("{result}/message"), "a text".into()),
        (format!("{result}/locations/0/physicalLocation/region/startLine"), 0.into()),
        (format!("{result}/locations/0/physicalLocation/artifactLocation/uri"), "a b".into()),
        ("/runs/0/tool/driver/rules/0/defaultConfiguration".to_owned(), "error".into()),
        ("/runs/0/invocations/0/executionSuccessful".to_owned(), "no".into()),
    ] {
        let mut changed = report.clone();
        *changed.pointer_mut(&place).expect(&place) = by;
        assert!(!objections(&changed).is_empty(), "{place}");
    }
}

#[test]
fn every_lint_is_a_rule_of_the_sarif_report_in_order() {
    let report = parsed(&check(&["--format", "sarif", "clean.json"]));
    let rules = report["runs"][0]["tool"]["driver"]["rules"].as_array().expect("there are rules");
    let ids = rules.iter().filter_map(|rule| rule["id"].as_str()).filter(|id| id.starts_with("POL-LINT-"));
    let wanted: Vec<String> = (1..=60).map(|number| format!("POL-LINT-{number:02}")).collect();
    assert_eq!(ids.collect::<Vec<_>>(), wanted);
}

#[test]
fn the_threshold_decides_the_exit_status() {
    let hint = r#"{"Version": "2012-10-17", "Statement": []}"#;
    let warning = r#"{"Statement": []}"#;
    let error = "{}";
    let status = |text: &str, deny: &str| check_with(text, &["--deny", deny, "-"]).status.code();
    for (text, statuses) in [(hint, [0, 0, 1]), (warning, [0, 1, 1]), (error, [1, 1, 1])] {
        let found = ["errors", "warnings", "hints"].map(|deny| status(text, deny));
        assert_eq!(found, statuses.map(Some), "{text}");
    }
    assert_eq!(check(&["clean.json", "--deny", "hints"]).status.code(), Some(0));
}

#[test]
fn the_dialect_decides_what_is_refused() {
    let old = r#"{"Version": "2008-10-17", "Statement": []}"#;
    let status = |dialect: &str| check_with(old, &["--dialect", dialect, "--deny", "errors", "-"]).status.code();
    assert_eq!([status("iot"), status("iam"), status("cognito-authenticated")], [Some(0), Some(1), Some(1)]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_checked() {
    let output = check(&["missing.json", "lamp.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(printed(&output).ends_with("1 too broad, 1 hint, 1 unreadable\n"));
    let said = String::from_utf8(output.stderr).expect("it prints text");
    assert!(said.starts_with("`missing.json`: "), "{said}");
    assert_eq!(check(&[]).status.code(), Some(2));
    assert_eq!(check(&["clean.json", "--fact", "moon-phase"]).status.code(), Some(2));
}

#[test]
fn documents_together_are_judged_as_a_set() {
    let publish = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        "Resource": "arn:aws:iot:us-east-1:123456789012:topic/a"}}"#;
    let found = |arguments: &[&str]| {
        let report = parsed(&check_with(publish, &[&["--format", "json"], arguments].concat()));
        report["files"][0]["findings"].as_array().expect("a list").len()
    };
    assert_eq!(found(&["-"]), 1);
    assert_eq!(found(&["-", "clean.json", "--together"]), 0);
}

#[test]
fn a_fact_of_the_registry_wakes_the_lint_that_needs_it() {
    let found = |facts: &[&str]| {
        let report = parsed(&check(&[&["--format", "json", "clean.json"], facts].concat()));
        report["files"][0]["findings"].as_array().expect("a list").len()
    };
    assert_eq!(found(&["--fact", "versions=5"]), 0);
    assert_eq!(found(&["--fact", "versions=6", "--fact", "group-policies=3"]), 2);
}

#[test]
fn a_lint_is_explained_with_its_repair() {
    let output = check(&["--explain", "POL-LINT-12"]);
    let said = printed(&output);
    assert!(said.starts_with("POL-LINT-12: an unknown action (warning)\n"), "{said}");
    assert!(said.contains("\nRepair: "), "{said}");
    assert_eq!(printed(&check(&["--explain", "12"])), said);
    assert_eq!(check(&["--explain", "61"]).status.code(), Some(2));
}

#[test]
fn control_characters_of_a_document_do_not_reach_the_terminal() {
    let said = printed(&check_with("{\"Id\": \"\u{1b}[2J\", \"Statement\": \"\u{1b}]0;x\u{7}\", \u{1b}}", &["-"]));
    assert!(!said.contains(['\u{1b}', '\u{7}']), "{said:?}");
}
