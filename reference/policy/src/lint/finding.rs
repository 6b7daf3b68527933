//! What the linter says, and where.

use std::collections::BTreeMap;

use super::rules::Rule;
use crate::error::Span;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// I: worth knowing, no objection.
    Hint,
    /// S: the document is accepted and allows too much.
    Broad,
    /// W: the document is accepted and does not do what it seems to do.
    Warning,
    /// E: the document is refused.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The lint, or the row of the grammar, that it comes from.
    pub rule: &'static Rule,
    /// Its weight here, which may differ from the rule's usual one.
    pub severity: Severity,
    /// The bytes that it is about.
    pub span: Span,
    /// The line of the span's start, counted from 1.
    pub line: usize,
    /// The column of the span's start in characters, counted from 1.
    pub column: usize,
    /// What is wrong: lower case, no period, the author's words in backticks.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// Another place that explains this one.
    pub beside: Option<Beside>,
}

/// A place that explains a finding, such as the first of two duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its bytes.
    pub span: Span,
    /// Its line, counted from 1.
    pub line: usize,
    /// Its column in characters, counted from 1.
    pub column: usize,
    /// What is there.
    pub label: String,
}

/// Everything that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In the order of the text, then of the rules.
    pub findings: Vec<Finding>,
    /// How many more there are: of each rule only the first 100 are kept.
    pub left_out: usize,
    /// Whether the lints that compare entries with each other were left out, because the entries hold more characters than
    /// any document may.
    pub is_uncompared: bool,
}

impl Report {
    /// Whether a policy of this text would be refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The heaviest severity; `None` when nothing was found.
    #[must_use]
    pub fn heaviest(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// A finding being made.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    id: &'static str,
    severity: Severity,
    span: Span,
    message: String,
    remedy: Option<String>,
    beside: Option<(Span, String)>,
}

impl Remark {
    pub(super) fn new(id: &'static str, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self { id, severity, span, message: message.into(), remedy: None, beside: None }
    }

    pub(super) fn error(id: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Error, span, message)
    }

    pub(super) fn warning(id: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Warning, span, message)
    }

    pub(super) fn broad(id: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Broad, span, message)
    }

    pub(super) fn hint(id: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(id, Severity::Hint, span, message)
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(super) fn beside(mut self, span: Span, label: impl Into<String>) -> Self {
        self.beside = Some((span, label.into()));
        self
    }
}

/// How many findings of one rule are kept.
const KEPT_OF_A_RULE: usize = 100;

/// Findings being collected.
#[derive(Debug)]
pub(super) struct Findings<'t> {
    text: &'t str,
    remarks: Vec<Remark>,
    kept: BTreeMap<&'static str, usize>,
    left_out: usize,
}

impl<'t> Findings<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, remarks: Vec::new(), kept: BTreeMap::new(), left_out: 0 }
    }

    pub(super) fn add(&mut self, remark: Remark) {
        if self.wants(remark.id) {
            *self.kept.entry(remark.id).or_default() += 1;
            self.remarks.push(remark);
        } else {
            self.left_out += 1;
        }
    }

    /// Whether another finding of the rule would be kept, so that its words are worth making.
    pub(super) fn wants(&self, id: &str) -> bool {
        self.kept.get(id).is_none_or(|kept| *kept < KEPT_OF_A_RULE)
    }

    /// Puts the findings in order and counts lines and columns, in one walk through the text.
    pub(super) fn report(mut self, is_uncompared: bool) -> Report {
        self.remarks.sort_by_key(|remark| (remark.span.start, remark.id, remark.span.end));
        let places = self.remarks.iter().flat_map(|remark| {
            let beside = remark.beside.as_ref().map(|(span, _)| span.start);
            std::iter::once(remark.span.start).chain(beside)
        });
        let places = places_of(self.text, places.collect());
        let place = |start: usize| places.get(&start).copied().unwrap_or((1, 1));
        let finding = |remark: Remark| {
            let (line, column) = place(remark.span.start);
            let beside = remark.beside.map(|(span, label)| {
                let (line, column) = place(span.start);
                Beside { span, line, column, label }
            });
            let Remark { severity, span, message, remedy, .. } = remark;
            Some(Finding { rule: Rule::find(remark.id)?, severity, span, line, column, message, remedy, beside })
        };
        Report {
            findings: self.remarks.into_iter().filter_map(finding).collect(),
            left_out: self.left_out,
            is_uncompared,
        }
    }
}

/// Line and column of each offset.
fn places_of(text: &str, mut offsets: Vec<usize>) -> BTreeMap<usize, (usize, usize)> {
    offsets.sort_unstable();
    offsets.dedup();
    let (mut places, mut walked, mut line, mut column) = (BTreeMap::new(), 0, 1, 1);
    for offset in offsets {
        let between = text.get(walked..offset).unwrap_or_default();
        line += between.matches('\n').count();
        column = match between.rsplit_once('\n') {
            Some((_, after)) => after.chars().count() + 1,
            None => column + between.chars().count(),
        };
        walked = offset;
        places.insert(offset, (line, column));
    }
    places
}
