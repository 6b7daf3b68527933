//! Why a frame cannot be built from what was asked.

use thiserror::Error;

/// Why a frame cannot be built from what was asked. That the standard forbids the packet is never among the reasons.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FrameError {
    /// No packet has that name.
    #[error("no packet is called `{kind}`; the nearest is `{nearest}`")]
    UnknownKind {
        /// The name given.
        kind: String,
        /// The nearest that exists.
        nearest: String,
    },
    /// The packet, or the mapping inside it, has no such field.
    #[error("`{of}` has no field `{field}`; the nearest is `{nearest}`")]
    UnknownField {
        /// The packet or the field it stands in.
        of: String,
        /// The name given.
        field: String,
        /// The nearest that exists.
        nearest: String,
    },
    /// The standard has no property of that name.
    #[error("no property is called `{property}`; the nearest is `{nearest}`")]
    UnknownProperty {
        /// The name given.
        property: String,
        /// The nearest that exists.
        nearest: String,
    },
    /// The standard has no reason code of that name.
    #[error("no reason code is called `{code}`; the nearest is `{nearest}`")]
    UnknownCode {
        /// The name given.
        code: String,
        /// The nearest that exists.
        nearest: String,
    },
    /// Two fields, or a field twice, want the same place.
    #[error("`{field}` is given twice")]
    Twice {
        /// The field.
        field: String,
    },
    /// The value is of the wrong kind for its field.
    #[error("`{field}` wants {wanted}, not `{given}`")]
    Unfit {
        /// The field.
        field: String,
        /// What it wants, in words.
        wanted: &'static str,
        /// What it got, as JSON.
        given: String,
    },
    /// Too long for a length prefix of two bytes.
    #[error("{length} bytes are more than the 65,535 that a length prefix can say")]
    Long {
        /// How long it is.
        length: usize,
    },
}

/// The candidate that differs from the word in the fewest characters; the first of equals.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    candidates.into_iter().min_by_key(|candidate| distance(word, candidate)).unwrap_or_default().to_owned()
}

/// How many characters have to be inserted, removed or replaced to get from one word to the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (number, left) in one.chars().enumerate() {
        let mut diagonal = number;
        let mut before = number + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(other.chars()) {
            let replaced = diagonal + usize::from(left != right);
            diagonal = *cell;
            before = replaced.min(diagonal + 1).min(before + 1);
            *cell = before;
        }
        if let Some(cell) = row.first_mut() {
            *cell = number + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
