//! What one policy document allows that another does not, with a request that shows it.
//!
//! Requests are constructed, not sampled. What the statements can see of a request falls into four parts, and each is cut
//! where some statement draws a border:
//!
//! - **actions** into the groups that no action pattern tells apart, with a name that nobody knows where no known action
//!   belongs to a group (`actions`);
//! - **places** - partition, service, Region, account - into those that no pattern tells apart (`universe`);
//! - **names of resources** by walking the automaton of all patterns at once, their variables filled, which gives the shortest
//!   name for each combination of patterns that covers one (`automaton`);
//! - **callers** by values on both sides of each border that a condition draws, and by values of each variable: one that no
//!   document knows, none, and those that make its pattern meet another (`boundary`, `dimensions`, `caller`); as each kind of
//!   principal and over each protocol that a key could tell apart (`askers`).
//!
//! Every difference found is a request that [`PolicySet`](crate::PolicySet) decides differently.
//!
//! **What "equivalent" means.** [`Verdict::Equivalent`] is given only where `proof` shows, without regard to the values tried,
//! that both documents allow the same actions on the same resources to every caller. For that, all groups of actions, all
//! places and all states of the automata of variable-free patterns were visited within the budget, and for each combination
//! both documents agree for all truth values of their conditions and of their patterns with variables, these taken as
//! independent of each other and of the resource. Two documents that are equal only because some of these depend on each
//! other (`192.0.2.1` and `192.0.2.1/32`, or `a/${x}` beside `a/*`, where the names differ) are not shown to be; the verdict
//! is then [`Verdict::NotFound`], and [`Extent`] tells what was searched.
//!
//! Time and memory are bounded by [`Budget`].

mod actions;
mod askers;
mod automaton;
mod boundary;
mod caller;
mod dimensions;
mod proof;
pub(crate) mod search;
pub(crate) mod universe;

use crate::document::{Effect, Policy};
use crate::facts::Facts;
pub use askers::Askers;
use search::{Seen, explore};
use universe::Universe;

/// How far a search may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// States of automata that are visited, in all.
    pub states: usize,
    /// Callers that are tried for each group of actions.
    pub callers: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { states: 200_000, callers: 2_048 }
    }
}

/// What was searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Actions: known ones, and one for each further group.
    pub actions: usize,
    /// Callers that some statement tells apart.
    pub callers: usize,
    /// Resources that some statement tells apart, counted for each group of actions.
    pub resources: usize,
    /// Requests.
    pub requests: usize,
    /// Whether nothing was left out for want of budget.
    pub is_whole: bool,
}

/// A request that somebody might make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The action.
    pub action: String,
    /// The resource: an ARN or `*`.
    pub resource: String,
    /// Who asks.
    pub facts: Facts,
    /// Whether a client can be expected to make such a request: an operation of AWS IoT asks for the action on such a
    /// resource, and a connect is on the client id of who connects.
    pub is_asked: bool,
}

/// What changed for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The new document allows what the old one does not.
    Gained,
    /// The old document allows what the new one does not.
    Lost,
}

/// A difference: the statements that make it, and a request that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What changed.
    pub change: Change,
    /// Statements of the old document, from 0: those that allow the request, or those that deny it; none when none covers it.
    pub old: Vec<usize>,
    /// The same of the new document.
    pub new: Vec<usize>,
    /// Every action for which these statements make the difference, each with some request.
    pub actions: Vec<String>,
    /// A request.
    pub probe: Probe,
}

/// What is known of two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They decide some request differently.
    Different,
    /// They allow the same; this is shown.
    Equivalent,
    /// No difference was found, nor is it shown that there is none.
    NotFound,
}

/// Two documents compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What is known.
    pub verdict: Verdict,
    /// The differences, those that an operation can meet first; each pair of lists of statements once.
    pub differences: Vec<Difference>,
    /// What was searched.
    pub extent: Extent,
}

/// As many differences are told.
const MOST_DIFFERENCES: usize = 256;

impl Policy {
    /// Compares what a document allows with what another did, each being the only one in force.
    #[must_use]
    pub fn compare(&self, old: &Self, askers: &Askers, budget: &Budget) -> Compared {
        let universe = Universe::of(askers, &[old, self]);
        let mut differences: Vec<Difference> = Vec::new();
        let extent = explore(&universe, budget, &mut |seen| {
            if let Some(difference) = difference(&universe, seen).filter(|_| !seen.group.is_shadowed) {
                note(&mut differences, difference);
            }
        });
        differences.sort_by_key(|difference| (!difference.probe.is_asked, difference.change));
        let verdict = match differences.is_empty() {
            false => Verdict::Different,
            true if proof::are_equivalent(&universe, budget) => Verdict::Equivalent,
            true => Verdict::NotFound,
        };
        Compared { verdict, differences, extent }
    }
}

fn difference(universe: &Universe<'_>, seen: &Seen<'_>) -> Option<Difference> {
    let side = |document| {
        let denying = seen.covering(universe, document, Effect::Deny);
        let allowing = seen.covering(universe, document, Effect::Allow);
        if denying.is_empty() && !allowing.is_empty() { (true, allowing) } else { (false, denying) }
    };
    let ((was_allowed, old), (is_allowed, new)) = (side(0), side(1));
    let change = match (was_allowed, is_allowed) {
        (false, true) => Change::Gained,
        (true, false) => Change::Lost,
        (true, true) | (false, false) => return None,
    };
    Some(Difference { change, old, new, actions: seen.group.names.clone(), probe: seen.probe() })
}

/// Adds a difference, or a better request to one that is known.
fn note(differences: &mut Vec<Difference>, found: Difference) {
    let is_same =
        |known: &&mut Difference| (known.change, &known.old, &known.new) == (found.change, &found.old, &found.new);
    let Some(known) = differences.iter_mut().find(is_same) else {
        if differences.len() < MOST_DIFFERENCES {
            differences.push(found);
        }
        return;
    };
    if known.probe.is_asked && !found.probe.is_asked {
        return;
    }
    let begins_anew = found.probe.is_asked && !known.probe.is_asked;
    if begins_anew {
        known.actions.clear();
    }
    for action in found.actions {
        if !known.actions.contains(&action) {
            known.actions.push(action);
        }
    }
    if begins_anew {
        known.probe = found.probe;
    }
}

#[cfg(test)]
mod tests;
