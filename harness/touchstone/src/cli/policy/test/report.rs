//! What came of the vectors, for people and build servers.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::judge::Judged;
use super::{Broken, Outcome};

/// What failed, then the figures.
pub(super) fn text(outcome: &Outcome) -> String {
    let judged = &outcome.judged;
    let mut text = String::new();
    for it in judged.iter().filter(|it| !it.passed()) {
        text.push_str(&explained(it));
        text.push('\n');
    }
    let (passed, failed) = counts(judged);
    // Writing to a `String` does not fail.
    let _written = writeln!(text, "{passed} passed, {failed} failed");
    text
}

/// The report as JUnit XML: a suite for each vector, a test for each id; and a suite for each file that cannot be judged.
pub(super) fn junit(outcome: &Outcome) -> Result<String> {
    let mut report = Report::new("touchstone policy test");
    for of_vector in outcome.judged.chunk_by(|left, right| left.vector == right.vector) {
        let mut suite = TestSuite::new(of_vector.first().map_or("", |it| &it.vector));
        suite.add_test_cases(of_vector.iter().map(case));
        report.add_test_suite(suite);
    }
    for Broken { file, why } in &outcome.broken {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(why.as_str());
        let mut suite = TestSuite::new(file.as_str());
        suite.add_test_case(TestCase::new("is a file of vectors", status));
        report.add_test_suite(suite);
    }
    report.to_string().context("the report cannot be written as XML")
}

/// How many passed, and how many did not.
pub(super) fn counts(judged: &[Judged]) -> (usize, usize) {
    let passed = judged.iter().filter(|it| it.passed()).count();
    (passed, judged.len() - passed)
}

fn case(it: &Judged) -> TestCase {
    let status = if it.passed() {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(if it.disagreement.is_some() { "disagreement" } else { "unexpected decision" });
        status.set_message(format!("expected {}, found {}", it.expected, it.found));
        status.set_description(explained(it));
        status
    };
    let mut case = TestCase::new(it.id.as_str(), status);
    case.set_classname(it.vector.as_str());
    case
}

/// A failure in full.
fn explained(it: &Judged) -> String {
    let mut text = format!("failed {}, {} {} of vector {}\n  at {}\n", it.id, it.kind, it.number, it.vector, it.place);
    let mut line = |name: &str, words: &str| {
        // Writing to a `String` does not fail.
        let _written = writeln!(text, "  {name:<9} {words}");
    };
    it.asks.iter().for_each(|asked| line("asks", asked));
    line("expected", &it.expected);
    line("found", &it.found);
    if it.deciding.is_empty() && it.kind != "document" {
        line("because", "no statement covers it");
    }
    it.deciding.iter().for_each(|by| line("because", &format!("of {by}")));
    if !it.why.is_empty() {
        line("why", &it.why);
    }
    if let Some(disagreement) = &it.disagreement {
        line(
            "DEFECT",
            "the engine and the oracle of touchstone disagree; this is a defect of touchstone, please report it",
        );
        line("", &format!("engine / oracle: {disagreement}"));
    }
    text
}
