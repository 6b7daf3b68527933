//! The JSON Schema of the language: checked in as generated, satisfied by every good file, and what it refuses.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the files that are in the tree, and stops at the first it cannot read"
)]

mod answers;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use answers::{ANSWERS, file};
use jsonschema::Validator;
use schemars::Schema;
use serde_json::Value;
use serde_saphyr::options::DuplicateKeyPolicy;
use touchstone_scenario::{account_schema, outcomes_schema, scenario_schema};

/// What is wrong with these depends on something outside the file, or on another place in it.
const BEYOND_A_SCHEMA: [&str; 27] = [
    // Names that other files declare.
    "a requirement of OASIS without its version",
    "an unknown answer of an authorizer",
    "an unknown outcome",
    "an unknown policy",
    "an unknown requirement",
    "an unknown setting",
    // Names that stand elsewhere in the file.
    "a patch of another packet",
    "a signature without an upgrade",
    "a row's value without rows",
    "a value that no row has",
    "an unbound capture",
    "an unknown account",
    "an unknown authorizer",
    "an unknown client",
    "an unknown client dials",
    "an unknown client inside a verb that waits",
    "two rows of one name",
    "versions of an unknown client",
    // The version that a client speaks, and the verb that an outcome belongs to.
    "a DISCONNECT from a 3.1.1 server",
    "a call that gets a packet",
    "a code of the other version",
    "a dial that gets a packet",
    "an outcome without its version",
    // What stands within a text.
    "a broken capture",
    "a capture of no type",
    "a wrong family",
    // YAML itself.
    "an anchor",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn validator(schema: &Schema) -> Validator {
    jsonschema::validator_for(schema.as_value()).unwrap()
}

/// A file as an editor sees it; nothing when it is no YAML or repeats a key.
fn value(text: &str) -> Option<Value> {
    let mut options = serde_saphyr::Options::default();
    options.duplicate_keys = DuplicateKeyPolicy::Error;
    options.strict_booleans = true;
    options.leading_zero_numbers_as_strings = true;
    serde_saphyr::from_str_with_options(text, options).ok()
}

fn faults(validator: &Validator, text: &str) -> Vec<String> {
    let Some(value) = value(text) else { return vec!["no YAML".to_owned()] };
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Every file with this ending below a folder.
fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files_below(&path, ending)),
            false => found.extend(path.extension().is_some_and(|e| e == ending).then_some(path)),
        }
    }
    found.sort();
    found
}

#[test]
fn the_checked_in_schemas_are_those_that_are_generated() {
    for (name, schema) in
        [("scenario", scenario_schema()), ("account", account_schema()), ("outcomes", outcomes_schema())]
    {
        let path = root().join(format!("{name}.schema.json"));
        let found = serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap_or_default());
        assert!(
            found.is_ok_and(|found| found == *schema.as_value()),
            "`{0}` is out of date; `cargo run -- schema {name} > scenarios/{name}.schema.json` renews it",
            path.display()
        );
    }
}

#[test]
fn every_scenario_of_the_repository_satisfies_the_schema() {
    let validator = validator(&scenario_schema());
    let scenarios = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("\nsteps:");
    let files: Vec<_> = files_below(&root(), "yaml").into_iter().filter(scenarios).collect();
    assert!(files.len() > 100, "{}", files.len());
    let mut wrong = Vec::new();
    for path in files {
        let faults = faults(&validator, &fs::read_to_string(&path).unwrap());
        wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", path.display())));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_hardest_rows_satisfy_the_schema() {
    let validator = validator(&scenario_schema());
    for text in include_str!("hard.yaml").split("---\n").skip(1) {
        assert_eq!(faults(&validator, text), [""; 0], "{text}");
    }
}

#[test]
fn the_named_outcomes_satisfy_their_schema() {
    let text = fs::read_to_string(root().join("outcomes.yaml")).unwrap();
    assert_eq!(faults(&validator(&outcomes_schema()), &text), [""; 0]);
}

#[test]
fn an_outcome_that_is_no_packet_is_refused_by_the_schema_of_outcomes() {
    let validator = validator(&outcomes_schema());
    assert_ne!(faults(&validator, "accepted: { conack: 0 }\n"), [""; 0]);
    assert_eq!(faults(&validator, "accepted: { connack: 0 }\n"), [""; 0]);
}

#[test]
fn the_schema_of_account_files_takes_what_serve_takes_and_no_other_key() {
    let validator = validator(&account_schema());
    let good = "world: { things: { lamp: { attributes: { room: kitchen } } } }\nclients: { lamp: { thing: lamp, policy: lamp-only }, desk: {} }\n";
    assert_eq!(faults(&validator, good), [""; 0]);
    for bad in ["worlds: {}\n", "clients: { a: { will: {} } }\n", "clients: []\n", "world: { things: { lamp: [] } }\n"]
    {
        assert_ne!(faults(&validator, bad), [""; 0], "{bad}");
    }
}

#[test]
fn the_schema_refuses_every_bad_input_but_those_that_only_a_reader_can_see() {
    let validator = validator(&scenario_schema());
    let taken: BTreeSet<&str> = ANSWERS
        .iter()
        .filter(|(_, text, _)| faults(&validator, &file(text)).is_empty())
        .map(|(name, ..)| *name)
        .collect();
    assert_eq!(taken, BTreeSet::from(BEYOND_A_SCHEMA));
    assert!(taken.len() * 2 < ANSWERS.len(), "{} of {}", taken.len(), ANSWERS.len());
}
