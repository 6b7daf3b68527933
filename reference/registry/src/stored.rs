//! A stored policy: its versions as they were sent, one of them in force.

use std::collections::BTreeMap;

use touchstone_policy::{Policy, Size};
use touchstone_vocabulary::{PolicyName, PolicyVersionId};

use crate::RegistryError;

/// The versions of a policy.
#[derive(Clone, Debug)]
pub(crate) struct StoredPolicy {
    in_force: (PolicyVersionId, Version),
    others: BTreeMap<PolicyVersionId, Version>,
    /// The id that was given last; one that was deleted is not given again.
    last: PolicyVersionId,
}

/// One version.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    document: String,
    policy: Policy,
}

impl Version {
    /// A text that may be stored: not too long, and a policy document.
    pub(crate) fn read(name: &PolicyName, document: &str) -> Result<Self, RegistryError> {
        //= POL-DOC-20
        Size::IotPolicy.check([document]).map_err(|error| RegistryError::TooLong { name: name.clone(), error })?;
        let policy = Policy::parse(document).map_err(|error| RegistryError::Malformed { name: name.clone(), error })?;
        //= POL-DOC-21
        Ok(Self { document: document.to_owned(), policy })
    }
}

impl StoredPolicy {
    //= POL-LIMIT-04
    pub(crate) const fn new(version: Version) -> Self {
        let first = PolicyVersionId::FIRST;
        Self { in_force: (first, version), others: BTreeMap::new(), last: first }
    }

    /// Puts another text in the place of the version in force.
    pub(crate) fn replace(&mut self, version: Version) {
        self.in_force.1 = version;
    }

    /// Adds a version that is not in force, when there are fewer than `most`.
    pub(crate) fn add(&mut self, version: Version, most: usize) -> Option<PolicyVersionId> {
        //= POL-LIMIT-05
        if self.others.len() + 1 >= most {
            return None;
        }
        self.last = self.last.next();
        self.others.insert(self.last, version);
        Some(self.last)
    }

    //= POL-EVAL-07
    /// Puts a version in force; `None` when there is none of that id.
    pub(crate) fn enforce(&mut self, id: PolicyVersionId) -> Option<()> {
        if self.in_force.0 == id {
            return Some(());
        }
        let version = self.others.remove(&id)?;
        let (before, old) = std::mem::replace(&mut self.in_force, (id, version));
        self.others.insert(before, old);
        Some(())
    }

    /// Deletes a version that is not in force; `None` when there is none of that id.
    pub(crate) fn delete(&mut self, id: PolicyVersionId) -> Option<()> {
        self.others.remove(&id).map(|_| ())
    }

    /// The id of the version in force.
    pub(crate) const fn default_version(&self) -> PolicyVersionId {
        self.in_force.0
    }

    /// What the version in force says.
    pub(crate) const fn policy(&self) -> &Policy {
        &self.in_force.1.policy
    }

    /// The text of a version as it was sent.
    pub(crate) fn document(&self, id: PolicyVersionId) -> Option<&str> {
        let version = if self.in_force.0 == id { Some(&self.in_force.1) } else { self.others.get(&id) };
        version.map(|version| version.document.as_str())
    }
}
