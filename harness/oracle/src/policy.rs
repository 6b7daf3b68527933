//! What the policies in force mean for one request.

mod caller;
mod compare;
mod condition;
mod document;
mod json;
mod keys;
mod operation;
mod pattern;
mod variable;

use std::fmt;

pub use self::caller::{Association, Caller, Certificate, Principal, Protocol, Thing};
use self::document::{Choice, Statement};
pub use self::document::{Dialect, Policy};
use self::keys::Keys;
pub use self::keys::Value;
pub use self::operation::{JobResourceCheck, Touched, judge_job};
use self::pattern::plain;
use self::variable::fill;

/// The document breaks the grammar, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}

/// The answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Some statement allows it, none denies it.
    Allowed,
    /// Some statement denies it.
    ExplicitDeny,
    /// No statement covers it.
    ImplicitDeny,
}

/// The answer and who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub decision: Decision,
    /// Document name and statement number, from 0, of every statement that decided.
    pub deciding: Vec<(String, usize)>,
}

/// A policy, its name, and what it is attached to.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce<'a> {
    /// What judgements call it.
    pub name: &'a str,
    /// The policy.
    pub policy: &'a Policy,
    /// The thing group that it is attached to, `None` for the principal itself.
    pub group: Option<&'a str>,
}

impl<'a> InForce<'a> {
    /// A policy of the principal itself.
    #[must_use]
    pub fn new(name: &'a str, policy: &'a Policy) -> Self {
        Self { name, policy, group: None }
    }
}

/// The policies of a principal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policies<'a> {
    /// Device policies, or the documents that a custom authorizer returned.
    pub iot: Vec<InForce<'a>>,
    /// IAM policies: those of the identity and whatever bounds them, each a set that must allow.
    pub iam: Vec<Vec<InForce<'a>>>,
}

/// What the sheet leaves to a switch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The number that the first value of a certificate attribute would have: 0, or 1 for the other reading.
    pub cert_index_base: usize,
    /// Whether `iot:` names of the four job executions grant what `iotjobsdata:` names do.
    pub iot_prefix_job_actions: bool,
    /// How many of a job operation's resources have to be allowed.
    pub job_resource_check: JobResourceCheck,
}

/// Decides whether the action is allowed on the resource, an ARN or `*`.
#[must_use]
pub fn judge(policies: &Policies<'_>, action: &str, resource: &str, caller: &Caller, settings: Settings) -> Judgement {
    let of_iam = policies.iam.iter().map(|set| (Dialect::Iam, set));
    let of_iot = std::iter::once((Dialect::Iot, &policies.iot));
    let sets: Vec<_> = match caller.principal {
        //= POL-EVAL-10
        Principal::Certificate | Principal::CustomAuthorizer => of_iot.collect(),
        //= POL-EVAL-08
        Principal::CognitoAuthenticated if NEED_BOTH.iter().any(|name| action.eq_ignore_ascii_case(name)) => {
            of_iam.chain(of_iot).collect()
        }
        //= POL-EVAL-09
        Principal::CognitoAuthenticated | Principal::CognitoUnauthenticated | Principal::IamUser => of_iam.collect(),
    };
    let mut judgements = Vec::new();
    for (dialect, set) in sets {
        let keys = Keys::of(caller, dialect, action, settings.cert_index_base);
        let older = alias(action).filter(|_| settings.iot_prefix_job_actions && dialect == Dialect::Iot);
        let judge_as = |name: &str| {
            let in_force = set.iter().filter(|by| by.group.is_none_or(|group| caller.is_in_group(group)));
            Request { action: name, resource, keys: &keys }.decide(in_force)
        };
        //= POL-OP-05
        judgements.push(any_of([action].into_iter().chain(older.as_deref()).map(judge_as).collect()));
    }
    //= POL-EVAL-11
    all_of(judgements)
}

/// The answer when each of several checks must be allowed.
#[must_use]
pub fn all_of(judgements: Vec<Judgement>) -> Judgement {
    let decision = if judgements.iter().any(|judgement| judgement.decision == Decision::ExplicitDeny) {
        Decision::ExplicitDeny
    } else if judgements.is_empty() || judgements.iter().any(|judgement| judgement.decision == Decision::ImplicitDeny) {
        Decision::ImplicitDeny
    } else {
        Decision::Allowed
    };
    joined(decision, judgements)
}

