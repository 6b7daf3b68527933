//! What may differ between callers as far as some statements can see: keys, and values to try under each.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::Group;
use super::automaton::{Class, Token, literal, reach};
use super::boundary::{Listed, listed_parts, tokens, unheard, values};
use super::caller::{CONNECT_ATTRIBUTES, THING_NAME, Wish, is_thing_name, name_of};
use super::universe::{Known, Universe};
use crate::document::Version;
use crate::pattern::Part;
use crate::variables::HeldKey;

/// A key, and the values to try, the likely one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dimension {
    pub(crate) name: String,
    pub(crate) wishes: Vec<Wish>,
}

/// The keys that the statements look at which name the actions of a group.
pub(crate) fn dimensions(universe: &Universe<'_>, group: &Group, states: &mut usize) -> Vec<Dimension> {
    let named: Vec<&Known<'_>> =
        universe.statements.iter().zip(&group.named).filter(|(_, named)| **named).map(|(known, _)| known).collect();
    let patterns: BTreeSet<usize> = named.iter().flat_map(|known| known.targets.iter().copied()).collect();
    let patterns: Vec<&[Part]> = patterns
        .into_iter()
        .filter_map(|number| universe.patterns.get(number)?.arn.as_ref().map(|arn| arn.rest.as_slice()))
        .collect();
    let mut listed = listed(&named);
    for key in patterns.iter().flat_map(|parts| holes(parts)) {
        listed.entry(key).or_default();
    }
    let in_values: Vec<String> = listed.values().flatten().flat_map(|it| holes(&it.parts)).collect();
    listed.retain(|name, _| group.is_connect() || !matches!(name.as_str(), CONNECT_ATTRIBUTES | "iot:lastwilltopic"));
    // A value that is made of another key's comes after it.
    let mut order: Vec<String> = listed.keys().cloned().collect();
    order.sort_by_key(|name| listed.get(name).is_some_and(|listed| listed.iter().any(|it| has_hole(&it.parts))));
    let mut likely: BTreeMap<String, String> = BTreeMap::new();
    let mut dimensions = Vec::new();
    for name in order {
        let listed: Vec<Listed> =
            listed.get(&name).into_iter().flatten().map(|listed| with_values(listed, &likely)).collect();
        let is_hole = in_values.contains(&name) || patterns.iter().any(|parts| holes(parts).any(|key| key == name));
        let mut wishes = Vec::new();
        if !listed.is_empty() {
            wishes.extend(values(&name, &listed, states));
        }
        if is_hole {
            let own = own_value(&name, universe, dimensions.len());
            wishes.retain(|wish| *wish != Wish::Absent);
            wishes.extend([Wish::One(own), Wish::Absent]);
            wishes.extend(aligned(&name, &patterns, &likely, states).into_iter().map(Wish::One));
        }
        let mut seen = BTreeSet::new();
        wishes.retain(|wish| seen.insert(wish.clone()));
        if let Some(Wish::One(text)) = wishes.first() {
            likely.insert(name.clone(), text.clone());
        }
        dimensions.push(Dimension { name, wishes });
    }
    dimensions
}

/// The values that conditions list, by key; keys in the values too.
fn listed(named: &[&Known<'_>]) -> BTreeMap<String, Vec<Listed>> {
    let mut listed: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for known in named {
        let replaces = known.version == Version::Of2012;
        for condition in known.statement.conditions() {
            let operator = condition.operator();
            let mut of_key = Vec::new();
            for value in condition.values() {
                let parts = listed_parts(operator.comparison(), value.as_str(), replaces);
                for key in holes(&parts) {
                    listed.entry(key).or_default();
                }
                of_key.push(Listed { operator, parts, text: value.as_str().to_owned() });
            }
            if of_key.is_empty() {
                of_key.push(Listed { operator, parts: Vec::new(), text: String::new() });
            }
            listed.entry(name_of(&HeldKey::named(condition.key()))).or_default().extend(of_key);
        }
    }
    listed
}

fn holes(parts: &[Part]) -> impl Iterator<Item = String> {
    parts.iter().filter_map(|part| if let Part::Hole(hole) = part { Some(name_of(hole.key())) } else { None })
}

fn has_hole(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Hole(_)))
}

