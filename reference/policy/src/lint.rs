//! What is wrong with a document, what it does not do although it seems to, and what it allows too broadly.
//!
//! A text is read as far as it can be, whatever its mistakes (`lexer`, `tree`, `written`); what is read is judged by
//! one function for each lint, in files by topic. Nothing here decides a request.

mod actions;
mod ask;
mod conditions;
mod documents;
mod facts;
mod finding;
mod fit;
mod glob;
mod grammar;
mod keys;
mod lexer;
mod limits;
mod reserved;
mod resources;
mod rights;
mod rules;
mod security;
mod services;
mod tree;
mod variables;
mod written;

pub use facts::{Calls, PolicyKind, RegistryFacts, RoleAliasUsage, Surroundings};
pub use finding::{Beside, Finding, Report, Severity};
pub use rules::Rule;

use ask::Judged;
use finding::Findings;
use written::WrittenPolicy;

/// Reads a text and reports everything that there is to say about it, in the order of the text.
///
/// It never fails: a text that is no policy document at all has findings that say why. Time and memory are linear in the
/// text but for the lints that compare entries with each other, and those are left out of a document whose entries hold
/// more characters than any document may.
#[must_use]
pub fn lint(text: &str, surroundings: &Surroundings<'_>) -> Report {
    let mut found = Findings::new(text);
    let policy = WrittenPolicy::read(text, surroundings.kind, &mut found);
    let others: Vec<WrittenPolicy<'_>> = surroundings
        .others
        .unwrap_or_default()
        .iter()
        .map(|other| WrittenPolicy::read(other, surroundings.kind, &mut Findings::new(other)))
        .collect();
    let judged = Judged::new(text, &policy, &others, surroundings);
    for lint in LINTS.iter().copied().flatten() {
        lint(&judged, &mut found);
    }
    if judged.is_comparable() {
        for lint in COMPARING.iter().copied().flatten() {
            lint(&judged, &mut found);
        }
    }
    found.report(!judged.is_comparable())
}

/// One lint: judges, and says what it finds.
type Lint = fn(&Judged<'_>, &mut Findings<'_>);

/// The lints by what they speak of.
const LINTS: [&[Lint]; 10] = [
    documents::LINTS,
    actions::LINTS,
    fit::LINTS,
    resources::LINTS,
    reserved::LINTS,
    variables::LINTS,
    conditions::LINTS,
    limits::LINTS,
    security::LINTS,
    rights::LINTS,
];

/// Those that compare entries with each other.
const COMPARING: [&[Lint]; 3] = [rights::COMPARING, reserved::COMPARING, fit::COMPARING];

#[cfg(test)]
mod tests;
