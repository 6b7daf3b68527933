//! What one principal may do.

use std::borrow::Cow;
use std::sync::Arc;

use crate::action::Action;
use crate::explain::Explanation;
use crate::index::short;
use crate::resource::Resource;
use crate::set::{Outcome, PolicySet};
use crate::variables::{Key, Value, Variables};

/// A set that many principals share, with the values of one of them that its variables and conditions ask for.
///
/// The values are copied once, when a connection is made, and take a few bytes; they do not follow what the principal
/// becomes afterwards, and not the clock either: where [`PolicySet::reads_clock`] says so, ask the set.
///
/// ```
/// use std::sync::Arc;
/// use touchstone_policy::{Action, Home, Outcome, Policy, PolicySet, Resource, Rights, Values};
///
/// let policy = Policy::parse(
///     r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:Receive",
///         "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/cmd/${iot:ClientId}"}]}"#,
/// )?;
/// let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
/// let set = Arc::new(PolicySet::compile(&home, [("commands", &policy)]));
///
/// let lamp = Values { client_id: Some("lamp".to_owned()), ..Values::default() };
/// let lamp = Rights::new(Arc::clone(&set), &lamp);
/// assert_eq!(lamp.decide(Action::RECEIVE, Resource::topic("cmd/lamp")), Outcome::Allowed);
/// assert_eq!(lamp.decide(Action::RECEIVE, Resource::topic("cmd/door")), Outcome::ImplicitDeny);
/// # Ok::<(), touchstone_policy::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rights {
    set: Arc<PolicySet>,
    kept: Kept,
}

/// The values of the keys of a set, in the order of its keys.
#[derive(Clone, Debug)]
struct Kept {
    /// The single values, one behind the other.
    text: Box<str>,
    /// Where the single value of each key stands, if it has one.
    places: Box<[Place]>,
    many: Box<[Many]>,
}

/// The set of values of a key.
#[derive(Clone, Debug)]
struct Many {
    key: u32,
    values: Box<[Cow<'static, str>]>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    start: u32,
    end: u32,
}

impl Place {
    /// The place of no text: it ends before it begins.
    const NONE: Self = Self { start: u32::MAX, end: 0 };
}

impl Rights {
    /// Copies what the set asks of the values.
    pub fn new<V: Variables + ?Sized>(set: Arc<PolicySet>, values: &V) -> Self {
        let (mut text, mut places, mut many) = (String::new(), Vec::with_capacity(set.keys().len()), Vec::new());
        for (number, key) in set.keys().iter().enumerate() {
            places.push(match values.value(key.as_key()) {
                Some(Value::One(value)) => {
                    let start = short(text.len());
                    text.push_str(value);
                    Place { start, end: short(text.len()) }
                }
                Some(Value::Many(values)) => {
                    let values = values.iter().map(|value| Cow::Owned(value.to_string())).collect();
                    many.push(Many { key: short(number), values });
                    Place::NONE
                }
                None => Place::NONE,
            });
        }
        Self { set, kept: Kept { text: text.into(), places: places.into(), many: many.into() } }
    }

    /// The set of the principal.
    #[must_use]
    pub fn set(&self) -> &Arc<PolicySet> {
        &self.set
    }

    /// Decides a request of the principal, as [`PolicySet::decide`] does.
    #[must_use]
    pub fn decide(&self, action: Action<'_>, resource: Resource<'_>) -> Outcome {
        self.set.decide(action, resource, &Own(self))
    }

    /// Decides a request of the principal and names the statements that decided, as [`PolicySet::explain`] does.
    #[must_use]
    pub fn explain(&self, action: Action<'_>, resource: Resource<'_>) -> Explanation {
        self.set.explain(action, resource, &Own(self))
    }
}

/// The values of rights, for no other set than theirs: it would not find what it asks for.
struct Own<'r>(&'r Rights);

impl Variables for Own<'_> {
    #[inline]
    fn value(&self, key: Key<'_>) -> Option<Value<'_>> {
        let Self(Rights { set, kept }) = self;
        let number = set.keys().iter().position(|held| held.as_key() == key)?;
        let place = kept.places.get(number)?;
        if let Some(text) = kept.text.get(place.start as usize..place.end as usize) {
            return Some(Value::One(text));
        }
        let many = kept.many.iter().find(|many| many.key as usize == number);
        many.map(|many| Value::Many(&many.values))
    }
}