/// The listed value with its variables filled by their likely values.
fn with_values(listed: &Listed, likely: &BTreeMap<String, String>) -> Listed {
    if !has_hole(&listed.parts) {
        return listed.clone();
    }
    let parts = listed.parts.iter().map(|part| match part {
        Part::Hole(hole) => {
            Part::Literal(likely.get(&name_of(hole.key())).cloned().unwrap_or_else(|| "lamp".to_owned()).into())
        }
        other => other.clone(),
    });
    let parts: Vec<Part> = parts.collect();
    let text = parts.iter().map(sample).collect();
    Listed { operator: listed.operator, parts, text }
}

/// A text that the part covers.
fn sample(part: &Part) -> &str {
    match part {
        Part::Literal(text) => text,
        Part::One => "x",
        Part::Star | Part::Hole(_) | Part::Float(_) => "",
    }
}

/// A value that no document knows.
fn own_value(name: &str, universe: &Universe<'_>, taken: usize) -> String {
    match name {
        "aws:sourceip" => "192.0.2.77".to_owned(),
        "iot:certificateid" => "0123456789abcdef".repeat(4),
        _ => unheard(&universe.words, taken + 1),
    }
}

/// As many values of a variable are taken from other patterns.
const MOST_ALIGNED: usize = 16;

/// Values of a variable with which its pattern covers a text that other patterns cover too: for each combination of patterns
/// that meet when variables may be anything, what the variable is in their shortest text.
fn aligned(name: &str, patterns: &[&[Part]], likely: &BTreeMap<String, String>, states: &mut usize) -> Vec<String> {
    let free = |part: &Part| match part {
        Part::Hole(hole) if name_of(hole.key()) == name => vec![Token::Run(Class::All)],
        Part::Hole(hole) => literal(likely.get(&name_of(hole.key())).map_or("", String::as_str)),
        other => tokens(std::slice::from_ref(other), Class::All),
    };
    let rows: Vec<Vec<Token>> = patterns.iter().map(|parts| parts.iter().flat_map(free).collect()).collect();
    let reached = reach(&rows, states);
    let mut values = BTreeSet::new();
    for (number, parts) in patterns.iter().enumerate() {
        let Some(place) = parts.iter().position(|part| matches!(part, Part::Hole(hole) if name_of(hole.key()) == name))
        else {
            continue;
        };
        let before: Vec<Token> = parts.iter().take(place).flat_map(free).collect();
        let after: Vec<Token> = parts.iter().skip(place + 1).flat_map(free).collect();
        for (covering, text) in reached.combinations.iter().take(MOST_TEXTS) {
            if covering.get(number) == Some(&true) {
                values.extend(between(&before, &after, text));
            }
        }
    }
    let mut values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
    values.sort_by_key(|value| (name == THING_NAME && !is_thing_name(value), value.len()));
    values.truncate(MOST_ALIGNED);
    values
}

/// As many texts are looked into for the values of a variable.
const MOST_TEXTS: usize = 64;

/// What may stand between two patterns that together cover a text.
fn between(before: &[Token], after: &[Token], text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().take(LONGEST).collect();
    let part = |from: usize, to: usize| characters.get(from..to).unwrap_or_default();
    let starts = (0..=characters.len()).filter(|from| spells(before, part(0, *from)));
    let ends: Vec<usize> = (0..=characters.len()).filter(|to| spells(after, part(*to, characters.len()))).collect();
    starts
        .flat_map(|from| ends.iter().filter(move |to| from <= **to).map(move |to| (from, *to)))
        .map(|(from, to)| part(from, to).iter().collect())
        .collect()
}

