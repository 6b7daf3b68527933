//! Which elements of a document a request exercises, and requests that exercise them.

use crate::action::Action;
use crate::condition::Check;
use crate::diff::search::{Seen, explore};
use crate::diff::universe::Universe;
use crate::diff::{Askers, Budget, Probe};
use crate::document::{Policy, Scope, Statement};
use crate::error::Span;
use crate::obstacle::covers;
use crate::switches::Switches;
use crate::variables::Variables;

/// An element of a document that a request may meet or miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Element {
    /// The number of its statement, from 0.
    pub statement: usize,
    /// What of the statement.
    pub part: ElementPart,
}

/// What of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementPart {
    /// The statement: it covers a request, or does not.
    Whole,
    /// An entry of `Action` or `NotAction` by its number: it covers the action, or does not.
    Action(usize),
    /// An entry of `Resource` or `NotResource` by its number: it covers the resource of an action that the statement names,
    /// or does not.
    Resource(usize),
    /// A condition by its number: it holds for a request whose action and resource the statement takes in, or does not.
    Condition(usize),
}

/// One of the two ways to exercise an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exercise {
    /// The element.
    pub element: Element,
    /// Whether it is met.
    pub is_met: bool,
}

impl Policy {
    /// Every way to exercise an element, in the order of the document.
    #[must_use]
    pub fn exercises(&self) -> Vec<Exercise> {
        let mut exercises = Vec::new();
        for (number, statement) in self.statements.iter().enumerate() {
            let parts = std::iter::once(ElementPart::Whole)
                .chain((0..entries(&statement.actions).len()).map(ElementPart::Action))
                .chain((0..entries(&statement.resources).len()).map(ElementPart::Resource))
                .chain((0..statement.conditions.len()).map(ElementPart::Condition));
            for part in parts {
                let element = Element { statement: number, part };
                exercises.extend([true, false].map(|is_met| Exercise { element, is_met }));
            }
        }
        exercises
    }

    /// Where an element stands.
    #[must_use]
    pub fn span_of(&self, element: Element) -> Option<Span> {
        let statement = self.statements.get(element.statement)?;
        match element.part {
            ElementPart::Whole => Some(statement.span),
            ElementPart::Action(number) => entries(&statement.actions).get(number).map(|entry| entry.span()),
            ElementPart::Resource(number) => entries(&statement.resources).get(number).map(|entry| entry.span),
            ElementPart::Condition(number) => statement.conditions.get(number).map(|condition| condition.key_span),
        }
    }

    /// What a request exercises; the resource is an ARN or `*`.
    #[must_use]
    pub fn exercised_by<V: Variables + ?Sized>(
        &self,
        action: Action<'_>,
        resource: &str,
        variables: &V,
    ) -> Vec<Exercise> {
        let mut exercised = Vec::new();
        for (number, statement) in self.statements.iter().enumerate() {
            let resources = entries(&statement.resources).iter();
            let met = Met {
                actions: entries(&statement.actions).iter().map(|entry| entry.covers(action)).collect(),
                resources: resources.map(|entry| covers(entry, self.version, resource, variables)).collect(),
                conditions: (statement.conditions.iter())
                    .map(|condition| Check::alone(condition, self.version).holds(variables))
                    .collect(),
            };
            met.exercise(number, statement, &mut exercised);
        }
        exercised
    }

    /// A request for each way to exercise an element for which one is found, constructed as in a comparison of documents.
    ///
    /// A way that is not in the answer is impossible, as far as the budget shows.
    #[must_use]
    pub fn requests_that_exercise(&self, askers: &Askers, budget: &Budget) -> Vec<(Exercise, Probe)> {
        let universe = Universe::of(askers, &[self]);
        let mut found: std::collections::BTreeMap<Exercise, Probe> = std::collections::BTreeMap::new();
        explore(&universe, budget, &mut |seen| {
            for name in &seen.group.names {
                for exercise in exercised(&universe, seen, Action::named(name)) {
                    let known = found.get(&exercise);
                    if known.is_none_or(|known| seen.is_asked && !known.is_asked) {
                        found.insert(exercise, Probe { action: name.clone(), ..seen.probe() });
                    }
                }
            }
        });
        let confirmed = |(exercise, probe): &(Exercise, Probe)| {
            let values = probe.facts.values(askers.side(), &Switches::default());
            self.exercised_by(Action::named(&probe.action), &probe.resource, &values).contains(exercise)
        };
        found.into_iter().filter(confirmed).collect()
    }
}

