//! Patterns with `*`, `?` and holes, and the matcher for them.
//!
//! The matcher never recurses and never allocates. A pattern is cut at its stars: the first segment must begin the text,
//! the last must end it, and each one between is taken where it first occurs (`search.rs`). Every segment covers a fixed
//! number of characters once the holes are filled, so the first place is the best one and no other need be tried.

use std::sync::Arc;

use crate::search::{Needle, Workshop};
use crate::subject::{Joined, Subject, begins};
use crate::variables::{HeldKey, Keys, Lookup, Value};

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Text that stands for itself.
    Literal(Box<str>),
    /// `?`
    One,
    /// `*`
    Star,
    /// `${key}`
    Hole(Box<Hole>),
    /// `*` and what stands before the next star; only in patterns that are made ready.
    Float(Box<Needle>),
}

/// A pattern made ready to be compared with texts.
///
/// Behind its last star, which is the only one that is left, stands what ends a text.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Arc<[Part]>);

/// A variable, filled when a request is decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hole {
    key: HeldKey,
    /// The number of the key in the set that the pattern belongs to.
    number: u32,
    default: Option<Box<str>>,
}

/// What has a meaning in a text besides itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// Whether `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
    /// Whether `${...}` is a variable.
    pub(crate) variables: bool,
}

/// Cuts a text into parts; neighbouring literals are joined and neighbouring stars are one.
pub(crate) fn parts(text: &str, dialect: Syntax) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        //= POL-MATCH-15
        //= POL-VAR-12
        if dialect.variables
            && let Some((inside, after)) = rest.strip_prefix("${").and_then(|opened| opened.split_once('}'))
        {
            rest = after;
            match inside {
                //= POL-MATCH-14
                "*" | "?" | "$" => literal.push_str(inside),
                _ => add(&mut parts, &mut literal, Part::Hole(Box::new(Hole::named(inside)))),
            }
            continue;
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        match character {
            '*' if dialect.wildcards => add(&mut parts, &mut literal, Part::Star),
            '?' if dialect.wildcards => add(&mut parts, &mut literal, Part::One),
            //= POL-MATCH-06
            _ => literal.push(character),
        }
    }
    flush(&mut parts, &mut literal);
    parts
}

fn add(parts: &mut Vec<Part>, literal: &mut String, part: Part) {
    flush(parts, literal);
    if part != Part::Star || parts.last() != Some(&Part::Star) {
        parts.push(part);
    }
}

fn flush(parts: &mut Vec<Part>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(Part::Literal(std::mem::take(literal).into()));
    }
}

/// Cuts a pattern into the six fields of an ARN; only colons that the author wrote end a field.
pub(crate) fn fields(parts: Vec<Part>) -> Vec<Vec<Part>> {
    let mut done = Vec::new();
    let mut field = Vec::new();
    for part in parts {
        let Part::Literal(text) = part else {
            field.push(part);
            continue;
        };
        for (number, piece) in text.splitn(6 - done.len(), ':').enumerate() {
            if number > 0 {
                done.push(std::mem::take(&mut field));
            }
            if !piece.is_empty() {
                field.push(Part::Literal(piece.into()));
            }
        }
    }
    done.push(field);
    done
}

impl Hole {
    /// Reads what stands between the braces.
    pub(crate) fn named(inside: &str) -> Self {
        //= POL-VAR-10
        match inside.strip_suffix('\'').and_then(|open| open.split_once(", '")) {
            Some((key, default)) => Self { key: HeldKey::named(key), number: 0, default: Some(default.into()) },
            None => Self { key: HeldKey::named(inside), number: 0, default: None },
        }
    }

    pub(crate) const fn key(&self) -> &HeldKey {
        &self.key
    }

    /// The text that fills the hole, if the request has one.
    #[inline]
    pub(crate) fn text<'v, V: Lookup + ?Sized>(&'v self, variables: &'v V) -> Option<&'v str> {
        let found = match variables.look_up(&self.key, self.number) {
            Some(Value::One(text)) if self.key.as_key().lets_insert(text) => Some(text),
            //= POL-VAR-11
            _ => None,
        };
        found.or(self.default.as_deref())
    }
}

