//! What the lints ask of a document and of the set that it is part of.

use super::facts::{PolicyKind, RegistryFacts, Surroundings};
use super::finding::Severity;
use super::glob::{Holes, Piece, covers_as_text, covers_name, meet, pieces};
use super::written::{Entry, WrittenPolicy, WrittenStatement};
use crate::document::Scope;

/// The most characters of entries that are compared with each other: the largest size that any document may have.
const COMPARABLE: usize = 10_240;

/// A name that no pattern holds as text.
pub(super) const ANY_NAME: &str = "\u{e000}\u{e001}\u{e002}\u{e003}\u{e004}\u{e005}\u{e006}\u{e007}";

/// A document with what it is judged by.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) text: &'a str,
    pub(super) policy: &'a WrittenPolicy<'a>,
    pub(super) kind: PolicyKind,
    pub(super) facts: &'a RegistryFacts,
    others: &'a [WrittenPolicy<'a>],
    has_set: bool,
}

impl<'a> Judged<'a> {
    pub(super) const fn new(
        text: &'a str,
        policy: &'a WrittenPolicy<'a>,
        others: &'a [WrittenPolicy<'a>],
        surroundings: &'a Surroundings<'a>,
    ) -> Self {
        let has_set = surroundings.others.is_some();
        Self { text, policy, kind: surroundings.kind, facts: &surroundings.facts, others, has_set }
    }

    /// Whether comparing all entries with each other ends soon.
    pub(super) fn is_comparable(&self) -> bool {
        let length = |statement: &WrittenStatement<'_>| {
            let values =
                statement.conditions.iter().flat_map(|condition| condition.values.iter().chain([&condition.key]));
            let entries = statement.all_actions().iter().chain(statement.all_resources()).chain(values);
            // What holds nothing is looked at as well.
            1 + entries.map(|entry| 1 + entry.text.len()).sum::<usize>()
        };
        self.statements().map(length).sum::<usize>() <= COMPARABLE
    }

    /// The weight of a lint that speaks of a set: the document alone earns a hint.
    pub(super) const fn set_severity(&self) -> Severity {
        if self.has_set { Severity::Warning } else { Severity::Hint }
    }

    /// The statements of the document that have neither `NotAction` nor `NotResource`.
    pub(super) fn positive(&self) -> impl Iterator<Item = &'a WrittenStatement<'a>> {
        self.policy.statements.iter().filter(|statement| statement.is_positive())
    }

    /// The Allow statements among [`positive`](Self::positive).
    pub(super) fn allowing(&self) -> impl Iterator<Item = &'a WrittenStatement<'a>> {
        self.positive().filter(|statement| statement.allows())
    }

    /// All statements of the set.
    pub(super) fn statements(&self) -> impl Iterator<Item = &'a WrittenStatement<'a>> {
        self.policy.statements.iter().chain(self.others.iter().flat_map(|other| &other.statements))
    }

    /// The Allow statements of the set that cover an action.
    pub(super) fn grants(&self, action: &str) -> impl Iterator<Item = &'a WrittenStatement<'a>> {
        self.statements().filter(move |statement| statement.allows() && statement.takes(action))
    }

    /// Whether the set grants an action on some resource.
    pub(super) fn is_granted(&self, action: &str) -> bool {
        self.grants(action).next().is_some()
    }

    /// Whether the set allows an action on what a resource name of the kind stands for, as text.
    pub(super) fn allows_as_text(&self, action: &str, resource: &Place<'_>) -> bool {
        self.grants(action).any(|statement| statement.covers_as_text(resource))
    }

    /// Whether the set denies an action on it, as text.
    pub(super) fn denies_as_text(&self, action: &str, resource: &Place<'_>) -> bool {
        let denies = |statement: &&WrittenStatement<'_>| statement.denies() && statement.takes(action);
        self.statements().filter(denies).any(|statement| statement.covers_as_text(resource))
    }
}

/// A resource as text: the fields before the fifth colon, where they are known, and what follows it.
#[derive(Clone, Debug)]
pub(super) struct Place<'p> {
    pub(super) before: Option<&'p str>,
    pub(super) rest: String,
}

impl<'p> Place<'p> {
    /// The place of a resource; `*` is every place.
    pub(super) fn of(entry: &'p Entry<'_>) -> Option<Self> {
        if entry.text == "*" {
            return Some(Self { before: None, rest: "*".to_owned() });
        }
        let arn = entry.arn()?;
        let before = entry.text.get(..entry.text.len() - arn.rest.len());
        Some(Self { before, rest: arn.rest.to_owned() })
    }

