//! What fuzzing has found once is asked again: every file of `fuzz/regressions/<target>`.

#![expect(clippy::unwrap_used, reason = "the inputs are files, and every file of the folder counts")]

use std::path::Path;

use arbitrary::{Arbitrary, Unstructured};
use touchstone_agreement::{
    check_connection_bytes, check_packet_codec, check_policy_decision, check_policy_lint, check_policy_parser,
    check_policy_pattern, check_policy_round_trip, check_session_history,
};
use touchstone_generate::policies::PolicyCase;

/// Asks one question of every input of its folder.
fn check_all(target: &str, check: impl Fn(&[u8]) -> Result<(), String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/regressions").join(target);
    let mut found = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().path();
        let answer = check(&std::fs::read(&file).unwrap());
        assert_eq!(answer, Ok(()), "{}", file.display());
        found += 1;
    }
    assert!(found > 0, "{} is empty", folder.display());
}

#[test]
fn connection_bytes() {
    check_all("connection_bytes", check_connection_bytes);
}

#[test]
fn packet_codec() {
    check_all("packet_codec", check_packet_codec);
}

#[test]
fn policy_decision() {
    check_all("policy_decision", |data| {
        // Too few bytes are no case.
        PolicyCase::arbitrary(&mut Unstructured::new(data))
            .map_or(Ok(()), |case| check_policy_decision(&case).map(drop))
    });
}

#[test]
fn policy_parser() {
    check_all("policy_parser", |data| check_policy_parser(data).map(drop));
}

#[test]
fn policy_round_trip() {
    check_all("policy_round_trip", |data| check_policy_round_trip(data).map(drop));
}

#[test]
fn policy_pattern() {
    check_all("policy_pattern", |data| check_policy_pattern(data).map(drop));
}

#[test]
fn policy_lint() {
    // What is no UTF-8 is no text.
    check_all("policy_lint", |data| std::str::from_utf8(data).map_or(Ok(()), check_policy_lint));
}

#[test]
fn session_history() {
    check_all("session_history", check_session_history);
}
