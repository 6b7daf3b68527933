//! Faults of files, printed with the line they stand in.

use std::fmt;
use std::sync::Arc;

use touchstone_scenario::Finding;

use crate::Source;

/// A fault of a file, with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub(crate) source: Arc<Source>,
    pub(crate) finding: Finding,
}

impl Complaint {
    /// Path, line and column, and the sentence.
    #[must_use]
    pub fn headline(&self) -> String {
        format!("{}:{}: {}", self.source.path, self.finding.place, self.finding.message)
    }
}

/// `path:line:column: message`, the line, and a caret under the place.
impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.finding.place;
        writeln!(f, "{}", self.headline())?;
        let index = usize::try_from(place.line).unwrap_or(usize::MAX).saturating_sub(1);
        let line = self.source.text.lines().nth(index).unwrap_or_default();
        let before = usize::try_from(place.column).unwrap_or(usize::MAX).saturating_sub(1);
        let blanks: String =
            line.chars().take(before).map(|character| if character == '\t' { '\t' } else { ' ' }).collect();
        writeln!(f, "{:>5} | {line}", place.line)?;
        write!(f, "      | {blanks}^")
    }
}

/// Complaints one below the other.
pub(super) fn listed(complaints: &[Complaint]) -> String {
    let listed: Vec<String> = complaints.iter().map(Complaint::to_string).collect();
    listed.join("\n")
}

#[cfg(test)]
mod tests {
    use touchstone_scenario::Place;

    use super::*;

    #[test]
    fn a_caret_stands_under_the_place() {
        let source = Source { path: "a.yaml".to_owned(), text: "one: 1\ntwo: x\n".to_owned() };
        let finding = Finding { place: Place { line: 2, column: 6 }, message: "`x` is no number".to_owned() };
        let complaint = Complaint { source: Arc::new(source), finding };
        assert_eq!(complaint.to_string(), "a.yaml:2:6: `x` is no number\n    2 | two: x\n      |      ^");
    }
}
