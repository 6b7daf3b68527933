//! The JSON Schemas of the reports for programs.

use std::process::Command;

use serde_json::Value as Json;

use super::{folder, root, run};

/// The tools, and a report of each that is compared with what is printed elsewhere in these tests.
const REPORTS: [(&str, &str); 5] = [
    ("check", "../policy_check/expected.json"),
    ("test", "test.json"),
    ("explain", "explain.json"),
    ("diff", "diff.json"),
    ("cover", "cover.json"),
];

fn schema(tool: &str) -> Json {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    let printed = run(command.current_dir(root()).args(["schema", &format!("policy-{tool}")]));
    assert_eq!((printed.status, printed.err.as_str()), (Some(0), ""));
    serde_json::from_str(&printed.out).unwrap()
}

#[test]
fn the_checked_in_schemas_are_the_ones_that_are_generated() {
    for (tool, _) in REPORTS {
        let path = root().join(format!("scenarios/policy-{tool}.schema.json"));
        if std::env::var_os("TOUCHSTONE_BLESS").is_some() {
            std::fs::write(&path, format!("{:#}\n", schema(tool))).unwrap();
        }
        let found = serde_json::from_str::<Json>(&std::fs::read_to_string(&path).unwrap_or_default());
        let renews = format!("`cargo run -- schema policy-{tool} > scenarios/policy-{tool}.schema.json` renews it");
        assert!(found.is_ok_and(|found| found == schema(tool)), "{renews}");
    }
}

#[test]
fn each_report_satisfies_its_schema_and_none_without_a_member_does() {
    for (tool, report) in REPORTS {
        let validator = jsonschema::validator_for(&schema(tool)).unwrap();
        let report: Json = serde_json::from_str(&std::fs::read_to_string(folder().join(report)).unwrap()).unwrap();
        let faults: Vec<String> = validator.iter_errors(&report).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, [""; 0], "{tool}");
        for name in report.as_object().unwrap().keys() {
            let mut lacking = report.clone();
            lacking.as_object_mut().unwrap().remove(name);
            assert!(!validator.is_valid(&lacking), "{tool} without `{name}`");
        }
    }
}

#[test]
fn a_report_of_every_text_of_the_vectors_satisfies_the_schema() {
    let vectors = "scenarios/vectors/policy.json";
    for (tool, arguments) in [("check", vec!["--vectors", vectors]), ("test", vec![vectors])] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
        let printed = run(command.current_dir(root()).args(["policy", tool, "--format", "json"]).args(arguments));
        let report: Json = serde_json::from_str(&printed.out).unwrap();
        assert!(jsonschema::validator_for(&schema(tool)).unwrap().is_valid(&report), "{tool}");
    }
}
