//! The linter ends on every text and agrees with the parser: on arbitrary texts, and on documents with a few changes.

#![expect(clippy::expect_used, reason = "vectors that cannot be read fail the test")]

use proptest::prelude::*;
use proptest::sample::{Index, select};
use touchstone_agreement::check_policy_lint;
use touchstone_agreement::policy_vectors::Vector;
use touchstone_policy::lint::{Surroundings, lint};

/// What changes of a document put into it.
const PIECES: [&str; 42] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "\\",
    "/",
    "//",
    "/*",
    "*/",
    "#",
    " ",
    "\n",
    "\t",
    "\u{0}",
    "\u{a0}",
    "“",
    "é",
    "中",
    "0",
    "-1",
    "1.5e3",
    "01",
    "true",
    "null",
    "True",
    "\"a\"",
    "\"a\": ",
    "\\u00",
    "\\ud83d",
    "\\ude00",
    "${",
    "}",
    "*",
    "?",
    "\"Effect\": \"Deny\",",
    "\"Condition\": {\"Bool\": {\"a\": true}},",
    "{}",
    "[]",
];

/// The texts of the vectors: documents, most of them with a mistake, and the policies in force.
fn texts() -> Vec<String> {
    let file = std::fs::read_to_string(Vector::path()).expect("the vectors are there");
    let vectors = Vector::read(&file).expect("the vectors are well formed");
    let short = |text: &String| text.len() < 1500;
    let texts = vectors.iter().flat_map(|vector| {
        let policies = vector.policies.iter().map(ToString::to_string);
        vector.documents.iter().map(|document| document.text.clone()).chain(policies)
    });
    texts.filter(short).collect()
}

#[derive(Clone, Debug)]
enum Change {
    Insert(Index, &'static str),
    Remove(Index, usize),
    Repeat(Index, usize),
    Cut(Index),
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), select(&PIECES[..])).prop_map(|(at, piece)| Change::Insert(at, piece)),
        4 => (any::<Index>(), 1..12_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        1 => any::<Index>().prop_map(Change::Cut),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = |index: &Index| index.index(text.chars().count() + 1);
    match change {
        Change::Insert(index, piece) => drop(characters.splice(at(index)..at(index), piece.chars())),
        Change::Remove(index, length) => {
            let end = (at(index) + length).min(characters.len());
            characters.drain(at(index)..end);
        }
        Change::Repeat(index, length) => {
            let end = (at(index) + length).min(characters.len());
            let again: Vec<char> = characters.iter().copied().take(end).skip(at(index)).collect();
            characters.splice(end..end, again);
        }
        Change::Cut(index) => characters.truncate(at(index)),
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn the_linter_agrees_with_the_parser_on_any_text(text in any::<String>()) {
        prop_assert_eq!(check_policy_lint(&text), Ok(()));
    }

    #[test]
    fn the_linter_agrees_with_the_parser_on_any_row_of_pieces(pieces in prop::collection::vec(select(&PIECES[..]), 0..40)) {
        prop_assert_eq!(check_policy_lint(&pieces.concat()), Ok(()));
    }
}

#[test]
fn the_linter_agrees_with_the_parser_on_changed_documents() {
    let texts = texts();
    let strategy = (select(texts), prop::collection::vec(changes(), 0..4));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(4096));
    let agrees = |(text, changes): (String, Vec<Change>)| {
        let text = changes.iter().fold(text, |text, change| changed(&text, change));
        prop_assert_eq!(check_policy_lint(&text), Ok(()));
        Ok(())
    };
    runner.run(&strategy, agrees).unwrap();
}

/// Texts that make a reader without care go over them again and again.
fn hostile(length: usize) -> Vec<String> {
    let entries = |entry: &dyn Fn(usize) -> String| (0..length / 12).map(entry).collect::<Vec<_>>().join(",");
    let statement = |actions: &str, resources: &str| {
        format!(r#"{{"Statement": {{"Effect": "Allow", "Action": [{actions}], "Resource": [{resources}]}}}}"#)
    };
    let mut texts: Vec<String> =
        ["{", "[", "{\"a\":", "\"", "'", "“", "\\", "\"\n", "#", "/*", ",", "a ", "{},", "\"a\" ", "${"]
            .iter()
            .map(|piece| piece.repeat(length / piece.len()))
            .collect();
    texts.push(statement(&entries(&|n| format!("\"iot:Foo{n}\"")), "\"*\""));
    texts.push(statement("\"iot:Subscribe\"", &entries(&|n| format!("\"arn:aws:iot:::{n}/*\""))));
    texts.push(statement("\"iot:Publish\"", &format!("\"arn:aws:iot:::topic/{}\"", "${".repeat(length / 2))));
    texts.push(statement("\"iot:Publish\"", &format!("\"arn:aws:iot:::topic/{}b\"", "a*".repeat(length / 2))));
    texts.push(format!("{{\"Statement\": [{}]}}", "{},".repeat(length / 3)));
    texts
}

/// A reader that were quadratic would need hours for these; one that is linear needs seconds even where nothing is
/// optimised.
#[test]
fn a_hostile_text_of_a_quarter_of_a_megabyte_is_read_to_its_end() {
    for text in hostile(1 << 18) {
        let report = lint(&text, &Surroundings::default());
        assert!(report.is_refused(), "{:?}", text.get(..40));
    }
}
