//! A table of patterns by the hash of their literal head.
//!
//! A name is looked up by each of its beginnings that is as long as some head. What is found may be of another head with
//! the same hash, so whoever asks compares it anyway. The table is made anew with another seed when some hash is too
//! crowded, so that no choice of heads makes a look-up long.

use crate::index::{Entry, short};
use crate::resource::ResourceKind;

/// Slots in a row that may be taken before another seed is tried.
const CROWD: usize = 16;
/// Seeds that are tried; the last one is taken as it is.
const SEEDS: u64 = 8;
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Patterns by kind and head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heads {
    seed: u64,
    /// The lengths of the heads of each kind, shortest first.
    lengths: Box<[Box<[u32]>]>,
    /// Twice as many as there are heads, or more; a power of two.
    slots: Box<[Slot]>,
    /// The patterns of each head in a row.
    members: Box<[Member]>,
}

/// Where the patterns of one head begin, or nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The upper half of the hash.
    tag: u32,
    /// The number of the first member, counted from 1; 0 in a free slot.
    first: u32,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    entry: Entry,
    is_last: bool,
}

impl Heads {
    /// Makes a table; of patterns with one head, those that come first are found first.
    pub(crate) fn new(mut found: Vec<(ResourceKind, &str, Entry)>) -> Self {
        found.sort_by_key(|(kind, head, _)| (*kind, *head));
        let groups: Vec<&[(ResourceKind, &str, Entry)]> =
            found.chunk_by(|(kind, head, _), (other, next, _)| (kind, head) == (other, next)).collect();
        if groups.is_empty() {
            return Self::default();
        }
        let (mut firsts, mut members) = (Vec::with_capacity(groups.len()), Vec::with_capacity(found.len()));
        for group in &groups {
            let Some((kind, head, _)) = group.first() else { continue };
            firsts.push((*kind, *head, short(members.len() + 1)));
            members.extend(group.iter().map(|(_, _, entry)| Member { entry: *entry, is_last: false }));
            if let Some(last) = members.last_mut() {
                last.is_last = true;
            }
        }
        let (seed, slots) = seeded(&firsts);
        Self { seed, lengths: lengths(&firsts), slots, members: members.into() }
    }

    /// Shows the patterns that may cover the name until it is enough.
    #[inline]
    pub(crate) fn find(&self, kind: ResourceKind, name: &[u8], mut is_enough: impl FnMut(Entry) -> bool) {
        let Some(lengths) = self.lengths.get(kind as usize) else { return };
        let mut beginning = Beginning::new(self.seed, kind, name);
        for length in lengths {
            let Some(hash) = beginning.hash(*length as usize) else { return };
            let mut slot = hash as usize;
            while let Some(Slot { tag, first }) = self.slots.get(slot & (self.slots.len() - 1))
                && let Some(first) = first.checked_sub(1)
            {
                slot = slot.wrapping_add(1);
                if *tag != upper(hash) {
                    continue;
                }
                for member in self.members.get(first as usize..).unwrap_or_default() {
                    if is_enough(member.entry) {
                        return;
                    }
                    if member.is_last {
                        break;
                    }
                }
            }
        }
    }
}

/// The slots under the first seed that crowds none of them.
fn seeded(firsts: &[(ResourceKind, &str, u32)]) -> (u64, Box<[Slot]>) {
    let mut seed = 0;
    loop {
        let mut slots = vec![Slot::default(); (firsts.len() * 2).next_power_of_two()];
        let mut longest = 0;
        for (kind, head, first) in firsts {
            let hash = Beginning::new(seed, *kind, head.as_bytes()).hash(head.len()).unwrap_or_default();
            let (mask, mut taken) = (slots.len() - 1, 0);
            while let Some(slot) = slots.get_mut((hash as usize).wrapping_add(taken) & mask) {
                if slot.first == 0 {
                    *slot = Slot { tag: upper(hash), first: *first };
                    break;
                }
                taken += 1;
            }
            longest = longest.max(taken);
        }
        if longest <= CROWD || seed + 1 == SEEDS {
            return (seed, slots.into());
        }
        seed += 1;
    }
}

fn lengths(firsts: &[(ResourceKind, &str, u32)]) -> Box<[Box<[u32]>]> {
    let kinds = firsts.iter().map(|(kind, ..)| *kind as usize + 1).max().unwrap_or_default();
    let mut lengths = vec![Vec::new(); kinds];
    for (kind, head, _) in firsts {
        if let Some(of_kind) = lengths.get_mut(*kind as usize)
            && of_kind.last() != Some(&short(head.len()))
        {
            of_kind.push(short(head.len()));
        }
    }
    let ordered = lengths.into_iter().map(|mut of_kind| {
        of_kind.sort_unstable();
        of_kind.dedup();
        of_kind.into_boxed_slice()
    });
    ordered.collect()
}

/// Hashes ever longer beginnings of a text; none of its bytes is hashed twice but for the last few of each.
struct Beginning<'t> {
    left: &'t [u8],
    /// Bytes that are in the state.
    done: usize,
    state: u64,
}

impl<'t> Beginning<'t> {
    #[inline]
    fn new(seed: u64, kind: ResourceKind, text: &'t [u8]) -> Self {
        Self { left: text, done: 0, state: (seed << 8 | kind as u64).wrapping_mul(MULTIPLIER) }
    }

    /// The hash of the first bytes; `None` if the text is shorter. Lengths must not fall from call to call.
    #[inline]
    fn hash(&mut self, length: usize) -> Option<u64> {
        let mut tail = length.checked_sub(self.done).filter(|tail| *tail <= self.left.len())?;
        while tail >= 8 {
            let (word, rest) = self.left.split_first_chunk()?;
            self.state = mixed(self.state ^ u64::from_le_bytes(*word));
            (self.left, self.done, tail) = (rest, self.done + 8, tail - 8);
        }
        // Fewer than eight bytes are left, so the shift is less than 64.
        let last = first_word(self.left) & !(u64::MAX << (8 * tail));
        Some(mixed(self.state ^ last ^ (length as u64).rotate_right(8)))
    }
}

/// Multiplies and folds, so that every bit of the product has a part in the result.
#[inline]
const fn mixed(word: u64) -> u64 {
    let product = (word ^ 0xD6E8_FEB8_6659_FD93) as u128 * MULTIPLIER as u128;
    product as u64 ^ (product >> 64) as u64
}

#[inline]
const fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The first eight bytes of a text, the first one lowest, zeros where it is shorter.
#[inline]
pub(crate) fn first_word(text: &[u8]) -> u64 {
    if let Some(word) = text.first_chunk() {
        return u64::from_le_bytes(*word);
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let behind = 8 * (text.len() - 4);
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << behind;
    }
    text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}
