//! Which requirements speak of a denial, so that a target that denies nothing must not show them.

/// Families whose every id is about a decision: what a denial looks like, when it is made, and what makes it.
const FAMILIES: [&str; 3] = ["MB-AUT-", "MB-DEN-", "POL-"];

/// Words that speak of a denial, or of the right without which one follows.
const WORDS: [&str; 8] =
    ["denied", "denies", "denying", "denial", "forbid", "not authorized", "for authorization", "iot:"];

/// Ids of these families that a target which denies nothing can keep or break all the same.
const EXEMPT: [&str; 3] = [
    // That some packets need no right at all: breaking it takes a denial too many.
    "MB-AUT-08",
    // The end of a connection whose certificate is no longer active, or whose authorizer refuses: no policy decides it.
    "MB-DEN-16",
    "MB-DEN-17",
];

/// Whether a requirement speaks of a denial by policy: it is of a family that does, or its sentence holds a word that
/// does. What follows `unless` is not the fact but its exception, and is not looked at.
#[must_use]
pub fn speaks_of_a_denial(id: &str, sentence: &str) -> bool {
    if EXEMPT.contains(&id) {
        return false;
    }
    let sentence = sentence.to_lowercase();
    let fact = sentence.split("unless ").next().unwrap_or_default();
    FAMILIES.iter().any(|family| id.starts_with(family)) || WORDS.iter().any(|word| fact.contains(word))
}
