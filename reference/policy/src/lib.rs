//! AWS IoT Core policies: parse, compile, decide.
//!
//! A policy document says which actions a principal may take on which resources. This crate reads documents
//! ([`Policy::parse`]), makes those that are in force together ready for one account and Region
//! ([`PolicySet::compile`]), and decides requests ([`PolicySet::decide`]), also with reasons ([`PolicySet::explain`]).
//!
//! It knows JSON and ARNs. It knows nothing of MQTT or HTTP: `+` and `#` are ordinary characters here, a client id is a
//! text, and who has a thing is for the caller to say ([`Variables`]). It has no clock, no files, no state.
//!
//! ```
//! use touchstone_policy::{Action, ConnectedThing, AttachedThing, Home, Outcome, Policy, PolicySet, Resource, Values};
//!
//! let policy = Policy::parse(
//!     r#"{"Version": "2012-10-17", "Statement": [{
//!         "Effect": "Allow", "Action": "iot:Publish",
//!         "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/*"}]}"#,
//! )?;
//! let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
//! let set = PolicySet::compile(&home, [("telemetry", &policy)]);
//!
//! let thing = AttachedThing { name: "lamp".to_owned(), ..AttachedThing::default() };
//! let lamp = Values { thing: ConnectedThing::Attached(thing), ..Values::default() };
//! assert_eq!(set.decide(Action::PUBLISH, Resource::topic("dt/lamp/on"), &lamp), Outcome::Allowed);
//! assert_eq!(set.decide(Action::PUBLISH, Resource::topic("dt/door/on"), &lamp), Outcome::ImplicitDeny);
//! # Ok::<(), touchstone_policy::PolicyError>(())
//! ```
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
mod document;
mod error;
mod explain;
mod facts;
mod index;
mod json;
mod moment;
mod number;
mod operator;
mod parse;
mod pattern;
mod principal;
mod resource;
mod set;
mod size;
mod subject;
mod switches;
mod variables;

pub use action::{Action, ActionPattern};
pub use certificate::CertificateFacts;
pub use condition::{Condition, ConditionValue};
pub use document::{Dialect, Effect, Policy, ResourcePattern, Scope, Statement, Version};
pub use error::{Flaw, PolicyError, Span};
pub use explain::{Deciding, Explanation};
pub use facts::{Attachment, ConnectFacts, Facts, ThingFacts, VpcEndpoint};
pub use operator::{Absence, Comparison, Operator, Order, Quantifier, Sense};
pub use principal::{Plane, PrincipalKind, Protocol, Side, Sides};
pub use resource::{Resource, ResourceKind};
pub use set::{Home, Outcome, PolicySet};
pub use size::{Size, TooLong};
pub use switches::{CertIndexBase, IotPrefixJobActions, JobResourceCheck, Switches};
pub use variables::{AttachedThing, ConnectedThing, Key, OtherKeys, Value, Values, Variables};

#[cfg(test)]
mod tests;
