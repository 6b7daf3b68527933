//! The rows of policy.md 2 to 6, one fact each, through the public face of the crate.

use super::{Action, AttachedThing, ConnectedThing, Explanation, Home, Outcome, Policy, PolicySet, Resource, Values};

mod arns;
mod conditions;
mod evaluation;
mod facts;
mod grammar;
mod lookup;
mod matching;
mod ordering;
mod planes;
mod printing;
mod stretches;
mod variables;

const HOME: Home<'static> = Home { partition: "aws", region: "us-east-1", account: "123456789012" };

/// Writes the place in front of resources that begin with `R:`.
fn written(text: &str) -> String {
    text.replace("R:", "arn:aws:iot:us-east-1:123456789012:")
}

fn policy(text: &str) -> Policy {
    Policy::parse(&written(text)).unwrap()
}

/// The set of one document with the statements.
fn set(statements: &str) -> PolicySet {
    let policy = policy(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#));
    PolicySet::compile(&HOME, [("p", &policy)])
}

/// The set of one statement that allows every action on the resources, which are JSON.
fn allowing(resources: &str) -> PolicySet {
    set(&format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": {resources}}}"#))
}

/// Whether a statement with the resource lets the topic be published to.
fn topic_is_covered(resource: &str, topic: &str, values: &Values) -> bool {
    let set = allowing(&format!(r#""{resource}""#));
    set.decide(Action::PUBLISH, Resource::topic(topic), values) == Outcome::Allowed
}

/// Whether a statement with the condition allows, for the values.
fn condition_holds(condition: &str, values: &Values) -> bool {
    let set = set(&format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition}}}"#));
    set.decide(Action::PUBLISH, Resource::topic("t"), values) == Outcome::Allowed
}

fn nobody() -> Values {
    Values { thing: ConnectedThing::Detached, ..Values::default() }
}

fn client(id: &str) -> Values {
    Values { client_id: Some(id.to_owned()), ..nobody() }
}

/// A client with the thing of its name attached.
fn thing(name: &str) -> Values {
    let attached = AttachedThing { name: name.to_owned(), ..AttachedThing::default() };
    Values { thing: ConnectedThing::Attached(attached), ..client(name) }
}

fn explain(set: &PolicySet, topic: &str) -> Explanation {
    set.explain(Action::PUBLISH, Resource::topic(topic), &nobody())
}
