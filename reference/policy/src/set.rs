//! Documents in force together, made ready for decisions.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::action::{Action, ActionPattern, Actions};
use crate::arn::{Resolver, Target};
use crate::condition::Check;
use crate::document::{Effect, Policy, Scope, Statement, Version};
use crate::error::Span;
use crate::explain::Explanation;
use crate::index::{Index, Numbered, short};
use crate::resource::{Place, Resource};
use crate::variables::{HeldKey, Lookup, Variables};

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

impl Outcome {
    //= POL-EVAL-08
    //= POL-IAM-10
    /// What comes of checks that must all pass: an explicit deny outweighs an implicit one, and either an allow.
    ///
    /// Of no check at all comes an implicit deny.
    pub fn of_all(outcomes: impl IntoIterator<Item = Self>) -> Self {
        outcomes.into_iter().reduce(|so_far, next| so_far.worst(next)).unwrap_or(Self::ImplicitDeny)
    }

    /// What comes of checks of which one must pass; an explicit deny still outweighs everything.
    pub fn of_any(outcomes: impl IntoIterator<Item = Self>) -> Self {
        let mut best = Self::ImplicitDeny;
        for outcome in outcomes {
            match outcome {
                Self::ExplicitDeny => return Self::ExplicitDeny,
                Self::Allowed => best = Self::Allowed,
                Self::ImplicitDeny => {}
            }
        }
        best
    }

    /// What comes of the weightiest effect of the statements that cover a request.
    pub(crate) const fn of(effect: Option<Effect>) -> Self {
        match effect {
            Some(Effect::Deny) => Self::ExplicitDeny,
            Some(Effect::Allow) => Self::Allowed,
            None => Self::ImplicitDeny,
        }
    }

    const fn worst(self, other: Self) -> Self {
        match (self, other) {
            (Self::ExplicitDeny, _) | (_, Self::ExplicitDeny) => Self::ExplicitDeny,
            (Self::ImplicitDeny, _) | (_, Self::ImplicitDeny) => Self::ImplicitDeny,
            (Self::Allowed, Self::Allowed) => Self::Allowed,
        }
    }
}

/// Policies that are in force together.
///
/// A set never changes and holds no values of any principal: share one behind an `Arc` among all that have the same
/// policies.
#[derive(Clone, Debug)]
pub struct PolicySet {
    home: Place,
    statements: Box<[Compiled]>,
    /// What the statements name, those of each in a row.
    targets: Box<[Target]>,
    /// Every key that a decision may ask for, at its number.
    keys: Box<[HeldKey]>,
    index: Index,
}

/// A statement with its ARNs resolved and its conditions made ready.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub(crate) policy: Arc<str>,
    pub(crate) number: usize,
    pub(crate) sid: Option<Box<str>>,
    pub(crate) span: Span,
    pub(crate) effect: Effect,
    /// The known actions that it names.
    pub(crate) known: Actions,
    pub(crate) targets: Range<u32>,
    /// Whether it is about all resources but its targets.
    pub(crate) all_but: bool,
    pub(crate) checks: Box<[Check]>,
    actions: Arc<Scope<ActionPattern>>,
}

