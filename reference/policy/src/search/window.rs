//! A stretch of at most eight symbols as one word.

use crate::heads::first_word;

/// The symbols, the first one lowest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Window {
    wanted: u64,
    /// All ones where a symbol is a byte, zeros where it is `?` and where there is none.
    literal: u64,
    /// The highest bits of all symbols if one of them is `?`: a character of several bytes does not fit into its place.
    too_wide: u64,
    symbols: u8,
}

/// The highest bit of each byte.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

impl Window {
    /// Makes a window of the symbols that are given, a byte or nothing for `?`, if it has place for so many.
    #[inline]
    pub(super) fn of(symbols: usize, give: impl FnOnce(&mut dyn FnMut(Option<u8>))) -> Option<Self> {
        let symbols = u8::try_from(symbols).ok().filter(|symbols| (1..=8).contains(symbols))?;
        let mut made = Self { wanted: 0, literal: 0, too_wide: 0, symbols };
        let (mut shift, mut has_one) = (0, false);
        give(&mut |symbol| {
            match symbol {
                Some(byte) => {
                    made.wanted |= u64::from(byte) << shift;
                    made.literal |= 0xFF << shift;
                }
                None => has_one = true,
            }
            shift += 8;
        });
        if has_one {
            made.too_wide = HIGHEST >> made.free();
        }
        Some(made)
    }

    /// Bits of a word that no symbol takes.
    const fn free(&self) -> u32 {
        u64::BITS - 8 * self.symbols as u32
    }

    /// What is left of the text behind the window if it fits where the text begins.
    #[inline]
    pub(super) fn at_hand<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let word = first_word(text);
        let unlike = (word ^ self.wanted) & self.literal | word & self.too_wide;
        text.get(usize::from(self.symbols)..).filter(|_| unlike == 0)
    }

    /// What is left of the text behind the first place where the window fits; the outer `None` says that it cannot be told.
    pub(super) fn behind<'t>(&self, text: &'t [u8]) -> Option<Option<&'t [u8]>> {
        // The byte that comes in stands at the top.
        let (wanted, literal) = (self.wanted << self.free(), self.literal << self.free());
        let too_wide = if self.too_wide == 0 { 0 } else { 0x80 };
        let Some((first, rest)) = text.split_at_checked(usize::from(self.symbols) - 1) else { return Some(None) };
        if first.iter().any(|byte| byte & too_wide != 0) {
            return None;
        }
        let mut word = first.iter().fold(0, |word, byte| word >> 8 | u64::from(*byte) << 56);
        for (place, byte) in rest.iter().enumerate() {
            if byte & too_wide != 0 {
                return None;
            }
            word = word >> 8 | u64::from(*byte) << 56;
            if (word ^ wanted) & literal == 0 {
                return Some(rest.get(place + 1..));
            }
        }
        Some(None)
    }
}
