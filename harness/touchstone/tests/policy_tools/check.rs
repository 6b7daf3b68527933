//! What `policy check` says of the texts that the vectors hold for it.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use touchstone_agreement::policy_vectors::{Document, Grammar, Vector};

use super::{policy, policy_in, prints_in, root};

const VECTORS: &str = "scenarios/vectors/policy.json";

/// Broken and careless documents as they are found in the wild.
const WILD: [&str; 6] = ["PD-SEED-01", "PD-SEED-02", "PD-SEED-03", "PD-SEED-04", "PD-GUIDE-01", "PD-GUIDE-02"];

/// What is printed of every text of a vector.
fn shows(vector: &str) {
    let id = format!("{vector}/");
    let arguments = ["check", "--vectors", VECTORS, "--id", &id];
    prints_in(&root(), &arguments, 1, &format!("check/{vector}.txt"));
}

#[test]
fn of_job_templates_with_surplus_and_missing_commas() {
    shows("PD-SEED-01");
}

#[test]
fn of_conditions_beside_their_element() {
    shows("PD-SEED-02");
}

#[test]
fn of_job_executions_with_both_slips() {
    shows("PD-SEED-03");
}

#[test]
fn of_device_policies_that_grant_little_or_too_much() {
    shows("PD-SEED-04");
}

#[test]
fn of_slips_in_printed_examples() {
    shows("PD-GUIDE-01");
}

#[test]
fn of_what_audits_look_for() {
    shows("PD-GUIDE-02");
}

fn documents() -> Vec<Document> {
    let vectors = Vector::read(&std::fs::read_to_string(Vector::path()).unwrap()).unwrap();
    let wild = vectors.into_iter().filter(|vector| WILD.contains(&vector.id.as_str()));
    wild.flat_map(|vector| vector.documents).collect()
}

/// What the report says of each text, by the text's id.
fn reported(id: &str) -> Vec<(String, Json)> {
    let printed = policy_in(&root(), &["check", "--vectors", VECTORS, "--id", id, "--format", "json"]);
    let report: Json = serde_json::from_str(&printed.out).unwrap();
    let named = |file: &Json| {
        let path = file["path"].as_str().unwrap();
        (path.rsplit(' ').next().unwrap().to_owned(), file.clone())
    };
    report.get("files").unwrap().as_array().unwrap().iter().map(named).collect()
}

#[test]
fn each_text_is_refused_or_accepted_as_its_vector_says_with_every_lint_that_it_names() {
    let documents = documents();
    let reported = reported("PD-");
    assert!(documents.len() >= 40, "{}", documents.len());
    for Document { id, expect, lints, .. } in documents {
        let (_, file) = reported.iter().find(|(name, _)| *name == id).unwrap();
        assert_eq!(file["refused"], expect == Grammar::Malformed, "{id}: {file:#}");
        let found: BTreeSet<&str> =
            file["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
        let missing: Vec<_> = lints.iter().filter(|lint| !found.contains(lint.as_str())).collect();
        assert!(missing.is_empty(), "{id} lacks {missing:?}: {file:#}");
    }
}

#[test]
fn an_error_is_reported_for_each_mistake_and_for_nothing_that_follows_from_it() {
    // Each text, and how many mistakes its vector describes; the first of PD-SEED-02 is the second with a comma more.
    let wanted = [
        ("PD-SEED-01/1", 1),
        ("PD-SEED-01/2", 1),
        ("PD-SEED-02/1", 2),
        ("PD-SEED-02/2", 1),
        ("PD-SEED-02/4", 2),
        ("PD-SEED-02/5", 2),
        ("PD-SEED-03/1", 1),
        ("PD-SEED-03/3", 2),
        ("PD-GUIDE-01/1", 1),
        ("PD-GUIDE-01/2", 1),
        ("PD-GUIDE-01/3", 1),
        ("PD-GUIDE-01/4", 1),
        ("PD-GUIDE-01/5", 2),
        ("PD-GUIDE-01/7", 1),
        ("PD-GUIDE-01/8", 1),
    ];
    let is_error = |finding: &&Json| finding["severity"] == "error";
    let errors = |file: &Json| file["findings"].as_array().unwrap().iter().filter(is_error).count();
    let wild = reported("PD-").into_iter().filter(|(id, _)| WILD.contains(&id.split('/').next().unwrap()));
    let found: BTreeSet<(String, usize)> =
        wild.map(|(id, file)| (id, errors(&file))).filter(|(_, errors)| *errors > 0).collect();
    assert_eq!(found, wanted.map(|(id, errors)| (id.to_owned(), errors)).into());
}

#[test]
fn vectors_are_checked_as_text_or_for_programs() {
    let printed = policy_in(&root(), &["check", "--vectors", VECTORS, "--format", "sarif"]);
    let wanted = "`--format sarif` needs documents that are files: expected `text` or `json` beside `--vectors`\n";
    assert_eq!((printed.status, printed.err.as_str(), printed.out.as_str()), (Some(2), wanted, ""));
}

#[test]
fn an_id_that_no_document_has_is_bad_input() {
    let printed = policy_in(&root(), &["check", "--vectors", VECTORS, "--id", "door"]);
    assert_eq!((printed.status, printed.err.as_str()), (Some(2), "no document has an id that holds `door`\n"));
}

#[test]
fn a_document_is_no_file_of_vectors() {
    let printed = policy(&["check", "--vectors", "lamp.policy.json"]);
    assert!(printed.err.starts_with("`lamp.policy.json`: no file of vectors: "), "{}", printed.err);
    assert_eq!(printed.status, Some(2));
}