impl PolicySet {
    /// Makes the named documents ready; all of them count, their order does not.
    ///
    /// ```
    /// use touchstone_policy::{Action, Home, Outcome, Policy, PolicySet, Resource, Values};
    ///
    /// let allow = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}"#)?;
    /// let deny = Policy::parse(
    ///     r#"{"Statement": {"Effect": "Deny", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/secret/*"}}"#,
    /// )?;
    /// let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
    /// let set = PolicySet::compile(&home, [("all", &allow), ("no secrets", &deny)]);
    /// let decide = |topic| set.decide(Action::PUBLISH, Resource::topic(topic), &Values::default());
    /// assert_eq!([decide("a"), decide("secret/a")], [Outcome::Allowed, Outcome::ExplicitDeny]);
    /// # Ok::<(), touchstone_policy::PolicyError>(())
    /// ```
    pub fn compile<'p>(home: &Home<'_>, policies: impl IntoIterator<Item = (&'p str, &'p Policy)>) -> Self {
        let home = Place { partition: home.partition.into(), region: home.region.into(), account: home.account.into() };
        let mut compiler = Compiler { resolver: Resolver::new(&home), targets: Vec::new(), scopes: BTreeMap::new() };
        let mut statements = Vec::new();
        for (name, policy) in policies {
            let name: Arc<str> = name.into();
            let numbered = policy.statements.iter().enumerate();
            statements.extend(numbered.map(|(number, found)| compiler.compile(&name, policy.version, number, found)));
        }
        let (statements, targets) = (statements.into_boxed_slice(), compiler.targets.into_boxed_slice());
        let index = Index::new(Numbered { statements: &statements, targets: &targets }, Action::KNOWN.len());
        let keys = compiler.resolver.keys.listed();
        Self { home, statements, targets, keys, index }
    }

    /// The keys that decisions may ask for.
    pub(crate) const fn keys(&self) -> &[HeldKey] {
        &self.keys
    }

    //= POL-EVAL-16
    /// Decides a request; never allocates, and the same question always has the same answer.
    ///
    /// ```
    /// use touchstone_policy::{Action, Home, Outcome, Policy, PolicySet, Resource, Values};
    ///
    /// let policy = Policy::parse(
    ///     r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Connect",
    ///         "Resource": "arn:aws:iot:eu-west-1:123456789012:client/${iot:ClientId}"}}"#,
    /// )?;
    /// let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
    /// let set = PolicySet::compile(&home, [("own id", &policy)]);
    ///
    /// // The value of a variable is text: a client id `*` is no wildcard.
    /// let values = Values { client_id: Some("*".to_owned()), ..Values::default() };
    /// assert_eq!(set.decide(Action::CONNECT, Resource::client("*"), &values), Outcome::Allowed);
    /// assert_eq!(set.decide(Action::CONNECT, Resource::client("a"), &values), Outcome::ImplicitDeny);
    ///
    /// // Actions and resources may come as text too.
    /// let arn = "arn:aws:iot:eu-west-1:123456789012:client/*";
    /// assert_eq!(set.decide(Action::named("iot:connect"), Resource::arn(arn), &values), Outcome::Allowed);
    /// # Ok::<(), touchstone_policy::PolicyError>(())
    /// ```
    #[must_use]
    pub fn decide<V: Variables + ?Sized>(&self, action: Action<'_>, resource: Resource<'_>, variables: &V) -> Outcome {
        self.outcome(action, resource, variables)
    }

    #[inline]
    pub(crate) fn outcome<V: Lookup + ?Sized>(
        &self,
        action: Action<'_>,
        resource: Resource<'_>,
        variables: &V,
    ) -> Outcome {
        let resource = resource.seen_from(&self.home);
        if resource.is_tabled() {
            let set = Numbered { statements: &self.statements, targets: &self.targets };
            if let Some(outcome) = self.index.decide(set, action.slot().number(), resource, variables) {
                return outcome;
            }
        }
        let covers = |effect| self.covering(action, resource, variables).any(|found| found.effect == effect);
        //= POL-EVAL-01
        Outcome::of([Effect::Deny, Effect::Allow].into_iter().find(|effect| covers(*effect)))
    }

    /// Decides a request and names the statements that decided, in the order of the documents.
    ///
    /// An implicit deny has none. The outcome is always that of [`decide`](Self::decide).
    ///
    /// ```
    /// use touchstone_policy::{Action, Home, Outcome, Policy, PolicySet, Resource, Values};
    ///
    /// let policy = Policy::parse(
    ///     r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
    ///                       {"Sid": "Closed", "Effect": "Deny", "Action": "iot:Connect", "Resource": "*"}]}"#,
    /// )?;
    /// let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
    /// let set = PolicySet::compile(&home, [("fleet", &policy)]);
    /// let explanation = set.explain(Action::CONNECT, Resource::client("a"), &Values::default());
    /// assert_eq!(explanation.outcome, Outcome::ExplicitDeny);
    /// assert_eq!(explanation.deciding[0].policy, "fleet");
    /// assert_eq!(explanation.deciding[0].sid.as_deref(), Some("Closed"));
    /// # Ok::<(), touchstone_policy::PolicyError>(())
    /// ```
    #[must_use]
    pub fn explain<V: Variables + ?Sized>(
        &self,
        action: Action<'_>,
        resource: Resource<'_>,
        variables: &V,
    ) -> Explanation {
        self.explanation(action, resource, variables)
    }

    pub(crate) fn explanation<V: Lookup + ?Sized>(
        &self,
        action: Action<'_>,
        resource: Resource<'_>,
        variables: &V,
    ) -> Explanation {
        Explanation::of(self.covering(action, resource, variables))
    }

    /// Whether a statement reads the clock, so that a request needs [`set_clock`](crate::OtherKeys::set_clock).
    #[must_use]
    pub fn reads_clock(&self) -> bool {
        self.keys.iter().any(HeldKey::is_clock)
    }

    /// The statements that cover a request, whatever their effect.
    fn covering<'s, V: Lookup + ?Sized>(
        &'s self,
        action: Action<'s>,
        resource: Resource<'s>,
        variables: &'s V,
    ) -> impl Iterator<Item = &'s Compiled> {
        //= POL-EVAL-02
        self.statements.iter().filter(move |statement| {
            statement.names(action)
                && statement.reaches(&self.targets, resource, variables)
                && statement.applies(variables)
        })
    }
}

