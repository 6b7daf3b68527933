//! The first place in a text where a stretch of a pattern, from one star to the next, fits.
//!
//! Whatever a policy says, the time is linear in the text and the memory has a budget. What is known of a stretch when
//! policies are compiled is made ready then: a short one is one word that slides over the text (`search/window.rs`), a longer
//! one a set of states, one bit for each of its symbols, of which a byte of text moves all at once (`search/states.rs`). A
//! stretch with variables, or beyond the budget, is made ready when a request is decided; one of more symbols than a policy
//! may have characters is tried at one place after the other.

mod states;
mod window;

use crate::pattern::{Part, eat_all};
use crate::subject::Subject;
use crate::variables::{Lookup, Values};
use states::{States, WORD};
use window::Window;

/// Words of states for a stretch that fits into a topic.
const TOPIC: usize = 4;
/// Words of states that a stretch may have at most.
const BUDGET: usize = 32;
/// Words of states that the stretches of one pattern may have ready.
const READY: usize = 8;

/// A stretch without stars.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Needle {
    parts: Box<[Part]>,
    /// `?` before the core and behind it; they only shorten the text.
    before: usize,
    after: usize,
    core: Core,
}

/// What stands between the outermost symbols that are not `?`, as far as it is ready.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Core {
    Short(Window),
    One(Box<States<1>>),
    Two(Box<States<2>>),
    Topic(Box<States<TOPIC>>),
    Later,
}

/// Makes the stretches of one pattern ready.
#[derive(Debug)]
pub(crate) struct Workshop {
    /// Words of states that it may still use.
    words: usize,
}

impl Workshop {
    pub(crate) const fn new() -> Self {
        Self { words: READY }
    }

    pub(crate) fn needle(&mut self, parts: Vec<Part>) -> Needle {
        let (nobody, has_hole) = (Values::default(), parts.iter().any(|part| matches!(part, Part::Hole(_))));
        if let Some(symbols) = count(&parts, &nobody)
            && let Some(window) = Window::of(symbols, |take| for_each_symbol(&parts, &nobody, take))
            && !has_hole
        {
            return Needle { parts: parts.into(), before: 0, after: 0, core: Core::Short(window) };
        }
        let is_core = |part: &Part| *part != Part::One;
        let before = parts.iter().position(is_core).unwrap_or(parts.len());
        let behind = parts.iter().rposition(is_core).map_or(parts.len(), |last| last + 1);
        let mut needle = Needle { before, after: parts.len() - behind, parts: parts.into(), core: Core::Later };
        if !has_hole {
            needle.core = self.core(needle.core());
        }
        needle
    }

    fn core(&mut self, core: &[Part]) -> Core {
        let nobody = Values::default();
        let words = count(core, &nobody).unwrap_or_default().div_ceil(WORD);
        if words > TOPIC || words > self.words {
            return Core::Later;
        }
        self.words -= words;
        match words {
            0 => Core::Later,
            1 => Core::One(Box::new(ready(core, &nobody))),
            2 => Core::Two(Box::new(ready(core, &nobody))),
            _ => Core::Topic(Box::new(ready(core, &nobody))),
        }
    }
}

impl Needle {
    /// The stretch as it is written.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn core(&self) -> &[Part] {
        self.parts.get(self.before..self.parts.len() - self.after).unwrap_or_default()
    }

    /// What is left of the text behind the first place where the stretch fits; nothing fits while a variable has no value.
    #[inline]
    pub(crate) fn behind<'t, V: Lookup + ?Sized>(&self, text: &'t [u8], variables: &V) -> Option<&'t [u8]> {
        match &self.core {
            Core::Short(window) => window
                .at_hand(text)
                .or_else(|| window.behind(text).unwrap_or_else(|| self.behind_core(text, variables))),
            _ => self.behind_long(text, variables),
        }
    }

    fn behind_long<'t, V: Lookup + ?Sized>(&self, text: &'t [u8], variables: &V) -> Option<&'t [u8]> {
        let left = without(text, self.before)?;
        let rest = match &self.core {
            Core::One(states) => states.behind(left),
            Core::Two(states) => states.behind(left),
            Core::Topic(states) => states.behind(left),
            Core::Short(_) | Core::Later => self.behind_core(left, variables),
        };
        without(rest?, self.after)
    }

    /// What is left behind the core, of which nothing is ready.
    fn behind_core<'t, V: Lookup + ?Sized>(&self, text: &'t [u8], variables: &V) -> Option<&'t [u8]> {
        let core = self.core();
        let symbols = count(core, variables).filter(|symbols| *symbols <= text.len())?;
        if let Some(window) = Window::of(symbols, |take| for_each_symbol(core, variables, take))
            && let Some(found) = window.behind(text)
        {
            return found;
        }
        match symbols.div_ceil(WORD) {
            0 => Some(text),
            1 => ready::<1, V>(core, variables).behind(text),
            2 => ready::<2, V>(core, variables).behind(text),
            3..=TOPIC => ready::<TOPIC, V>(core, variables).behind(text),
            words if words <= BUDGET => ready::<BUDGET, V>(core, variables).behind(text),
            _ => try_each_place(core, symbols, text, variables),
        }
    }
}

fn ready<const N: usize, V: Lookup + ?Sized>(parts: &[Part], variables: &V) -> States<N> {
    States::of(|take| for_each_symbol(parts, variables, take))
}

/// The number of symbols; `None` if a variable has no value.
fn count<V: Lookup + ?Sized>(parts: &[Part], variables: &V) -> Option<usize> {
    let count = |part: &Part| match part {
        Part::Literal(text) => Some(text.len()),
        Part::Hole(hole) => hole.text(variables).map(str::len),
        Part::One | Part::Star | Part::Float(_) => Some(1),
    };
    parts.iter().map(count).sum()
}

/// Gives each symbol in order: a byte, or nothing for `?`.
#[inline]
fn for_each_symbol<V: Lookup + ?Sized>(parts: &[Part], variables: &V, mut take: impl FnMut(Option<u8>)) {
    for part in parts {
        match part {
            Part::Literal(text) => text.bytes().for_each(|byte| take(Some(byte))),
            Part::Hole(hole) => hole.text(variables).unwrap_or_default().bytes().for_each(|byte| take(Some(byte))),
            Part::One | Part::Star | Part::Float(_) => take(None),
        }
    }
}

fn try_each_place<'t, V: Lookup + ?Sized>(
    core: &[Part],
    symbols: usize,
    text: &'t [u8],
    variables: &V,
) -> Option<&'t [u8]> {
    let mut left = text;
    while left.len() >= symbols {
        if let Some(rest) = eat_all(core, left, variables) {
            return Some(rest);
        }
        left = left.without_first()?;
    }
    None
}

/// The text without some of its first characters, if it has so many.
fn without(text: &[u8], characters: usize) -> Option<&[u8]> {
    (0..characters).try_fold(text, |left, _| left.without_first())
}
