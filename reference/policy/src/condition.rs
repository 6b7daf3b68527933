//! Conditions: as documents have them, and whether a request satisfies them.

use std::cmp::Ordering;
use std::net::IpAddr;

use crate::document::Version;
use crate::error::Span;
use crate::moment::Moment;
use crate::number::Number;
use crate::operator::{Absence, Comparison, Operator, Order, Quantifier, Sense};
use crate::pattern::{Pattern, Syntax, equals_ignoring_case, fields, parts};
use crate::variables::{HeldKey, Keys, Lookup, Value};

/// One operator on one key, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub(crate) operator: Operator,
    pub(crate) operator_name: String,
    pub(crate) operator_span: Span,
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) values: Vec<ConditionValue>,
}

/// A value in the list of a condition; numbers and booleans are their text (POL-DOC-15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionValue {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Condition {
    /// What the condition asks.
    #[must_use]
    pub const fn operator(&self) -> Operator {
        self.operator
    }

    /// The name of the operator as it is written.
    #[must_use]
    pub fn operator_name(&self) -> &str {
        &self.operator_name
    }

    /// Where the operator stands, its quotes included; the same for all keys under it.
    #[must_use]
    pub const fn operator_span(&self) -> Span {
        self.operator_span
    }

    /// The name of the key as it is written.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where the key stands, its quotes included.
    #[must_use]
    pub const fn key_span(&self) -> Span {
        self.key_span
    }

    /// The listed values.
    #[must_use]
    pub fn values(&self) -> &[ConditionValue] {
        &self.values
    }
}

impl ConditionValue {
    /// The text as it is written, of a number or boolean as well.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the value stands, its quotes included if it has any.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }
}

/// A condition made ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    operator: Operator,
    key: HeldKey,
    /// The number of the key in the set that the condition belongs to.
    number: u32,
    tests: Box<[Test]>,
}

/// One value of the list, made ready to be compared.
#[derive(Clone, Debug)]
enum Test {
    Pattern(Pattern),
    IgnoringCase(Pattern),
    Boolean(Pattern),
    Arn(Box<[Pattern]>),
    Address { network: IpAddr, prefix: u32 },
    Number(Order, Number),
    Date(Order, Moment),
    Binary(Box<str>),
    Absent,
    Present,
    Nothing,
}

impl Check {
    /// Numbers the key that is asked for, and those in the listed values.
    pub(crate) fn new(condition: &Condition, version: Version, keys: &mut Keys) -> Self {
        let (comparison, key) = (condition.operator.comparison, HeldKey::named(&condition.key));
        let tests = condition.values.iter().map(|listed| Test::new(comparison, &listed.text, version, keys)).collect();
        Self { operator: condition.operator, number: keys.number(&key), key, tests }
    }

    /// Makes a condition ready that belongs to no set.
    pub(crate) fn alone(condition: &Condition, version: Version) -> Self {
        Self::new(condition, version, &mut Keys::default())
    }

    /// Whether the request satisfies the condition.
    pub(crate) fn holds<V: Lookup + ?Sized>(&self, variables: &V) -> bool {
        let value = variables.look_up(&self.key, self.number);
        let negated = self.operator.sense == Sense::Negated;
        match (value, self.operator.quantifier) {
            (value, None) if self.operator.comparison == Comparison::Null => self.nullness_fits(value),
            //= POL-COND-04
            (None, _) if self.operator.absence == Absence::Holds => true,
            //= POL-COND-03
            (None, None) => negated,
            (None, Some(quantifier)) => quantifier == Quantifier::ForAllValues,
            (Some(Value::One(text)), _) => self.finds(text, variables) != negated,
            //= POL-COND-19
            (Some(Value::Many(texts)), None) => texts.iter().any(|text| self.finds(text, variables)) != negated,
            //= POL-COND-15
            //= POL-COND-17
            //= POL-COND-18
            (Some(Value::Many(texts)), Some(Quantifier::ForAllValues)) => {
                texts.iter().all(|text| self.finds(text, variables) != negated)
            }
            //= POL-COND-16
            (Some(Value::Many(texts)), Some(Quantifier::ForAnyValue)) => {
                texts.iter().any(|text| self.finds(text, variables) != negated)
            }
        }
    }

    //= POL-COND-05
    fn nullness_fits(&self, value: Option<Value<'_>>) -> bool {
        let absent = matches!(value, None | Some(Value::Many([])));
        self.tests.iter().any(|test| match test {
            Test::Absent => absent,
            Test::Present => !absent,
            _ => false,
        })
    }

