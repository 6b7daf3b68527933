//! Reports against checked-in text; `TOUCHSTONE_BLESS=1 cargo test -p touchstone-suite` writes it anew.

use std::path::Path;
use std::time::Duration;

use touchstone_scenario::Place;

use super::{Report, Silent, Terminal, json, junit};
use crate::runner::tests::{SmallTarget, profile, script_called};
use crate::{Catalogue, Cited, Divergence, Judge, Options, Profile, Script, run};

const CATALOGUE: &str = "about: a sheet
requirements:
  MB-PUB-01: { sentence: A publish at QoS 1 is acknowledged., confidence: documented, source: OASIS, shown: wire }
  MB-SUB-01: { sentence: A filter matches its topic., confidence: documented, source: OASIS, shown: wire }
";

fn script(id: &str, requires: &str, steps: &str) -> Script {
    let text = format!(
        "summary: the sentence of {id}\nrequires: {requires}\nversions: [v3]\nclients: {{ a: {{}}, p: {{}} }}\n\
         steps:\n  - connect: [a, p]\n{steps}"
    );
    let mut catalogue = Catalogue::default();
    catalogue.read(Path::new("sheet.yaml"), CATALOGUE).unwrap();
    let (requirement, found) = catalogue.find(requires).unwrap();
    let cited = vec![Cited { id: requirement.clone(), sentence: found.sentence.clone() }];
    Script { cited, ..script_called(id, &text) }
}

fn report() -> Report {
    let divergence =
        |of: &str| Divergence { of: of.to_owned(), reason: format!("known for {of}"), place: Place::default() };
    let divergences = vec![divergence("area/listed@v3"), divergence("area/passes")];
    let target = SmallTarget(Profile { divergences, ..profile(Judge::Reference) });
    let subscribe = "  - subscribe: { from: a, filters: [ { filter: t, qos: 1 } ] }\n";
    let publish = "  - publish: { from: p, topic: t, qos: 1, payload: x }\n";
    let wrong = "  - expect: { a: { publish: { topic: t, payload: y } } }\n";
    let scripts = [
        script("area/passes", "MB-PUB-01", publish),
        script("area/fails", "MB-SUB-01", &format!("{subscribe}{publish}{wrong}")),
        script("area/listed", "MB-PUB-01", "  - expect: { a: closed }\n"),
        script("area/no_world", "MB-PUB-01", publish),
        script("area/lacks", "MB-PUB-01", "  - change: { client: a, certificate: inactive }\n"),
    ];
    run(&scripts.iter().collect::<Vec<_>>(), &target, &Options::default(), &Silent)
}

fn check_against(golden: &str, name: &str, text: &str) {
    if std::env::var_os("TOUCHSTONE_BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/golden").join(name);
        std::fs::write(path, text).unwrap();
        return;
    }
    assert_eq!(text, golden);
}

#[test]
fn the_terminal_report_explains_each_failure() {
    let text = Terminal(&report()).to_string();
    let plain = anstream::adapter::strip_str(&text).to_string();
    check_against(include_str!("golden/terminal.txt"), "terminal.txt", &plain);
}

#[test]
fn the_json_report_is_stable() {
    let text = format!("{:#}\n", json(&report()));
    check_against(include_str!("golden/report.json"), "report.json", &text);
}

#[test]
fn the_junit_report_has_a_test_for_each_case() {
    let mut report = report();
    report.took = Duration::from_millis(5_250);
    report.cases.iter_mut().for_each(|case| case.took = Duration::from_millis(250));
    let text = junit(&report).unwrap();
    check_against(include_str!("golden/junit.xml"), "junit.xml", &text);
}

#[test]
fn a_failure_or_a_list_out_of_date_is_exit_status_1() {
    let mut report = report();
    assert_eq!(report.exit_status(), 1);
    report.cases.retain(|case| case.id != "area/fails@v3");
    assert_eq!(report.exit_status(), 1);
    report.stale.clear();
    assert_eq!(report.exit_status(), 3);
    report.cases.retain(|case| case.id != "area/no_world@v3");
    assert_eq!(report.exit_status(), 0);
}