/// Makes statements ready; what they have in common they share.
#[derive(Debug)]
struct Compiler<'h, 'p> {
    resolver: Resolver<'h>,
    targets: Vec<Target>,
    /// By the side and the texts of the patterns.
    scopes: BTreeMap<(bool, Vec<&'p str>), Taken>,
}

/// The actions that statements name in the same words.
#[derive(Clone, Debug)]
struct Taken {
    scope: Arc<Scope<ActionPattern>>,
    known: Actions,
}

impl<'p> Compiler<'_, 'p> {
    fn compile(&mut self, policy: &Arc<str>, version: Version, number: usize, statement: &'p Statement) -> Compiled {
        let (patterns, all_but) = statement.resources.listed();
        let start = short(self.targets.len());
        self.targets.extend(patterns.iter().map(|pattern| self.resolver.target(pattern, version)));
        let Taken { scope, known } = self.actions(&statement.actions);
        Compiled {
            policy: Arc::clone(policy),
            number,
            sid: statement.sid.as_deref().map(Into::into),
            span: statement.span,
            effect: statement.effect,
            known,
            targets: start..short(self.targets.len()),
            all_but,
            checks: self.checks(statement, version),
            actions: scope,
        }
    }

    fn checks(&mut self, statement: &Statement, version: Version) -> Box<[Check]> {
        let keys = &mut self.resolver.keys;
        statement.conditions.iter().map(|condition| Check::new(condition, version, keys)).collect()
    }

    fn actions(&mut self, scope: &'p Scope<ActionPattern>) -> Taken {
        let (patterns, all_but) = scope.listed();
        let texts = patterns.iter().map(ActionPattern::as_str).collect();
        let taken = self.scopes.entry((all_but, texts)).or_insert_with(|| {
            let known = Actions::which(|action| scope.takes(|pattern| pattern.covers(action)));
            Taken { scope: Arc::new(scope.clone()), known }
        });
        taken.clone()
    }
}

impl Compiled {
    /// Whether the statement covers every resource, and the pseudo resource, on no condition.
    pub(crate) fn is_unconditional(&self, targets: &[Target]) -> bool {
        self.checks.is_empty() && !self.all_but && self.targets(targets).iter().any(Target::is_everything)
    }

    /// The targets of the statement among all.
    pub(crate) fn targets<'t>(&self, all: &'t [Target]) -> &'t [Target] {
        all.get(self.targets.start as usize..self.targets.end as usize).unwrap_or_default()
    }

    fn names(&self, action: Action<'_>) -> bool {
        self.actions.takes(|pattern| pattern.covers(action))
    }

    /// Whether the resources of the statement take in the resource.
    pub(crate) fn reaches<V: Lookup + ?Sized>(&self, all: &[Target], resource: Resource<'_>, variables: &V) -> bool {
        self.targets(all).iter().any(|target| target.covers(resource, variables)) != self.all_but
    }

    //= POL-COND-01
    /// Whether every condition holds.
    pub(crate) fn applies<V: Lookup + ?Sized>(&self, variables: &V) -> bool {
        self.checks.iter().all(|check| check.holds(variables))
    }
}
