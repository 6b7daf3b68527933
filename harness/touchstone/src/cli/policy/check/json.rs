//! Findings for programs.

use schemars::JsonSchema;
use serde::Serialize;
use touchstone_policy::lint;

use super::{Checked, Tally, Text};

/// Raised when a reader of the report could misread it.
const SCHEMA_VERSION: u32 = 1;

/// The report of `touchstone policy check --format json`.
#[derive(Serialize, JsonSchema)]
pub(in super::super::super) struct Report {
    /// 1; it rises when a member is removed or changes its meaning.
    schema_version: u32,
    summary: Summary,
    files: Vec<File>,
}

/// How many findings of each weight there are.
#[derive(Serialize, JsonSchema)]
struct Summary {
    /// Files, or documents of vectors.
    files: usize,
    unreadable: usize,
    errors: usize,
    warnings: usize,
    too_broad: usize,
    hints: usize,
}

/// What there is to say about a file, or about a document of a vector.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum File {
    /// It was read.
    Read {
        /// The file; of a document of a vector followed by a blank and its id.
        path: String,
        /// Whether a policy of this text would be refused.
        refused: bool,
        /// Findings that are not listed: of each lint only the first 100 are.
        left_out: usize,
        /// Whether its entries were compared with each other; not those of a document that is too long.
        compared: bool,
        findings: Vec<Finding>,
    },
    /// It was not.
    Unread {
        path: String,
        /// Why.
        unreadable: String,
    },
}

/// A finding.
#[derive(Serialize, JsonSchema)]
struct Finding {
    /// The lint, or the row of the grammar.
    rule: String,
    severity: Severity,
    message: String,
    /// How to repair it.
    remedy: Option<String>,
    line: usize,
    /// In characters, counted from 1.
    column: usize,
    /// The first byte.
    start: usize,
    /// The byte behind the last.
    end: usize,
    beside: Option<Beside>,
}

/// How much a finding weighs.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Severity {
    /// The document is refused.
    Error,
    /// The document does not do what it seems to do.
    Warning,
    /// The document allows too much.
    TooBroad,
    /// Worth knowing.
    Hint,
}

/// Another place that explains a finding.
#[derive(Serialize, JsonSchema)]
struct Beside {
    label: String,
    line: usize,
    /// In characters, counted from 1.
    column: usize,
    /// The first byte.
    start: usize,
    /// The byte behind the last.
    end: usize,
}

impl Report {
    pub(super) fn of(checked: &[Checked], tally: Tally) -> Self {
        let Tally { errors, warnings, broad, hints, unreadable } = tally;
        let summary = Summary { files: checked.len(), unreadable, errors, warnings, too_broad: broad, hints };
        Self { schema_version: SCHEMA_VERSION, summary, files: checked.iter().map(File::of).collect() }
    }
}

impl File {
    fn of(checked: &Checked) -> Self {
        let path = checked.path.clone();
        match &checked.outcome {
            Ok(Text { report, .. }) => Self::Read {
                path,
                refused: report.is_refused(),
                left_out: report.left_out,
                compared: !report.is_uncompared,
                findings: report.findings.iter().map(Finding::of).collect(),
            },
            Err(unreadable) => Self::Unread { path, unreadable: unreadable.to_string() },
        }
    }
}

impl Finding {
    fn of(finding: &lint::Finding) -> Self {
        let severity = match finding.severity {
            lint::Severity::Error => Severity::Error,
            lint::Severity::Warning => Severity::Warning,
            lint::Severity::Broad => Severity::TooBroad,
            lint::Severity::Hint => Severity::Hint,
        };
        let beside = |beside: &lint::Beside| Beside {
            label: beside.label.clone(),
            line: beside.line,
            column: beside.column,
            start: beside.span.start,
            end: beside.span.end,
        };
        Self {
            rule: finding.rule.id.to_owned(),
            severity,
            message: finding.message.clone(),
            remedy: finding.remedy.clone(),
            line: finding.line,
            column: finding.column,
            start: finding.span.start,
            end: finding.span.end,
            beside: finding.beside.as_ref().map(beside),
        }
    }
}
