//! Values to try under a key: on both sides of every border that some condition draws.

use std::net::IpAddr;

use super::automaton::{Class, Token, fresh, literal, reach};
use super::caller::{CONNECT_ATTRIBUTES, IS_ATTACHED, Wish};
use crate::operator::{Comparison, Operator};
use crate::pattern::{Part, Syntax, fields, parts};

/// A value that a condition lists for the key, its variables filled.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) operator: Operator,
    pub(crate) parts: Vec<Part>,
    pub(crate) text: String,
}

/// As many values are tried under one key.
const MOST: usize = 24;

/// Values for a key that conditions look at, the likely ones first; being absent is the last.
pub(crate) fn values(name: &str, listed: &[Listed], states: &mut usize) -> Vec<Wish> {
    let mut values = match name {
        IS_ATTACHED => ["true", "false"].map(|text| Wish::One(text.to_owned())).to_vec(),
        CONNECT_ATTRIBUTES => {
            let sets: [&[&str]; 4] = [&[], &["PersistentConnect"], &["LastWill"], &["LastWill", "PersistentConnect"]];
            sets.map(|set| Wish::Many(set.iter().map(ToString::to_string).collect())).to_vec()
        }
        _ => {
            let is_set = name.ends_with(".list") || listed.iter().any(|listed| listed.operator.quantifier().is_some());
            let mut texts = texts(listed, states);
            texts.truncate(MOST);
            if is_set { sets(&texts) } else { texts.into_iter().map(Wish::One).collect() }
        }
    };
    values.push(Wish::Absent);
    values.dedup();
    values
}

/// Sets of none, one, two and all of the texts.
fn sets(texts: &[String]) -> Vec<Wish> {
    let mut sets: Vec<Vec<String>> = texts.iter().map(|text| vec![text.clone()]).collect();
    sets.extend(texts.windows(2).map(<[String]>::to_vec));
    sets.push(texts.to_vec());
    sets.push(Vec::new());
    sets.into_iter().map(Wish::Many).collect()
}

fn texts(listed: &[Listed], states: &mut usize) -> Vec<String> {
    let mut texts = strings(listed, states);
    for Listed { operator, text, .. } in listed {
        match operator.comparison() {
            Comparison::Address => texts.extend(addresses(text)),
            Comparison::Number(_) => texts.extend(numbers(text)),
            Comparison::Date(_) => {
                texts.extend([text.clone(), "1970-01-01T00:00:00Z".to_owned(), "2999-01-01T00:00:00Z".to_owned()]);
            }
            Comparison::Boolean => texts.extend(["true".to_owned(), "false".to_owned()]),
            Comparison::Binary => texts.extend([text.clone(), "AAAA".to_owned()]),
            Comparison::Text
            | Comparison::TextIgnoringCase
            | Comparison::TextPattern
            | Comparison::Arn
            | Comparison::Null => {}
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    if texts.is_empty() {
        texts.push("lamp".to_owned());
    }
    texts
}

/// A text for each combination of listed texts and patterns that one can match.
fn strings(listed: &[Listed], states: &mut usize) -> Vec<String> {
    let mut patterns: Vec<Vec<Token>> = Vec::new();
    for Listed { operator, parts, text } in listed {
        match operator.comparison() {
            Comparison::Text | Comparison::TextPattern => patterns.push(tokens(parts, Class::All)),
            Comparison::TextIgnoringCase => {
                patterns.push(tokens(parts, Class::All));
                patterns.push(literal(&text.to_uppercase()));
                patterns.push(literal(&text.to_lowercase()));
            }
            Comparison::Arn => patterns.push(arn_tokens(parts)),
            _ => {}
        }
    }
    if patterns.is_empty() {
        return Vec::new();
    }
    patterns.push(vec![Token::One(Class::All), Token::Run(Class::All)]);
    let reached = reach(&patterns, states);
    let told = reached.combinations.into_iter().filter(|(covering, _)| covering.last() == Some(&true));
    // What matches comes before what does not.
    let (mut matching, other): (Vec<_>, Vec<_>) =
        told.partition(|(covering, _)| covering.iter().filter(|it| **it).count() > 1);
    matching.extend(other);
    matching.into_iter().map(|(_, text)| text).collect()
}

/// A pattern whose variables are filled.
pub(crate) fn tokens(parts: &[Part], class: Class) -> Vec<Token> {
    let mut tokens = Vec::new();
    for part in parts {
        match part {
            Part::Literal(text) => tokens.extend(text.chars().map(Token::Exactly)),
            Part::One => tokens.push(Token::One(class)),
            Part::Star => tokens.push(Token::Run(class)),
            Part::Hole(_) | Part::Float(_) => {}
        }
    }
    tokens
}

/// An ARN whose wildcards stay inside of their field but for the last.
fn arn_tokens(parts: &[Part]) -> Vec<Token> {
    let mut joined = Vec::new();
    for (number, field) in fields(parts.to_vec()).iter().enumerate() {
        if number > 0 {
            joined.push(Token::Exactly(':'));
        }
        joined.extend(tokens(field, if number < 5 { Class::Field } else { Class::All }));
    }
    joined
}

/// The first address of a range, the last, those before and behind, and one far away.
fn addresses(range: &str) -> Vec<String> {
    let (address, prefix) = match range.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse::<u32>().ok()),
        None => (range, None),
    };
    let mut found = Vec::new();
    match address.parse() {
        Ok(IpAddr::V4(address)) => {
            let host = !u32::MAX.checked_shl(32 - prefix.unwrap_or(32).min(32)).unwrap_or(0);
            let first = address.to_bits() & !host;
            for bits in [first, first | host, first.wrapping_sub(1), (first | host).wrapping_add(1)] {
                found.push(IpAddr::V4(bits.into()).to_string());
            }
        }
        Ok(IpAddr::V6(address)) => {
            let host = !u128::MAX.checked_shl(128 - prefix.unwrap_or(128).min(128)).unwrap_or(0);
            let first = address.to_bits() & !host;
            for bits in [first, first | host, first.wrapping_sub(1), (first | host).wrapping_add(1)] {
                found.push(IpAddr::V6(bits.into()).to_string());
            }
        }
        Err(_) => {}
    }
    found.push("203.0.113.77".to_owned());
    found
}

