//! Every vector is a named test of the compiled engine: its requests, its operations, its documents. Every document is a
//! named test of the linter as well.

mod policy_vectors {
    pub(crate) mod engine;
    pub(crate) mod linter;
}

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use policy_vectors::engine::{Engine, grammar};
use policy_vectors::linter;
use touchstone_agreement::policy_vectors::{Document, Expected, Operation, PolicyType, Request, Vector};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let text = match std::fs::read_to_string(Vector::path()) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("`{}`: {error}", Vector::path().display());
            return ExitCode::FAILURE;
        }
    };
    let vectors = match Vector::read(&text) {
        Ok(vectors) => vectors,
        Err(error) => {
            eprintln!("`{}`: {error}", Vector::path().display());
            return ExitCode::FAILURE;
        }
    };
    let mut trials = Vec::new();
    for vector in vectors.into_iter().map(Arc::new) {
        for request in vector.requests.clone() {
            let vector = Arc::clone(&vector);
            trials.push(Trial::test(format!("engine: {}", request.id), move || decides(&vector, &request)));
        }
        for operation in vector.operations.clone() {
            let vector = Arc::clone(&vector);
            trials.push(Trial::test(format!("engine: {}", operation.id), move || permits(&vector, &operation)));
        }
        for document in vector.documents.clone() {
            let dialect = vector.policy_type;
            let linted = document.clone();
            trials.push(Trial::test(format!("linter: {}", document.id), move || linter::reports(dialect, &linted)));
            trials.push(Trial::test(format!("engine: {}", document.id), move || reads(dialect, &document)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn decides(vector: &Vector, request: &Request) -> Result<(), Failed> {
    let engine = Engine::of(vector, &request.action, &vector.caller(&[&request.context])?)?;
    let found = engine.decide(&request.action, &request.resource);
    agree(&Some(found), &request.decision, &request.why)
}

fn permits(vector: &Vector, operation: &Operation) -> Result<(), Failed> {
    let mut found = Vec::new();
    for check in &operation.checks {
        let caller = vector.caller(&[&operation.context, &check.context])?;
        found.push(Engine::of(vector, &check.action, &caller)?.outcome(&check.action, &check.resource));
    }
    let found = match touchstone_policy::Outcome::of_all(found) {
        touchstone_policy::Outcome::Allowed => Expected::Allow,
        _ => Expected::Deny,
    };
    agree(&found, &operation.expect, &operation.why)
}

fn reads(dialect: PolicyType, document: &Document) -> Result<(), Failed> {
    agree(&grammar(dialect, &document.text), &document.expect, &document.why)
}

fn agree<T: PartialEq + std::fmt::Debug>(found: &T, wanted: &T, why: &str) -> Result<(), Failed> {
    if found == wanted { Ok(()) } else { Err(format!("{found:?} instead of {wanted:?}: {why}").into()) }
}
