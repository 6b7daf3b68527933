//! Requests of every kind that the documents tell apart, tried one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::{Group, groups};
use super::automaton::{Class, Token, literal, reach};
use super::boundary::unheard;
use super::caller::{CLIENT_ID, Wishes, facts, is_thing_name};
use super::dimensions::{Dimension, dimensions, picks};
use super::universe::{Place, Universe};
use super::{Budget, Extent, Probe};
use crate::action::Action;
use crate::document::{Effect, Scope};
use crate::facts::{Attachment, Facts};
use crate::pattern::Part;
use crate::switches::Switches;
use crate::variables::Values;

/// A request, and what the statements make of it.
#[derive(Debug)]
pub(crate) struct Seen<'s> {
    pub(crate) group: &'s Group,
    pub(crate) resource: &'s str,
    pub(crate) facts: &'s Facts,
    /// Whether somebody asks for such an action on such a resource.
    pub(crate) is_asked: bool,
    /// Which patterns cover the resource.
    pub(crate) covered: &'s [bool],
    /// Which conditions of each statement hold.
    pub(crate) conditions: &'s [Vec<bool>],
}

/// A resource, and the patterns that cover it.
#[derive(Clone, Debug)]
struct Cell {
    resource: String,
    covered: Vec<bool>,
    is_asked: bool,
}

impl Seen<'_> {
    /// Whether the resources of a statement take in the resource.
    pub(crate) fn reaches(&self, universe: &Universe<'_>, statement: usize) -> bool {
        universe.statements.get(statement).is_some_and(|known| {
            let is_covered = |number: &usize| self.covered.get(*number).copied().unwrap_or_default();
            match known.statement.resources() {
                Scope::These(_) => known.targets.iter().any(is_covered),
                Scope::AllBut(_) => !known.targets.iter().any(is_covered),
            }
        })
    }

    pub(crate) fn probe(&self) -> Probe {
        Probe {
            action: self.group.names.first().cloned().unwrap_or_default(),
            resource: self.resource.to_owned(),
            facts: self.facts.clone(),
            is_asked: self.is_asked,
        }
    }

    pub(crate) fn is_named(&self, statement: usize) -> bool {
        self.group.named.get(statement).copied().unwrap_or_default()
    }

    pub(crate) fn holds(&self, statement: usize) -> bool {
        self.conditions.get(statement).is_some_and(|conditions| conditions.iter().all(|holds| *holds))
    }

    /// The statements of a document that cover the request with an effect.
    pub(crate) fn covering(&self, universe: &Universe<'_>, document: usize, effect: Effect) -> Vec<usize> {
        let known = universe.statements.iter().enumerate();
        let of_document = known.filter(|(_, it)| it.document == document && it.statement.effect() == effect);
        let covers = |number| self.is_named(number) && self.reaches(universe, number) && self.holds(number);
        of_document.filter(|(number, _)| covers(*number)).map(|(_, known)| known.number).collect()
    }
}

/// Shows requests until all are shown or the budget is spent.
pub(crate) fn explore(universe: &Universe<'_>, budget: &Budget, visit: &mut dyn FnMut(&Seen<'_>)) -> Extent {
    let mut states = budget.states;
    let (groups, all_groups) = groups(universe, &mut states);
    let (places, all_places) = universe.places(&mut states);
    let mut extent = Extent { is_whole: all_groups && all_places, ..Extent::default() };
    for group in &groups {
        Search { universe, group, places: &places, budget, cells: BTreeMap::new() }.run(
            &mut states,
            &mut extent,
            visit,
        );
    }
    extent.actions = groups.iter().filter(|group| !group.is_shadowed).map(|group| group.names.len()).sum();
    extent
}

/// The search within one group of actions.
struct Search<'s> {
    universe: &'s Universe<'s>,
    group: &'s Group,
    places: &'s [Place],
    budget: &'s Budget,
    /// Resources by the texts that fill the variables, and by the client id.
    cells: BTreeMap<(Vec<Filled>, String), Vec<Cell>>,
}