fn exercised(universe: &Universe<'_>, seen: &Seen<'_>, action: Action<'_>) -> Vec<Exercise> {
    let mut exercised = Vec::new();
    for (number, known) in universe.statements.iter().enumerate() {
        let is_covered = |target: &usize| seen.covered.get(*target).copied().unwrap_or_default();
        let met = Met {
            actions: entries(known.statement.actions()).iter().map(|entry| entry.covers(action)).collect(),
            resources: known.targets.iter().map(is_covered).collect(),
            conditions: seen.conditions.get(number).cloned().unwrap_or_default(),
        };
        met.exercise(known.number, known.statement, &mut exercised);
    }
    exercised
}

/// Which entries and conditions of a statement a request meets.
struct Met {
    actions: Vec<bool>,
    resources: Vec<bool>,
    conditions: Vec<bool>,
}

impl Met {
    fn exercise(&self, number: usize, statement: &Statement, exercised: &mut Vec<Exercise>) {
        let mut add = |part, is_met| exercised.push(Exercise { element: Element { statement: number, part }, is_met });
        let names = takes(&statement.actions, &self.actions);
        let reaches = names && takes(&statement.resources, &self.resources);
        add(ElementPart::Whole, reaches && self.conditions.iter().all(|holds| *holds));
        self.actions.iter().enumerate().for_each(|(entry, met)| add(ElementPart::Action(entry), *met));
        if names {
            self.resources.iter().enumerate().for_each(|(entry, met)| add(ElementPart::Resource(entry), *met));
        }
        if reaches {
            self.conditions.iter().enumerate().for_each(|(entry, met)| add(ElementPart::Condition(entry), *met));
        }
    }
}

fn takes<T>(scope: &Scope<T>, met: &[bool]) -> bool {
    match scope {
        Scope::These(_) => met.contains(&true),
        Scope::AllBut(_) => !met.contains(&true),
    }
}

fn entries<T>(scope: &Scope<T>) -> &[T] {
    match scope {
        Scope::These(entries) | Scope::AllBut(entries) => entries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principal::Side;
    use crate::variables::Values;

    const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iot:Publish", "iot:Re*"],
        "Resource": ["R:topic/a/*", "R:topic/${iot:ClientId}"], "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}}}"#;

    fn policy(text: &str) -> Policy {
        Policy::parse(&text.replace("R:", "arn:aws:iot:eu-west-1:123456789012:")).unwrap()
    }

    fn way(part: ElementPart, is_met: bool) -> Exercise {
        Exercise { element: Element { statement: 0, part }, is_met }
    }

    #[test]
    fn resources_count_for_actions_that_the_statement_names() {
        let policy = policy(POLICY);
        let of = |action| policy.exercised_by(action, "arn:aws:iot:eu-west-1:123456789012:topic/x", &Values::default());
        assert!(of(Action::PUBLISH).contains(&way(ElementPart::Resource(0), false)));
        assert!(!of(Action::CONNECT).contains(&way(ElementPart::Resource(0), false)));
    }

    #[test]
    fn conditions_count_for_resources_that_the_statement_takes_in() {
        let policy = policy(POLICY);
        let of = |name: &str| {
            let resource = format!("arn:aws:iot:eu-west-1:123456789012:topic/{name}");
            policy.exercised_by(Action::PUBLISH, &resource, &Values::default())
        };
        assert!(of("a/b").contains(&way(ElementPart::Condition(0), false)));
        assert!(!of("b").contains(&way(ElementPart::Condition(0), false)));
    }

    #[test]
    fn there_is_a_request_for_every_way_that_is_possible() {
        let policy = policy(POLICY);
        let found = policy.requests_that_exercise(&Askers::of(Side::Iot), &Budget::default());
        let found: Vec<Exercise> = found.into_iter().map(|(exercise, _)| exercise).collect();
        let missing: Vec<Exercise> = policy.exercises().into_iter().filter(|it| !found.contains(it)).collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn a_star_that_covers_everything_is_never_missed() {
        let policy = policy(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#);
        let found = policy.requests_that_exercise(&Askers::of(Side::Iot), &Budget::default());
        assert!(found.iter().all(|(exercise, _)| exercise.is_met), "{found:?}");
        assert_eq!(found.len(), 3);
    }
}
