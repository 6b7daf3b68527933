//! What is wrong with a document, and where.

use std::fmt;

use jsonc_parser::common::Range;
use thiserror::Error;

/// A range of bytes in the text of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl From<Range> for Span {
    fn from(range: Range) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// A text that is no policy document, by its first flaw.
///
/// Nothing is ever decided on such a text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(transparent)]
pub struct PolicyError(Flaw);

impl PolicyError {
    pub(crate) const fn new(flaw: Flaw) -> Self {
        Self(flaw)
    }

    /// The place and the sentence.
    #[must_use]
    pub const fn flaw(&self) -> &Flaw {
        &self.0
    }
}

/// One objection to a document: where it is, and a sentence about it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub struct Flaw {
    sentence: String,
    span: Span,
    line: usize,
    column: usize,
}

impl Flaw {
    /// Counts line and column of the span's start in the text.
    pub(crate) fn new(text: &str, span: Span, sentence: impl Into<String>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
        Self { sentence: sentence.into(), span, line, column }
    }

    /// The sentence: lower-case, without a period, the author's words in backticks.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// The bytes that the sentence is about; empty where something is missing.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.sentence)
    }
}
