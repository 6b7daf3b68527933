//! What a set of policy documents means for one request.
//!
//! The documents are taken to be well-formed: the grammar is not judged here.

mod pattern;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value as Json;

use self::pattern::{Token, lower, matches, plain, spelled};

/// What the request has under the condition keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, Value>);

/// One text, or a set of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A key with one value.
    One(String),
    /// A key with a set of values.
    Many(Vec<String>),
}

/// The answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Some statement allows it, none denies it.
    Allowed,
    /// Some statement denies it.
    ExplicitDeny,
    /// No statement covers it.
    ImplicitDeny,
}

/// The answer and who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub decision: Decision,
    /// Document name and statement number, from 0, of every statement that decided.
    pub deciding: Vec<(String, usize)>,
}

/// The documents use something that this model does not describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotModelled(String);

impl fmt::Display for NotModelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the model does not describe {}", self.0)
    }
}

impl std::error::Error for NotModelled {}

impl Context {
    /// Gives a key one value.
    pub fn set(&mut self, key: &str, value: &str) {
        self.0.insert(key_name(key), Value::One(value.to_owned()));
    }

    /// Gives a key a set of values.
    pub fn set_many(&mut self, key: &str, values: &[&str]) {
        self.0.insert(key_name(key), Value::Many(values.iter().map(|&value| value.to_owned()).collect()));
    }
}

//= POL-EVAL-01
/// Decides whether the action is allowed on the resource, an ARN or `*`, by all the named documents together.
///
/// # Errors
/// When a document is no JSON or holds something that is not modelled.
pub fn decide(
    documents: &[(&str, &str)],
    action: &str,
    resource: &str,
    context: &Context,
) -> Result<Judgement, NotModelled> {
    let (mut denying, mut allowing) = (Vec::new(), Vec::new());
    for (name, text) in documents {
        let document: Json = serde_json::from_str(text).map_err(|error| NotModelled(format!("`{name}`: {error}")))?;
        //= POL-VAR-03
        let replaces = *member(&document, "Version") == "2012-10-17";
        let request = Request { action, resource, context, replaces };
        for (number, statement) in listed(member(&document, "Statement")).into_iter().enumerate() {
            if request.is_covered_by(statement)? {
                let list = if *member(statement, "Effect") == "Deny" { &mut denying } else { &mut allowing };
                list.push(((*name).to_owned(), number));
            }
        }
    }
    Ok(match (denying.is_empty(), allowing.is_empty()) {
        (false, _) => Judgement { decision: Decision::ExplicitDeny, deciding: denying },
        (true, false) => Judgement { decision: Decision::Allowed, deciding: allowing },
        (true, true) => Judgement { decision: Decision::ImplicitDeny, deciding: vec![] },
    })
}

/// What is asked, and whether the document that is looked at replaces variables.
struct Request<'a> {
    action: &'a str,
    resource: &'a str,
    context: &'a Context,
    replaces: bool,
}

