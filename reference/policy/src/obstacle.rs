//! Why a statement does not cover a request.

use crate::action::Action;
use crate::arn::Resolver;
use crate::condition::{Check, Condition};
use crate::document::{Policy, ResourcePattern, Scope, Statement, Version};
use crate::error::Span;
use crate::operator::Comparison;
use crate::pattern::Hole;
use crate::resource::{Fields, Place, Resource};
use crate::variables::{HeldKey, Value, Variables};

/// The first element of a statement that keeps it from covering a request: of `Action`, `Resource` and the conditions, in
/// this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No entry of `Action` covers the action, or one of `NotAction` does.
    Action {
        /// The entries that did not cover it, or the one that did.
        entries: Vec<Span>,
    },
    /// No entry of `Resource` covers the resource, or one of `NotResource` does.
    Resource {
        /// The entries that did not cover it, or the one that did.
        entries: Vec<Filled>,
    },
    /// A condition does not hold.
    Condition {
        /// Its place among the statement's [`conditions`](Statement::conditions), from 0.
        number: usize,
        /// What the request has under the key.
        found: Found,
        /// The listed values.
        listed: Vec<Filled>,
    },
}

/// An entry of a list as the request makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Where the entry stands.
    pub span: Span,
    /// Its text, variables replaced by their values as far as they have any.
    pub text: String,
    /// The first variable without a value, as it is written between the braces; the entry then matches nothing.
    pub unresolved: Option<String>,
}

/// What a request has under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing: the key is absent.
    Absent,
    /// One text.
    One(String),
    /// A set of texts.
    Many(Vec<String>),
}

impl Policy {
    /// Why a statement, by its number from 0, does not cover a request; `None` when it does, or when there is no such
    /// statement.
    ///
    /// The resource is an ARN or `*`. A [`PolicySet`](crate::PolicySet) that has the document gives the same answer.
    #[must_use]
    pub fn obstacle<V: Variables + ?Sized>(
        &self,
        statement: usize,
        action: Action<'_>,
        resource: &str,
        variables: &V,
    ) -> Option<Obstacle> {
        let statement = self.statements.get(statement)?;
        action_obstacle(statement, action)
            .or_else(|| resource_obstacle(statement, self.version, resource, variables))
            .or_else(|| condition_obstacle(statement, self.version, variables))
    }
}

fn action_obstacle(statement: &Statement, action: Action<'_>) -> Option<Obstacle> {
    if statement.actions.takes(|pattern| pattern.covers(action)) {
        return None;
    }
    let entries = match &statement.actions {
        Scope::These(patterns) => patterns.iter().map(|pattern| pattern.span()).collect(),
        Scope::AllBut(patterns) => {
            patterns.iter().filter(|pattern| pattern.covers(action)).map(|pattern| pattern.span()).collect()
        }
    };
    Some(Obstacle::Action { entries })
}

fn resource_obstacle<V: Variables + ?Sized>(
    statement: &Statement,
    version: Version,
    resource: &str,
    variables: &V,
) -> Option<Obstacle> {
    let covers = |pattern: &ResourcePattern| covers(pattern, version, resource, variables);
    if statement.resources.takes(covers) {
        return None;
    }
    let fill = |pattern: &ResourcePattern| {
        // Fields before the name hold no variables.
        let rest = Fields::of(&pattern.text).map_or("", |fields| fields.rest);
        let before = pattern.text.strip_suffix(rest).unwrap_or(&pattern.text);
        let mut filled = filled(rest, version, pattern.span, variables);
        filled.text.insert_str(0, before);
        filled
    };
    let entries = match &statement.resources {
        Scope::These(patterns) => patterns.iter().map(fill).collect(),
        Scope::AllBut(patterns) => patterns.iter().filter(|pattern| covers(pattern)).map(fill).collect(),
    };
    Some(Obstacle::Resource { entries })
}

/// Whether an entry covers a resource, an ARN or `*`.
pub(crate) fn covers<V: Variables + ?Sized>(
    pattern: &ResourcePattern,
    version: Version,
    resource: &str,
    variables: &V,
) -> bool {
    let nowhere = Place { partition: "".into(), region: "".into(), account: "".into() };
    Resolver::new(&nowhere).target(pattern, version).covers(Resource::arn(resource), variables)
}

