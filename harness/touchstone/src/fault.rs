//! Faults of files, told as scenarios' are: path, line, column, sentence, and the line with a caret.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Error, anyhow};
use touchstone_policy::PolicyError;
use touchstone_scenario::{Finding, Place};

/// All that is wrong with a file.
pub(crate) fn faults(path: &Path, text: &str, findings: &[Finding]) -> Error {
    let told: Vec<String> = findings.iter().map(|finding| told(path, text, finding)).collect();
    anyhow!(told.join("\n"))
}

/// One thing that is wrong with a file.
pub(crate) fn fault(path: &Path, text: &str, place: Place, message: impl Into<String>) -> Error {
    faults(path, text, &[Finding { place, message: message.into() }])
}

/// What is wrong with a policy document.
pub(crate) fn flaw(path: &Path, text: &str, error: &PolicyError) -> Error {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let flaw = error.flaw();
    let place = Place { line: number(flaw.line()), column: number(flaw.column()) };
    fault(path, text, place, flaw.sentence())
}

fn told(path: &Path, text: &str, finding: &Finding) -> String {
    let Finding { place, message } = finding;
    let mut told = format!("{}:{place}: {message}", path.display());
    let index = |number: u32| usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    if let Some(line) = text.lines().nth(index(place.line)) {
        let blank = |character| if character == '\t' { '\t' } else { ' ' };
        let blanks: String = line.chars().take(index(place.column)).map(blank).collect();
        // Writing to a `String` does not fail.
        let _written = write!(told, "\n{:>5} | {line}\n      | {blanks}^", place.line);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_stands_under_the_place() {
        let told = fault(Path::new("w.yaml"), "a: 1\nb: x\n", Place { line: 2, column: 4 }, "no number").to_string();
        assert_eq!(told, "w.yaml:2:4: no number\n    2 | b: x\n      |    ^");
    }
}
