//! Conditions that do not hold, and what of them does not.

use super::filled::filled;
use super::{Filled, Found, Mismatch, Obstacle};
use crate::condition::{Check, Condition, ConditionValue};
use crate::document::{Statement, Version};
use crate::operator::{Absence, Comparison, Operator, Quantifier, Sense};
use crate::variables::{HeldKey, Key, Value, Variables};

/// The first condition of a statement that does not hold.
pub(super) fn obstacle<V: Variables + ?Sized>(
    statement: &Statement,
    version: Version,
    variables: &V,
) -> Option<Obstacle> {
    let fails = |condition: &Condition| !Check::alone(condition, version).holds(variables);
    let number = statement.conditions.iter().position(fails)?;
    let condition = statement.conditions.get(number)?;
    let found = match variables.value(HeldKey::named(&condition.key).as_key()) {
        None => Found::Absent,
        Some(Value::One(text)) => Found::One(text.to_owned()),
        Some(Value::Many(texts)) => Found::Many(texts.iter().map(|text| text.clone().into_owned()).collect()),
    };
    let held = Held { condition, version, variables };
    let listed = condition.values.iter().map(|value| held.filled(value, &found)).collect();
    let failing = match &found {
        Found::Many(texts) if condition.operator.quantifier == Some(Quantifier::ForAllValues) => {
            texts.iter().filter(|text| !held.takes(text)).cloned().collect()
        }
        _ => Vec::new(),
    };
    Some(Obstacle::Condition { number, found, listed, failing })
}

/// A condition held against one text after the other.
struct Held<'c, V: ?Sized> {
    condition: &'c Condition,
    version: Version,
    variables: &'c V,
}

impl<V: Variables + ?Sized> Held<'_, V> {
    /// Whether the condition would hold if the key had this text alone.
    fn takes(&self, text: &str) -> bool {
        self.holds(self.condition.operator, &self.condition.values, text)
    }

    /// Whether one of the values meets the text by an operator, whatever it says of sets and missing keys.
    fn holds(&self, operator: Operator, values: &[ConditionValue], text: &str) -> bool {
        let operator = Operator { quantifier: None, absence: Absence::Judged, ..operator };
        let condition = Condition { operator, values: values.to_vec(), ..self.condition.clone() };
        let only = Only { key: HeldKey::named(&condition.key), text, others: self.variables };
        Check::alone(&condition, self.version).holds(&only)
    }

    fn filled(&self, value: &ConditionValue, found: &Found) -> Filled {
        let operator = self.condition.operator;
        let version = if has_variables(operator.comparison) { self.version } else { Version::Of2008 };
        let mut filled = filled(&value.text, version, value.span, self.variables);
        let texts = match found {
            Found::One(text) => std::slice::from_ref(text),
            Found::Many(texts) => texts,
            Found::Absent => &[],
        };
        if filled.unresolved.is_none() && operator.comparison != Comparison::Null {
            filled.mismatch = texts.iter().find_map(|text| self.mismatch(operator, value, text));
        }
        filled
    }

    fn mismatch(&self, operator: Operator, value: &ConditionValue, text: &str) -> Option<Mismatch> {
        let meets = |comparison| {
            let positive = Operator { comparison, sense: Sense::Positive, ..operator };
            self.holds(positive, std::slice::from_ref(value), text)
        };
        let is_met = meets(operator.comparison);
        match (operator.sense, operator.comparison) {
            (Sense::Negated, _) => is_met.then_some(Mismatch::Matches),
            (Sense::Positive, _) if is_met => None,
            (Sense::Positive, Comparison::Text) if meets(Comparison::TextIgnoringCase) => Some(Mismatch::LetterCase),
            (Sense::Positive, Comparison::Text) if meets(Comparison::TextPattern) => Some(Mismatch::PlainWildcard),
            (Sense::Positive, _) => None,
        }
    }
}

/// One text under a key, and whatever there is under the others.
struct Only<'v, V: ?Sized> {
    key: HeldKey,
    text: &'v str,
    others: &'v V,
}

impl<V: Variables + ?Sized> Variables for Only<'_, V> {
    fn value(&self, key: Key<'_>) -> Option<Value<'_>> {
        if key == self.key.as_key() { Some(Value::One(self.text)) } else { self.others.value(key) }
    }
}

/// Whether variables are replaced in the values of such an operator.
const fn has_variables(comparison: Comparison) -> bool {
    match comparison {
        Comparison::Text
        | Comparison::TextIgnoringCase
        | Comparison::TextPattern
        | Comparison::Arn
        | Comparison::Boolean => true,
        Comparison::Address | Comparison::Number(_) | Comparison::Date(_) | Comparison::Binary | Comparison::Null => {
            false
        }
    }
}
