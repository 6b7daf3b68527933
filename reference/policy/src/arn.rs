//! Resource patterns, resolved against the place where they are in force.

use std::sync::Arc;

use crate::document::{ResourcePattern, Version};
use crate::pattern::{Dialect, Part, covers, parts};
use crate::resource::{Resource, ResourceKind};
use crate::set::Home;
use crate::subject::Joined;
use crate::variables::{Values, Variables};

/// What a resource pattern covers at home.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// `*`: every resource, and the pseudo resource.
    Everything,
    /// `arn:...:*`: every resource.
    Resources,
    /// Resources of one kind.
    Kind(KindPattern),
    /// A wildcard or a variable stands before the first slash, so that the kind takes part in the comparison.
    Mixed(Arc<[Part]>),
}

/// A pattern behind a literal kind: literal text up to the first wildcard or variable, then the rest.
#[derive(Clone, Debug)]
pub(crate) struct KindPattern {
    pub(crate) kind: ResourceKind,
    pub(crate) head: Box<str>,
    pub(crate) rest: Arc<[Part]>,
}

impl Reach {
    /// Resolves a pattern; `None` when it can cover nothing at home.
    pub(crate) fn resolve(pattern: &ResourcePattern, home: &Home<'_>, version: Version) -> Option<Self> {
        //= POL-MATCH-09
        if pattern.text == "*" {
            return Some(Self::Everything);
        }
        let mut fields = pattern.text.splitn(6, ':').skip(1);
        let mut next = || fields.next().unwrap_or_default();
        //= POL-MATCH-11
        let (partition, service) = (next(), next());
        //= POL-MATCH-16
        //= POL-MATCH-10
        let at_home = partition == home.partition
            && service == "iot"
            && field(next(), home.region)
            && field(next(), home.account);
        if !at_home {
            return None;
        }
        //= POL-VAR-02
        //= POL-VAR-03
        let mut found = parts(next(), Dialect { wildcards: true, variables: version == Version::Of2012 });
        match found.as_mut_slice() {
            [Part::Star] => Some(Self::Resources),
            //= POL-MATCH-12
            [Part::Literal(text), ..] if text.contains('/') => {
                let (kind, head) = ResourceKind::split(text)?;
                let head = head.into();
                Some(Self::Kind(KindPattern { kind, head, rest: found.drain(1..).collect() }))
            }
            [Part::Literal(_)] => None,
            _ => Some(Self::Mixed(found.into())),
        }
    }

    /// Whether the resource is covered.
    pub(crate) fn covers<V: Variables + ?Sized>(&self, resource: Resource<'_>, variables: &V) -> bool {
        let Some((kind, name)) = resource.named() else { return matches!(self, Self::Everything) };
        match self {
            Self::Everything | Self::Resources => true,
            Self::Kind(pattern) => pattern.kind == kind && pattern.covers(name, variables),
            Self::Mixed(parts) => covers(parts, Joined { head: kind.head(), tail: name }, variables),
        }
    }
}

impl KindPattern {
    //= POL-MATCH-03
    fn covers<V: Variables + ?Sized>(&self, name: &str, variables: &V) -> bool {
        name.strip_prefix(&*self.head).is_some_and(|rest| covers(&self.rest, rest, variables))
    }
}

/// Whether a field of an ARN, in which `${` is plain text, covers the field of home.
fn field(pattern: &str, home: &str) -> bool {
    covers(&parts(pattern, Dialect { wildcards: true, variables: false }), home, &Values::default())
}
