//! An authority with random keys, for whoever keeps it in files.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use touchstone_vocabulary::CertificateId;

use super::{PkiError, ServerIdentity, certificate_id, refused};

const DAY: Duration = Duration::from_hours(24);

/// How long certificates are valid, from a day ago on: a client's clock may be behind.
const VALID: Duration = Duration::from_hours(24 * 3_650);

/// An authority with a random key (ECDSA on P-256, which every client accepts). Its key is a secret: who holds it can
/// be any client.
#[derive(Debug)]
pub struct LocalAuthority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: Pem,
}

/// A certificate and its key as text.
#[derive(Clone, PartialEq, Eq)]
pub struct Pem {
    /// The certificate.
    pub certificate: String,
    /// The key, in PKCS#8.
    pub key: String,
}

impl std::fmt::Debug for Pem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pem").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

impl Pem {
    /// The certificate in its binary form; the first, where the text holds several.
    ///
    /// # Errors
    /// When the text holds no certificate.
    pub fn certificate(&self) -> Result<CertificateDer<'static>, PkiError> {
        CertificateDer::from_pem_slice(self.certificate.as_bytes()).map_err(|_| unreadable("a certificate"))
    }

    /// The id of the certificate.
    ///
    /// # Errors
    /// When the text holds no certificate.
    pub fn id(&self) -> Result<CertificateId, PkiError> {
        certificate_id(&self.certificate()?).ok_or_else(|| unreadable("a certificate"))
    }

    /// The identity of a server.
    ///
    /// # Errors
    /// When certificate or key cannot be read.
    pub fn server(&self) -> Result<ServerIdentity, PkiError> {
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).map_err(|_| unreadable("a key"))?;
        Ok(ServerIdentity::new(vec![self.certificate()?], key))
    }
}

impl LocalAuthority {
    /// A new authority, whose common name is given.
    ///
    /// # Errors
    /// When the library that writes certificates refuses.
    pub fn generate(name: &str) -> Result<Self, PkiError> {
        let key = KeyPair::generate().map_err(|cause| refused(name, cause))?;
        let mut params = params(name, &[])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages =
            vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
        let made = params.self_signed(&key).map_err(|cause| refused(name, cause))?;
        let pem = Pem { certificate: made.pem(), key: key.serialize_pem() };
        Ok(Self { issuer: Issuer::new(params, key), certificate: made.der().clone(), pem })
    }

    /// The authority that was written down.
    ///
    /// # Errors
    /// When certificate or key cannot be read.
    pub fn from_pem(pem: Pem) -> Result<Self, PkiError> {
        let key = KeyPair::from_pem(&pem.key).map_err(|cause| refused("an authority", cause))?;
        let issuer = Issuer::from_ca_cert_pem(&pem.certificate, key).map_err(|cause| refused("an authority", cause))?;
        Ok(Self { issuer, certificate: pem.certificate()?, pem })
    }

    /// The authority's own certificate, the root that both sides trust.
    #[must_use]
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    /// What is to be written down.
    #[must_use]
    pub const fn pem(&self) -> &Pem {
        &self.pem
    }

    /// A certificate for a server with these host names and addresses.
    ///
    /// # Errors
    /// When a name cannot stand in a certificate.
    pub fn issue_server(&self, hosts: &[&str]) -> Result<Pem, PkiError> {
        let name = hosts.first().copied().unwrap_or("server");
        self.issue(name, hosts, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A certificate for a client, whose common name it is.
    ///
    /// # Errors
    /// When the library that writes certificates refuses.
    pub fn issue_client(&self, name: &str) -> Result<Pem, PkiError> {
        self.issue(name, &[], ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn issue(&self, name: &str, hosts: &[&str], usage: ExtendedKeyUsagePurpose) -> Result<Pem, PkiError> {
        let key = KeyPair::generate().map_err(|cause| refused(name, cause))?;
        let mut params = params(name, hosts)?;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        let made = params.signed_by(&key, &self.issuer).map_err(|cause| refused(name, cause))?;
        Ok(Pem { certificate: made.pem(), key: key.serialize_pem() })
    }
}

fn params(name: &str, hosts: &[&str]) -> Result<CertificateParams, PkiError> {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).map_err(|cause| refused(name, cause))?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let from = SystemTime::now() - DAY;
    params.not_before = from.into();
    params.not_after = (from + VALID).into();
    Ok(params)
}

fn unreadable(name: &str) -> PkiError {
    PkiError { name: name.to_owned(), cause: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_that_was_written_down_signs_as_before() {
        let made = LocalAuthority::generate("one").unwrap();
        let read = LocalAuthority::from_pem(made.pem().clone()).unwrap();
        assert_eq!(made.certificate(), read.certificate());
        assert!(read.issue_client("a").unwrap().id().is_ok());
        assert!(read.issue_server(&["localhost", "127.0.0.1"]).unwrap().server().is_ok());
    }

    #[test]
    fn two_authorities_differ() {
        let [one, other] = ["a", "a"].map(|name| LocalAuthority::generate(name).unwrap());
        assert_ne!(one.certificate(), other.certificate());
    }

    #[test]
    fn what_is_no_pem_is_refused() {
        let nothing = Pem { certificate: "x".to_owned(), key: "y".to_owned() };
        assert!(nothing.id().is_err() && nothing.server().is_err());
        assert!(LocalAuthority::from_pem(nothing).is_err());
    }
}
