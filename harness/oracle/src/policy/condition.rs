//! Conditions: which values of the request an operator looks at, and how.

use super::Malformed;
use super::compare;
use super::keys::{Keys, Value};
use super::pattern::{Token, lower, matches, plain, spelled};
use super::variable::fill;

/// One key under one operator.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    qualifier: Qualifier,
    operator: String,
    if_exists: bool,
    key: String,
    listed: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Qualifier {
    None,
    ForAllValues,
    ForAnyValue,
}

const OPERATORS: &str = "Null Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike \
    StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike \
    NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals \
    DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals";

impl Condition {
    //= POL-DOC-14
    pub(super) fn of(operator: &str, key: &str, listed: Vec<String>) -> Result<Self, Malformed> {
        let (qualifier, name) = match operator.split_once(':') {
            Some(("ForAllValues", name)) => (Qualifier::ForAllValues, name),
            Some(("ForAnyValue", name)) => (Qualifier::ForAnyValue, name),
            _ => (Qualifier::None, operator),
        };
        let (name, if_exists) = name.strip_suffix("IfExists").map_or((name, false), |name| (name, true));
        if !OPERATORS.split(' ').any(|known| known == name) || (name == "Null" && if_exists) {
            return Err(Malformed(format!("`{operator}` is no operator")));
        }
        Ok(Self { qualifier, operator: name.to_owned(), if_exists, key: key.to_owned(), listed })
    }

    /// Whether the condition holds; `replaces` says whether variables are replaced.
    pub(super) fn holds(&self, keys: &Keys, replaces: bool) -> bool {
        let value = keys.value(&self.key);
        //= POL-COND-05
        if self.operator == "Null" && self.qualifier == Qualifier::None {
            let absent = value.is_none_or(|value| *value == Value::Many(vec![]));
            return self.listed.iter().any(|wanted| lower(wanted) == absent.to_string());
        }
        let texts = match value {
            //= POL-COND-04
            None if self.if_exists => return true,
            None => vec![],
            Some(Value::One(text)) => vec![text.clone()],
            Some(Value::Many(texts)) => texts.clone(),
        };
        let negated = self.operator.contains("Not");
        //= POL-COND-02
        //= POL-COND-18
        let satisfies = |text: &String| self.some_listed_fits(text, keys, replaces) != negated;
        match self.qualifier {
            //= POL-COND-15
            Qualifier::ForAllValues => texts.iter().all(satisfies),
            //= POL-COND-16
            Qualifier::ForAnyValue => texts.iter().any(satisfies),
            //= POL-COND-03
            //= POL-COND-19
            Qualifier::None if negated => texts.iter().all(satisfies),
            Qualifier::None => texts.iter().any(satisfies),
        }
    }

    //= POL-COND-17
    fn some_listed_fits(&self, text: &str, keys: &Keys, replaces: bool) -> bool {
        let operator = self.operator.replace("Not", "");
        self.listed.iter().any(|wanted| {
            //= POL-COND-20
            if let Some(answer) = compare::without_variables(&operator, wanted, text) {
                return answer;
            }
            //= POL-COND-21
            let pattern = if replaces { fill(wanted, keys) } else { Some(plain(wanted)) };
            pattern.is_some_and(|pattern| fits(&operator, &pattern, text))
        })
    }
}

/// The operators whose values take variables.
fn fits(operator: &str, pattern: &[Token], text: &str) -> bool {
    match operator {
        //= POL-COND-06
        "StringEquals" => spelled(pattern) == text,
        //= POL-COND-07
        "StringEqualsIgnoreCase" => lower(&spelled(pattern)) == lower(text),
        //= POL-COND-08
        "StringLike" => matches(pattern, text),
        //= POL-COND-11
        "Bool" => ["true", "false"].contains(&&*lower(text)) && lower(&spelled(pattern)) == lower(text),
        //= POL-COND-09
        "ArnEquals" | "ArnLike" => {
            // A colon that was inserted ends no part.
            let wanted: Vec<&[Token]> = pattern.splitn(6, |token| *token == Token::Text(':')).collect();
            let found: Vec<&str> = text.splitn(6, ':').collect();
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(part, field)| matches(part, field))
        }
        _ => false,
    }
}
