//! Folders of scenarios, whole and broken.

use std::path::Path;

use touchstone_scenario::{Known, Place};

use crate::{Corpus, CorpusError, Divergence};

const SHEET: &str = "about: a sheet\nrequirements:\n  MB-CON-03: { sentence: s, confidence: documented, source: o, shown: \
                     wire }\n";
const SCENARIO: &str = "summary: a fact\nrequires: MB-CON-03\nversions: both\nworld: { accounts: [other] }\nclients: { a: {}, b: { account: other } }\n\
                        steps:\n  - connect: [a, b]\n";

fn folder(scenario: Option<&str>) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("requirements/sheet.yaml", SHEET);
    write("policies/all.json", "{}");
    write("examples/not_read.yaml", "no scenario");
    if let Some(text) = scenario {
        write("connect/a_fact.yaml", text);
    }
    root
}

fn load(root: &Path) -> Result<Corpus, CorpusError> {
    Corpus::load(root, Known::Any)
}

#[test]
fn a_folder_without_scenarios_is_an_error() {
    assert!(matches!(load(folder(None).path()), Err(CorpusError::Empty { .. })));
}

#[test]
fn each_version_is_a_script_with_its_cast() {
    let corpus = load(folder(Some(SCENARIO)).path()).unwrap();
    let ids: Vec<&str> = corpus.scripts.iter().map(|script| script.case.id.as_str()).collect();
    assert_eq!(ids, ["connect/a_fact@v3", "connect/a_fact@v5"]);
    let cast = &corpus.scripts[0].cast;
    let numbers: Vec<&str> = cast.accounts.iter().map(|account| account.id.number.as_str()).collect();
    assert_eq!(numbers, ["123456789012", "123456789013"]);
    assert_eq!(cast.principals[1].account, 1);
    assert_eq!(cast.principals[0].policies, [("all".to_owned(), "{}".to_owned())]);
    assert_eq!(corpus.scripts[0].cited[0].sentence, "s");
}

#[test]
fn a_fault_is_told_with_its_line_and_a_caret() {
    let unknown = format!("MB-CON-{}", 33);
    let root = folder(Some(&SCENARIO.replace("MB-CON-03", &unknown)));
    let error = load(root.path()).unwrap_err().to_string();
    assert!(error.contains("a_fact.yaml:2:11: "), "{error}");
    assert!(error.contains("MB-CON-03"), "{error}");
    assert!(error.ends_with(&format!("    2 | requires: {unknown}\n      |           ^")), "{error}");
}

#[test]
fn a_divergence_that_names_nothing_or_a_case_twice_is_found() {
    let corpus = load(folder(Some(SCENARIO)).path()).unwrap();
    let fault = |list: &[&str]| {
        let entry = |(of, line): (&&str, u32)| Divergence {
            of: (*of).to_owned(),
            reason: "because".to_owned(),
            place: Place { line, column: 7 },
        };
        let list: Vec<Divergence> = list.iter().zip(1..).map(entry).collect();
        corpus.fault_of(&list).map(|fault| fault.to_string())
    };
    assert_eq!(fault(&["connect/a_fact@v3", "connect/a_fact@v5", "MB-CON-03"]), None);
    assert_eq!(
        fault(&["connect/a_fact", "connect/a_fatc"]).as_deref(),
        Some("2:7: `connect/a_fatc` is no case, no scenario and no requirement; did you mean `connect/a_fact`?")
    );
    assert_eq!(
        fault(&["connect/a_fact@v3#row"]).as_deref(),
        Some(
            "1:7: `connect/a_fact@v3#row` is no case, no scenario and no requirement; did you mean `connect/a_fact@v3`?"
        )
    );
    assert_eq!(
        fault(&["connect/a_fact@v5", "connect/a_fact"]).as_deref(),
        Some("1:7: `connect/a_fact@v5` is listed already with its scenario, in line 2")
    );
}
