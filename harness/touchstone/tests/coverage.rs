//! `scenarios/coverage.txt` is what the corpus shows, and what shows nothing is not counted.

#![expect(clippy::expect_used, reason = "a corpus that cannot be read fails the test")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use touchstone::{Cut, Denies, Grants, Idle, Pool, Sim, settings};
use touchstone_scenario::Known;
use touchstone_suite::{
    Area, Awaited, Catalogue, Citation, Corpus, Coverage, Freed, Listing, Options, Panel, Showing, Silent, Target,
    Waits, cover,
};

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn known() -> Known {
    Known::only(settings::NAMES.iter().map(ToString::to_string))
}

fn covered(corpus: &Corpus, citations: &[Citation]) -> Coverage {
    let pool = Arc::new(Pool::new().expect("the authority signs its own certificate"));
    let sim = Sim::new(Arc::clone(&pool), Cut::Whole);
    let (silent, closes, grants) = (Idle::silent(), Idle::closes(), Grants::new(Arc::clone(&pool)));
    let denies = Freed::ALL.map(|freed| (freed, Denies::new(Arc::clone(&pool), freed)));
    let denying: Vec<(Freed, &dyn Target)> =
        denies.iter().map(|(freed, target)| (*freed, target as &dyn Target)).collect();
    let panel = Panel { reference: &sim, idle: &[&silent, &closes], granting: &grants, denying: &denying };
    cover(corpus, &panel, citations, &Options { jobs: 2, ..Options::default() }, &Silent)
}

/// What the only case of a scenario shows of the requirement it cites.
fn showing(requires: &str, rest: &str) -> Showing {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("planted.yaml");
    let text = format!("summary: planted\nrequires: [{requires}]\nversions: [v3]\n{rest}");
    std::fs::write(&file, text).expect("a file");
    let corpus = Corpus::load_file(&scenarios(), &file, known()).expect("the planted scenario is well formed");
    let coverage = covered(&corpus, &[]);
    let (_, covered) = coverage.iter().next().expect("it cites a requirement");
    covered.cases.first().expect("it is one case").1.clone()
}

/// Files of the catalogue that leave no gap.
const CLOSED: [&str; 10] = [
    "broker-authorization",
    "broker-eviction",
    "broker-sessions",
    "policy-actions",
    "policy-api",
    "policy-documents",
    "policy-evaluation",
    "policy-lints",
    "policy-variables",
    "rulings-policy",
];

#[test]
fn the_checked_in_listing_is_what_the_corpus_shows() {
    let corpus = Corpus::load(&scenarios(), known()).expect("the corpus is well formed");
    let citations = Citation::collect(&scenarios()).expect("the sources can be read");
    let coverage = covered(&corpus, &citations);
    let expected = Listing(&coverage).to_string();
    let found = std::fs::read_to_string(scenarios().join("coverage.txt")).unwrap_or_default();
    let stale: Vec<&str> = expected.lines().filter(|line| !found.lines().any(|other| other == *line)).collect();
    assert!(
        found == expected,
        "`scenarios/coverage.txt` is out of date; `cargo run -p touchstone -- coverage` writes it. New lines:\n{}",
        stale.join("\n")
    );
    let contradictions: Vec<String> =
        coverage.contradictions(&corpus.catalogue).iter().map(ToString::to_string).collect();
    assert!(contradictions.is_empty(), "{}", contradictions.join("\n"));
}

#[test]
fn each_capability_that_may_be_waited_for_is() {
    let catalogue = Catalogue::load(&scenarios().join("requirements")).expect("the catalogue is well formed");
    let waited: Vec<Waits> = catalogue.iter().filter_map(|(_, requirement)| requirement.waits).collect();
    let idle = Awaited::all().filter(|it| {
        ![Waits::Wholly(*it), Waits::InPart(*it), Waits::WithItsFile(*it)].iter().any(|waits| waited.contains(waits))
    });
    assert_eq!(idle.map(|it| it.to_string()).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn what_must_leave_no_gap_says_so() {
    let areas = Area::load(&scenarios().join("requirements")).expect("the catalogue is well formed");
    let closed = |area: &&Area| area.requirements.iter().all(|(_, it)| area.requirements.is_closed(&it.entry));
    let closed: Vec<&str> = areas.iter().filter(closed).map(|area| area.name.as_str()).collect();
    assert_eq!(closed, CLOSED);
}

#[test]
fn a_case_that_asks_for_an_answer_shows_what_it_cites() {
    assert_eq!(showing("MB-PUB-08", "clients: { a: {} }\nsteps:\n  - connect: a\n"), Showing::Shows);
}

#[test]
fn a_case_that_expects_an_end_alone_passes_where_everything_ends() {
    let rest = "clients: { a: {} }\nsteps:\n  - send: { from: a, hex: \"00 00\" }\n  - expect: { a: closed }\n";
    assert_eq!(showing("MB-MAL-10", rest), Showing::PassesOn("stub-closes".to_owned()));
}

#[test]
fn a_case_that_expects_nothing_passes_where_nothing_happens() {
    let rest = "clients: { a: {} }\nsteps:\n  - send: { from: a, hex: \"10\" }\n  - expect: { a: nothing }\n";
    assert_eq!(showing("MB-MAL-05", rest), Showing::PassesOn("stub-silent".to_owned()));
}

#[test]
fn a_denial_is_not_shown_by_a_case_without_one() {
    let rest = "clients: { a: {} }\nsteps:\n  - connect: a\n  - publish: { from: a, topic: t, qos: 1, payload: x }\n";
    assert_eq!(showing("MB-DEN-05", rest), Showing::StandsOn("stub-grants".to_owned()));
}

#[test]
fn a_denial_is_shown_by_a_case_that_fails_where_nothing_is_denied() {
    let rest = "clients: { a: { policy: connect-only } }\nsteps:\n  - connect: a\n  \
                - publish: { from: a, topic: t, qos: 1, payload: x, gets: closed }\n";
    assert_eq!(showing("MB-DEN-05", rest), Showing::Shows);
}

#[test]
fn a_freedom_is_not_shown_by_a_client_that_may_do_everything() {
    let rest = "clients: { a: {} }\nsteps:\n  - connect: a\n  - unsubscribe: { from: a, filters: [ t ] }\n";
    assert_eq!(showing("MB-SUB-20", rest), Showing::StandsOn("stub-denies-unsubscribe".to_owned()));
}

#[test]
fn a_freedom_is_shown_by_a_client_that_may_do_nothing_else() {
    let rest = "clients: { a: { policy: connect-only } }\nsteps:\n  - connect: a\n  \
                - unsubscribe: { from: a, filters: [ t ] }\n";
    assert_eq!(showing("MB-SUB-20", rest), Showing::Shows);
    assert_eq!(showing("MB-AUT-08", rest), Showing::StandsOn("stub-denies-puback".to_owned()));
}

#[test]
fn a_case_that_does_not_pass_shows_nothing() {
    let rest = "clients: { a: {} }\nsteps:\n  - connect: a\n  - expect: { a: closed }\n";
    assert_eq!(showing("MB-MAL-10", rest), Showing::NoPass("fail"));
}
