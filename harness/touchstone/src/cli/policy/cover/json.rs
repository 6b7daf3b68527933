//! What vectors exercise of a policy, for programs.

use schemars::JsonSchema;
use serde::Serialize;
use touchstone_policy::Exercise;

use super::super::diff::json::Request;
use super::super::source::Place;
use super::{Covered, part};

/// The version of the report's form; it rises when a member is removed or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

/// The report of `touchstone policy cover --format json`.
#[derive(Serialize, JsonSchema)]
pub(in super::super::super) struct Report {
    /// 1; it rises when a member is removed or changes its meaning.
    schema_version: u32,
    /// How many ways to meet or miss an element the vectors exercise.
    exercised: usize,
    /// Those that they do not, each with a request that would.
    not_exercised: Vec<NotExercised>,
    /// Those for which no request was found.
    impossible: Vec<Element>,
}

/// A way that is not exercised.
#[derive(Serialize, JsonSchema)]
struct NotExercised {
    #[serde(flatten)]
    element: Element,
    request: Request,
}

/// An element of the policy, and what never happens to it.
#[derive(Serialize, JsonSchema)]
struct Element {
    /// The number of the statement, counted from 1.
    statement: usize,
    /// `the whole`, or `action`, `resource` or `condition` with its number, counted from 1.
    element: String,
    line: usize,
    /// In characters, counted from 1.
    column: usize,
    never: Never,
}

/// What never happens.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Never {
    /// No request meets it.
    Met,
    /// Every request meets it.
    Missed,
}

impl Report {
    pub(super) fn of(covered: &Covered) -> Self {
        let lacking = covered.missing.iter().filter_map(|(exercise, probe)| {
            let request = Request::of(probe.as_ref()?);
            Some(NotExercised { element: Element::of(covered, *exercise)?, request })
        });
        let impossible = covered.missing.iter().filter(|(_, probe)| probe.is_none());
        Self {
            schema_version: SCHEMA_VERSION,
            exercised: covered.exercised,
            not_exercised: lacking.collect(),
            impossible: impossible.filter_map(|(exercise, _)| Element::of(covered, *exercise)).collect(),
        }
    }
}

impl Element {
    fn of(covered: &Covered, exercise: Exercise) -> Option<Self> {
        let Place { line, column } = covered.source.place(covered.policy.span_of(exercise.element)?.start);
        Some(Self {
            statement: exercise.element.statement + 1,
            element: part(exercise),
            line,
            column,
            never: if exercise.is_met { Never::Met } else { Never::Missed },
        })
    }
}
