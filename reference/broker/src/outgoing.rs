//! Bytes on their way out of an account.

use bytes::Bytes;

/// Bytes written by one or several calls of `transmit`: small pieces copied together, large bodies shared.
///
/// A driver hands [`Outgoing::parts`] to a vectored write and then calls [`Outgoing::taken`] with what the wire took.
#[derive(Debug, Default)]
pub struct Outgoing {
    small: Vec<u8>,
    parts: Vec<Part>,
    /// Bytes of the first part that were taken already.
    skipped: usize,
    length: usize,
}

#[derive(Debug)]
enum Part {
    /// A range of `small`.
    Small { start: usize, end: usize },
    /// A body that others share.
    Shared(Bytes),
}

/// Bodies from this size on are shared, not copied.
const SHARED_FROM: usize = 1_024;

impl Outgoing {
    /// Holds nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes held.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing is held.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Lets `write` append to the held bytes, and gives what it returns.
    pub fn append<R>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> R) -> R {
        let start = self.small.len();
        let answer = write(&mut self.small);
        let end = self.small.len();
        self.length += end - start;
        match self.parts.last_mut() {
            Some(Part::Small { end: last, .. }) if *last == start => *last = end,
            _ if end > start => self.parts.push(Part::Small { start, end }),
            _ => {}
        }
        answer
    }

    /// Appends a body, copying it only when it is small.
    pub fn append_body(&mut self, body: &Bytes) {
        if body.len() < SHARED_FROM {
            self.append(|small| small.extend_from_slice(body));
        } else {
            self.length += body.len();
            self.parts.push(Part::Shared(body.clone()));
        }
    }

    /// The held bytes in order, as slices for a vectored write.
    pub fn parts(&self) -> impl Iterator<Item = &[u8]> {
        let mut skipped = self.skipped;
        self.parts.iter().filter_map(move |part| {
            let bytes = self.slice(part).get(std::mem::take(&mut skipped)..)?;
            (!bytes.is_empty()).then_some(bytes)
        })
    }

    fn slice<'a>(&'a self, part: &'a Part) -> &'a [u8] {
        match part {
            Part::Small { start, end } => self.small.get(*start..*end).unwrap_or_default(),
            Part::Shared(body) => body,
        }
    }

    /// Forgets the first `count` bytes, which the wire took.
    pub fn taken(&mut self, count: usize) {
        self.length = self.length.saturating_sub(count);
        if self.length == 0 {
            self.small.clear();
            self.parts.clear();
            self.skipped = 0;
            return;
        }
        let mut left = self.skipped + count;
        let mut whole = 0;
        for part in &self.parts {
            let length = match part {
                Part::Small { start, end } => end - start,
                Part::Shared(body) => body.len(),
            };
            if left < length {
                break;
            }
            left -= length;
            whole += 1;
        }
        self.parts.drain(..whole);
        self.skipped = left;
    }

    /// All held bytes in one piece.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.length);
        self.parts().for_each(|part| all.extend_from_slice(part));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Outgoing {
        let mut out = Outgoing::new();
        out.append(|small| small.extend_from_slice(b"ab"));
        out.append(|small| small.extend_from_slice(b"cd"));
        out.append_body(&Bytes::from(vec![b'x'; 2_000]));
        out.append(|small| small.push(b'e'));
        out
    }

    #[test]
    fn what_is_taken_bit_by_bit_is_what_was_appended() {
        let whole = filled().to_vec();
        for step in [1, 2, 3, 7, 1_999, 2_004, 2_005] {
            let mut out = filled();
            let mut seen = Vec::new();
            while !out.is_empty() {
                let next: Vec<u8> = out.parts().flatten().copied().take(step).collect();
                out.taken(next.len());
                seen.extend(next);
            }
            assert_eq!(seen, whole, "in steps of {step}");
        }
    }

    #[test]
    fn small_pieces_are_joined_and_large_bodies_are_not_copied() {
        assert_eq!(filled().parts().map(<[u8]>::len).collect::<Vec<_>>(), [4, 2_000, 1]);
    }
}
