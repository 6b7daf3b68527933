//! Every request of a vector that a packet can ask is asked by one, in a session of the account.
//!
//! Those that no session can ask are listed by name, with the reason, in `not_asked.txt` beside this file.

mod session;
mod sorting;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use touchstone_agreement::policy_vectors::{Decision, Request, Vector};

/// The requests that no session can ask, by name.
const NOT_ASKED: &str = "tests/policy_sessions/not_asked.txt";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials() {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(error) => {
            eprintln!("`{}`: {error}", Vector::path().display());
            ExitCode::FAILURE
        }
    }
}

fn trials() -> Result<Vec<Trial>, Box<dyn std::error::Error>> {
    let vectors = Vector::read(&std::fs::read_to_string(Vector::path())?)?;
    let mut trials = Vec::new();
    let mut not_asked = BTreeMap::new();
    for vector in vectors.into_iter().map(Arc::new) {
        for request in vector.requests.clone() {
            let caller = vector.caller(&[&request.context])?;
            if let Some(reason) = sorting::why_not(&vector, &request, &caller) {
                not_asked.insert(request.id.clone(), reason);
            } else {
                let vector = Arc::clone(&vector);
                trials.push(Trial::test(format!("session: {}", request.id), move || asks(&vector, &request)));
            }
        }
    }
    trials.push(Trial::test("what no session can ask is listed with the reason", move || listed(&not_asked)));
    Ok(trials)
}

fn asks(vector: &Vector, request: &Request) -> Result<(), Failed> {
    let caller = vector.caller(&[&request.context])?;
    let allowed = session::allows(vector, request, &caller)?;
    if allowed == (request.decision == Some(Decision::Allowed)) {
        return Ok(());
    }
    let seen = if allowed { "lets it pass" } else { "refuses it" };
    Err(format!("the session {seen}, though {}", request.why).into())
}

fn listed(found: &BTreeMap<String, &str>) -> Result<(), Failed> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(NOT_ASKED))?;
    let written: Vec<&str> = text.lines().collect();
    let found: Vec<String> = found.iter().map(|(id, reason)| format!("{id}: {reason}")).collect();
    let missing = found.iter().filter(|line| !written.contains(&line.as_str())).map(|line| format!("+ {line}"));
    let stale = written.iter().filter(|line| !found.iter().any(|other| other == *line)).map(|line| format!("- {line}"));
    let differences: Vec<String> = missing.chain(stale).collect();
    if differences.is_empty() { Ok(()) } else { Err(format!("{NOT_ASKED}:\n{}", differences.join("\n")).into()) }
}