impl Request<'_> {
    //= POL-EVAL-02
    fn is_covered_by(&self, statement: &Json) -> Result<bool, NotModelled> {
        let some = |name, fits: &dyn Fn(&str) -> bool| {
            statement.get(name).map(|patterns| listed(patterns).into_iter().any(|pattern| fits(&text_of(pattern))))
        };
        let acts = |pattern: &str| self.acts_as(pattern);
        let reaches = |pattern: &str| self.reaches(pattern);
        //= POL-MATCH-13
        let action_fits = some("Action", &acts) == Some(true) || some("NotAction", &acts) == Some(false);
        let resource_fits = some("Resource", &reaches) == Some(true) || some("NotResource", &reaches) == Some(false);
        //= POL-COND-01
        let mut conditions_hold = true;
        for (operator, keys) in member(statement, "Condition").as_object().into_iter().flatten() {
            for (key, values) in keys.as_object().into_iter().flatten() {
                let values: Vec<String> = listed(values).into_iter().map(text_of).collect();
                conditions_hold &= self.satisfies(operator, key, &values)?;
            }
        }
        Ok(action_fits && resource_fits && conditions_hold)
    }

    //= POL-MATCH-01
    fn acts_as(&self, pattern: &str) -> bool {
        matches(&plain(&pattern.to_ascii_lowercase()), &self.action.to_ascii_lowercase())
    }

    fn reaches(&self, pattern: &str) -> bool {
        //= POL-MATCH-09
        if pattern == "*" || self.resource == "*" {
            return pattern == "*";
        }
        //= POL-MATCH-03
        let wanted: Vec<&str> = pattern.splitn(6, ':').collect();
        let found: Vec<&str> = self.resource.splitn(6, ':').collect();
        let (&[arn, partition, service, region, account, rest], &[a, p, s, r, n, name]) = (&wanted[..], &found[..])
        else {
            return false;
        };
        //= POL-MATCH-11
        let place_fits = (arn, partition, service) == (a, p, s)
            //= POL-MATCH-10
            && matches(&plain(region), r)
            && matches(&plain(account), n);
        //= POL-VAR-02
        //= POL-VAR-07
        place_fits && self.fill(rest).is_some_and(|pattern| matches(&pattern, name))
    }

    fn satisfies(&self, operator: &str, key: &str, listed: &[String]) -> Result<bool, NotModelled> {
        let value = self.context.0.get(&key_name(key));
        //= POL-COND-05
        if operator == "Null" {
            let absent = value.is_none_or(|value| *value == Value::Many(vec![]));
            return Ok(listed.iter().any(|wanted| wanted.to_lowercase() == absent.to_string()));
        }
        let (qualifier, name) = operator.split_once(':').unwrap_or(("", operator));
        let (name, if_exists) = name.strip_suffix("IfExists").map_or((name, false), |name| (name, true));
        let negated = name.contains("Not");
        let texts = match value {
            //= POL-COND-04
            None if if_exists => return Ok(true),
            None => vec![],
            Some(Value::One(text)) => vec![text.clone()],
            Some(Value::Many(texts)) => texts.clone(),
        };
        let mut holding = vec![];
        for text in &texts {
            //= POL-COND-02
            let mut found = false;
            for wanted in listed {
                found |= self.compares(&name.replace("Not", ""), wanted, text)?;
            }
            holding.push(found != negated);
        }
        //= POL-COND-03
        //= POL-COND-15
        //= POL-COND-16
        //= POL-COND-19
        let every_one = qualifier == "ForAllValues" || (qualifier.is_empty() && negated);
        Ok(if every_one { !holding.contains(&false) } else { holding.contains(&true) })
    }

    /// Whether one text of the request satisfies one listed value.
    fn compares(&self, operator: &str, wanted: &str, text: &str) -> Result<bool, NotModelled> {
        //= POL-COND-21
        let Some(pattern) = self.fill(wanted) else { return Ok(false) };
        Ok(match operator {
            "StringLike" => matches(&pattern, text),
            "StringEquals" => spelled(&pattern) == text,
            "StringEqualsIgnoreCase" => lower(&spelled(&pattern)) == lower(text),
            //= POL-COND-11
            "Bool" => ["true", "false"].contains(&&*lower(text)) && lower(&spelled(&pattern)) == lower(text),
            //= POL-COND-09
            "ArnEquals" | "ArnLike" => {
                let wanted: Vec<&[Token]> = pattern.splitn(6, |token| *token == Token::Text(':')).collect();
                let found: Vec<&str> = text.splitn(6, ':').collect();
                wanted.len() == found.len() && wanted.iter().zip(found).all(|(pattern, field)| matches(pattern, field))
            }
            "IpAddress" => address_lies_within(text, wanted).unwrap_or(false),
            _ => return Err(NotModelled(format!("the operator `{operator}`"))),
        })
    }

    /// Puts the values of the variables in; nothing when one has no value.
    fn fill(&self, text: &str) -> Option<Vec<Token>> {
        //= POL-VAR-12
        let variable = if self.replaces { text.split_once("${") } else { None };
        let closed = variable.and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
        let Some((before, (inside, after))) = closed else { return Some(plain(text)) };
        //= POL-VAR-10
        let with_default = inside.strip_suffix('\'').and_then(|inside| inside.split_once(", '"));
        let (key, default) = with_default.map_or((inside, None), |(key, default)| (key, Some(default)));
        let value = match (key, self.context.0.get(&key_name(key))) {
            //= POL-MATCH-14
            ("*" | "?" | "$", _) if default.is_none() => key,
            (_, Some(Value::One(value))) if may_stand_in(key, value) => value,
            //= POL-VAR-11
            _ => default?,
        };
        //= POL-VAR-05
        let inserted = value.chars().map(Token::Inserted);
        Some(plain(before).into_iter().chain(inserted).chain(self.fill(after)?).collect())
    }
}

//= POL-COND-10
fn address_lies_within(address: &str, network: &str) -> Option<bool> {
    let bits = |address: &str| match address.parse().ok()? {
        std::net::IpAddr::V4(address) => Some(format!("{:032b}", address.to_bits())),
        std::net::IpAddr::V6(address) => Some(format!("{:0128b}", address.to_bits())),
    };
    let (network, length) = network.split_once('/').map_or((network, None), |(start, length)| (start, Some(length)));
    let (address, network) = (bits(address)?, bits(network)?);
    let length = length.map_or(Some(network.len()), |length| length.parse().ok())?;
    Some(address.len() == network.len() && address.get(..length)? == network.get(..length)?)
}

//= POL-VAR-30
//= POL-VAR-31
fn may_stand_in(key: &str, value: &str) -> bool {
    !key_name(key).starts_with("iot:certificate.")
        || (!value.contains(['*', '$', '+', '?', '#']) && value.chars().count() <= 1024)
}

//= POL-VAR-04
/// The name of a key without regard to case; attribute names in brackets keep theirs.
fn key_name(key: &str) -> String {
    match key.split_once('[') {
        Some((before, name)) => format!("{}[{name}", before.to_lowercase()),
        None => key.to_lowercase(),
    }
}

fn member<'a>(json: &'a Json, name: &str) -> &'a Json {
    json.get(name).unwrap_or(&Json::Null)
}

fn text_of(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

/// A list, or a single value as a list of one, or nothing as none.
fn listed(json: &Json) -> Vec<&Json> {
    match json {
        Json::Null => vec![],
        Json::Array(elements) => elements.iter().collect(),
        single => vec![single],
    }
}

#[cfg(test)]
mod tests;
