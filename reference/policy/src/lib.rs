//! AWS IoT Core policies: parse, lint, compile, decide.
//!
//! A policy document says which actions a principal may take on which resources. This crate reads documents
//! ([`Policy::parse`]), makes those that are in force together ready for one account and Region
//! ([`PolicySet::compile`]), and decides requests ([`PolicySet::decide`]), also with reasons ([`PolicySet::explain`]).
//!
//! It knows JSON and ARNs. It knows no packet and no request of HTTP: `+` and `#` are ordinary characters here, a client id
//! is a text. It has no clock, no files, no state. What is known of a request goes in as [`Facts`], which know what
//! policies see of it; whoever has the variables already implements [`Variables`] instead.
//!
//! ```
//! use touchstone_policy::{Action, Facts, Home, Outcome, Policy, PolicySet, Resource, Side, Switches, ThingFacts};
//!
//! let policy = Policy::parse(
//!     r#"{"Version": "2012-10-17", "Statement": [{
//!         "Effect": "Allow", "Action": "iot:Publish",
//!         "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/*"}]}"#,
//! )?;
//! let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
//! let set = PolicySet::compile(&home, [("telemetry", &policy)]);
//!
//! let thing = Some(ThingFacts::attached("lamp", Default::default()));
//! let lamp = Facts { client_id: Some("lamp".to_owned()), thing, ..Facts::default() };
//! let values = lamp.values(Side::Iot, &Switches::default());
//! assert_eq!(set.decide(Action::PUBLISH, Resource::topic("dt/lamp/on"), &values), Outcome::Allowed);
//! assert_eq!(set.decide(Action::PUBLISH, Resource::topic("dt/door/on"), &values), Outcome::ImplicitDeny);
//! # Ok::<(), touchstone_policy::PolicyError>(())
//! ```
//!
//! Whose policies decide depends on the principal and the plane: [`PoliciesBySide`] asks the right ones, and
//! [`Outcome::of_all`] joins what must pass together. Both kinds of documents are read, each by its own grammar ([`Dialect`]). Where sources differ, the
//! reading in force is a value ([`Switches`]).
//!
//! Decisions are asked for at every delivery, so a set is compiled once for all principals that have the same documents:
//! ARNs are resolved against the [`Home`], statements are found by action and by the literal beginning of their
//! resources, and variables stay holes that are filled with literal text while a request is compared. Nothing is allocated
//! on the way.
//!
//! Next: `touchstone-oracle` holds the same semantics as a short model; `touchstone-agreement` compares the two.

mod action;
mod arn;
mod certificate;
mod condition;
mod cover;
mod diff;
mod document;
mod error;
mod explain;
mod facts;
mod heads;
mod index;
mod json;
mod lack;
pub mod lint;
mod managed;
mod moment;
mod number;
mod obstacle;
mod operation;
mod operator;
mod parse;
mod pattern;
mod principal;
mod print;
mod resource;
mod rights;
mod search;
mod set;
mod size;
mod subject;
mod switches;
mod variables;

pub use action::{Action, ActionPattern};
pub use certificate::CertificateFacts;
pub use condition::{Condition, ConditionValue};
pub use cover::{Element, ElementPart, Exercise};
pub use diff::{Askers, Budget, Change, Compared, Difference, Extent, Probe, Verdict};
pub use document::{Dialect, Effect, Policy, ResourcePattern, Scope, Statement, Version};
pub use error::{Flaw, PolicyError, Span};
pub use explain::{Deciding, Explanation};
pub use facts::{Attachment, ConnectFacts, Facts, ThingFacts, VpcEndpoint};
pub use lack::Lack;
pub use managed::ManagedPolicy;
pub use obstacle::{Filled, Found, Mismatch, Obstacle};
pub use operation::{JobOperation, Right};
pub use operator::{Absence, Comparison, Operator, Order, Quantifier, Sense};
pub use principal::{Plane, PoliciesBySide, PrincipalKind, Protocol, Side, Sides};
pub use resource::{Resource, ResourceKind};
pub use rights::Rights;
pub use set::{Home, Outcome, PolicySet};
pub use size::{Size, TooLong};
pub use switches::{CertIndexBase, IotPrefixJobActions, JobResourceCheck, Switches};
pub use variables::{AttachedThing, ConnectedThing, Key, OtherKeys, Value, Values, Variables};

/// The example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[derive(Debug)]
pub struct Readme;

#[cfg(test)]
mod tests;