/// The answer when one of several checks must be allowed and none denied.
#[must_use]
pub fn any_of(judgements: Vec<Judgement>) -> Judgement {
    let some = |decision| judgements.iter().any(|judgement| judgement.decision == decision);
    let found = [Decision::ExplicitDeny, Decision::Allowed].into_iter().find(|decision| some(*decision));
    joined(found.unwrap_or(Decision::ImplicitDeny), judgements)
}

/// The decision, with the statements of the judgements that come to it.
fn joined(decision: Decision, judgements: Vec<Judgement>) -> Judgement {
    let decided = judgements.into_iter().filter(|judgement| judgement.decision == decision);
    Judgement { decision, deciding: decided.flat_map(|judgement| judgement.deciding).collect() }
}

const NEED_BOTH: &[&str] = &[
    "iot:Connect",
    "iot:Publish",
    "iot:Subscribe",
    "iot:Receive",
    "iot:GetThingShadow",
    "iot:UpdateThingShadow",
    "iot:DeleteThingShadow",
];

//= POL-ACT-16
/// The older name of a job action of the data plane.
fn alias(action: &str) -> Option<String> {
    const AGED: [&str; 4] =
        ["DescribeJobExecution", "GetPendingJobExecutions", "StartNextPendingJobExecution", "UpdateJobExecution"];
    let name = action.strip_prefix("iotjobsdata:").filter(|name| AGED.contains(name))?;
    Some(format!("iot:{name}"))
}

/// What is asked.
struct Request<'a> {
    action: &'a str,
    resource: &'a str,
    keys: &'a Keys,
}

impl Request<'_> {
    //= POL-EVAL-01
    fn decide<'p>(&self, policies: impl Iterator<Item = &'p InForce<'p>>) -> Judgement {
        let (mut denying, mut allowing) = (Vec::new(), Vec::new());
        for by in policies {
            for (number, statement) in by.policy.statements.iter().enumerate() {
                if self.is_covered_by(statement, by.policy.replaces) {
                    let list = if statement.denies { &mut denying } else { &mut allowing };
                    list.push((by.name.to_owned(), number));
                }
            }
        }
        match (denying.is_empty(), allowing.is_empty()) {
            (false, _) => Judgement { decision: Decision::ExplicitDeny, deciding: denying },
            (true, false) => Judgement { decision: Decision::Allowed, deciding: allowing },
            (true, true) => Judgement { decision: Decision::ImplicitDeny, deciding: vec![] },
        }
    }

    //= POL-EVAL-02
    fn is_covered_by(&self, statement: &Statement, replaces: bool) -> bool {
        //= POL-MATCH-13
        let chosen = |choice: &Choice, covers: &dyn Fn(&String) -> bool| match choice {
            Choice::Covered(patterns) => patterns.iter().any(covers),
            Choice::Uncovered(patterns) => !patterns.iter().any(covers),
        };
        chosen(&statement.actions, &|pattern| self.acts_as(pattern))
            //= POL-VAR-08
            //= POL-VAR-09
            && chosen(&statement.resources, &|pattern| self.reaches(pattern, replaces))
            //= POL-COND-01
            && statement.conditions.iter().all(|condition| condition.holds(self.keys, replaces))
    }

    //= POL-MATCH-01
    //= POL-MATCH-02
    fn acts_as(&self, pattern: &str) -> bool {
        pattern::matches(&plain(&pattern.to_ascii_lowercase()), &self.action.to_ascii_lowercase())
    }

    fn reaches(&self, pattern: &str, replaces: bool) -> bool {
        //= POL-MATCH-09
        if pattern == "*" || self.resource == "*" {
            return pattern == "*";
        }
        //= POL-MATCH-03
        let wanted: Vec<&str> = pattern.splitn(6, ':').collect();
        let found: Vec<&str> = self.resource.splitn(6, ':').collect();
        let (&[arn, partition, service, region, account, rest], &[a, p, s, r, n, name]) = (&wanted[..], &found[..])
        else {
            return false;
        };
        //= POL-MATCH-11
        let place_fits = (arn, partition, service) == (a, p, s)
            //= POL-MATCH-10
            && pattern::matches(&plain(region), r)
            && pattern::matches(&plain(account), n);
        //= POL-VAR-02
        //= POL-VAR-03
        let rest = if replaces { fill(rest, self.keys) } else { Some(plain(rest)) };
        place_fits && rest.is_some_and(|pattern| pattern::matches(&pattern, name))
    }
}

#[cfg(test)]
mod tests;