/// The number and its neighbours.
fn numbers(text: &str) -> Vec<String> {
    let mut found = vec![text.to_owned()];
    if let Ok(number) = text.split('.').next().unwrap_or_default().parse::<i64>() {
        found.extend([number.saturating_sub(1).to_string(), number.saturating_add(1).to_string()]);
    }
    found
}

/// A name that occurs in none of the texts.
pub(crate) fn unheard(texts: &str, taken: usize) -> String {
    const NAMES: [&str; 8] = ["lamp", "door", "oven", "fan", "pump", "gate", "bell", "kiln"];
    let mut free = NAMES.iter().filter(|name| !texts.contains(**name));
    match free.nth(taken) {
        Some(name) => (*name).to_owned(),
        None => fresh(&[literal(texts)]).to_string().repeat(3 + taken),
    }
}

/// The parts of a listed value, and whether `*` and `?` are wildcards there.
pub(crate) fn listed_parts(comparison: Comparison, text: &str, replaces: bool) -> Vec<Part> {
    match comparison {
        Comparison::TextPattern | Comparison::Arn => parts(text, Syntax { wildcards: true, variables: replaces }),
        Comparison::Text | Comparison::TextIgnoringCase | Comparison::Boolean => {
            parts(text, Syntax { wildcards: false, variables: replaces })
        }
        _ => parts(text, Syntax { wildcards: false, variables: false }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(name: &str, listed: &[(&str, &str)]) -> Vec<Wish> {
        let listed: Vec<Listed> = listed
            .iter()
            .map(|(operator, text)| {
                let operator = Operator::named(operator).unwrap();
                Listed { operator, parts: listed_parts(operator.comparison(), text, true), text: (*text).to_owned() }
            })
            .collect();
        values(name, &listed, &mut 10_000)
    }

    fn one(text: &str) -> Wish {
        Wish::One(text.to_owned())
    }

    #[test]
    fn of_a_text_it_and_another_and_nothing_are_tried() {
        assert_eq!(tried("k", &[("StringEquals", "ab")]), [one("ab"), one("x"), Wish::Absent]);
    }

    #[test]
    fn of_a_range_of_addresses_both_borders_are_tried() {
        let wanted = ["192.0.2.8", "192.0.2.15", "192.0.2.7", "192.0.2.16", "203.0.113.77"].map(one);
        assert_eq!(tried("k", &[("IpAddress", "192.0.2.8/29")])[..5], wanted);
    }

    #[test]
    fn of_a_number_its_neighbours_are_tried() {
        assert_eq!(tried("k", &[("NumericLessThan", "7")])[..3], ["7", "6", "8"].map(one));
    }

    #[test]
    fn of_a_pattern_and_a_text_every_combination_is_tried() {
        let wanted = [one("a"), one("ab"), one("x"), Wish::Absent];
        let mut found = tried("k", &[("StringLike", "a*"), ("StringEquals", "ab")]);
        found[..2].sort();
        assert_eq!(found, wanted);
    }
}
