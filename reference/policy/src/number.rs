//! Decimal numbers of any length, compared exactly.

use std::cmp::Ordering;

/// A decimal number, kept as its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number(Box<str>);

/// The digits of a number that count: no zeros before the whole part or behind the fraction, and no sign on zero.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Digits<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

impl Number {
    /// Reads digits with an optional sign and an optional fraction; `None` for any other text.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Digits::of(text).map(|_| Self(text.into()))
    }

    /// How this number compares with the one that is written in a text, if one is.
    pub(crate) fn compared_with(&self, text: &str) -> Option<Ordering> {
        Some(Digits::of(&self.0)?.compared_with(Digits::of(text)?))
    }
}

impl<'t> Digits<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match rest.split_once('.') {
            Some((_, "")) => return None,
            Some(both) => both,
            None => (rest, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        Some(Self { negative: negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction })
    }

    fn compared_with(self, other: Self) -> Ordering {
        let magnitude = self.whole.len().cmp(&other.whole.len());
        let magnitude =
            magnitude.then_with(|| self.whole.cmp(other.whole)).then_with(|| self.fraction.cmp(other.fraction));
        match (self.negative, other.negative) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}
