//! Condition operators, by the names that documents give them.

/// What a condition asks: a comparison, which side of it is wanted, and what sets and missing keys mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    pub(crate) quantifier: Option<Quantifier>,
    pub(crate) comparison: Comparison,
    pub(crate) sense: Sense,
    pub(crate) absence: Absence,
}

/// How the values of a set are put together, the text before the colon of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// Every value of the request satisfies the operator; so does a key that is absent (POL-COND-15).
    ForAllValues,
    /// Some value of the request satisfies the operator (POL-COND-16).
    ForAnyValue,
}

/// Whether a match is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sense {
    /// As `StringEquals`: one of the listed values matches.
    Positive,
    /// As `StringNotEquals`: none of them does.
    Negated,
}

/// What a missing key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Absence {
    /// The condition is judged without a value (POL-COND-03).
    Judged,
    /// `IfExists`: the condition holds (POL-COND-04).
    Holds,
}

/// How a value of the request is held against a listed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// `StringEquals`: the same text.
    Text,
    /// `StringEqualsIgnoreCase`: the same text but for letter case.
    TextIgnoringCase,
    /// `StringLike`: text with `*` and `?`.
    TextPattern,
    /// `ArnEquals`, `ArnLike`: six fields, each with `*` and `?`.
    Arn,
    /// `Bool`: `true` or `false` in any letter case.
    Boolean,
    /// `IpAddress`: an address within a range.
    Address,
    /// `Numeric...`: decimal numbers.
    Number(Order),
    /// `Date...`: ISO 8601 times or seconds since 1970.
    Date(Order),
    /// `BinaryEquals`: the same base64 text.
    Binary,
    /// `Null`: whether the request has the key.
    Null,
}

/// How the request's number or time lies to the listed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// `...Equals`
    Equal,
    /// `...LessThan`
    Less,
    /// `...LessThanEquals`
    LessOrEqual,
    /// `...GreaterThan`
    Greater,
    /// `...GreaterThanEquals`
    GreaterOrEqual,
}

impl Operator {
    /// The operator of a name with its qualifier and its suffix, such as `ForAnyValue:StringLikeIfExists`; `None` for any
    /// other text.
    ///
    /// Names are compared with their letter case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        //= POL-DOC-14
        let (quantifier, rest) = match name.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(Quantifier::ForAllValues), rest),
            Some(("ForAnyValue", rest)) => (Some(Quantifier::ForAnyValue), rest),
            Some(_) => return None,
            None => (None, name),
        };
        let (rest, absence) = match rest.strip_suffix("IfExists") {
            Some(rest) => (rest, Absence::Holds),
            None => (rest, Absence::Judged),
        };
        let (_, comparison, sense) = *NAMED.iter().find(|(known, ..)| *known == rest)?;
        let asks_for_absence_twice = comparison == Comparison::Null && absence == Absence::Holds;
        (!asks_for_absence_twice).then_some(Self { quantifier, comparison, sense, absence })
    }

    /// `ForAllValues` or `ForAnyValue`, where it stands before the name.
    #[must_use]
    pub const fn quantifier(self) -> Option<Quantifier> {
        self.quantifier
    }

    /// How values are compared.
    #[must_use]
    pub const fn comparison(self) -> Comparison {
        self.comparison
    }

    /// Whether a match is wanted.
    #[must_use]
    pub const fn sense(self) -> Sense {
        self.sense
    }

    /// What a missing key means.
    #[must_use]
    pub const fn absence(self) -> Absence {
        self.absence
    }
}

/// The names without qualifier and suffix.
//= POL-COND-09
#[rustfmt::skip]
pub(crate) const NAMED: [(&str, Comparison, Sense); 27] = [
    ("StringEquals", Comparison::Text, Sense::Positive),
    ("StringNotEquals", Comparison::Text, Sense::Negated),
    ("StringEqualsIgnoreCase", Comparison::TextIgnoringCase, Sense::Positive),
    ("StringNotEqualsIgnoreCase", Comparison::TextIgnoringCase, Sense::Negated),
    ("StringLike", Comparison::TextPattern, Sense::Positive),
    ("StringNotLike", Comparison::TextPattern, Sense::Negated),
    ("ArnEquals", Comparison::Arn, Sense::Positive),
    ("ArnLike", Comparison::Arn, Sense::Positive),
    ("ArnNotEquals", Comparison::Arn, Sense::Negated),
    ("ArnNotLike", Comparison::Arn, Sense::Negated),
    ("IpAddress", Comparison::Address, Sense::Positive),
    ("NotIpAddress", Comparison::Address, Sense::Negated),
    ("Bool", Comparison::Boolean, Sense::Positive),
    ("NumericEquals", Comparison::Number(Order::Equal), Sense::Positive),
    ("NumericNotEquals", Comparison::Number(Order::Equal), Sense::Negated),
    ("NumericLessThan", Comparison::Number(Order::Less), Sense::Positive),
    ("NumericLessThanEquals", Comparison::Number(Order::LessOrEqual), Sense::Positive),
    ("NumericGreaterThan", Comparison::Number(Order::Greater), Sense::Positive),
    ("NumericGreaterThanEquals", Comparison::Number(Order::GreaterOrEqual), Sense::Positive),
    ("DateEquals", Comparison::Date(Order::Equal), Sense::Positive),
    ("DateNotEquals", Comparison::Date(Order::Equal), Sense::Negated),
    ("DateLessThan", Comparison::Date(Order::Less), Sense::Positive),
    ("DateLessThanEquals", Comparison::Date(Order::LessOrEqual), Sense::Positive),
    ("DateGreaterThan", Comparison::Date(Order::Greater), Sense::Positive),
    ("DateGreaterThanEquals", Comparison::Date(Order::GreaterOrEqual), Sense::Positive),
    ("BinaryEquals", Comparison::Binary, Sense::Positive),
    ("Null", Comparison::Null, Sense::Positive),
];

impl Order {
    /// Whether a value that compares so with the listed one is in this order.
    pub(crate) fn admits(self, found: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => found.is_eq(),
            Self::Less => found.is_lt(),
            Self::LessOrEqual => found.is_le(),
            Self::Greater => found.is_gt(),
            Self::GreaterOrEqual => found.is_ge(),
        }
    }
}