/// Characters of a text that are looked into.
const LONGEST: usize = 64;

/// Whether a pattern covers a text.
fn spells(pattern: &[Token], text: &[char]) -> bool {
    let mut reached = vec![true];
    reached.resize(text.len() + 1, false);
    for token in pattern {
        let mut next = vec![false; text.len() + 1];
        let mut open = false;
        for (place, next) in next.iter_mut().enumerate() {
            let here = reached.get(place).copied().unwrap_or_default();
            let before = place.checked_sub(1).and_then(|before| Some((*reached.get(before)?, *text.get(before)?)));
            open |= here;
            *next = match token {
                Token::Run(_) => open,
                Token::One(_) => before.is_some_and(|(reached, _)| reached),
                Token::Exactly(wanted) => before.is_some_and(|(reached, found)| reached && found == *wanted),
            };
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

/// One value for each dimension, as many ways as there are; when these are too many, those that differ from the likely
/// values in one or two keys. And whether these are all.
pub(crate) fn picks(dimensions: &[Dimension], most: usize) -> (Vec<Vec<usize>>, bool) {
    let sizes: Vec<usize> = dimensions.iter().map(|dimension| dimension.wishes.len().max(1)).collect();
    let product = sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
    if let Some(product) = product.filter(|product| *product <= most) {
        let pick = |mut number: usize| {
            let digit = |size: &usize| {
                let digit = number % size;
                number /= size;
                digit
            };
            sizes.iter().map(digit).collect()
        };
        return ((0..product).map(pick).collect(), true);
    }
    let mut picks = vec![vec![0; sizes.len()]];
    let others = |place: usize| sizes.get(place).into_iter().flat_map(|size| 1..*size);
    for first in 0..sizes.len() {
        for digit in others(first) {
            picks.push(changed(sizes.len(), &[(first, digit)]));
        }
    }
    for first in 0..sizes.len() {
        for second in first + 1..sizes.len() {
            for (left, right) in others(first).flat_map(|left| others(second).map(move |right| (left, right))) {
                if picks.len() >= most {
                    return (picks, false);
                }
                picks.push(changed(sizes.len(), &[(first, left), (second, right)]));
            }
        }
    }
    (picks, false)
}

fn changed(length: usize, digits: &[(usize, usize)]) -> Vec<usize> {
    let digit = |place| digits.iter().find(|(number, _)| *number == place).map_or(0, |(_, digit)| *digit);
    (0..length).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(sizes: &[usize]) -> Vec<Dimension> {
        let dimension = |size: &usize| Dimension { name: String::new(), wishes: vec![Wish::Absent; *size] };
        sizes.iter().map(dimension).collect()
    }

    #[test]
    fn a_variable_is_what_makes_its_pattern_meet_another() {
        let syntax = crate::pattern::Syntax { wildcards: true, variables: true };
        let parts = ["a??", "${iot:ClientId}a?"].map(|text| crate::pattern::parts(text, syntax));
        let patterns: Vec<&[Part]> = parts.iter().map(Vec::as_slice).collect();
        let found = aligned("iot:clientid", &patterns, &BTreeMap::new(), &mut 10_000);
        assert!(found.contains(&"a".to_owned()), "{found:?}");
    }

    #[test]
    fn every_combination_is_picked_once_while_there_are_few() {
        let (picks, are_all) = picks(&sized(&[2, 3]), 6);
        assert!(are_all);
        assert_eq!(picks.iter().collect::<BTreeSet<_>>().len(), 6);
    }

    #[test]
    fn of_too_many_those_with_few_changes_are_picked() {
        let (picks, are_all) = picks(&sized(&[4, 4, 4, 4, 4, 4, 4]), 50);
        assert!(!are_all);
        assert!(picks.len() <= 50 && picks.contains(&vec![0, 0, 0, 0, 0, 0, 3]), "{picks:?}");
    }
}