impl Pattern {
    /// Makes a pattern ready: its keys get their numbers in a set, and each stretch between two stars is one part.
    pub(crate) fn new(mut parts: Vec<Part>, keys: &mut Keys) -> Self {
        for part in &mut parts {
            if let Part::Hole(hole) = part {
                hole.number = keys.number(&hole.key);
            }
        }
        let pieces: Vec<&[Part]> = parts.split(|part| *part == Part::Star).collect();
        let [front, floating @ .., back] = pieces.as_slice() else { return Self(parts.into()) };
        let mut workshop = Workshop::new();
        let floating = floating.iter().map(|stretch| Part::Float(Box::new(workshop.needle(stretch.to_vec()))));
        Self(front.iter().cloned().chain(floating).chain([Part::Star]).chain(back.iter().cloned()).collect())
    }

    /// Whether the whole text is covered; a hole without a value covers nothing.
    #[inline]
    pub(crate) fn covers<V: Lookup + ?Sized>(&self, text: &str, variables: &V) -> bool {
        covers_all(&self.0, text.as_bytes(), variables)
    }

    /// Whether the text is covered by a literal head, of which some bytes are known to fit, and the pattern behind it.
    #[inline]
    pub(crate) fn covers_behind<V: Lookup + ?Sized>(
        &self,
        (head, known): (&str, usize),
        text: &str,
        variables: &V,
    ) -> bool {
        let (head, text) = (head.as_bytes(), text.as_bytes());
        let Some(left) = text.get(head.len()..) else { return false };
        (head.len() <= known || begins(text, head)) && covers_all(&self.0, left, variables)
    }

    /// Whether the whole of two texts, read as one, is covered.
    pub(crate) fn covers_joined<V: Lookup + ?Sized>(&self, head: &str, tail: &str, variables: &V) -> bool {
        covers_all(&self.0, Joined { head: head.as_bytes(), tail: tail.as_bytes() }, variables)
    }
}

//= POL-MATCH-17
#[inline]
fn covers_all<S: Subject, V: Lookup + ?Sized>(parts: &[Part], mut subject: S, variables: &V) -> bool {
    let mut rest = parts;
    while let [part, after @ ..] = rest {
        if matches!(part, Part::Star) {
            return eat_back(after, subject, variables).is_some();
        }
        match eat(part, subject, variables) {
            Some(left) => (subject, rest) = (left, after),
            None => return false,
        }
    }
    //= POL-MATCH-08
    subject.is_empty()
}

//= POL-COND-07
/// Whether the parts, none of them a wildcard, spell the text when letter case is ignored.
pub(crate) fn equals_ignoring_case<V: Lookup + ?Sized>(pattern: &Pattern, text: &str, variables: &V) -> bool {
    if let [Part::Literal(wanted)] = &*pattern.0
        && wanted.is_ascii()
        && text.is_ascii()
    {
        return wanted.eq_ignore_ascii_case(text);
    }
    let mut found = text.chars().flat_map(char::to_lowercase);
    for part in &*pattern.0 {
        let wanted = match part {
            Part::Literal(text) => text,
            Part::Hole(hole) => match hole.text(variables) {
                Some(text) => text,
                None => return false,
            },
            Part::One | Part::Star | Part::Float(_) => return false,
        };
        if !wanted.chars().flat_map(char::to_lowercase).all(|character| found.next() == Some(character)) {
            return false;
        }
    }
    found.next().is_none()
}

/// Takes one part off the front.
#[inline]
fn eat<S: Subject, V: Lookup + ?Sized>(part: &Part, subject: S, variables: &V) -> Option<S> {
    match part {
        Part::Literal(text) => subject.without_prefix(text),
        //= POL-MATCH-05
        Part::One => subject.without_first(),
        //= POL-VAR-05
        //= POL-VAR-14
        Part::Hole(hole) => subject.without_prefix(hole.text(variables)?),
        //= POL-MATCH-04
        Part::Star => Some(subject),
        Part::Float(needle) => subject.behind(needle, variables),
    }
}

fn eat_back<S: Subject, V: Lookup + ?Sized>(segment: &[Part], mut subject: S, variables: &V) -> Option<S> {
    for part in segment.iter().rev() {
        subject = match part {
            Part::Literal(text) => subject.without_suffix(text)?,
            Part::One => subject.without_last()?,
            Part::Hole(hole) => subject.without_suffix(hole.text(variables)?)?,
            Part::Star | Part::Float(_) => subject,
        };
    }
    Some(subject)
}

/// Takes all parts off the front.
pub(crate) fn eat_all<S: Subject, V: Lookup + ?Sized>(segment: &[Part], subject: S, variables: &V) -> Option<S> {
    segment.iter().try_fold(subject, |left, part| eat(part, left, variables))
}
