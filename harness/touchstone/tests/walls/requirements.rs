//! W5: a requirement id that is typed somewhere is in the catalogue.

use std::collections::BTreeSet;

use super::tree::{self, File};

/// Where the catalogue lies.
const CATALOGUE: &str = "scenarios/requirements";

/// Folders whose sources cite requirements.
const CITES: [&str; 5] = ["reference", "harness", "benches", "fuzz", "scenarios"];

/// The ids of the catalogue: the keys at the second level of its files.
fn catalogue(files: &[File]) -> BTreeSet<String> {
    let pages = files.iter().filter(|file| file.is("yaml") && file.is_in(&[CATALOGUE]));
    let keys = pages.flat_map(|page| page.text.lines()).filter_map(|line| line.strip_prefix("  "));
    let keys = keys.filter_map(|line| line.trim_end().strip_suffix(':')).map(|key| key.trim_matches(['"', '\'']));
    keys.filter(|key| key.starts_with(|first: char| first.is_ascii_uppercase())).map(str::to_owned).collect()
}

/// Ids that are typed in a source or a scenario and are not in the catalogue.
///
/// In running text a word counts as an id when the catalogue has its family (`MB-DUP` of `MB-DUP-05`); in a citation
/// (`//=`) and under `requires` everything counts.
fn unknown_ids(files: &[File], known: &BTreeSet<String>) -> Vec<String> {
    let families: BTreeSet<&str> = known.iter().filter_map(|id| family(id)).collect();
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is_in(&CITES) && (file.is("rs") || file.is("yaml"))) {
        if file.is_in(&[CATALOGUE]) {
            continue;
        }
        for (index, line) in file.text.lines().enumerate() {
            let cited = cited(line).into_iter().filter(|id| !known.contains(*id));
            let typed = typed(line).into_iter().filter(|id| family(id).is_some_and(|family| families.contains(family)));
            let unknown: BTreeSet<&str> = cited.chain(typed.filter(|id| !is_known(id, known))).collect();
            breaches.extend(unknown.iter().map(|id| format!("{}:{}: `{id}`", file.path, index + 1)));
        }
    }
    breaches
}

/// Whether the catalogue has the id; a statement of the standard typed without its version is known in either.
fn is_known(id: &str, known: &BTreeSet<String>) -> bool {
    known.contains(id) || ["v3", "v5"].iter().any(|version| known.contains(&format!("{id} {version}")))
}

/// What a line cites: after `//=`, a remark in parentheses left out, or under `requires` written on one line.
fn cited(line: &str) -> Vec<&str> {
    let line = line.trim();
    let list = line.strip_prefix("//= ").or_else(|| line.strip_prefix("requires: [")?.split(']').next());
    let ids = list.unwrap_or_default().split(" (").next().unwrap_or_default().split(',');
    let ids = ids.map(|id| id.trim().trim_matches(['"', '\'']));
    ids.filter(|id| !id.is_empty() && !id.starts_with("section ")).collect()
}

/// The words of a line that have the form of an id, a statement of the standard with its version if one follows.
fn typed(line: &str) -> Vec<&str> {
    let mut ids = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(is_part_of_a_word) {
        rest = rest.split_at(start).1;
        let (word, after) = rest.split_at(word_length(rest));
        if family(word).is_some() {
            let version = if word.starts_with("MQTT-") { version_length(after) } else { 0 };
            ids.push(rest.split_at(word.len() + version).0);
        }
        rest = after;
    }
    ids
}

fn is_part_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '-' || letter == '_'
}

/// The length of the word at the front. Points belong to it between digits, and only in a statement of the standard, so
/// that a range such as `05..07` and the end of a sentence end it.
fn word_length(text: &str) -> usize {
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((offset, letter)) = letters.next() {
        let mut is_inside = || before.is_ascii_digit() && letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let joins = letter == '.' && text.starts_with("MQTT-") && is_inside();
        if !(joins || is_part_of_a_word(letter)) {
            return offset;
        }
        before = letter;
    }
    text.len()
}

/// The length of ` v3` or ` v5` at the front, else 0.
fn version_length(text: &str) -> usize {
    let ends = |rest: &str| !rest.starts_with(is_part_of_a_word);
    if [" v3", " v5"].iter().any(|version| text.strip_prefix(version).is_some_and(ends)) { 3 } else { 0 }
}

/// All of an id but its number, if it has the form of one: `MB-DUP` of `MB-DUP-05`, `MQTT` of `MQTT-3.1.4-3 v5`.
fn family(id: &str) -> Option<&str> {
    let (rest, number) = id.rsplit_once('-')?;
    if let Some(section) = rest.strip_prefix("MQTT-") {
        let numbered = section.split('.').all(is_number) && is_number(number.split(' ').next().unwrap_or_default());
        return numbered.then_some("MQTT");
    }
    let number = number.strip_suffix(|last: char| last.is_ascii_lowercase()).unwrap_or(number);
    let is_capital = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let worded = rest.starts_with(|first: char| first.is_ascii_uppercase())
        && rest.split('-').all(|part| !part.is_empty() && part.chars().all(is_capital));
    (worded && is_number(number)).then_some(rest)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit())
}

/// Ids are put together here, so that this file cites none that does not exist.
fn id(family: &str, number: &str) -> String {
    format!("{family}-{number}")
}

fn planted_catalogue() -> BTreeSet<String> {
    let page = format!(
        "requirements:\n  {}:\n    sentence: one\n  {} v5:\n    sentence: two\n",
        id("MB-DUP", "05"),
        id("MQTT-3.1.4", "3")
    );
    catalogue(&[File::planted("scenarios/requirements/broker.yaml", &page)])
}

#[test]
fn the_catalogue_is_not_empty() {
    assert_ne!(catalogue(&tree::files()), BTreeSet::new());
}

#[test]
fn every_id_that_is_typed_is_in_the_catalogue() {
    let files = tree::files();
    super::stands(&unknown_ids(&files, &catalogue(&files)));
}

#[test]
fn an_unknown_id_of_a_known_family_is_seen_wherever_it_is_typed() {
    let text = format!("// {} and {} but not UTF-8.\n", id("MB-DUP", "05"), id("MB-DUP", "99"));
    let files = [File::planted("reference/broker/src/lib.rs", &text), File::planted("README.md", &text)];
    let breach = format!("reference/broker/src/lib.rs:1: `{}`", id("MB-DUP", "99"));
    assert_eq!(unknown_ids(&files, &planted_catalogue()), [breach]);
}

#[test]
fn a_citation_of_an_unknown_family_is_seen() {
    let text = format!("summary: x\nrequires: [{}, {}]\n", id("MB-DUP", "05"), id("MB-DUPE", "05"));
    let files = [File::planted("scenarios/takeover/x.yaml", &text)];
    let breach = format!("scenarios/takeover/x.yaml:2: `{}`", id("MB-DUPE", "05"));
    assert_eq!(unknown_ids(&files, &planted_catalogue()), [breach]);
}

#[test]
fn a_statement_of_the_standard_is_known_by_its_version() {
    let statement = id("MQTT-3.1.4", "3");
    let text = format!("//= {statement} v5\n//= {statement} v3\n//= {statement}\n// `{statement}`.\n");
    let files = [File::planted("reference/wire/src/lib.rs", &text)];
    let breaches = [
        format!("reference/wire/src/lib.rs:2: `{statement} v3`"),
        format!("reference/wire/src/lib.rs:3: `{statement}`"),
    ];
    assert_eq!(unknown_ids(&files, &planted_catalogue()), breaches);
}
