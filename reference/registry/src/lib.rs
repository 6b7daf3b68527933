//! Things, certificates, policies and how they are attached.
//!
//! A [`Registry`] is a value that changes only through its methods. Every change that may change a decision raises its
//! [`Epoch`]; whoever keeps something derived from the registry compares epochs and derives anew.
//!
//! ```
//! use touchstone_registry::Registry;
//! use touchstone_vocabulary::{CertificateId, PolicyName};
//!
//! let mut registry = Registry::default();
//! let certificate = CertificateId::new(&"0f".repeat(32))?;
//! registry.register(&certificate);
//! let before = registry.epoch();
//! registry.put_policy(&PolicyName::new("none")?, r#"{"Version": "2012-10-17", "Statement": []}"#)?;
//! registry.attach_policy(&PolicyName::new("none")?, &certificate)?;
//! assert!(registry.epoch() > before);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It knows no client, connection or request; `touchstone-account` joins it to the broker.

mod error;
mod stored;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use touchstone_policy::Policy;
use touchstone_vocabulary::{
    AttributeName, AttributeValue, AuthorizerName, CertificateId, PolicyName, PolicyVersionId, ThingName,
};

pub use self::error::RegistryError;
use self::stored::{StoredPolicy, Version};

/// How often the registry has changed in a way that may change a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u64);

/// How much is stored; the defaults are the sheet's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Policies attached to one certificate (POL-LIMIT-07, POL-OP-33).
    pub certificate_policies: usize,
    /// Versions of one policy (POL-LIMIT-05).
    pub policy_versions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { certificate_policies: 10, policy_versions: 5 }
    }
}

/// Things, certificates, policies, authorizers of one account.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    limits: Limits,
    epoch: Epoch,
    things: BTreeMap<ThingName, Thing>,
    certificates: BTreeMap<CertificateId, Certificate>,
    policies: BTreeMap<PolicyName, StoredPolicy>,
    authorizers: BTreeSet<AuthorizerName>,
}

/// A thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thing {
    /// Its attributes.
    pub attributes: BTreeMap<AttributeName, AttributeValue>,
}

/// A certificate with what is attached to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// Whether it may be used.
    pub status: Status,
    /// The policies attached to it.
    pub policies: BTreeSet<PolicyName>,
    /// The things it is attached to.
    pub things: BTreeSet<ThingName>,
}

/// The status of a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// May be used.
    #[default]
    Active,
    /// May not be used for now.
    Inactive,
    /// May not be used any more.
    Revoked,
}

impl Registry {
    /// A registry that holds nothing yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Changes so far.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Makes a thing or replaces its attributes.
    ///
    /// # Errors
    /// When an attribute's name or value is not of its grammar.
    pub fn put_thing(&mut self, name: &ThingName, attributes: &[(String, String)]) -> Result<(), RegistryError> {
        let read = |(name, value): &(String, String)| Ok((AttributeName::new(name)?, AttributeValue::new(value)?));
        let attributes = attributes.iter().map(read).collect::<Result<_, RegistryError>>()?;
        self.things.insert(name.clone(), Thing { attributes });
        self.changed();
        Ok(())
    }

    /// Registers a certificate, active; one that is registered already stays as it is.
    pub fn register(&mut self, certificate: &CertificateId) {
        self.certificates.entry(certificate.clone()).or_default();
        self.changed();
    }

    /// Gives a certificate another status.
    ///
    /// # Errors
    /// When the certificate is not registered.
    pub fn set_status(&mut self, certificate: &CertificateId, status: Status) -> Result<(), RegistryError> {
        self.certificate_mut(certificate)?.status = status;
        self.changed();
        Ok(())
    }

    /// Attaches a certificate to a thing.
    ///
    /// # Errors
    /// When either does not exist.
    pub fn attach_thing(&mut self, thing: &ThingName, certificate: &CertificateId) -> Result<(), RegistryError> {
        if !self.things.contains_key(thing) {
            return Err(not_found("thing", thing));
        }
        self.certificate_mut(certificate)?.things.insert(thing.clone());
        self.changed();
        Ok(())
    }

    /// Makes a policy, or puts this text in the place of the version that is in force.
    ///
    /// # Errors
    /// When the text is too long or no policy document.
    pub fn put_policy(&mut self, name: &PolicyName, document: &str) -> Result<(), RegistryError> {
        let version = Version::read(name, document)?;
        match self.policies.get_mut(name) {
            Some(stored) => stored.replace(version),
            None => {
                self.policies.insert(name.clone(), StoredPolicy::new(version));
            }
        }
        self.changed();
        Ok(())
    }

