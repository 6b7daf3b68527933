//! The report that build servers read.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::{CaseReport, Failure, Report, StaleDivergence, Verdict};

/// The report as JUnit XML: a suite for each area, a test for each case.
///
/// `pass` and `tolerated` are successes, `fail` a failure with the whole explanation, `unsupported` and `known divergence`
/// are skipped with their reason, `inconclusive` is an error. An entry of the list of divergences that no longer holds is
/// a failed test of the suite `divergences`.
///
/// # Errors
/// When the text cannot be written as XML.
pub fn junit(report: &Report) -> Result<String, SerializeError> {
    let mut areas: BTreeMap<&str, Vec<&CaseReport>> = BTreeMap::new();
    for it in &report.cases {
        let area = it.scenario.split_once('/').map_or(it.scenario.as_str(), |(area, _)| area);
        areas.entry(area).or_default().push(it);
    }
    let mut tree = quick_junit::Report::new(format!("touchstone on {}", report.target));
    tree.set_time(report.took);
    for (area, cases) in areas {
        let mut suite = TestSuite::new(area);
        suite.set_time(cases.iter().map(|it| it.took).sum());
        suite.add_test_cases(cases.into_iter().map(case));
        tree.add_test_suite(suite);
    }
    if !report.stale.is_empty() {
        let mut suite = TestSuite::new("divergences");
        suite.add_test_cases(report.stale.iter().map(stale));
        tree.add_test_suite(suite);
    }
    tree.to_string()
}

fn case(case: &CaseReport) -> TestCase {
    let mut test = TestCase::new(case.id.as_str(), status(case));
    test.set_classname(case.scenario.as_str()).set_time(case.took);
    test.add_property(("summary", case.summary.as_str()));
    for id in &case.requires {
        test.add_property(("requirement", id.as_str()));
    }
    if !case.notes.is_empty() {
        test.set_system_out(case.notes.join("\n"));
    }
    test
}

fn status(case: &CaseReport) -> TestCaseStatus {
    let mut status = match &case.verdict {
        Verdict::Pass | Verdict::Tolerated { .. } => return TestCaseStatus::success(),
        Verdict::Fail(_) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Inconclusive { .. } => TestCaseStatus::non_success(NonSuccessKind::Error),
        Verdict::Unsupported { .. } | Verdict::KnownDivergence { .. } => TestCaseStatus::skipped(),
    };
    status.set_type(case.verdict.word());
    match &case.verdict {
        Verdict::Fail(failure) => status.set_message(failure.seen.as_str()).set_description(explained(failure)),
        other => status.set_message(other.reason().unwrap_or_default()),
    };
    status
}

fn stale(stale: &StaleDivergence) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type("out of date");
    status.set_message(format!("every case it names passes: {}", stale.passed.join(", ")));
    TestCase::new(stale.of.as_str(), status)
}

/// A failure in full, as the terminal shows it.
fn explained(failure: &Failure) -> String {
    let mut text = format!("{}:{}: {}\n", failure.file, failure.place, failure.step);
    let mut line = |name: &str, words: &str| text.push_str(&format!("{name}: {words}\n"));
    line("expected", &failure.expected);
    line("seen", &failure.seen);
    for cited in &failure.cited {
        line(cited.id.as_str(), &cited.sentence);
    }
    for exchange in &failure.exchanges {
        let when = format!("{}.{:03}s", exchange.after / 1_000, exchange.after % 1_000);
        let who = format!("{}/{}", exchange.client, exchange.link);
        line(&when, &format!("{who} {} {}", exchange.way.arrow(), exchange.words));
    }
    for record in &failure.logs {
        line("log", record);
    }
    text
}
