//! What is wrong with a file, where, and what was probably meant.

use std::fmt;

use thiserror::Error;

use crate::Place;

/// One fault in a file.
#[derive(Clone, Debug, Error, PartialEq, Eq, PartialOrd, Ord)]
#[error("{place}: {message}")]
pub struct Finding {
    /// Where it stands.
    pub place: Place,
    /// What is wrong, what was expected and what was found.
    pub message: String,
}

/// The words that may stand somewhere, printed as a sentence's end.
pub(crate) struct Choices<'a>(pub(crate) &'a [&'a str]);

impl fmt::Display for Choices<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.len().saturating_sub(1);
        for (i, word) in self.0.iter().enumerate() {
            let before = match i {
                0 => "",
                i if i == last => " or ",
                _ => ", ",
            };
            write!(f, "{before}`{word}`")?;
        }
        Ok(())
    }
}

/// `; did you mean ...?` when a known word is near, else nothing.
#[must_use]
pub fn did_you_mean<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(found, known).map(|word| format!("; did you mean `{word}`?")).unwrap_or_default()
}

/// The known word that continues what was found, else the one with the fewest changed characters, when these are at
/// most a third of it.
pub(crate) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = |word: &&str| (!(found.len() > 3 && word.starts_with(found)), distance(found, word), word.len());
    let best = known.into_iter().min_by_key(near)?;
    if found.len() > 3 && best.starts_with(found) {
        return Some(best);
    }
    let longest = found.chars().count().max(best.chars().count());
    let allowed = longest.div_ceil(3).max(1);
    (distance(found, best) <= allowed && distance(found, best) < longest).then_some(best)
}

/// How many characters must be inserted, removed or exchanged to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.to_lowercase().chars().enumerate() {
        let mut next = vec![i + 1];
        for ((y, diagonal), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            let exchanged = diagonal + usize::from(x != *y);
            next.push(exchanged.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_only_when_it_is_near() {
        let known = ["publish", "subscribe", "unsubscribe", "advance"];
        assert_eq!(nearest("pubish", known), Some("publish"));
        assert_eq!(nearest("subscirbe", known), Some("subscribe"));
        assert_eq!(nearest("unsub", known), Some("unsubscribe"));
        assert_eq!(nearest("teleport", known), None);
        assert_eq!(nearest("x", ["a"]), None);
    }
}
