//! That two documents allow the same, as far as it can be shown without regard to values.
//!
//! For one group of actions and one place, a request is reduced to what the statements can see of it: the combination of
//! variable-free patterns that cover its resource - every combination that exists is known from their automaton - and one
//! truth value for each condition atom and for each pattern with variables. The truth values are taken as free: there may be
//! combinations of them that no request has. When both documents agree on all of them, they agree on every request; when they
//! do not, nothing is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::Budget;
use super::actions::{Group, groups};
use super::automaton::{Class, Token, reach};
use super::boundary::tokens;
use super::universe::{Known, Universe};
use crate::condition::Condition;
use crate::document::{Effect, Scope, Version};
use crate::operator::{Absence, Comparison, Sense};
use crate::pattern::Part;

/// As many free truth values are gone through.
const MOST_FREE: usize = 14;

/// Whether the first document allows exactly what the second allows, as far as that can be shown.
pub(crate) fn are_equivalent(universe: &Universe<'_>, budget: &Budget) -> bool {
    let mut states = budget.states;
    let (groups, all_groups) = groups(universe, &mut states);
    let (places, all_places) = universe.places(&mut states);
    if !(all_groups && all_places) {
        return false;
    }
    let mut shown = BTreeSet::new();
    groups.iter().all(|group| {
        if !shown.insert(group.named.clone()) {
            return true;
        }
        let model = Model::of(universe, group);
        let at_places = places.iter().all(|place| model.agrees(&place.reached, &mut states));
        at_places && model.agrees_on_pseudo()
    })
}

/// The statements of one group of actions as formulas.
struct Model<'u> {
    universe: &'u Universe<'u>,
    statements: Vec<Formula<'u>>,
    /// The numbers of free truth values.
    free: usize,
}

/// When a statement covers a request.
struct Formula<'u> {
    known: &'u Known<'u>,
    /// Each must have one that is true.
    clauses: Vec<Vec<Literal>>,
    /// The free truth value of each resource pattern that has variables.
    opaque: BTreeMap<usize, usize>,
}

/// A free truth value, and which it is to be.
type Literal = (usize, bool);

impl<'u> Model<'u> {
    fn of(universe: &'u Universe<'u>, group: &Group) -> Self {
        let mut numbers = BTreeMap::new();
        let mut number = |atom: String| {
            let next = numbers.len();
            *numbers.entry(atom).or_insert(next)
        };
        let named = universe.statements.iter().zip(&group.named).filter(|(_, named)| **named);
        let mut statements = Vec::new();
        for (known, _) in named {
            let conditions = known.statement.conditions().iter();
            let clauses = conditions.flat_map(|it| clauses(it, known.version, &mut number)).collect();
            let opaque = known.targets.iter().filter(|it| has_variables(universe, **it));
            let opaque = opaque.map(|target| (*target, number(format!("pattern {target}")))).collect();
            statements.push(Formula { known, clauses, opaque });
        }
        Self { universe, statements, free: numbers.len() }
    }

    /// Whether the documents agree on every resource of a place that some of the patterns reach.
    fn agrees(&self, reached: &[bool], states: &mut usize) -> bool {
        let mut plain = Vec::new();
        let mut patterns = Vec::new();
        for (number, target) in self.universe.patterns.iter().enumerate() {
            let is_used = self.statements.iter().any(|formula| formula.known.targets.contains(&number));
            let arn = target.arn.as_ref().filter(|_| reached.get(number) == Some(&true) && is_used);
            if let Some(arn) = arn.filter(|_| !has_variables(self.universe, number)) {
                plain.push(number);
                patterns.push(tokens(&arn.rest, Class::All));
            }
        }
        patterns.push(vec![Token::Run(Class::All)]);
        let found = reach(&patterns, states);
        found.is_complete
            && found.combinations.iter().all(|(covering, _)| {
                let covered = |pattern: usize| match plain.iter().position(|number| *number == pattern) {
                    Some(place) => covering.get(place).copied().unwrap_or_default(),
                    None => self.is_everything(pattern),
                };
                self.agree_on(&covered, reached)
            })
    }

