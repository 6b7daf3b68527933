//! Documents in force together, made ready for decisions.

use std::sync::Arc;

use crate::action::{Action, ActionPattern};
use crate::arn::Reach;
use crate::condition::Check;
use crate::document::{Effect, Policy, Scope};
use crate::error::Span;
use crate::explain::Explanation;
use crate::index::Table;
use crate::resource::Resource;
use crate::variables::Variables;

/// Where the policies are in force: ARNs of any other place cover nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home<'a> {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: &'a str,
    /// The Region of the endpoint.
    pub region: &'a str,
    /// The account number.
    pub account: &'a str,
}

/// What is decided about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A statement allows it and none denies it.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// No statement covers it.
    ImplicitDeny,
}

/// Policies that are in force together.
///
/// A set never changes and holds no values of any principal: share one behind an `Arc` among all that have the same
/// policies.
#[derive(Clone, Debug)]
pub struct PolicySet {
    statements: Box<[Compiled]>,
    /// One for each known action, at its number.
    tables: Box<[Tables]>,
}

#[derive(Clone, Debug)]
struct Tables {
    deny: Table,
    allow: Table,
}

/// A statement with its ARNs resolved and its conditions made ready.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub(crate) policy: Arc<str>,
    pub(crate) number: usize,
    pub(crate) sid: Option<Box<str>>,
    pub(crate) span: Span,
    pub(crate) effect: Effect,
    pub(crate) resources: Scope<Reach>,
    pub(crate) checks: Box<[Check]>,
    actions: Scope<ActionPattern>,
}

impl PolicySet {
    /// Makes the named documents ready; all of them count, their order does not.
    pub fn compile<'p>(home: &Home<'_>, policies: impl IntoIterator<Item = (&'p str, &'p Policy)>) -> Self {
        let mut statements = Vec::new();
        for (name, policy) in policies {
            let name: Arc<str> = name.into();
            for number in 0..policy.statements.len() {
                statements.extend(Compiled::new(home, &name, policy, number));
            }
        }
        let tables = Action::KNOWN.iter().map(|action| Tables::new(&statements, *action)).collect();
        Self { statements: statements.into(), tables }
    }

    //= POL-EVAL-16
    /// Decides a request; never allocates, and the same question always has the same answer.
    #[must_use]
    pub fn decide<V: Variables + ?Sized>(&self, action: Action<'_>, resource: Resource<'_>, variables: &V) -> Outcome {
        let (denied, allowed) = match self.tables.get(action.slot().number()) {
            Some(tables) => {
                let covers = |table: &Table| table.covers(&self.statements, resource, variables);
                if covers(&tables.deny) { (true, false) } else { (false, covers(&tables.allow)) }
            }
            None => {
                let covers = |effect| self.covering(action, resource, variables).any(|found| found.effect == effect);
                if covers(Effect::Deny) { (true, false) } else { (false, covers(Effect::Allow)) }
            }
        };
        //= POL-EVAL-01
        match (denied, allowed) {
            (true, _) => Outcome::ExplicitDeny,
            (false, true) => Outcome::Allowed,
            (false, false) => Outcome::ImplicitDeny,
        }
    }

    /// Decides a request and names the statements that decided, in the order of the documents.
    ///
    /// An implicit deny has none. The outcome is always that of [`decide`](Self::decide).
    #[must_use]
    pub fn explain<V: Variables + ?Sized>(
        &self,
        action: Action<'_>,
        resource: Resource<'_>,
        variables: &V,
    ) -> Explanation {
        Explanation::of(self.covering(action, resource, variables))
    }

    /// The statements that cover a request, whatever their effect.
    fn covering<'s, V: Variables + ?Sized>(
        &'s self,
        action: Action<'s>,
        resource: Resource<'s>,
        variables: &'s V,
    ) -> impl Iterator<Item = &'s Compiled> {
        //= POL-EVAL-02
        self.statements.iter().filter(move |statement| {
            statement.names(action) && statement.reaches(resource, variables) && statement.applies(variables)
        })
    }
}

impl Tables {
    fn new(statements: &[Compiled], action: Action<'_>) -> Self {
        let of = |effect| {
            let named = statements.iter().enumerate();
            Table::new(named.filter(|(_, statement)| statement.effect == effect && statement.names(action)))
        };
        Self { deny: of(Effect::Deny), allow: of(Effect::Allow) }
    }
}

impl Compiled {
    fn new(home: &Home<'_>, policy: &Arc<str>, document: &Policy, number: usize) -> Option<Self> {
        let statement = document.statements.get(number)?;
        let resolve = |patterns: &[_]| {
            patterns.iter().filter_map(|pattern| Reach::resolve(pattern, home, document.version)).collect()
        };
        Some(Self {
            policy: Arc::clone(policy),
            number,
            sid: statement.sid.as_deref().map(Into::into),
            span: statement.span,
            effect: statement.effect,
            resources: match &statement.resources {
                Scope::These(patterns) => Scope::These(resolve(patterns)),
                Scope::AllBut(patterns) => Scope::AllBut(resolve(patterns)),
            },
            checks: statement.conditions.iter().map(|condition| Check::new(condition, document.version)).collect(),
            actions: statement.actions.clone(),
        })
    }

    /// Whether the statement covers every resource, and the pseudo resource, on no condition.
    pub(crate) fn is_unconditional(&self) -> bool {
        self.checks.is_empty()
            && matches!(&self.resources, Scope::These(reaches) if reaches.iter().any(|r| matches!(r, Reach::Everything)))
    }

    fn names(&self, action: Action<'_>) -> bool {
        self.actions.takes(|pattern| pattern.covers(action))
    }

    /// Whether the resources of the statement take in the resource.
    pub(crate) fn reaches<V: Variables + ?Sized>(&self, resource: Resource<'_>, variables: &V) -> bool {
        self.resources.takes(|reach| reach.covers(resource, variables))
    }

    //= POL-COND-01
    /// Whether every condition holds.
    pub(crate) fn applies<V: Variables + ?Sized>(&self, variables: &V) -> bool {
        self.checks.iter().all(|check| check.holds(variables))
    }
}
