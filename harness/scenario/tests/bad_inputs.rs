//! Bad input, and the first line of each answer.

#![expect(clippy::unwrap_used, reason = "the outcomes of this test are well-formed")]

mod answers;

use answers::{ANSWERS, file};
use touchstone_scenario::{Known, Words, parse, parse_outcomes};

fn words() -> Words {
    Words {
        requirements: Known::only(["MB-DUP-01", "MB-DUP-02", "MB-PUB-01", "MQTT-3.1.4-3 v5"]),
        policies: Known::only(["all", "connect-only", "publish-only-open"]),
        authorizers: Known::only(["allow-all.json"]),
        settings: Known::only(["redeliver_live"]),
        outcomes: parse_outcomes(
            "accepted: { connack: 0 }\npublish-denied: { v3: closed, v5: { puback: not-authorized } }\n",
        )
        .unwrap(),
    }
}

fn first_answer(text: &str) -> String {
    match parse("area/bad", &file(text), &words()) {
        Ok(_) => "no finding".to_owned(),
        Err(findings) => findings.first().map(|finding| format!("bad.yaml:{finding}")).unwrap_or_default(),
    }
}

#[test]
fn each_bad_input_is_answered_with_its_place_and_what_was_meant() {
    let wrong: Vec<String> = ANSWERS
        .iter()
        .filter(|(_, text, answer)| first_answer(text) != *answer)
        .map(|(name, text, answer)| format!("{name}\n  expected {answer}\n  found    {}", first_answer(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