    //= POL-COND-02
    /// Whether one of the listed values matches the text.
    fn finds<V: Lookup + ?Sized>(&self, text: &str, variables: &V) -> bool {
        self.tests.iter().any(|test| test.matches(text, variables))
    }
}

impl Test {
    fn new(comparison: Comparison, listed: &str, version: Version, keys: &mut Keys) -> Self {
        //= POL-COND-20
        let variables = version == Version::Of2012;
        let literal = Syntax { wildcards: false, variables };
        let wildcards = Syntax { wildcards: true, variables };
        let mut pattern = |parts| Pattern::new(parts, keys);
        match comparison {
            //= POL-COND-06
            Comparison::Text => Self::Pattern(pattern(parts(listed, literal))),
            //= POL-COND-07
            Comparison::TextIgnoringCase => Self::IgnoringCase(pattern(parts(listed, literal))),
            //= POL-COND-08
            Comparison::TextPattern => Self::Pattern(pattern(parts(listed, wildcards))),
            //= POL-COND-09
            Comparison::Arn => Self::Arn(fields(parts(listed, wildcards)).into_iter().map(pattern).collect()),
            Comparison::Boolean => Self::Boolean(pattern(parts(listed, literal))),
            Comparison::Address => network(listed).unwrap_or(Self::Nothing),
            Comparison::Number(order) => {
                Number::read(listed).map_or(Self::Nothing, |number| Self::Number(order, number))
            }
            Comparison::Date(order) => Moment::read(listed).map_or(Self::Nothing, |moment| Self::Date(order, moment)),
            Comparison::Binary if is_base64(listed) => Self::Binary(listed.into()),
            Comparison::Binary => Self::Nothing,
            Comparison::Null if listed.eq_ignore_ascii_case("true") => Self::Absent,
            Comparison::Null if listed.eq_ignore_ascii_case("false") => Self::Present,
            Comparison::Null => Self::Nothing,
        }
    }

    fn matches<V: Lookup + ?Sized>(&self, text: &str, variables: &V) -> bool {
        match self {
            //= POL-COND-21
            Self::Pattern(pattern) => pattern.covers(text, variables),
            Self::IgnoringCase(pattern) => equals_ignoring_case(pattern, text, variables),
            //= POL-COND-11
            Self::Boolean(pattern) => is_boolean(text) && equals_ignoring_case(pattern, text, variables),
            Self::Arn(patterns) => {
                patterns.len() == text.splitn(6, ':').count()
                    && patterns.iter().zip(text.splitn(6, ':')).all(|(pattern, field)| pattern.covers(field, variables))
            }
            //= POL-COND-10
            Self::Address { network, prefix } => {
                text.parse().is_ok_and(|address| lies_within(address, *network, *prefix))
            }
            //= POL-COND-12
            Self::Number(order, listed) => {
                listed.compared_with(text).map(Ordering::reverse).is_some_and(|found| order.admits(found))
            }
            //= POL-COND-13
            Self::Date(order, listed) => Moment::read(text).is_some_and(|found| order.admits(found.cmp(listed))),
            //= POL-COND-14
            Self::Binary(listed) => **listed == *text,
            // A value of a set is there, whatever it is: `ForAnyValue:Null` is about values, not about the key.
            Self::Present => true,
            Self::Absent | Self::Nothing => false,
        }
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn is_base64(text: &str) -> bool {
    let body = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    text.len().is_multiple_of(4) && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

fn network(text: &str) -> Option<Test> {
    let (address, prefix) = match text.split_once('/') {
        Some((_, prefix)) if !prefix.bytes().all(|byte| byte.is_ascii_digit()) => return None,
        Some((address, prefix)) => (address.parse().ok()?, Some(prefix.parse().ok()?)),
        None => (text.parse().ok()?, None),
    };
    let width = width_of(address);
    let prefix = prefix.unwrap_or(width);
    (prefix <= width).then_some(Test::Address { network: address, prefix })
}

const fn width_of(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => u32::BITS,
        IpAddr::V6(_) => u128::BITS,
    }
}

fn lies_within(address: IpAddr, network: IpAddr, prefix: u32) -> bool {
    let differing = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => u128::from(address.to_bits() ^ network.to_bits()),
        (IpAddr::V6(address), IpAddr::V6(network)) => address.to_bits() ^ network.to_bits(),
        _ => return false,
    };
    let host_bits = width_of(network) - prefix;
    differing.checked_shr(host_bits).unwrap_or(0) == 0
}
