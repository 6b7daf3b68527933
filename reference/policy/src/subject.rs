//! Texts that patterns are compared with: one text, or two read as one.
//!
//! They are compared byte by byte. A literal begins with the first byte of a character, so it is never found inside of one.

use crate::pattern::eat_all;
use crate::search::Needle;
use crate::variables::Lookup;

/// A text under comparison, eaten from both ends.
pub(crate) trait Subject: Copy {
    fn is_empty(self) -> bool;
    fn without_first(self) -> Option<Self>;
    fn without_last(self) -> Option<Self>;
    fn without_prefix(self, prefix: &str) -> Option<Self>;
    fn without_suffix(self, suffix: &str) -> Option<Self>;
    /// What is left behind the first place where the needle fits.
    fn behind<V: Lookup + ?Sized>(self, needle: &Needle, variables: &V) -> Option<Self>;
}

impl Subject for &[u8] {
    #[inline]
    fn is_empty(self) -> bool {
        <[u8]>::is_empty(self)
    }

    #[inline]
    fn without_first(self) -> Option<Self> {
        let (_, mut rest) = self.split_first()?;
        while let [byte, after @ ..] = rest
            && continues(*byte)
        {
            rest = after;
        }
        Some(rest)
    }

    #[inline]
    fn without_last(self) -> Option<Self> {
        let mut left = self;
        loop {
            let (byte, before) = left.split_last()?;
            left = before;
            if !continues(*byte) {
                return Some(left);
            }
        }
    }

    #[inline]
    fn without_prefix(self, prefix: &str) -> Option<Self> {
        if begins(self, prefix.as_bytes()) { self.get(prefix.len()..) } else { None }
    }

    #[inline]
    fn without_suffix(self, suffix: &str) -> Option<Self> {
        let (rest, back) = self.split_at_checked(self.len().checked_sub(suffix.len())?)?;
        begins(back, suffix.as_bytes()).then_some(rest)
    }

    #[inline]
    fn behind<V: Lookup + ?Sized>(self, needle: &Needle, variables: &V) -> Option<Self> {
        needle.behind(self, variables)
    }
}

/// Whether the byte continues a character that an earlier one began.
#[inline]
pub(crate) const fn continues(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Whether a text begins with another; most are short, and a call would cost more than the comparison.
#[inline]
pub(crate) fn begins(text: &[u8], with: &[u8]) -> bool {
    let Some(front) = text.get(..with.len()) else { return false };
    match (front.first_chunk::<8>(), with.first_chunk::<8>()) {
        (Some(a), Some(b)) if with.len() <= 16 => a == b && front.last_chunk::<8>() == with.last_chunk::<8>(),
        (Some(_), Some(_)) => front == with,
        _ => match (front.first_chunk::<4>(), with.first_chunk::<4>()) {
            (Some(a), Some(b)) => a == b && front.last_chunk::<4>() == with.last_chunk::<4>(),
            _ => front.iter().zip(with).all(|(a, b)| a == b),
        },
    }
}

/// Two texts read as one, so that a kind and a name need not be pasted together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Joined<'a> {
    pub(crate) head: &'a [u8],
    pub(crate) tail: &'a [u8],
}

impl Subject for Joined<'_> {
    fn is_empty(self) -> bool {
        self.head.is_empty() && self.tail.is_empty()
    }

    fn without_first(self) -> Option<Self> {
        match self.head.without_first() {
            Some(head) => Some(Self { head, ..self }),
            None => self.tail.without_first().map(|tail| Self { tail, ..self }),
        }
    }

    fn without_last(self) -> Option<Self> {
        match self.tail.without_last() {
            Some(tail) => Some(Self { tail, ..self }),
            None => self.head.without_last().map(|head| Self { head, ..self }),
        }
    }

    fn without_prefix(self, prefix: &str) -> Option<Self> {
        if let Some(head) = self.head.without_prefix(prefix) {
            return Some(Self { head, ..self });
        }
        let tail = prefix.as_bytes().strip_prefix(self.head)?;
        Some(Self { head: &[], tail: self.tail.strip_prefix(tail)? })
    }

    fn without_suffix(self, suffix: &str) -> Option<Self> {
        if let Some(tail) = self.tail.without_suffix(suffix) {
            return Some(Self { tail, ..self });
        }
        let head = suffix.as_bytes().strip_suffix(self.tail)?;
        Some(Self { head: self.head.strip_suffix(head)?, tail: &[] })
    }

    /// The few places in the head are tried one by one.
    fn behind<V: Lookup + ?Sized>(mut self, needle: &Needle, variables: &V) -> Option<Self> {
        while !self.head.is_empty() {
            if let Some(rest) = eat_all(needle.parts(), self, variables) {
                return Some(rest);
            }
            self = self.without_first()?;
        }
        self.tail.behind(needle, variables).map(|tail| Self { tail, ..self })
    }
}
