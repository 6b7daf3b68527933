//! Identifiers that are the same whenever the same things happen.

use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;

/// Makes identifiers by a keyed hash of what they are for, never from a stream, so that one more of a kind does not
/// shift the others.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    seed: u64,
}

impl Identity {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// A UUID for the nth thing of a kind that an owner has.
    pub(crate) fn uuid(&self, kind: &str, owner: &str, count: u64) -> String {
        let mut hasher = SipHasher24::new_with_keys(self.seed, 0x746f_7563_6873_746f);
        for part in [kind.as_bytes(), owner.as_bytes()] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        hasher.write_u64(count);
        let hash = hasher.finish128();
        let bits = (u128::from(hash.h1) << 64) | u128::from(hash.h2);
        // Version 4, variant 1, as identifiers of the vendor look.
        let bits = bits & !(0xF << 76) & !(0b11 << 62) | (4 << 76) | (0b10 << 62);
        let text = format!("{bits:032x}");
        let mut parts = [8, 4, 4, 4, 12].into_iter().scan(text.as_str(), |rest, length| {
            let (part, after) = rest.split_at_checked(length)?;
            *rest = after;
            Some(part)
        });
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |uuid, part| uuid + "-" + part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_depends_on_what_it_is_for_and_on_nothing_else() {
        let identity = Identity::new(7);
        let one = identity.uuid("session", "C", 1);
        assert_eq!(one, Identity::new(7).uuid("session", "C", 1));
        for other in [
            identity.uuid("session", "C", 2),
            identity.uuid("session", "D", 1),
            Identity::new(8).uuid("session", "C", 1),
        ] {
            assert_ne!(one, other);
        }
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(one.as_bytes()[14], b'4');
    }
}