    fn agrees_on_pseudo(&self) -> bool {
        let nowhere = vec![false; self.universe.patterns.len()];
        self.agree_on(&|pattern| self.is_everything(pattern), &nowhere)
    }

    fn is_everything(&self, pattern: usize) -> bool {
        self.universe.patterns.get(pattern).is_some_and(|target| target.arn.is_none())
    }

    /// Whether the documents agree for all free truth values.
    fn agree_on(&self, covered: &dyn Fn(usize) -> bool, reached: &[bool]) -> bool {
        if self.free > MOST_FREE {
            return false;
        }
        (0..1_usize << self.free).all(|truth| {
            let allows = |document: usize| {
                let covers = |effect| {
                    self.statements.iter().any(|formula| {
                        formula.known.document == document
                            && formula.known.statement.effect() == effect
                            && formula.covers(truth, covered, reached)
                    })
                };
                covers(Effect::Allow) && !covers(Effect::Deny)
            };
            allows(0) == allows(1)
        })
    }
}

impl Formula<'_> {
    fn covers(&self, truth: usize, covered: &dyn Fn(usize) -> bool, reached: &[bool]) -> bool {
        let is_true = |number: usize| truth >> number & 1 == 1;
        let takes = |target: &usize| match self.opaque.get(target) {
            Some(number) => reached.get(*target) == Some(&true) && is_true(*number),
            None => covered(*target),
        };
        let reaches = match self.known.statement.resources() {
            Scope::These(_) => self.known.targets.iter().any(takes),
            Scope::AllBut(_) => !self.known.targets.iter().any(takes),
        };
        reaches && self.clauses.iter().all(|clause| clause.iter().any(|(number, wanted)| is_true(*number) == *wanted))
    }
}

fn has_variables(universe: &Universe<'_>, pattern: usize) -> bool {
    let arn = universe.patterns.get(pattern).and_then(|target| target.arn.as_ref());
    arn.is_some_and(|arn| arn.rest.iter().any(|part| matches!(part, Part::Hole(_))))
}

/// A condition as clauses that must all have a true literal.
fn clauses(condition: &Condition, version: Version, number: &mut impl FnMut(String) -> usize) -> Vec<Vec<Literal>> {
    let operator = condition.operator();
    let key = condition.key().to_lowercase();
    // An attribute's name keeps its case.
    let key = condition.key().split_once('[').map_or(key, |(before, name)| format!("{}[{name}", before.to_lowercase()));
    let replaced = |text: &str| text.contains("${") && version == Version::Of2012;
    let texts: BTreeSet<(&str, bool)> =
        condition.values().iter().map(|value| (value.as_str(), replaced(value.as_str()))).collect();
    let comparison = operator.comparison();
    match (operator.quantifier(), operator.absence(), operator.sense()) {
        (None, Absence::Judged, _) if comparison == Comparison::Null => {
            let absent = number(format!("absent {key}"));
            let literal = |text: &str| match text.to_ascii_lowercase().as_str() {
                "true" => Some((absent, true)),
                "false" => Some((absent, false)),
                _ => None,
            };
            vec![texts.iter().filter_map(|(text, _)| literal(text)).collect()]
        }
        (None, Absence::Judged, sense) => {
            let atoms: Vec<usize> = texts.iter().map(|text| number(format!("{comparison:?} {key} {text:?}"))).collect();
            match sense {
                Sense::Positive => vec![atoms.into_iter().map(|atom| (atom, true)).collect()],
                Sense::Negated => atoms.into_iter().map(|atom| vec![(atom, false)]).collect(),
            }
        }
        _ => vec![vec![(number(format!("{operator:?} {key} {texts:?}")), true)]],
    }
}
