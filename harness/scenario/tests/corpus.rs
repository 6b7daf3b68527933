//! Every scenario file in the repository, and every example of the README, is read without findings.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test reads the files that are in the tree, and stops at the first it cannot read"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use touchstone_scenario::{Act, Known, Scenario, Step, Words, capabilities, cases, parse, parse_outcomes};

/// Folders below `scenarios/` that hold scenario files.
const AREAS: [&str; 11] = [
    "connect",
    "eviction",
    "publish",
    "retained",
    "subscribe",
    "policy",
    "sessions",
    "http",
    "time",
    "wills",
    "examples",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files of a folder with this ending, in order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn words() -> Words {
    let outcomes = root().join("outcomes.yaml");
    Words {
        policies: Known::only(files("policies", "json").iter().map(|path| stem(path))),
        authorizers: Known::only(files("authorizers", "json").iter().map(|path| format!("{}.json", stem(path)))),
        outcomes: parse_outcomes(&read(&outcomes))
            .unwrap_or_else(|findings| panic!("{}", listed(&outcomes, &findings))),
        ..Words::default()
    }
}

fn listed(path: &Path, findings: &[touchstone_scenario::Finding]) -> String {
    findings.iter().map(|finding| format!("{}:{finding}\n", path.display())).collect()
}

fn corpus() -> Vec<Scenario> {
    let words = words();
    let mut scenarios = Vec::new();
    let mut wrong = String::new();
    for area in AREAS {
        for path in files(area, "yaml") {
            match parse(&format!("{area}/{}", stem(&path)), &read(&path), &words) {
                Ok(scenario) => scenarios.push(scenario),
                Err(findings) => wrong.push_str(&listed(&path, &findings)),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    scenarios
}

#[test]
fn every_scenario_file_is_read_without_findings() {
    assert!(corpus().len() > 60);
}

#[test]
fn the_case_ids_of_the_corpus_are_unique() {
    let scenarios = corpus();
    let ids: Vec<String> = scenarios.iter().flat_map(cases).map(|case| case.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn no_case_of_the_corpus_waits_for_a_later_verb() {
    fn waits(step: &Step) -> bool {
        matches!(step.act, Act::Later { .. }) || step.act.inside().iter().any(waits)
    }
    for scenario in corpus() {
        assert!(!scenario.steps.iter().any(waits), "{}", scenario.id);
    }
}

#[test]
fn every_policy_of_the_folder_is_used_and_every_reason_is_told() {
    let scenarios = corpus();
    let all: Vec<_> = scenarios.iter().flat_map(cases).collect();
    let used: BTreeSet<String> = all.iter().map(|case| format!("{case:?}")).collect();
    for path in files("policies", "json") {
        let name = format!("\"{}\"", stem(&path));
        assert!(used.iter().any(|case| case.contains(&name)), "no scenario names policy {name}");
    }
    assert!(all.iter().flat_map(capabilities).all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn a_file_that_lacks_a_line_or_its_end_is_read_or_answered_with_places() {
    let words = words();
    for path in AREAS.iter().flat_map(|area| files(area, "yaml")) {
        let text = read(&path);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let without = (0..lines.len()).map(|left_out| {
            let kept = lines.iter().enumerate().filter(|(i, _)| *i != left_out);
            kept.map(|(_, line)| *line).collect::<String>()
        });
        let cut = text.char_indices().step_by(17).map(|(at, _)| text.split_at(at).0.to_owned());
        for text in without.chain(cut) {
            if let Err(findings) = parse("area/cut", &text, &words) {
                assert!(!findings.is_empty(), "{text}");
                assert!(findings.iter().all(|finding| finding.place.line > 0), "{text}\n{findings:?}");
            }
        }
    }
}

#[test]
fn every_example_of_the_readme_is_read_without_findings() {
    let words = words();
    let readme = read(&root().join("README.md"));
    let blocks: Vec<&str> = readme.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 8, "{}", blocks.len());
    for block in blocks {
        let head = "summary: an example\nrequires: MB-PUB-01\n";
        let text = match block {
            whole if whole.starts_with("summary:") => whole.to_owned(),
            steps if steps.starts_with("- ") => {
                let clients = "clients: { a: {}, b: {}, p: {}, s: {}, \"n[1..3]\": {} }\nversions: both\n";
                format!("{head}{clients}steps:\n{steps}")
            }
            part => format!("{head}{part}steps: [ {{ advance: 1s }} ]\n"),
        };
        if let Err(findings) = parse("examples/readme", &text, &words) {
            panic!("{text}\n{findings:?}");
        }
    }
}
