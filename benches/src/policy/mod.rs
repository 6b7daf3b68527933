//! What policy decisions are measured with: policies, principals, and what is asked of them.
//!
//! The benchmark `policy_decision` takes the time, beside others; the program `instructions` counts what
//! the processor does, which no other load on the machine changes, and holds it under committed ceilings.

mod device;
mod fleet;
mod hostile;
mod scale;

use std::sync::Arc;

use touchstone_policy::{
    Action, AttachedThing, ConnectedThing, Home, Outcome, Policy, PolicySet, Resource, ResourceKind, Rights, Values,
};

pub use device::{DEVICE, SITE, device, thing};
pub use fleet::{fan_out, principals};
pub use hostile::hostile;
pub use scale::{SIZES, scale};

/// Where the policies are in force.
pub const HOME: Home<'static> = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
/// What stands before the kind in an ARN of that place.
pub const PLACE: &str = "arn:aws:iot:eu-west-1:123456789012:";

/// A policy, whom it is asked about, and what is asked.
#[derive(Debug)]
pub struct Workload {
    /// A word or two for it.
    pub name: String,
    /// The document.
    pub document: String,
    /// The set of the document alone.
    pub set: Arc<PolicySet>,
    /// The values of the principal.
    pub values: Values,
    /// What is asked, in this order.
    pub asked: Vec<Asked>,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The action.
    pub action: Action<'static>,
    /// The kind of the resource.
    pub kind: ResourceKind,
    /// The name of the resource.
    pub name: String,
}

impl Workload {
    fn new(name: &str, document: String, values: Values, asked: Vec<Asked>) -> Self {
        let set = Arc::new(compiled(&document));
        Self { name: name.to_owned(), document, set, values, asked }
    }

    /// Decides everything that is asked and counts what is allowed.
    #[must_use]
    pub fn allowed(&self) -> usize {
        self.asked.iter().filter(|asked| asked.allowed_by(&self.set, &self.values)).count()
    }

    /// The rights of the principal.
    #[must_use]
    pub fn rights(&self) -> Rights {
        Rights::new(Arc::clone(&self.set), &self.values)
    }
}

impl Asked {
    /// A request about a topic.
    #[must_use]
    pub fn topic(action: Action<'static>, name: String) -> Self {
        Self { action, kind: ResourceKind::Topic, name }
    }

    /// The resource.
    #[must_use]
    pub fn resource(&self) -> Resource<'_> {
        Resource::new(self.kind, &self.name)
    }

    /// The ARN of the resource.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("{PLACE}{}/{}", self.kind.as_str(), self.name)
    }

    /// Whether the set allows it with the values.
    #[inline]
    #[must_use]
    pub fn allowed_by(&self, set: &PolicySet, values: &Values) -> bool {
        set.decide(self.action, self.resource(), values) == Outcome::Allowed
    }
}

/// Compiles one document.
#[must_use]
pub fn compiled(document: &str) -> PolicySet {
    PolicySet::compile(&HOME, [("measured", &Policy::parse(document).unwrap())])
}

/// The values of the connection of a thing at a site, its client id the thing's name.
#[must_use]
pub fn values(thing: &str, site: &str) -> Values {
    Values {
        client_id: Some(thing.to_owned()),
        thing: ConnectedThing::Attached(AttachedThing {
            name: thing.to_owned(),
            type_name: None,
            attributes: [("site".to_owned(), site.to_owned())].into(),
        }),
        ..Values::default()
    }
}
