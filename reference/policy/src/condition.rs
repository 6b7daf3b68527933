//! Conditions: the operators, and whether a request satisfies them.

use std::net::IpAddr;

use crate::document::Version;
use crate::pattern::{Dialect, Part, covers, equals_ignoring_case, fields, parts};
use crate::variables::{HeldKey, Value, Variables};

/// A condition as it is written: one operator on one key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) operator: Operator,
    pub(crate) key: HeldKey,
    pub(crate) values: Vec<Listed>,
}

/// A value in the list of a condition; numbers and booleans are their text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed(pub(crate) String);

/// What a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    quantifier: Option<Quantifier>,
    comparison: Comparison,
    sense: Sense,
    absence: Absence,
}

/// How the values of a set are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantifier {
    ForAllValues,
    ForAnyValue,
}

/// Whether a match is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Positive,
    Negated,
}

/// What a missing key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Absence {
    Judged,
    /// `IfExists`
    Holds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Text,
    TextIgnoringCase,
    TextPattern,
    Arn,
    Boolean,
    Address,
    Null,
}

/// Why a name is no operator to go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperatorFlaw {
    Unknown,
    Unsupported,
}

impl Operator {
    /// Finds the operator of a name with its qualifier and its suffix.
    pub(crate) fn named(name: &str) -> Result<Self, OperatorFlaw> {
        let (quantifier, rest) = match name.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(Quantifier::ForAllValues), rest),
            Some(("ForAnyValue", rest)) => (Some(Quantifier::ForAnyValue), rest),
            _ => (None, name),
        };
        let (rest, absence) = match rest.strip_suffix("IfExists") {
            Some(rest) => (rest, Absence::Holds),
            None => (rest, Absence::Judged),
        };
        let (comparison, sense) = comparison(rest)?;
        match (comparison, absence, quantifier) {
            (Comparison::Null, Absence::Holds, _) => Err(OperatorFlaw::Unknown),
            (Comparison::Null, Absence::Judged, Some(_)) => Err(OperatorFlaw::Unsupported),
            _ => Ok(Self { quantifier, comparison, sense, absence }),
        }
    }
}

fn comparison(name: &str) -> Result<(Comparison, Sense), OperatorFlaw> {
    Ok(match name {
        "StringEquals" => (Comparison::Text, Sense::Positive),
        "StringNotEquals" => (Comparison::Text, Sense::Negated),
        "StringEqualsIgnoreCase" => (Comparison::TextIgnoringCase, Sense::Positive),
        "StringNotEqualsIgnoreCase" => (Comparison::TextIgnoringCase, Sense::Negated),
        "StringLike" => (Comparison::TextPattern, Sense::Positive),
        "StringNotLike" => (Comparison::TextPattern, Sense::Negated),
        //= POL-COND-09
        "ArnEquals" | "ArnLike" => (Comparison::Arn, Sense::Positive),
        "ArnNotEquals" | "ArnNotLike" => (Comparison::Arn, Sense::Negated),
        "Bool" => (Comparison::Boolean, Sense::Positive),
        "IpAddress" => (Comparison::Address, Sense::Positive),
        "NotIpAddress" => (Comparison::Address, Sense::Negated),
        "Null" => (Comparison::Null, Sense::Positive),
        "BinaryEquals" => return Err(OperatorFlaw::Unsupported),
        other => {
            let ordered = other.strip_prefix("Numeric").or_else(|| other.strip_prefix("Date"));
            return Err(match ordered {
                Some("Equals" | "NotEquals") => OperatorFlaw::Unsupported,
                Some("LessThan" | "LessThanEquals" | "GreaterThan" | "GreaterThanEquals") => OperatorFlaw::Unsupported,
                _ => OperatorFlaw::Unknown,
            });
        }
    })
}

/// A condition made ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    operator: Operator,
    key: HeldKey,
    tests: Box<[Test]>,
}

/// One value of the list, made ready to be compared.
#[derive(Clone, Debug)]
enum Test {
    Pattern(Vec<Part>),
    IgnoringCase(Vec<Part>),
    Boolean(Vec<Part>),
    Arn(Vec<Vec<Part>>),
    Address { network: IpAddr, prefix: u32 },
    Absent,
    Present,
    Nothing,
}

impl Check {
    pub(crate) fn new(condition: &Condition, version: Version) -> Self {
        let comparison = condition.operator.comparison;
        let tests = condition.values.iter().map(|listed| Test::new(comparison, &listed.0, version)).collect();
        Self { operator: condition.operator, key: condition.key.clone(), tests }
    }

    /// Whether the request satisfies the condition.
    pub(crate) fn holds<V: Variables + ?Sized>(&self, variables: &V) -> bool {
        let value = variables.value(self.key.as_key());
        if self.operator.comparison == Comparison::Null {
            return self.nullness_fits(value);
        }
        let negated = self.operator.sense == Sense::Negated;
        match (value, self.operator.quantifier) {
            //= POL-COND-04
            (None, _) if self.operator.absence == Absence::Holds => true,
            //= POL-COND-03
            (None, None) => negated,
            (None, Some(quantifier)) => quantifier == Quantifier::ForAllValues,
            (Some(Value::One(text)), _) => self.finds(text, variables) != negated,
            //= POL-COND-19
            (Some(Value::Many(texts)), None) => texts.iter().any(|text| self.finds(text, variables)) != negated,
            //= POL-COND-15
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
    fn finds<V: Variables + ?Sized>(&self, text: &str, variables: &V) -> bool {
        self.tests.iter().any(|test| test.matches(text, variables))
    }
}

impl Test {
    fn new(comparison: Comparison, listed: &str, version: Version) -> Self {
        //= POL-COND-20
        let variables = version == Version::Of2012;
        let literal = Dialect { wildcards: false, variables };
        let wildcards = Dialect { wildcards: true, variables };
        match comparison {
            //= POL-COND-06
            Comparison::Text => Self::Pattern(parts(listed, literal)),
            //= POL-COND-07
            Comparison::TextIgnoringCase => Self::IgnoringCase(parts(listed, literal)),
            //= POL-COND-08
            Comparison::TextPattern => Self::Pattern(parts(listed, wildcards)),
            Comparison::Arn => Self::Arn(fields(parts(listed, wildcards))),
            Comparison::Boolean => Self::Boolean(parts(listed, literal)),
            Comparison::Address => network(listed).unwrap_or(Self::Nothing),
            Comparison::Null if listed.eq_ignore_ascii_case("true") => Self::Absent,
            Comparison::Null if listed.eq_ignore_ascii_case("false") => Self::Present,
            Comparison::Null => Self::Nothing,
        }
    }

    fn matches<V: Variables + ?Sized>(&self, text: &str, variables: &V) -> bool {
        match self {
            //= POL-COND-21
            Self::Pattern(parts) => covers(parts, text, variables),
            Self::IgnoringCase(parts) => equals_ignoring_case(parts, text, variables),
            //= POL-COND-11
            Self::Boolean(parts) => is_boolean(text) && equals_ignoring_case(parts, text, variables),
            Self::Arn(patterns) => {
                patterns.len() == text.splitn(6, ':').count()
                    && patterns.iter().zip(text.splitn(6, ':')).all(|(parts, field)| covers(parts, field, variables))
            }
            //= POL-COND-10
            Self::Address { network, prefix } => {
                text.parse().is_ok_and(|address| lies_within(address, *network, *prefix))
            }
            Self::Absent | Self::Present | Self::Nothing => false,
        }
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn network(text: &str) -> Option<Test> {
    let (address, prefix) = match text.split_once('/') {
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