    /// The same place with another kind: `topicfilter/a` as `topic/a`. What is of no kind stays as it is.
    pub(super) fn with_kind(mut self, from: &str, to: &str) -> Self {
        if let Some(name) = self.rest.strip_prefix(from).and_then(|rest| rest.strip_prefix('/')) {
            self.rest = format!("{to}/{name}");
        }
        self
    }

    pub(super) fn with_rest(&self, rest: String) -> Self {
        Self { before: self.before, rest }
    }
}

impl<'t> WrittenStatement<'t> {
    /// Whether the statement is about an action, wildcards included.
    pub(super) fn takes(&self, action: &str) -> bool {
        let covers = |entry: &Entry<'_>| covers_name(&entry.text, action);
        match &self.actions {
            Some(Scope::These(entries)) => entries.iter().any(covers),
            Some(Scope::AllBut(entries)) => !entries.iter().any(covers),
            None => false,
        }
    }

    /// Whether the statement is about one of the actions, wildcards included.
    pub(super) fn takes_any(&self, actions: &[&str]) -> bool {
        actions.iter().any(|action| self.takes(action))
    }

    /// Whether an action is spelled out, without a wildcard.
    pub(super) fn names(&self, action: &str) -> bool {
        self.actions().iter().any(|entry| entry.text.eq_ignore_ascii_case(action))
    }

    /// The first of the actions that is spelled out.
    pub(super) fn named<'s>(&'s self, actions: &[&str]) -> Option<&'s Entry<'t>> {
        self.actions().iter().find(|entry| actions.iter().any(|action| entry.text.eq_ignore_ascii_case(action)))
    }

    /// Whether one of the resources covers the place as text.
    pub(super) fn covers_as_text(&self, place: &Place<'_>) -> bool {
        match &self.resources {
            Some(Scope::These(entries)) => entries.iter().any(|entry| entry.covers_as_text(place)),
            Some(Scope::AllBut(entries)) => !entries.iter().any(|entry| entry.covers_as_text(place)),
            None => false,
        }
    }
}

impl Entry<'_> {
    /// Whether the resource covers the place as text.
    pub(super) fn covers_as_text(&self, place: &Place<'_>) -> bool {
        if self.text == "*" {
            return true;
        }
        let Some(arn) = self.arn().filter(|arn| arn.is_iot()) else { return false };
        let Some(before) = place.before else { return false };
        let mine = self.text.get(..self.text.len() - arn.rest.len()).unwrap_or_default();
        fields_cover(mine, before) && covers_as_text(arn.rest, &place.rest)
    }

    /// Whether the resource can cover an ARN of a kind.
    pub(super) fn reaches(&self, kind: &str) -> bool {
        if let Some((typed, _)) = self.arn().and_then(|arn| arn.typed()) {
            return typed == kind && self.arn().is_some_and(|arn| arn.is_iot());
        }
        self.meets(&format!("{kind}/*"), Holes::Any)
    }

    /// Whether the resource can cover an ARN whose text behind the fifth colon a pattern covers.
    pub(super) fn meets(&self, pattern: &str, holes: Holes) -> bool {
        if self.text == "*" {
            return true;
        }
        let Some(arn) = self.arn().filter(|arn| arn.is_iot()) else { return false };
        // Whole groups of resources are met often and by short patterns.
        arn.rest == "*" || meet(&pieces(pattern, Holes::Text), &pieces(arn.rest, holes))
    }

    /// Whether the resource covers every client id.
    pub(super) fn covers_every_client(&self) -> bool {
        self.meets_name("client/")
    }

    fn meets_name(&self, before: &str) -> bool {
        let name: Vec<Piece> = before.chars().chain(ANY_NAME.chars()).map(Piece::Char).collect();
        match self.arn() {
            None => self.text == "*",
            Some(arn) => arn.is_iot() && meet(&name, &pieces(arn.rest, Holes::AnyClientId)),
        }
    }
}

/// Whether partition, region and account of one ARN cover those of another as text.
fn fields_cover(mine: &str, others: &str) -> bool {
    mine == others || mine.split(':').zip(others.split(':')).all(|(mine, other)| covers_as_text(mine, other))
}
