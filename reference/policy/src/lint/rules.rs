//! The rules: what each means and how to repair what breaks it.

mod grammar;
mod meaning;
mod rights;

use super::finding::Severity;

/// A lint of policy.md 10, or a row of the grammar that no lint speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `POL-LINT-01`, or the id of the grammar's row.
    pub id: &'static str,
    /// The weight that it usually has.
    pub usual: Severity,
    /// What it reports, in a few words.
    pub title: &'static str,
    /// Why that matters.
    pub meaning: &'static str,
    /// What to do about it.
    pub repair: &'static str,
    /// The smallest text that it speaks of.
    pub example: &'static str,
}

impl Rule {
    /// Every rule: the lints in the order of their numbers, then the rows of the grammar.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        grammar::LINTS.iter().chain(meaning::LINTS).chain(rights::LINTS).chain(grammar::ROWS)
    }

    /// The rule of an id, in any letter case.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::all().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }
}

/// Id, weight, title, meaning, repair, example.
type Row = (&'static str, Severity, &'static str, &'static str, &'static str, &'static str);

/// Turns rows into rules.
#[expect(clippy::indexing_slicing, reason = "`at` stays below the length of both arrays")]
const fn rules<const N: usize>(rows: [Row; N]) -> [Rule; N] {
    let mut rules = [Rule { id: "", usual: Severity::Hint, title: "", meaning: "", repair: "", example: "" }; N];
    let mut at = 0;
    while at < N {
        let (id, usual, title, meaning, repair, example) = rows[at];
        rules[at] = Rule { id, usual, title, meaning, repair, example };
        at += 1;
    }
    rules
}