fn condition_obstacle<V: Variables + ?Sized>(
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
    let version = if has_variables(condition.operator.comparison) { version } else { Version::Of2008 };
    let listed = condition.values.iter().map(|value| filled(&value.text, version, value.span, variables)).collect();
    Some(Obstacle::Condition { number, found, listed })
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

fn filled<V: Variables + ?Sized>(text: &str, version: Version, span: Span, variables: &V) -> Filled {
    let mut filled = Filled { span, text: String::new(), unresolved: None };
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once("${").filter(|_| version == Version::Of2012)
        && let Some((inside, after)) = opened.split_once('}')
    {
        filled.text.push_str(before);
        rest = after;
        let hole = Hole::named(inside);
        match hole.text(variables).filter(|_| !matches!(inside, "*" | "?" | "$")) {
            Some(value) => filled.text.push_str(value),
            None => {
                filled.text.push_str(&format!("${{{inside}}}"));
                if !matches!(inside, "*" | "?" | "$") {
                    filled.unresolved.get_or_insert_with(|| inside.to_owned());
                }
            }
        }
    }
    filled.text.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variables::Values;

    fn obstacle(statement: &str, client_id: Option<&str>) -> Option<Obstacle> {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {statement}}}}}"#);
        let values = Values { client_id: client_id.map(str::to_owned), ..Values::default() };
        let asked = "arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp";
        Policy::parse(&text.replace("R:", "arn:aws:iot:eu-west-1:123456789012:")).unwrap().obstacle(
            0,
            Action::PUBLISH,
            asked,
            &values,
        )
    }

    fn entries(statement: &str, client_id: Option<&str>) -> Vec<(String, Option<String>)> {
        match obstacle(statement, client_id) {
            Some(Obstacle::Resource { entries: listed } | Obstacle::Condition { listed, .. }) => {
                listed.into_iter().map(|entry| (entry.text, entry.unresolved)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_statement_that_covers_the_request_has_none() {
        assert_eq!(obstacle(r#""Action": "iot:*", "Resource": "R:topic/dt/${iot:ClientId}""#, Some("lamp")), None);
    }

    #[test]
    fn the_action_comes_before_the_resource() {
        let found = obstacle(r#""Action": ["iot:Receive", "iot:Connect"], "Resource": "R:topic/x""#, None);
        assert!(matches!(found, Some(Obstacle::Action { entries }) if entries.len() == 2));
    }

    #[test]
    fn of_not_action_the_entry_is_named_that_covers_the_action() {
        let found = obstacle(r#""NotAction": ["iot:Receive", "iot:Pub*"], "Resource": "R:topic/x""#, None);
        assert!(matches!(found, Some(Obstacle::Action { entries }) if entries.len() == 1));
    }

    #[test]
    fn variables_of_a_resource_are_filled_and_the_first_without_a_value_is_named() {
        let statement =
            r#""Action": "iot:*", "Resource": ["R:topic/${iot:ClientId}/${*}", "R:topic/${iot:DomainName}"]"#;
        let of = |text: &str| format!("arn:aws:iot:eu-west-1:123456789012:topic/{text}");
        let wanted = vec![(of("door/${*}"), None), (of("${iot:DomainName}"), Some("iot:DomainName".to_owned()))];
        assert_eq!(entries(statement, Some("door")), wanted);
    }

    #[test]
    fn of_not_resource_the_entry_is_named_that_covers_the_resource() {
        let statement = r#""Action": "iot:*", "NotResource": ["R:topic/x", "R:topic/dt/${iot:ClientId}"]"#;
        let wanted = ("arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp".to_owned(), None);
        assert_eq!(entries(statement, Some("lamp")), [wanted]);
    }

    #[test]
    fn the_first_condition_that_fails_is_named_with_what_was_found() {
        let statement = r#""Action": "iot:*", "Resource": "*", "Condition": {"StringLike": {"iot:ClientId": "l*"},
            "StringEquals": {"iot:ClientId": ["x", "${iot:ClientId}-1"]}}"#;
        let found = obstacle(statement, Some("lamp"));
        let Some(Obstacle::Condition { number, found, listed }) = found else { panic!("{found:?}") };
        assert_eq!((number, found), (1, Found::One("lamp".to_owned())));
        assert_eq!(listed.into_iter().map(|value| value.text).collect::<Vec<_>>(), ["x", "lamp-1"]);
    }

    #[test]
    fn a_key_that_the_request_lacks_is_absent() {
        let statement =
            r#""Action": "iot:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#;
        let found = obstacle(statement, None);
        assert!(matches!(found, Some(Obstacle::Condition { number: 0, found: Found::Absent, .. })));
    }
}
