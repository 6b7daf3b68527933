//! Why a request is decided so, for programs.

use schemars::JsonSchema;
use serde::Serialize;
use touchstone_policy::{Effect, Filled, Found, Obstacle};

use super::super::decision::Decision;
use super::super::source::Place;
use super::label::{of_action, of_found, of_resource, of_value};
use super::report::deciding;
use super::{Judged, Missed, Read};

/// The version of the report's form; it rises when a member is removed or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

/// The report of `touchstone policy explain --format json`.
#[derive(Serialize, JsonSchema)]
pub(in super::super::super) struct Report {
    /// 1; it rises when a member is removed or changes its meaning.
    schema_version: u32,
    decision: Decision,
    action: String,
    resource: String,
    /// The statements that decided; none when no statement covers the request.
    deciding: Vec<Located>,
    /// The other statements in force, each with what keeps it from covering the request.
    not_covering: Vec<NotCovering>,
    /// Files that are policies of a thing group which no thing that counts is in.
    not_in_force: Vec<String>,
    /// What the oracle says, where it disagrees with the engine: a defect of touchstone.
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreement: Option<String>,
}

/// A statement and its place.
#[derive(Serialize, JsonSchema)]
struct Located {
    /// The file.
    policy: String,
    /// The number of the statement, counted from 1.
    statement: usize,
    sid: Option<String>,
    /// `Allow` or `Deny`.
    effect: String,
    line: usize,
    /// In characters, counted from 1.
    column: usize,
}

/// A statement that does not cover the request.
#[derive(Serialize, JsonSchema)]
struct NotCovering {
    #[serde(flatten)]
    statement: Located,
    obstacle: Kept,
}

/// The first element that keeps a statement from covering the request.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "element", rename_all = "lowercase")]
enum Kept {
    /// `Action` or `NotAction`.
    Action {
        /// The entries that do not cover the action, or the one that takes it out.
        entries: Vec<ActionEntry>,
    },
    /// `Resource` or `NotResource`.
    Resource {
        /// The entries that do not cover the resource, or the one that takes it out.
        entries: Vec<Entry>,
    },
    /// A condition that does not hold.
    Condition {
        operator: String,
        key: String,
        /// What the request has under the key: a text, a list, or null where it does not have the key.
        found: Option<Texts>,
        /// What is found, as a sentence.
        because: String,
        /// The listed values.
        listed: Vec<Entry>,
    },
}

/// What a request has under a key.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Texts {
    /// One text.
    One(String),
    /// A set of texts.
    Many(Vec<String>),
}

/// An entry of `Action` or `NotAction`.
#[derive(Serialize, JsonSchema)]
struct ActionEntry {
    line: usize,
    /// In characters, counted from 1.
    column: usize,
    /// What there is to say about it.
    because: String,
}

/// An entry or value as the request makes it.
#[derive(Serialize, JsonSchema)]
struct Entry {
    line: usize,
    /// In characters, counted from 1.
    column: usize,
    /// Its text with the variables replaced that have a value.
    filled: String,
    /// The first variable without a value; the entry then matches nothing.
    unresolved: Option<String>,
    /// What there is to say about it.
    because: Option<String>,
}

impl Report {
    pub(super) fn of(judged: &Judged<'_>) -> Self {
        let missed = judged.obstacles.iter().filter_map(|missed| {
            let read = judged.documents.get(missed.document)?;
            let statement = Located::of(read, missed.statement)?;
            Some(NotCovering { statement, obstacle: Kept::of(judged, read, missed)? })
        });
        let disagreement = judged.answers.agreed().is_none();
        Self {
            schema_version: SCHEMA_VERSION,
            decision: judged.answers.engine.decision.into(),
            action: judged.action.to_owned(),
            resource: judged.resource.to_owned(),
            deciding: deciding(judged).filter_map(|(read, number)| Located::of(read, number)).collect(),
            not_covering: missed.collect(),
            not_in_force: (judged.documents.iter().filter(|read| !read.is_in_force))
                .map(|read| read.source.path.clone())
                .collect(),
            disagreement: disagreement.then(|| format!("{:?}", judged.answers.oracle)),
        }
    }
}

impl Located {
    fn of(read: &Read, number: usize) -> Option<Self> {
        let statement = read.policy.statements().get(number)?;
        let Place { line, column } = read.source.place(statement.span().start);
        let effect = match statement.effect() {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        Some(Self {
            policy: read.source.path.clone(),
            statement: number + 1,
            sid: statement.sid().map(str::to_owned),
            effect: effect.to_owned(),
            line,
            column,
        })
    }
}

impl Kept {
    fn of(judged: &Judged<'_>, read: &Read, missed: &Missed) -> Option<Self> {
        let statement = read.policy.statements().get(missed.statement)?;
        let entry = |filled: &Filled, because| {
            let Place { line, column } = read.source.place(filled.span.start);
            Entry { line, column, filled: filled.text.clone(), unresolved: filled.unresolved.clone(), because }
        };
        Some(match &missed.obstacle {
            Obstacle::Action { entries } => Self::Action {
                entries: entries
                    .iter()
                    .map(|span| {
                        let Place { line, column } = read.source.place(span.start);
                        ActionEntry { line, column, because: of_action(judged.action, statement, *span) }
                    })
                    .collect(),
            },
            Obstacle::Resource { entries } => Self::Resource {
                entries: entries
                    .iter()
                    .map(|filled| entry(filled, Some(of_resource(judged, read.side, statement, filled))))
                    .collect(),
            },
            Obstacle::Condition { number, found, listed, failing } => {
                let condition = statement.conditions().get(*number)?;
                let values = condition.values().iter().zip(listed);
                Self::Condition {
                    operator: condition.operator_name().to_owned(),
                    key: condition.key().to_owned(),
                    because: of_found(judged, read.side, condition, found, failing),
                    found: match found {
                        Found::Absent => None,
                        Found::One(text) => Some(Texts::One(text.clone())),
                        Found::Many(texts) => Some(Texts::Many(texts.clone())),
                    },
                    listed: values
                        .map(|(written, filled)| {
                            entry(filled, of_value(judged, read.side, condition, written.as_str(), filled))
                        })
                        .collect(),
                }
            }
        })
    }
}