    /// Adds a version to a policy; it has no effect until it is set as the default (POL-EVAL-07).
    ///
    /// # Errors
    /// When the text is too long or no policy document, the policy does not exist, or it has all the versions it may have.
    pub fn add_version(&mut self, name: &PolicyName, document: &str) -> Result<PolicyVersionId, RegistryError> {
        let version = Version::read(name, document)?;
        let most = self.limits.policy_versions;
        let added = self.policy_mut(name)?.add(version, most);
        added.ok_or_else(|| RegistryError::Versions { name: name.clone(), most })
    }

    /// Puts a version of a policy in force instead of the one that was.
    ///
    /// # Errors
    /// When the policy or the version does not exist.
    pub fn set_default_version(&mut self, name: &PolicyName, id: PolicyVersionId) -> Result<(), RegistryError> {
        self.policy_mut(name)?.enforce(id).ok_or_else(|| not_found("policy version", &id))?;
        self.changed();
        Ok(())
    }

    /// Deletes a version of a policy; its id is never given again.
    ///
    /// # Errors
    /// When the policy or the version does not exist, or it is the default one.
    pub fn delete_version(&mut self, name: &PolicyName, version: PolicyVersionId) -> Result<(), RegistryError> {
        let stored = self.policy_mut(name)?;
        if stored.default_version() == version {
            return Err(RegistryError::Default { name: name.clone(), version });
        }
        stored.delete(version).ok_or_else(|| not_found("policy version", &version))
    }

    /// Attaches a policy to a certificate; doing it again changes nothing.
    ///
    /// # Errors
    /// When either does not exist, or the certificate has all the policies it may have.
    pub fn attach_policy(&mut self, policy: &PolicyName, certificate: &CertificateId) -> Result<(), RegistryError> {
        if !self.policies.contains_key(policy) {
            return Err(not_found("policy", policy));
        }
        let most = self.limits.certificate_policies;
        let attached = &mut self.certificate_mut(certificate)?.policies;
        //= POL-LIMIT-07
        //= POL-OP-33
        if attached.len() >= most && !attached.contains(policy) {
            return Err(RegistryError::Policies { certificate: certificate.clone(), most });
        }
        attached.insert(policy.clone());
        self.changed();
        Ok(())
    }

    /// Detaches a policy from a certificate; detaching what is not attached changes nothing (CTL-POL-19).
    ///
    /// # Errors
    /// When either does not exist.
    pub fn detach_policy(&mut self, policy: &PolicyName, certificate: &CertificateId) -> Result<(), RegistryError> {
        if !self.policies.contains_key(policy) {
            return Err(not_found("policy", policy));
        }
        self.certificate_mut(certificate)?.policies.remove(policy);
        self.changed();
        Ok(())
    }

    /// Makes a custom authorizer known.
    pub fn put_authorizer(&mut self, name: &AuthorizerName) {
        self.authorizers.insert(name.clone());
        self.changed();
    }

    /// The certificate, if it is registered.
    #[must_use]
    pub fn certificate(&self, id: &CertificateId) -> Option<&Certificate> {
        self.certificates.get(id)
    }

    /// The thing of this name.
    #[must_use]
    pub fn thing(&self, name: &ThingName) -> Option<&Thing> {
        self.things.get(name)
    }

    /// Whether a custom authorizer of this name is known.
    #[must_use]
    pub fn knows_authorizer(&self, name: &AuthorizerName) -> bool {
        self.authorizers.contains(name)
    }

    /// The policies of these names in their default versions (POL-EVAL-07).
    pub fn policies<'a>(&'a self, names: &'a BTreeSet<PolicyName>) -> impl Iterator<Item = (&'a str, &'a Policy)> + 'a {
        names.iter().filter_map(|name| Some((name.as_str(), self.policies.get(name)?.policy())))
    }

    /// The version of a policy that is in force, if there is such a policy.
    #[must_use]
    pub fn default_version(&self, name: &PolicyName) -> Option<PolicyVersionId> {
        self.policies.get(name).map(StoredPolicy::default_version)
    }

    /// The text of a version of a policy, as it was sent (POL-DOC-21).
    #[must_use]
    pub fn document(&self, name: &PolicyName, version: PolicyVersionId) -> Option<&str> {
        self.policies.get(name)?.document(version)
    }

    fn policy_mut(&mut self, name: &PolicyName) -> Result<&mut StoredPolicy, RegistryError> {
        self.policies.get_mut(name).ok_or_else(|| not_found("policy", name))
    }

    fn certificate_mut(&mut self, id: &CertificateId) -> Result<&mut Certificate, RegistryError> {
        self.certificates.get_mut(id).ok_or_else(|| not_found("certificate", id))
    }

    const fn changed(&mut self) {
        self.epoch.0 += 1;
    }
}

fn not_found(kind: &'static str, name: &impl ToString) -> RegistryError {
    RegistryError::NotFound { kind, name: name.to_string() }
}
