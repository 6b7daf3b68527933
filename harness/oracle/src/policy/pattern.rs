//! Patterns, one token for each character.

use std::collections::BTreeSet;

/// A character of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    /// `*`
    Any,
    /// `?`
    One,
    /// A character of the document.
    Text(char),
    /// A character that came from a variable.
    Inserted(char),
}

/// A text in which only the wildcards mean something.
pub(super) fn plain(text: &str) -> Vec<Token> {
    let token = |character| match character {
        '*' => Token::Any,
        '?' => Token::One,
        other => Token::Text(other),
    };
    text.chars().map(token).collect()
}

/// The pattern as text, its wildcards as ordinary characters.
pub(super) fn spelled(pattern: &[Token]) -> String {
    let character = |token: &Token| match token {
        Token::Any => '*',
        Token::One => '?',
        Token::Text(character) | Token::Inserted(character) => *character,
    };
    pattern.iter().map(character).collect()
}

/// Whether the pattern covers the whole text.
pub(super) fn matches(pattern: &[Token], text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    // Where in the text the tokens so far can end.
    let mut ends = BTreeSet::from([0]);
    for token in pattern {
        ends = match token {
            //= POL-MATCH-04
            Token::Any => ends.first().into_iter().flat_map(|first| *first..=characters.len()).collect(),
            //= POL-MATCH-05
            Token::One => ends.iter().filter(|end| **end < characters.len()).map(|end| end + 1).collect(),
            Token::Text(wanted) | Token::Inserted(wanted) => {
                ends.iter().filter(|end| characters.get(**end) == Some(wanted)).map(|end| end + 1).collect()
            }
        };
    }
    //= POL-MATCH-08
    ends.contains(&characters.len())
}

/// The text in lower case, character by character.
pub(super) fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
