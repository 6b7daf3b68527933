//! What came of the vectors, for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use super::judge::Judged;
use super::report::counts;

/// The version of the report's form; it rises when a member is removed or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

/// The report of `touchstone policy test --format json`.
#[derive(Serialize, JsonSchema)]
pub(in super::super::super) struct Report {
    /// 1; it rises when a member is removed or changes its meaning.
    schema_version: u32,
    passed: usize,
    failed: usize,
    results: Vec<Judgement>,
    /// Files that cannot be judged; standard error says why.
    broken: Vec<String>,
}

/// What came of a request, an operation or a document.
#[derive(Serialize, JsonSchema)]
struct Judgement {
    id: String,
    /// The id of its vector.
    vector: String,
    /// `request`, `operation` or `document`.
    kind: String,
    /// The place among those of its kind in the vector, counted from 1.
    number: usize,
    /// `file:line:column`.
    place: String,
    result: Verdict,
    expected: String,
    found: String,
    /// The statements that decided, in words.
    deciding: Vec<String>,
    /// What engine and oracle say, where they differ: a defect of touchstone.
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreement: Option<String>,
}

/// Whether it came as expected.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// It did.
    Passed,
    /// It did not, or engine and oracle differ.
    Failed,
}

impl Report {
    pub(super) fn of(outcome: &Outcome) -> Self {
        let (passed, failed) = counts(&outcome.judged);
        Self {
            schema_version: SCHEMA_VERSION,
            passed,
            failed,
            results: outcome.judged.iter().map(Judgement::of).collect(),
            broken: outcome.broken.iter().map(|broken| broken.file.clone()).collect(),
        }
    }
}

impl Judgement {
    fn of(judged: &Judged) -> Self {
        let it = judged.clone();
        Self {
            result: if it.passed() { Verdict::Passed } else { Verdict::Failed },
            id: it.id,
            vector: it.vector,
            kind: it.kind.to_owned(),
            number: it.number,
            place: it.place,
            expected: it.expected,
            found: it.found,
            deciding: it.deciding,
            disagreement: it.disagreement,
        }
    }
}
