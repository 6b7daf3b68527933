//! Many patterns read at once: which of them cover the same text, and the shortest text for each combination.
//!
//! All patterns lie side by side in one row of bits, one bit for each position; a text is read by moving bits. The sets of
//! positions that texts lead to are the states of a deterministic automaton, which is walked breadth first over one
//! character of each class that the patterns tell apart: every character that some pattern writes, and one that none does.

use std::collections::{BTreeMap, BTreeSet};

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Token {
    /// This character.
    Exactly(char),
    /// One character of a class.
    One(Class),
    /// Any run of characters of a class.
    Run(Class),
}

/// Which characters a wildcard covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// Every character.
    All,
    /// All but `:`, as in a field of an ARN.
    Field,
    /// All but `+` and `#`, as in the name of a topic.
    Name,
}

impl Class {
    const fn has(self, character: char) -> bool {
        match self {
            Self::All => true,
            Self::Field => character != ':',
            Self::Name => !matches!(character, '+' | '#'),
        }
    }
}

/// The texts that were found, and whether there can be no others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reached {
    /// For each combination of patterns that some text is covered by, the first shortest of its texts.
    pub(crate) combinations: Vec<(Vec<bool>, String)>,
    /// Whether every state was visited.
    pub(crate) is_complete: bool,
}

/// Texts that stand for themselves.
pub(crate) fn literal(text: &str) -> Vec<Token> {
    text.chars().map(Token::Exactly).collect()
}

/// A character that is in none of the patterns.
pub(crate) fn fresh(patterns: &[Vec<Token>]) -> char {
    let is_written = |character| patterns.iter().flatten().any(|token| *token == Token::Exactly(character));
    let letters = ('a'..='z').rev().skip(2).chain('0'..='9').chain('A'..='Z');
    letters.chain('\u{100}'..=char::MAX).find(|character| !is_written(*character)).unwrap_or('x')
}

/// Walks the automaton of the patterns; takes what it visits off the budget.
pub(crate) fn reach(patterns: &[Vec<Token>], states: &mut usize) -> Reached {
    let row = Row::of(patterns);
    let mut nodes = vec![Node { before: 0, character: '\0' }];
    let mut seen = BTreeSet::from([row.start.clone()]);
    let mut waiting = std::collections::VecDeque::from([(0, row.start.clone())]);
    let mut found: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    let mut is_complete = true;
    while let Some((number, state)) = waiting.pop_front() {
        found.entry(row.covering(&state)).or_insert(number);
        for step in &row.steps {
            let next = row.step(&state, step);
            if seen.contains(&next) {
                continue;
            }
            if *states == 0 {
                is_complete = false;
                break;
            }
            *states -= 1;
            nodes.push(Node { before: number, character: step.character });
            waiting.push_back((nodes.len() - 1, next.clone()));
            seen.insert(next);
        }
    }
    let mut combinations: Vec<(usize, Vec<bool>)> =
        found.into_iter().map(|(covering, node)| (node, covering)).collect();
    combinations.sort_unstable();
    let combinations = combinations.into_iter().map(|(node, covering)| (covering, text(&nodes, node))).collect();
    Reached { combinations, is_complete }
}

/// How a state was come by.
struct Node {
    before: usize,
    character: char,
}

fn text(nodes: &[Node], mut number: usize) -> String {
    let mut text = Vec::new();
    while let Some(node) = nodes.get(number).filter(|_| number > 0) {
        text.push(node.character);
        number = node.before;
    }
    text.into_iter().rev().collect()
}

type Bits = Vec<u64>;

/// The patterns side by side.
struct Row {
    start: Bits,
    /// Positions behind which a run may also be empty.
    runs: Bits,
    /// The last position of each pattern.
    ends: Vec<usize>,
    steps: Vec<Step>,
}

/// What a character does.
struct Step {
    character: char,
    /// Positions that it moves on.
    moves: Bits,
    /// Positions that it leaves where they are.
    stays: Bits,
}

