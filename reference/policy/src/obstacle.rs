//! Why a statement does not cover a request.

mod filled;
mod held;
mod mismatch;

use self::filled::{Literal, filled};
pub use self::mismatch::Mismatch;
use crate::action::Action;
use crate::arn::Resolver;
use crate::document::{Policy, ResourcePattern, Scope, Statement, Version};
use crate::error::Span;
use crate::resource::{Fields, Place, Resource};
use crate::variables::Variables;

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
        /// Of a set under `ForAllValues`, those that keep the condition from holding.
        failing: Vec<String>,
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
    /// What sets it apart from what the request has, where one can point at something.
    pub mismatch: Option<Mismatch>,
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
            .or_else(|| held::obstacle(statement, self.version, variables))
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
    let apart = |pattern: &ResourcePattern| {
        let literal = |version| Literal { text: &pattern.text, version, variables }.to_string();
        let mut filled = fill(pattern);
        if filled.unresolved.is_none() {
            filled.mismatch = mismatch::of_resource(&literal(version), &literal(Version::Of2012), resource);
        }
        filled
    };
    let entries = match &statement.resources {
        Scope::These(patterns) => patterns.iter().map(apart).collect(),
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

#[cfg(test)]
mod tests;
