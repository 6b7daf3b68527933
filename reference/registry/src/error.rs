//! Why a change was not made.

use thiserror::Error;
use touchstone_policy::{PolicyError, TooLong};
use touchstone_vocabulary::{CertificateId, NameError, PolicyName, PolicyVersionId};

/// Why a change was not made; the registry stays as it was.
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
    /// The text is longer than a policy document may be.
    #[error("policy `{name}`: {error}")]
    TooLong {
        /// The policy's name.
        name: PolicyName,
        /// How long it is.
        error: TooLong,
    },
    /// An attribute of a thing has no such name or value.
    #[error(transparent)]
    Attribute(#[from] NameError),
    /// The policy has as many versions as it may have.
    #[error("policy `{name}` has {most} versions, and more it may not have")]
    Versions {
        /// The policy's name.
        name: PolicyName,
        /// How many it may have.
        most: usize,
    },
    /// The version is in force, so it cannot be deleted.
    #[error("version {version} of policy `{name}` is the default one")]
    Default {
        /// The policy's name.
        name: PolicyName,
        /// The version.
        version: PolicyVersionId,
    },
    /// The certificate has as many policies as it may have.
    #[error("certificate `{certificate}` has {most} policies, and more it may not have")]
    Policies {
        /// The certificate.
        certificate: CertificateId,
        /// How many it may have.
        most: usize,
    },
}