impl Row {
    fn of(patterns: &[Vec<Token>]) -> Self {
        let width: usize = patterns.iter().map(|pattern| pattern.len() + 1).sum();
        let blank = vec![0; width.div_ceil(64)];
        let mut alphabet: Vec<char> = patterns
            .iter()
            .flatten()
            .flat_map(|token| match token {
                Token::Exactly(character) => vec![*character],
                Token::One(Class::Field) | Token::Run(Class::Field) => vec![':'],
                Token::One(Class::Name) | Token::Run(Class::Name) => vec!['+', '#'],
                Token::One(Class::All) | Token::Run(Class::All) => vec![],
            })
            .collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        alphabet.insert(0, fresh(patterns));
        let step = |character| Step { character, moves: blank.clone(), stays: blank.clone() };
        let steps = alphabet.into_iter().map(step).collect();
        let mut row = Self { start: blank.clone(), runs: blank.clone(), ends: Vec::new(), steps };
        let mut place = 0;
        for pattern in patterns {
            set(&mut row.start, place);
            for token in pattern {
                row.add(place, *token);
                place += 1;
            }
            row.ends.push(place);
            place += 1;
        }
        row.start = row.closed(row.start.clone());
        row
    }

    fn add(&mut self, place: usize, token: Token) {
        if let Token::Run(_) = token {
            set(&mut self.runs, place);
        }
        for step in &mut self.steps {
            match token {
                Token::Exactly(character) if character == step.character => set(&mut step.moves, place),
                Token::One(class) if class.has(step.character) => set(&mut step.moves, place),
                Token::Run(class) if class.has(step.character) => set(&mut step.stays, place),
                Token::Exactly(_) | Token::One(_) | Token::Run(_) => {}
            }
        }
    }

    fn step(&self, state: &Bits, step: &Step) -> Bits {
        let mut carry = 0;
        let mut next = Vec::with_capacity(state.len());
        for ((state, moves), stays) in state.iter().zip(&step.moves).zip(&step.stays) {
            let moved = state & moves;
            next.push((moved << 1) | carry | (state & stays));
            carry = moved >> 63;
        }
        self.closed(next)
    }

    /// Adds what lies behind runs that are empty.
    fn closed(&self, mut state: Bits) -> Bits {
        loop {
            let mut carry = 0;
            let mut is_changed = false;
            for (word, runs) in state.iter_mut().zip(&self.runs) {
                let empty = *word & runs;
                let with = *word | (empty << 1) | carry;
                is_changed |= with != *word;
                carry = empty >> 63;
                *word = with;
            }
            if !is_changed {
                return state;
            }
        }
    }

    fn covering(&self, state: &Bits) -> Vec<bool> {
        self.ends.iter().map(|end| is_set(state, *end)).collect()
    }
}

fn set(bits: &mut Bits, place: usize) {
    if let Some(word) = bits.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

fn is_set(bits: &Bits, place: usize) -> bool {
    bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Vec<Token> {
        let token = |character| match character {
            '*' => Token::Run(Class::All),
            '?' => Token::One(Class::All),
            other => Token::Exactly(other),
        };
        text.chars().map(token).collect()
    }

    fn reached(patterns: &[&str]) -> Vec<(Vec<bool>, String)> {
        let patterns: Vec<_> = patterns.iter().map(|text| pattern(text)).collect();
        let mut states = 10_000;
        let mut reached = reach(&patterns, &mut states);
        assert!(reached.is_complete);
        reached.combinations.sort();
        reached.combinations
    }

    #[test]
    fn each_combination_has_its_shortest_text() {
        let wanted = [(vec![false, false], ""), (vec![false, true], "a"), (vec![true, true], "ab")];
        assert_eq!(reached(&["ab", "a*"]), wanted.map(|(covering, text)| (covering, text.to_owned())));
    }

    #[test]
    fn patterns_of_the_same_texts_are_never_told_apart() {
        assert!(reached(&["a*?", "a?*"]).iter().all(|(covering, _)| covering[0] == covering[1]));
    }

    #[test]
    fn a_character_that_no_pattern_writes_is_tried() {
        assert!(reached(&["?", "a"]).contains(&(vec![true, false], "x".to_owned())));
    }

    #[test]
    fn long_patterns_cross_the_words_of_the_row() {
        let long = format!("{}*{}", "a".repeat(70), "b".repeat(70));
        let both = reached(&[&long, "*b"]).into_iter().find(|(covering, _)| *covering == [true, true]);
        assert_eq!(both.map(|(_, text)| text), Some(format!("{}{}", "a".repeat(70), "b".repeat(70))));
    }

    #[test]
    fn a_walk_that_runs_out_of_states_says_so() {
        assert!(!reach(&[pattern("a*b*c*d?????????")], &mut 20).is_complete);
    }
}
