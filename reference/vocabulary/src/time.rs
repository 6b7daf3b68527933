//! Moments and spans of time, as values.

use std::fmt;
use std::ops::{Add, Sub};

use thiserror::Error;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Nothing in the reference reads a clock; a moment is an argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// 2026-01-01T00:00:00Z, where every scenario begins.
    pub const SCENARIO_START: Self = Self(1_767_225_600_000);

    /// The moment so many milliseconds after 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The span since an earlier moment; zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Span> for Time {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add_unsigned(span.millis()))
    }
}

impl Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub_unsigned(span.millis()))
    }
}

/// A length of time in milliseconds, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

/// Why a text is no length of time.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{found}` is no length of time; write for example `500ms`, `30s`, `20m`, `4h`, `7d` or `1h30m`")]
pub struct SpanError {
    found: String,
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// So many seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000))
    }

    /// The length in milliseconds.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// The length in whole seconds, rounded down.
    #[must_use]
    pub const fn whole_secs(self) -> u64 {
        self.0 / 1_000
    }

    /// Half as long again, the tolerance of keep alive (MB-KA-03).
    #[must_use]
    pub const fn one_and_a_half(self) -> Self {
        Self(self.0.saturating_add(self.0 / 2))
    }

    /// Reads `500ms`, `30s`, `20m`, `4h`, `7d` or several of them in a row, as in `1h30m`.
    ///
    /// # Errors
    /// When the text holds anything else, is empty, or names more than 2^64 milliseconds.
    pub fn parse(text: &str) -> Result<Self, SpanError> {
        let fault = || SpanError { found: text.to_owned() };
        let mut rest = text;
        let mut total: u64 = 0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(fault)?;
            let (number, after) = rest.split_at(digits);
            let unit_end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
            let (unit, next) = after.split_at(unit_end);
            let scale = match unit {
                "ms" => 1,
                "s" => 1_000,
                "m" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                _ => return Err(fault()),
            };
            let number: u64 = number.parse().map_err(|_| fault())?;
            let part = number.checked_mul(scale).ok_or_else(fault)?;
            total = total.checked_add(part).ok_or_else(fault)?;
            rest = next;
        }
        if text.is_empty() { Err(fault()) } else { Ok(Self(total)) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        if rest == 0 {
            return f.write_str("0s");
        }
        for (unit, scale) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
            if rest >= scale {
                write!(f, "{}{unit}", rest / scale)?;
                rest %= scale;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_as_it_prints() {
        for text in ["500ms", "30s", "20m", "4h", "7d", "1h30m", "19m30s"] {
            assert_eq!(Span::parse(text).map(|s| s.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_span_without_a_unit_is_refused() {
        for text in ["", "30", "s", "30 s", "-1s", "1w", "99999999999999999999s", "18446744073709551615d"] {
            assert!(Span::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn moments_never_overflow() {
        let last = Time::from_millis(i64::MAX);
        assert_eq!(last + Span::from_millis(u64::MAX), last);
        assert_eq!(Time::from_millis(0).since(last), Span::ZERO);
    }
}
