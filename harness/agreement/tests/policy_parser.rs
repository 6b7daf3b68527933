//! The questions of `policy_parser`, `policy_round_trip` and `policy_pattern`, asked a few thousand times on stable, and of texts of a megabyte.

use std::time::{Duration, Instant};

use touchstone_agreement::{check_policy_parser, check_policy_pattern, check_policy_round_trip, check_policy_text};
use touchstone_generate::stretched;

/// How many of so many draws are what most of them should be.
fn share(draws: u64, check: impl Fn(&[u8]) -> Result<bool, String>) -> Result<u64, String> {
    let mut found = 0;
    for seed in 0..draws {
        found += u64::from(check(&stretched(seed, 1_280))?);
    }
    Ok(found * 100 / draws)
}

#[test]
fn the_engine_and_the_oracle_refuse_the_same_texts() {
    let taken = share(3_000, check_policy_parser).unwrap();
    println!("{taken} % of the texts are policies");
    assert!((20..=80).contains(&taken), "{taken} %");
}

#[test]
fn what_is_printed_of_a_policy_is_the_same_policy() {
    let taken = share(3_000, check_policy_round_trip).unwrap();
    println!("{taken} % of the texts are policies");
    assert!((20..=80).contains(&taken), "{taken} %");
}

//= POL-DOC-10
//= POL-DOC-14
#[test]
fn texts_that_one_of_them_took_alone_are_refused_or_taken_by_both() {
    let statement = |action: &str, condition: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*", "Condition": {condition}}}}}"#
        )
    };
    for blank in [r"\u00a0", r"\t", r"\u2028", " "] {
        assert_eq!(check_policy_text(&statement(&format!("io{blank}t:a"), "{}")), Ok(false));
    }
    assert_eq!(check_policy_text(&statement("iot:a", "{}")), Ok(true));
    assert_eq!(check_policy_text(&statement("iot:a", r#"{"StringSame": {}}"#)), Ok(false));
}

//= POL-MATCH-04
//= POL-MATCH-05
#[test]
fn patterns_cover_what_the_definition_says() {
    let covered = share(20_000, check_policy_pattern).unwrap();
    println!("{covered} % of the texts are covered");
    assert!((20..=80).contains(&covered), "{covered} %");
}

/// A device policy of many characters around a piece.
fn long(before: &str, piece: &str, after: &str) -> String {
    format!("{before}{}{after}", piece.repeat((1 << 20) / piece.len()))
}

//= POL-DOC-01
//= POL-DOC-20
#[test]
fn a_megabyte_of_anything_is_refused_at_once() {
    let statement = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let head = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"#;
    for text in [
        long("", "[", ""),
        long(r#"{"Statement":"#, "[", ""),
        long("", r#"{"Statement":"#, ""),
        long("{", r#""Version":"2012-10-17","#, ""),
        long("{", r#""a":1,"#, r#""a":1}"#),
        long(r#"{"Statement":["#, &format!("{statement},"), &format!("{statement}]}}")),
        long(&format!("{head}\""), "*", "\"}}"),
        long(&format!("{head}\"arn:"), ":", "\"}}"),
        long(&format!("{head}\"arn:a:b:c:d:"), "${", "\"}}"),
        long(&format!("{head}["), "\"*\",", "\"*\"]}}"),
        long("\"", "\\ud83d", "\""),
        long("", "\u{1}", ""),
        long("", "\"", ""),
        long("", "9", ""),
        long(&format!("{head}\"*\",\"Condition\":{{\"Bool\":{{"), r#""k":[],"#, r#""l":[]}}}}"#),
    ] {
        let start = Instant::now();
        assert_eq!(check_policy_text(&text), Ok(false));
        let elapsed = start.elapsed();
        assert!(elapsed < Duration::from_secs(10), "{elapsed:?} for {}...", &text[..60]);
    }
}
