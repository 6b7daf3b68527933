//! A document as it is written, as far as it can be made out.

use std::borrow::Cow;

use super::facts::PolicyKind;
use super::finding::Findings;
use super::lexer::Quoted;
use super::{grammar, tree};
use crate::document::{Effect, Scope, Version};
use crate::error::Span;

/// A text of the document, its quotes included in its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) span: Span,
    is_plain: bool,
}

impl<'t> Entry<'t> {
    pub(super) fn new(quoted: Quoted<'t>, span: Span) -> Self {
        // Bare words have no quotes, so that their bytes are those of the token.
        let is_plain = quoted.is_plain && quoted.text.len() + 2 == span.end - span.start;
        Self { text: quoted.text, span, is_plain }
    }

    /// The bytes of the document that hold a part of the text; the whole where escapes hide them.
    pub(super) const fn part(&self, start: usize, end: usize) -> Span {
        if self.is_plain {
            Span { start: self.span.start + 1 + start, end: self.span.start + 1 + end }
        } else {
            self.span
        }
    }

    /// The fields of an ARN; `None` for `*` and for what is no ARN.
    pub(super) fn arn(&self) -> Option<Arn<'_>> {
        Arn::read(&self.text)
    }

    /// The name behind a type such as `topic`, where the entry is an ARN of AWS IoT.
    pub(super) fn topic(&self, kind: &str) -> Option<&str> {
        self.arn().filter(Arn::is_iot)?.named(kind)
    }
}

/// The thing of a reserved topic or filter, and what follows it.
pub(super) fn below_thing(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("$aws/things/")?.split_once('/')
}

/// The first byte of something that lacks a part.
pub(super) const fn opening(span: Span) -> Span {
    Span { start: span.start, end: if span.end > span.start { span.start + 1 } else { span.end } }
}

/// The entries that are alike, each after the one that it is like, those that are alike together.
pub(super) fn twins<'s, 't: 's, K: Ord>(
    entries: impl Iterator<Item = &'s Entry<'t>>,
    likeness: impl Fn(&'s Entry<'t>) -> K,
) -> Vec<(&'s Entry<'t>, &'s Entry<'t>)> {
    let mut sorted: Vec<(K, &Entry<'t>)> = entries.map(|entry| (likeness(entry), entry)).collect();
    sorted.sort_by(|(one, first), (other, second)| (one, first.span.start).cmp(&(other, second.span.start)));
    let pairs = sorted.windows(2).filter_map(|pair| match pair {
        [(one, first), (other, second)] if one == other => Some((*first, *second)),
        _ => None,
    });
    pairs.collect()
}

/// An ARN taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arn<'e> {
    pub(super) partition: &'e str,
    pub(super) service: &'e str,
    pub(super) region: &'e str,
    pub(super) account: &'e str,
    /// Everything behind the fifth colon.
    pub(super) rest: &'e str,
    /// Where the region, the account and the rest begin.
    pub(super) starts: [usize; 3],
}

impl<'e> Arn<'e> {
    pub(super) fn read(text: &'e str) -> Option<Self> {
        let mut fields = text.strip_prefix("arn:")?.splitn(5, ':');
        let (partition, service, region) = (fields.next()?, fields.next()?, fields.next()?);
        let (account, rest) = (fields.next()?, fields.next()?);
        let region_at = 4 + partition.len() + 1 + service.len() + 1;
        let account_at = region_at + region.len() + 1;
        let starts = [region_at, account_at, account_at + account.len() + 1];
        Some(Self { partition, service, region, account, rest, starts })
    }

    /// Whether it is an ARN of AWS IoT.
    pub(super) fn is_iot(&self) -> bool {
        self.service == "iot"
    }

    /// The resource type, where it is spelled out; what follows its slash.
    pub(super) fn typed(&self) -> Option<(&'e str, &'e str)> {
        let (kind, name) = self.rest.split_once('/')?;
        (!kind.is_empty() && !kind.contains(['*', '?', '$', '{', '}'])).then_some((kind, name))
    }

    /// The name behind a type.
    pub(super) fn named(&self, kind: &str) -> Option<&'e str> {
        self.typed().filter(|(typed, _)| *typed == kind).map(|(_, name)| name)
    }
}

/// A condition: one operator on one key.
#[derive(Clone, Debug)]
pub(super) struct WrittenCondition<'t> {
    pub(super) operator: Entry<'t>,
    pub(super) key: Entry<'t>,
    pub(super) values: Vec<Entry<'t>>,
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) struct WrittenStatement<'t> {
    pub(super) span: Span,
    pub(super) sid: Option<Entry<'t>>,
    pub(super) effect: Option<Effect>,
    pub(super) actions: Option<Scope<Entry<'t>>>,
    pub(super) resources: Option<Scope<Entry<'t>>>,
    pub(super) conditions: Vec<WrittenCondition<'t>>,
}

impl<'t> WrittenStatement<'t> {
    pub(super) fn allows(&self) -> bool {
        self.effect == Some(Effect::Allow)
    }

    pub(super) fn denies(&self) -> bool {
        self.effect == Some(Effect::Deny)
    }

    /// The entries of `Action`; none where `NotAction` is written.
    pub(super) fn actions(&self) -> &[Entry<'t>] {
        match &self.actions {
            Some(Scope::These(entries)) => entries,
            _ => &[],
        }
    }

    /// The entries of `Resource`; none where `NotResource` is written.
    pub(super) fn resources(&self) -> &[Entry<'t>] {
        match &self.resources {
            Some(Scope::These(entries)) => entries,
            _ => &[],
        }
    }

    /// The entries of `Action` and of `NotAction`.
    pub(super) fn all_actions(&self) -> &[Entry<'t>] {
        entries(self.actions.as_ref())
    }

    /// The entries of `Resource` and of `NotResource`.
    pub(super) fn all_resources(&self) -> &[Entry<'t>] {
        entries(self.resources.as_ref())
    }

    /// Whether neither `NotAction` nor `NotResource` is written.
    pub(super) const fn is_positive(&self) -> bool {
        !matches!(self.actions, Some(Scope::AllBut(_))) && !matches!(self.resources, Some(Scope::AllBut(_)))
    }
}

fn entries<'s, 't>(scope: Option<&'s Scope<Entry<'t>>>) -> &'s [Entry<'t>] {
    match scope {
        Some(Scope::These(entries) | Scope::AllBut(entries)) => entries,
        None => &[],
    }
}

/// A document.
#[derive(Clone, Debug, Default)]
pub(super) struct WrittenPolicy<'t> {
    /// The edition, where it is one of the two, and the bytes of its value.
    pub(super) version: Option<(Version, Span)>,
    /// The bytes of the name of a `Version` of any value.
    pub(super) has_version: bool,
    pub(super) statements: Vec<WrittenStatement<'t>>,
    pub(super) span: Span,
    /// Whether it could be read as an object.
    pub(super) is_object: bool,
}

impl<'t> WrittenPolicy<'t> {
    /// Reads what can be read, and reports what breaks the grammar.
    pub(super) fn read(text: &'t str, kind: PolicyKind, found: &mut Findings<'_>) -> Self {
        match tree::read(text, found) {
            Some(value) => grammar::document(value, kind, found),
            None => Self::default(),
        }
    }
}
