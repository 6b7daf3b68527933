//! Does the compiled policy set decide as the model says, and for the same statements?

mod engine;
pub(crate) mod model;

use std::fmt;

use serde_json::Value as Json;
use touchstone_generate::policies::PolicyCase;
use touchstone_oracle::policy::{Caller, Decision, Judgement, Settings};

pub(crate) use self::engine::{Engine, decision, switches};

/// Compares the judgement of the engine with that of the oracle: the decision, and the statements that decided.
///
/// `None` when both refuse a document.
///
/// # Errors
/// When they differ, or when the engine's `decide` and `explain` do.
pub fn check_policy_decision(case: &PolicyCase) -> Result<Option<Decision>, String> {
    let difference = |what: &str, found: &dyn fmt::Debug, wanted: &dyn fmt::Debug| {
        Err(format!("{what}: {found:?} from the engine, {wanted:?} from the oracle\n{case}"))
    };
    match (engine_judges(case), oracle_judges(case)) {
        (Ok(found), Ok(wanted)) if found == wanted => Ok(Some(wanted.decision)),
        (Ok(found), Ok(wanted)) => difference("the judgements differ", &found, &wanted),
        (Err(_), Err(_)) => Ok(None),
        (found, wanted) => difference("one refuses a document", &found, &wanted),
    }
}

/// What the engine says.
///
/// # Errors
/// The sentence about a document that it refuses.
pub fn engine_judges(case: &PolicyCase) -> Result<Judgement, String> {
    Engine::of(case)?.judge()
}

/// What the oracle says.
///
/// # Errors
/// The sentence about a document that it refuses.
pub fn oracle_judges(case: &PolicyCase) -> Result<Judgement, String> {
    model::judge(case)
}

/// What makes cases worth comparing, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyCensus {
    /// Cases.
    pub cases: u64,
    /// Those with a document that is refused.
    pub refused: u64,
    /// Those that are allowed.
    pub allowed: u64,
    /// Those that a statement denies.
    pub explicitly_denied: u64,
    /// Cases that were looked at more closely, for the figures below.
    pub sampled: u64,
    /// Those that would be decided otherwise for a caller of whom nothing is known.
    pub decided_by_a_variable: u64,
    /// Those that would be decided otherwise without conditions.
    pub decided_by_a_condition: u64,
    /// Those that would be decided otherwise if other values of a certificate had its numbers.
    pub decided_by_the_index_base: u64,
    /// Those that would be decided otherwise if older names of job actions were worth something else.
    pub decided_by_the_prefix: u64,
    /// Those that would be decided otherwise if one character of the resource were another.
    pub flipped_by_one_character: u64,
}

impl PolicyCensus {
    /// Counts a case that was decided so.
    pub fn count(&mut self, decision: Option<Decision>) {
        self.cases += 1;
        match decision {
            None => self.refused += 1,
            Some(Decision::Allowed) => self.allowed += 1,
            Some(Decision::ExplicitDeny) => self.explicitly_denied += 1,
            Some(Decision::ImplicitDeny) => {}
        }
    }

    /// Finds out what decided a case.
    pub fn sample(&mut self, case: &PolicyCase) {
        let decision = |case: &PolicyCase| Engine::of(case).ok()?.decide(&case.name);
        let engine = Engine::of(case).ok();
        let decided = engine.as_ref().and_then(|engine| engine.decide(&case.name));
        let caller = Caller { principal: case.caller.principal, ..Caller::default() };
        let is_flipped_by = |name: String| engine.as_ref().and_then(|engine| engine.decide(&name)) != decided;
        self.sampled += 1;
        self.decided_by_a_variable += u64::from(decision(&PolicyCase { caller, ..case.clone() }) != decided);
        let under = |settings: Settings| decision(&PolicyCase { settings, ..case.clone() });
        let other = Settings { cert_index_base: 1 - case.settings.cert_index_base, ..case.settings };
        self.decided_by_the_index_base += u64::from(under(other) != decided);
        let other = Settings { iot_prefix_job_actions: !case.settings.iot_prefix_job_actions, ..case.settings };
        self.decided_by_the_prefix += u64::from(under(other) != decided);
        self.decided_by_a_condition += u64::from(decision(&without_conditions(case)) != decided);
        self.flipped_by_one_character += u64::from(case.neighbours().any(is_flipped_by));
    }

    /// The figures of both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            cases: self.cases + other.cases,
            refused: self.refused + other.refused,
            allowed: self.allowed + other.allowed,
            explicitly_denied: self.explicitly_denied + other.explicitly_denied,
            sampled: self.sampled + other.sampled,
            decided_by_a_variable: self.decided_by_a_variable + other.decided_by_a_variable,
            decided_by_a_condition: self.decided_by_a_condition + other.decided_by_a_condition,
            decided_by_the_index_base: self.decided_by_the_index_base + other.decided_by_the_index_base,
            decided_by_the_prefix: self.decided_by_the_prefix + other.decided_by_the_prefix,
            flipped_by_one_character: self.flipped_by_one_character + other.flipped_by_one_character,
        }
    }
}

impl fmt::Display for PolicyCensus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |count: u64, of: u64| (count * 100).checked_div(of).unwrap_or(0);
        writeln!(f, "{} cases, {} of them with a document that both refuse", self.cases, self.refused)?;
        writeln!(f, "{:>4} % allowed", share(self.allowed, self.cases))?;
        writeln!(f, "{:>4} % explicitly denied", share(self.explicitly_denied, self.cases))?;
        writeln!(f, "of {} cases that were looked at more closely", self.sampled)?;
        writeln!(
            f,
            "{:>4} % decided by a variable or another key of the caller",
            share(self.decided_by_a_variable, self.sampled)
        )?;
        writeln!(f, "{:>4} % decided by a condition", share(self.decided_by_a_condition, self.sampled))?;
        writeln!(f, "{:>4} decided by the switch `cert_index_base`", self.decided_by_the_index_base)?;
        writeln!(f, "{:>4} decided by the switch `iot_prefix_job_actions`", self.decided_by_the_prefix)?;
        write!(f, "{:>4} % flipped by one changed character", share(self.flipped_by_one_character, self.sampled))
    }
}

/// The case with every statement holding whatever the request has.
fn without_conditions(case: &PolicyCase) -> PolicyCase {
    let mut case = case.clone();
    for document in &mut case.documents {
        let Ok(mut json) = serde_json::from_str::<Json>(&document.text) else { continue };
        let statements = match json.get_mut("Statement") {
            Some(Json::Array(statements)) => statements.iter_mut().collect(),
            Some(statement) => vec![statement],
            None => vec![],
        };
        for statement in statements.into_iter().filter_map(Json::as_object_mut) {
            statement.remove("Condition");
        }
        document.text = json.to_string();
    }
    case
}
