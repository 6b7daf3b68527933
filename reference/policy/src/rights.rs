//! What one principal may do.

use std::borrow::Cow;
use std::sync::Arc;

use crate::action::Action;
use crate::explain::Explanation;
use crate::index::short;
use crate::resource::Resource;
use crate::set::{Outcome, PolicySet};
use crate::variables::{HeldKey, Lookup, Value, Variables};

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

/// The values of the keys of a set, one behind the other.
#[derive(Clone, Debug)]
struct Kept {
    /// The single values, those of the first keys first.
    text: Box<str>,
    /// Where the values of the first keys end, in place.
    ends: [End; INLINE],
    /// What only some sets have.
    more: Option<Box<More>>,
}

/// Keys whose values are found without another step; few sets ask for more.
const INLINE: usize = 6;

#[derive(Clone, Debug, Default)]
struct More {
    /// Where the values of the keys behind the first ones end.
    ends: Box<[End]>,
    many: Box<[Many]>,
}

/// The set of values of a key.
#[derive(Clone, Debug)]
struct Many {
    key: u32,
    values: Box<[Cow<'static, str>]>,
}

/// Where the value of a key ends in the text; it begins where that of the key before ends. The highest bit says that the
/// key has no single value.
#[derive(Clone, Copy, Debug, Default)]
struct End(u32);

impl End {
    const NOT_ONE: u32 = 1 << 31;

    const fn is_one(self) -> bool {
        self.0 & Self::NOT_ONE == 0
    }

    const fn place(self) -> usize {
        (self.0 & !Self::NOT_ONE) as usize
    }
}

impl Kept {
    #[inline]
    fn end(&self, number: usize) -> Option<End> {
        match self.ends.get(number) {
            Some(end) => Some(*end),
            None => self.more.as_ref()?.ends.get(number - INLINE).copied(),
        }
    }

    fn many(&self, number: u32) -> Option<&[Cow<'static, str>]> {
        self.more.as_ref()?.many.iter().find(|many| many.key == number).map(|many| &*many.values)
    }
}

impl Rights {
    /// Copies what the set asks of the values.
    pub fn new<V: Variables + ?Sized>(set: Arc<PolicySet>, values: &V) -> Self {
        let (mut text, mut all, mut many) = (String::new(), Vec::with_capacity(set.keys().len()), Vec::new());
        for (number, key) in set.keys().iter().enumerate() {
            let value = values.value(key.as_key());
            match value {
                Some(Value::One(value)) => text.push_str(value),
                Some(Value::Many(values)) => {
                    let values = values.iter().map(|value| Cow::Owned(value.to_string())).collect();
                    many.push(Many { key: short(number), values });
                }
                None => {}
            }
            all.push(End(short(text.len()) | if matches!(value, Some(Value::One(_))) { 0 } else { End::NOT_ONE }));
        }
        let mut ends = [End::default(); INLINE];
        ends.iter_mut().zip(&all).for_each(|(end, found)| *end = *found);
        let rest = all.get(INLINE..).unwrap_or_default();
        let is_more = !(rest.is_empty() && many.is_empty());
        let more = is_more.then(|| Box::new(More { ends: rest.into(), many: many.into() }));
        Self { set, kept: Kept { text: text.into(), ends, more } }
    }

    /// The set of the principal.
    #[must_use]
    pub fn set(&self) -> &Arc<PolicySet> {
        &self.set
    }

    /// Decides a request of the principal, as [`PolicySet::decide`] does.
    #[inline]
    #[must_use]
    pub fn decide(&self, action: Action<'_>, resource: Resource<'_>) -> Outcome {
        self.set.outcome(action, resource, &self.kept)
    }

    /// Decides a request of the principal and names the statements that decided, as [`PolicySet::explain`] does.
    #[must_use]
    pub fn explain(&self, action: Action<'_>, resource: Resource<'_>) -> Explanation {
        self.set.explanation(action, resource, &self.kept)
    }
}

/// For no other set than that of the rights: it would find what another key has.
impl Lookup for Kept {
    #[inline]
    fn look_up(&self, _: &HeldKey, number: u32) -> Option<Value<'_>> {
        let place = number as usize;
        let end = self.end(place)?;
        if !end.is_one() {
            return self.many(number).map(Value::Many);
        }
        let start = place.checked_sub(1).and_then(|before| self.end(before)).unwrap_or_default();
        self.text.get(start.place()..end.place()).map(Value::One)
    }
}