/// The texts of a pattern's variables; `None` where one has no value, or where the pattern plays no part.
type Filled = Option<Vec<String>>;

impl Search<'_> {
    fn run(mut self, states: &mut usize, extent: &mut Extent, visit: &mut dyn FnMut(&Seen<'_>)) {
        let dimensions = dimensions(self.universe, self.group, states);
        let (picks, are_all) = picks(&dimensions, self.budget.callers);
        extent.is_whole &= are_all;
        let mut seen = BTreeSet::new();
        let action = Action::named(self.group.names.first().map_or("", String::as_str));
        let askers = self.universe.askers.asking(action, self.universe.has_identity());
        for (pick, asker) in picks.iter().flat_map(|pick| askers.iter().map(move |asker| (pick, asker))) {
            let wishes = wishes(&dimensions, pick);
            let nobody = unheard(&self.universe.words, 0);
            let facts = facts(&wishes, asker, self.group.is_connect(), &nobody);
            if !self.universe.askers.include(action, &facts) {
                continue;
            }
            let values = facts.values(asker.side, &Switches::default());
            let conditions = self.conditions(&values);
            let filled = self.filled(&values);
            let client_id = facts.client_id.clone().filter(|_| wishes.contains_key(CLIENT_ID)).unwrap_or_default();
            if !seen.insert((conditions.clone(), filled.clone(), client_id.clone(), asker.is_usual)) {
                continue;
            }
            extent.callers += 1;
            let can_be = facts.thing.as_ref().is_none_or(|thing| is_thing_name(&thing.thing.name));
            for cell in self.cells(filled, client_id, states, extent) {
                extent.requests += 1;
                let facts = self.asking(&facts, &cell, &wishes);
                let Cell { resource, covered, is_asked } = cell;
                visit(&Seen {
                    group: self.group,
                    resource: &resource,
                    facts: &facts,
                    is_asked: is_asked && can_be && asker.is_usual,
                    covered: &covered,
                    conditions: &conditions,
                });
            }
        }
    }

    fn conditions(&self, values: &Values) -> Vec<Vec<bool>> {
        let statements = self.universe.statements.iter().zip(&self.group.named);
        let holding = statements.map(|(known, named)| {
            let checks = known.checks.iter().filter(|_| *named);
            checks.map(|check| check.holds(values)).collect()
        });
        holding.collect()
    }

    /// Whether a pattern belongs to a statement that names the actions.
    fn is_used(&self, pattern: usize) -> bool {
        let mut statements = self.universe.statements.iter().zip(&self.group.named);
        statements.any(|(known, named)| *named && known.targets.contains(&pattern))
    }

    fn filled(&self, values: &Values) -> Vec<Filled> {
        let patterns = self.universe.patterns.iter().enumerate();
        let filled = patterns.map(|(number, target)| {
            let arn = target.arn.as_ref().filter(|_| self.is_used(number))?;
            let holes = arn.rest.iter().filter_map(|part| if let Part::Hole(hole) = part { Some(hole) } else { None });
            holes.map(|hole| hole.text(values).map(str::to_owned)).collect()
        });
        filled.collect()
    }

    fn cells(&mut self, filled: Vec<Filled>, client_id: String, states: &mut usize, extent: &mut Extent) -> Vec<Cell> {
        if let Some(known) = self.cells.get(&(filled.clone(), client_id.clone())) {
            return known.clone();
        }
        let mut cells = vec![self.pseudo()];
        for place in self.places {
            let (found, are_all) = self.cells_at(place, &filled, &client_id, states);
            extent.is_whole &= are_all;
            cells.extend(found);
        }
        extent.resources += cells.len();
        self.cells.insert((filled, client_id), cells.clone());
        cells
    }

    /// The pseudo resource, which `*` alone covers.
    fn pseudo(&self) -> Cell {
        let covered = self.universe.patterns.iter().map(|target| target.arn.is_none()).collect();
        Cell { resource: "*".to_owned(), covered, is_asked: self.group.kind == Some("*") }
    }

    fn cells_at(&self, place: &Place, filled: &[Filled], client_id: &str, states: &mut usize) -> (Vec<Cell>, bool) {
        let mut numbers = Vec::new();
        let mut patterns = Vec::new();
        for (number, (target, filled)) in self.universe.patterns.iter().zip(filled).enumerate() {
            let is_reached = place.reached.get(number).copied().unwrap_or_default();
            if let (Some(arn), Some(texts)) = (target.arn.as_ref().filter(|_| is_reached), filled) {
                numbers.push(number);
                patterns.push(pattern(&arn.rest, texts));
            }
        }
        patterns.push(self.asked(place, client_id));
        let reached = reach(&patterns, states);
        let cells = reached.combinations.into_iter().map(|(covering, rest)| {
            let mut covered: Vec<bool> = self.universe.patterns.iter().map(|target| target.arn.is_none()).collect();
            for (number, covers) in numbers.iter().zip(&covering) {
                if let Some(covered) = covered.get_mut(*number) {
                    *covered = *covers;
                }
            }
            Cell { resource: format!("{}{rest}", place.head), covered, is_asked: covering.last() == Some(&true) }
        });
        (cells.collect(), reached.is_complete)
    }

    /// What the actions are asked for on, as a pattern behind the fifth colon.
    fn asked(&self, place: &Place, client_id: &str) -> Vec<Token> {
        let kind = self.group.kind.filter(|kind| *kind != "*" && place.is_of_iot);
        let Some(kind) = kind else {
            // Nothing: no text is of two lengths.
            return vec![Token::Exactly('\u{0}')];
        };
        let mut tokens = literal(&format!("{kind}/"));
        if self.group.is_connect() && !client_id.is_empty() {
            tokens.extend(literal(client_id));
            return tokens;
        }
        let class = if kind == "topicfilter" { Class::All } else { Class::Name };
        tokens.extend([Token::One(class), Token::Run(class)]);
        tokens
    }

    /// The facts, with the client id that a connect names.
    fn asking(&self, facts: &Facts, cell: &Cell, wishes: &Wishes) -> Facts {
        let mut facts = facts.clone();
        let name = cell.resource.split(':').skip(5).collect::<Vec<_>>().join(":");
        let is_free = cell.is_asked && self.group.is_connect() && !wishes.contains_key(CLIENT_ID);
        if let Some(client_id) = name.strip_prefix("client/").filter(|_| is_free) {
            facts.client_id = Some(client_id.to_owned());
            if let Some(thing) = &mut facts.thing {
                let is_own = thing.thing.name == client_id;
                thing.attachment = Some(if is_own { Attachment::NonExclusive } else { Attachment::Exclusive });
            }
        }
        facts
    }
}

fn wishes(dimensions: &[Dimension], pick: &[usize]) -> Wishes {
    let chosen = dimensions.iter().zip(pick).filter_map(|(dimension, number)| {
        dimension.wishes.get(*number).map(|wish| (dimension.name.clone(), wish.clone()))
    });
    chosen.collect()
}

/// The tokens of a pattern behind the fifth colon, with the texts of its variables.
fn pattern(parts: &[Part], texts: &[String]) -> Vec<Token> {
    let mut texts = texts.iter();
    let mut tokens = Vec::new();
    for part in parts {
        match part {
            Part::Literal(text) => tokens.extend(literal(text)),
            Part::One => tokens.push(Token::One(Class::All)),
            Part::Star => tokens.push(Token::Run(Class::All)),
            Part::Hole(_) => tokens.extend(texts.next().map(|text| literal(text)).unwrap_or_default()),
            Part::Float(_) => {}
        }
    }
    tokens
}
