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

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;
use touchstone_policy::{Policy, PolicyError};
use touchstone_vocabulary::{AuthorizerName, CertificateId, PolicyName, ThingName};

/// How often the registry has changed in a way that may change a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u64);

/// Things, certificates, policies, authorizers of one account.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    epoch: Epoch,
    things: BTreeMap<ThingName, Thing>,
    certificates: BTreeMap<CertificateId, Certificate>,
    policies: BTreeMap<PolicyName, Policy>,
    authorizers: BTreeSet<AuthorizerName>,
}

/// A thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thing {
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
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

/// Why a change was not made.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum RegistryError {
    /// What is named does not exist.
    #[error("no {kind} `{name}` exists")]
    NotFound {
        /// What kind of thing was named.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// The text is no policy document.
    #[error("policy `{name}`: {error}")]
    Malformed {
        /// The policy's name.
        name: PolicyName,
        /// What is wrong with the text.
        error: PolicyError,
    },
}

impl Registry {
    /// Changes so far.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Makes a thing or replaces its attributes.
    pub fn put_thing(&mut self, name: &ThingName, attributes: BTreeMap<String, String>) {
        self.things.insert(name.clone(), Thing { attributes });
        self.changed();
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

    /// Makes a policy, or gives an existing one this text as its default version (POL-EVAL-07).
    ///
    /// # Errors
    /// When the text is no policy document; the registry stays as it was.
    pub fn put_policy(&mut self, name: &PolicyName, document: &str) -> Result<(), RegistryError> {
        let policy = Policy::parse(document).map_err(|error| RegistryError::Malformed { name: name.clone(), error })?;
        self.policies.insert(name.clone(), policy);
        self.changed();
        Ok(())
    }

    /// Attaches a policy to a certificate; doing it again changes nothing.
    ///
    /// # Errors
    /// When either does not exist.
    pub fn attach_policy(&mut self, policy: &PolicyName, certificate: &CertificateId) -> Result<(), RegistryError> {
        if !self.policies.contains_key(policy) {
            return Err(not_found("policy", policy));
        }
        self.certificate_mut(certificate)?.policies.insert(policy.clone());
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
        names.iter().filter_map(|name| Some((name.as_str(), self.policies.get(name)?)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_policy_leaves_the_registry_as_it_was() {
        let mut registry = Registry::default();
        let name = PolicyName::new("p").unwrap();
        assert!(matches!(registry.put_policy(&name, "{"), Err(RegistryError::Malformed { .. })));
        assert_eq!(registry.epoch(), Epoch::default());
        assert_eq!(registry.policies(&BTreeSet::from([name])).count(), 0);
    }

    #[test]
    fn what_does_not_exist_cannot_be_attached() {
        let mut registry = Registry::default();
        let certificate = CertificateId::new(&"ab".repeat(32)).unwrap();
        let policy = PolicyName::new("p").unwrap();
        assert!(registry.attach_policy(&policy, &certificate).is_err());
        assert!(registry.attach_thing(&ThingName::new("t").unwrap(), &certificate).is_err());
        assert!(registry.set_status(&certificate, Status::Revoked).is_err());
    }

    #[test]
    fn the_epoch_rises_with_each_change_that_may_change_a_decision() {
        let mut registry = Registry::default();
        let certificate = CertificateId::new(&"ab".repeat(32)).unwrap();
        let policy = PolicyName::new("p").unwrap();
        let mut last = registry.epoch();
        let mut rose = |registry: &Registry| std::mem::replace(&mut last, registry.epoch()) < registry.epoch();
        registry.register(&certificate);
        assert!(rose(&registry));
        registry.put_policy(&policy, r#"{"Version":"2012-10-17","Statement":[]}"#).unwrap();
        assert!(rose(&registry));
        registry.attach_policy(&policy, &certificate).unwrap();
        assert!(rose(&registry));
        registry.detach_policy(&policy, &certificate).unwrap();
        assert!(rose(&registry));
        registry.set_status(&certificate, Status::Inactive).unwrap();
        assert!(rose(&registry));
    }
}
