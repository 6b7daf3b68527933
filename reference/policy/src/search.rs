//! The first place in a text where a piece of a pattern without stars fits.
//!
//! Whatever a policy says, the time is linear in the text, and the memory is a budget of states on the stack. The place at
//! hand is tried first. A short needle then is one word that slides over the text. A longer one is a set of states, one bit
//! for each of its symbols, of which a byte of text moves all at once; the bits that a byte agrees with come from two tables
//! of sixteen, one for each half of the byte. A needle of more symbols than the budget has states is tried at one place
//! after the other; no topic is so long, and a needle longer than the text is not looked for at all.

use crate::pattern::{Part, eat_all};
use crate::subject::{Subject, continues};
use crate::variables::Variables;

/// States in one word.
const WORD: usize = u64::BITS as usize;
/// Words for a needle that fits into a topic.
const TOPIC: usize = 4;
/// Words that a needle may have at most.
const BUDGET: usize = 32;
/// Bytes of the window that slides over a text.
const WINDOW: usize = 8;

/// A segment whose holes have values.
#[derive(Debug)]
pub(crate) struct Needle<'p, V: ?Sized> {
    segment: &'p [Part],
    variables: &'p V,
    /// Bytes of the literals and values, and one for each `?`.
    symbols: usize,
}

impl<'p, V: Variables + ?Sized> Needle<'p, V> {
    /// `None` if a hole has no value, so that nothing fits.
    pub(crate) fn of(segment: &'p [Part], variables: &'p V) -> Option<Self> {
        let mut symbols = 0;
        for part in segment {
            symbols += match part {
                Part::Literal(text) => text.len(),
                Part::Hole(hole) => hole.text(variables)?.len(),
                Part::One | Part::Star => 1,
            };
        }
        Some(Self { segment, variables, symbols })
    }

    /// What is left of the text behind the first place where the needle fits.
    pub(crate) fn behind<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        match (self.symbols, self.symbols.div_ceil(WORD)) {
            (symbols, _) if symbols > text.len() => None,
            (0, _) => Some(text),
            (symbols, _) if symbols <= WINDOW => self.slide(text),
            (_, ..=1) => self.step::<1>(text),
            (_, 2) => self.step::<2>(text),
            (_, 3..=TOPIC) => self.step::<TOPIC>(text),
            (_, ..=BUDGET) => self.step::<BUDGET>(text),
            _ => self.try_each_place(text),
        }
    }

    /// Gives each symbol in order: a byte, or nothing for `?`.
    fn for_each_symbol(&self, mut take: impl FnMut(Option<u8>)) {
        for part in self.segment {
            match part {
                Part::Literal(text) => text.bytes().for_each(|byte| take(Some(byte))),
                Part::Hole(hole) => {
                    hole.text(self.variables).unwrap_or_default().bytes().for_each(|byte| take(Some(byte)));
                }
                Part::One | Part::Star => take(None),
            }
        }
    }

    /// Slides a window of eight bytes over the text; the byte that comes in stands at the top.
    fn slide<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        // Where there is a `?`, a character of several bytes does not fit into one place of the window.
        let (mut wanted, mut literal, mut too_wide) = (0_u64, 0_u64, 0_u8);
        self.for_each_symbol(|symbol| {
            (wanted, literal) = (wanted >> 8, literal >> 8);
            match symbol {
                Some(byte) => (wanted, literal) = (wanted | u64::from(byte) << 56, literal | 0xFF << 56),
                None => too_wide = 0x80,
            }
        });
        let (first, rest) = text.split_at_checked(self.symbols - 1)?;
        if first.iter().any(|byte| byte & too_wide != 0) {
            return self.step::<1>(text);
        }
        let mut window = first.iter().fold(0, |window, byte| window >> 8 | u64::from(*byte) << 56);
        for (place, byte) in rest.iter().enumerate() {
            if byte & too_wide != 0 {
                return self.step::<1>(text);
            }
            window = window >> 8 | u64::from(*byte) << 56;
            if (window ^ wanted) & literal == 0 {
                return rest.get(place + 1..);
            }
        }
        None
    }

    fn step<'t, const N: usize>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let mut tables = Tables::<N>::EMPTY;
        self.for_each_symbol(|symbol| tables.add(symbol));
        tables.let_one_agree();
        if text.is_ascii() { tables.find::<false>(text) } else { tables.find::<true>(text) }
    }

    fn try_each_place<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let mut left = text;
        while left.len() >= self.symbols {
            if let Some(rest) = eat_all(self.segment, left, self.variables) {
                return Some(rest);
            }
            left = left.without_first()?;
        }
        None
    }
}

/// Which states a byte agrees with: state `n` says that the symbols up to `n` fit the bytes read last.
#[derive(Debug)]
struct Tables<const N: usize> {
    /// By the lower half of the byte.
    low: [[u64; N]; 16],
    /// By the upper half.
    high: [[u64; N]; 16],
    /// The states that stand for `?`.
    ones: [u64; N],
    /// How many states there are.
    states: usize,
}

impl<const N: usize> Tables<N> {
    const EMPTY: Self = Self { low: [[0; N]; 16], high: [[0; N]; 16], ones: [0; N], states: 0 };

    fn add(&mut self, symbol: Option<u8>) {
        let (word, bit) = (self.states / WORD, 1 << (self.states % WORD));
        self.states += 1;
        let rows = match symbol {
            Some(byte) => [self.low.get_mut(usize::from(byte & 15)), self.high.get_mut(usize::from(byte >> 4))],
            None => [Some(&mut self.ones), None],
        };
        for states in rows.into_iter().flatten().filter_map(|row| row.get_mut(word)) {
            *states |= bit;
        }
    }

    /// Lets the states of `?` agree with every byte but one that continues a character.
    fn let_one_agree(&mut self) {
        let begins = self.high.iter_mut().enumerate().filter(|(half, _)| !(8..12).contains(half)).map(|(_, row)| row);
        for row in self.low.iter_mut().chain(begins) {
            row.iter_mut().zip(&self.ones).for_each(|(states, ones)| *states |= ones);
        }
    }

    /// What is left of the text behind the first place where all symbols fit.
    fn find<'t, const WIDE: bool>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let (last_word, last_bit) = ((self.states - 1) / WORD, (self.states - 1) % WORD);
        let mut states = [0_u64; N];
        for (place, byte) in text.iter().enumerate() {
            self.advance::<WIDE>(&mut states, *byte);
            if states.get(last_word)? >> last_bit & 1 == 0 {
                continue;
            }
            let rest = text.get(place + 1..)?;
            // A `?` at the end has not seen all of its character yet.
            if !WIDE || !rest.first().is_some_and(|next| continues(*next)) {
                return Some(rest);
            }
        }
        None
    }

    /// Reads a byte; a text that is not `WIDE` has only characters of one.
    #[inline]
    fn advance<const WIDE: bool>(&self, states: &mut [u64; N], byte: u8) {
        let inside = WIDE && continues(byte);
        let mut entering = u64::from(!inside);
        let (Some(low), Some(high)) = (self.low.get(usize::from(byte & 15)), self.high.get(usize::from(byte >> 4)))
        else {
            return;
        };
        for (((state, low), high), one) in states.iter_mut().zip(low).zip(high).zip(&self.ones) {
            let moved = *state << 1 | entering;
            entering = *state >> (WORD - 1);
            // A `?` stays where it is until its character is over.
            let staying = if inside { *state & one } else { 0 };
            *state = moved & low & high | staying;
        }
    }
}
