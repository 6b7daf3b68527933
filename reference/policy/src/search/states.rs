//! A stretch as states, one bit for each of its symbols.

use crate::subject::continues;

/// States in one word.
pub(super) const WORD: usize = u64::BITS as usize;

/// Which states a byte agrees with; found in two tables of sixteen, one for each half of the byte.
///
/// State `n` says that the symbols up to `n` fit the bytes read last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct States<const N: usize> {
    /// By the lower half of the byte.
    low: [[u64; N]; 16],
    /// By the upper half.
    high: [[u64; N]; 16],
    /// The states of `?`.
    ones: [u64; N],
    /// How many states there are.
    states: usize,
}

/// What is on its way into a table: neighbours with the same half of a byte are written at once.
#[derive(Debug, Default)]
struct Run {
    row: u8,
    word: usize,
    bits: u64,
}

impl Run {
    #[inline]
    fn add<const N: usize>(&mut self, rows: &mut [[u64; N]; 16], (row, word): (u8, usize), bit: u64) {
        if (row, word) != (self.row, self.word) {
            std::mem::replace(self, Self { row, word, bits: 0 }).settle(rows);
        }
        self.bits |= bit;
    }

    #[inline]
    fn settle<const N: usize>(self, rows: &mut [[u64; N]; 16]) {
        if let Some(states) = rows.get_mut(usize::from(self.row)).and_then(|row| row.get_mut(self.word)) {
            *states |= self.bits;
        }
    }
}

impl<const N: usize> States<N> {
    /// Makes the states of the symbols that are given, a byte or nothing for `?`, one at least.
    #[inline]
    pub(super) fn of(give: impl FnOnce(&mut dyn FnMut(Option<u8>))) -> Self {
        let mut made = Self { low: [[0; N]; 16], high: [[0; N]; 16], ones: [0; N], states: 0 };
        let (mut low, mut high) = (Run::default(), Run::default());
        give(&mut |symbol| {
            let (word, bit) = (made.states / WORD, 1 << (made.states % WORD));
            made.states += 1;
            match symbol {
                Some(byte) => {
                    low.add(&mut made.low, (byte & 15, word), bit);
                    high.add(&mut made.high, (byte >> 4, word), bit);
                }
                None => made.ones.get_mut(word).into_iter().for_each(|ones| *ones |= bit),
            }
        });
        low.settle(&mut made.low);
        high.settle(&mut made.high);
        made.let_ones_agree();
        made
    }

    /// Lets each `?` agree with every byte but one that continues a character.
    fn let_ones_agree(&mut self) {
        let begins = self.high.iter_mut().enumerate().filter(|(half, _)| !(8..12).contains(half)).map(|(_, row)| row);
        for row in self.low.iter_mut().chain(begins) {
            row.iter_mut().zip(&self.ones).for_each(|(states, ones)| *states |= ones);
        }
    }

    /// What is left of the text behind the first place where all symbols fit.
    pub(super) fn behind<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        match text.len() {
            length if length < self.states => None,
            _ if self.ones == [0; N] || text.is_ascii() => self.find::<false>(text),
            _ => self.find::<true>(text),
        }
    }

    /// Where a text is not `WIDE`, each `?` is one byte.
    fn find<'t, const WIDE: bool>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let (last_word, last_bit) = ((self.states - 1) / WORD, (self.states - 1) % WORD);
        let mut states = [0_u64; N];
        for (place, byte) in text.iter().enumerate() {
            let inside = WIDE && continues(*byte);
            let entering = u64::from(!inside);
            self.advance(&mut states, *byte, entering, if inside { u64::MAX } else { 0 });
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

    /// Reads a byte; states of `?` that `stays` holds stay where they are until their character is over.
    #[inline]
    fn advance(&self, states: &mut [u64; N], byte: u8, mut entering: u64, stays: u64) {
        let (Some(low), Some(high)) = (self.low.get(usize::from(byte & 15)), self.high.get(usize::from(byte >> 4)))
        else {
            return;
        };
        for (((state, low), high), one) in states.iter_mut().zip(low).zip(high).zip(&self.ones) {
            let staying = *state & (one & stays);
            let moved = *state << 1 | entering;
            entering = *state >> (WORD - 1);
            *state = moved & (low & high) | staying;
        }
    }
}
