//! What two policies differ in, for programs.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use touchstone_agreement::policy_request::context;
use touchstone_oracle::policy;
use touchstone_policy::{Extent, Probe};

use super::super::decision::Decision;
use super::super::source::Place;
use super::{Confirmed, Judged, Read};

/// The version of the report's form; it rises when a member is removed or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

/// The report of `touchstone policy diff --format json`.
#[derive(Serialize, JsonSchema)]
pub(in super::super::super) struct Report {
    /// 1; it rises when a member is removed or changes its meaning.
    schema_version: u32,
    verdict: Verdict,
    differences: Vec<Difference>,
    searched: Searched,
}

/// What is known of two documents.
#[derive(Serialize, JsonSchema)]
enum Verdict {
    /// They decide some request differently.
    #[serde(rename = "different")]
    Different,
    /// It is proved that they allow the same to everybody.
    #[serde(rename = "equivalent")]
    Equivalent,
    /// No difference was found, nor is it proved that there is none.
    #[serde(rename = "no difference found")]
    NotFound,
}

/// A difference, and a request that shows it.
#[derive(Serialize, JsonSchema)]
struct Difference {
    change: Change,
    /// Every action for which the statements make the difference.
    actions: Vec<String>,
    request: Request,
    /// Whether a client is known to make such a request.
    is_asked: bool,
    /// Whether engine and oracle both decide so.
    is_confirmed: bool,
    old: Side,
    new: Side,
}

/// What changed for a request.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Change {
    /// The new document allows what the old one does not.
    Gained,
    /// The old document allows what the new one does not.
    Lost,
}

/// A request, in the form of a vector's request without an answer.
#[derive(Serialize, JsonSchema)]
pub(in super::super) struct Request {
    action: String,
    resource: String,
    /// Who asks, in the form of a vector's context.
    context: Map<String, Value>,
}

/// What a document decides, and by which statements.
#[derive(Serialize, JsonSchema)]
struct Side {
    /// The file.
    policy: String,
    /// Null where engine and oracle differ.
    decision: Option<Decision>,
    /// Those that allow the request, or those that deny it.
    statements: Vec<Located>,
}

/// A statement and its place.
#[derive(Serialize, JsonSchema)]
struct Located {
    /// The number of the statement, counted from 1.
    statement: usize,
    sid: Option<String>,
    line: usize,
    /// In characters, counted from 1.
    column: usize,
}

/// How far the search went.
#[derive(Serialize, JsonSchema)]
struct Searched {
    /// Actions: known ones, and one for each further group.
    actions: usize,
    /// Callers that some statement tells apart.
    callers: usize,
    /// Resources that some statement tells apart, counted for each group of actions.
    resources: usize,
    requests: usize,
    /// Whether nothing was left out for want of budget.
    is_whole: bool,
}

impl Report {
    pub(super) fn of(judged: &Judged) -> Self {
        let Extent { actions, callers, resources, requests, is_whole } = judged.compared.extent;
        Self {
            schema_version: SCHEMA_VERSION,
            verdict: match judged.compared.verdict {
                touchstone_policy::Verdict::Different => Verdict::Different,
                touchstone_policy::Verdict::Equivalent => Verdict::Equivalent,
                touchstone_policy::Verdict::NotFound => Verdict::NotFound,
            },
            differences: judged.differences.iter().map(|confirmed| Difference::of(judged, confirmed)).collect(),
            searched: Searched { actions, callers, resources, requests, is_whole },
        }
    }
}

impl Difference {
    fn of(judged: &Judged, confirmed: &Confirmed) -> Self {
        let difference = &confirmed.difference;
        let [old, new] = confirmed.decisions;
        Self {
            change: match difference.change {
                touchstone_policy::Change::Gained => Change::Gained,
                touchstone_policy::Change::Lost => Change::Lost,
            },
            actions: difference.actions.clone(),
            request: Request::of(&difference.probe),
            is_asked: difference.probe.is_asked,
            is_confirmed: confirmed.holds(),
            old: Side::of(&judged.old, &difference.old, old),
            new: Side::of(&judged.new, &difference.new, new),
        }
    }
}

impl Request {
    pub(in super::super) fn of(probe: &Probe) -> Self {
        let Probe { action, resource, facts, .. } = probe;
        Self { action: action.clone(), resource: resource.clone(), context: context(facts) }
    }
}

impl Side {
    fn of(read: &Read, numbers: &[usize], decision: Option<policy::Decision>) -> Self {
        let statements = numbers.iter().filter_map(|number| {
            let statement = read.policy.statements().get(*number)?;
            let Place { line, column } = read.source.place(statement.span().start);
            Some(Located { statement: number + 1, sid: statement.sid().map(str::to_owned), line, column })
        });
        Self {
            policy: read.source.path.clone(),
            decision: decision.map(Decision::from),
            statements: statements.collect(),
        }
    }
}
