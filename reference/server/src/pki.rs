//! Certificate authorities: one whose every certificate follows from a seed, for tests, and [`LocalAuthority`], whose keys
//! are random, for whoever serves others.
//!
//! Keys that follow from a seed are Ed25519: such a key is any 32 bytes and its signatures are a function of key and text, so that the same seed
//! gives the same certificates, byte for byte, in any process. Nothing of these is secret.

mod local;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ED25519, SerialNumber, date_time_ymd,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};
use thiserror::Error;
use touchstone_vocabulary::CertificateId;

pub use local::{LocalAuthority, Pem};

/// Why a certificate could not be made.
#[derive(Debug, Error)]
#[error("no certificate can be made for `{name}`")]
pub struct PkiError {
    name: String,
    #[source]
    cause: Option<rcgen::Error>,
}

/// A certificate authority that follows from a seed.
#[derive(Debug)]
pub struct Authority {
    seed: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
}

/// A server's certificate chain and key.
#[derive(Debug)]
pub struct ServerIdentity {
    /// The chain, its own certificate first.
    pub chain: Vec<CertificateDer<'static>>,
    /// The key.
    pub key: PrivateKeyDer<'static>,
}

/// A client's certificate and key.
#[derive(Debug)]
pub struct ClientIdentity {
    /// The chain, its own certificate first.
    pub chain: Vec<CertificateDer<'static>>,
    /// The key.
    pub key: PrivateKeyDer<'static>,
    /// The id under which the certificate is registered.
    pub id: CertificateId,
    /// The certificate as PEM.
    pub certificate_pem: String,
    /// The key as PEM.
    pub key_pem: String,
}

impl ServerIdentity {
    /// A chain, its own certificate first, and a key made elsewhere.
    #[must_use]
    pub const fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Self {
        Self { chain, key }
    }
}

impl Clone for ServerIdentity {
    fn clone(&self) -> Self {
        Self { chain: self.chain.clone(), key: self.key.clone_key() }
    }
}

impl Clone for ClientIdentity {
    fn clone(&self) -> Self {
        Self {
            chain: self.chain.clone(),
            key: self.key.clone_key(),
            id: self.id.clone(),
            certificate_pem: self.certificate_pem.clone(),
            key_pem: self.key_pem.clone(),
        }
    }
}

impl Authority {
    /// The authority of a seed.
    ///
    /// # Errors
    /// When the library that writes certificates refuses.
    pub fn from_seed(seed: &[u8]) -> Result<Self, PkiError> {
        let name = "Touchstone authority";
        let key = key_pair(seed, "authority", name)?;
        let mut params = params(seed, "authority", name, &[])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages =
            vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
        let certificate = params.self_signed(&key).map_err(|cause| refused(name, cause))?;
        let (der, pem) = (certificate.der().clone(), certificate.pem());
        Ok(Self { seed: seed.to_vec(), issuer: Issuer::new(params, key), certificate: der, pem })
    }

    /// The authority's own certificate, the root that both sides trust.
    #[must_use]
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    /// The authority's own certificate as PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.pem
    }

    /// The certificate of a server with these host names. The same names give the same certificate.
    ///
    /// # Errors
    /// When a name cannot stand in a certificate.
    pub fn issue_server(&self, host_names: &[&str]) -> Result<ServerIdentity, PkiError> {
        let made = self.issue("server", &host_names.join(","), host_names, ExtendedKeyUsagePurpose::ServerAuth)?;
        Ok(ServerIdentity { chain: made.chain, key: made.key })
    }

    /// The certificate of a client, whose common name it is. The same name gives the same certificate.
    ///
    /// # Errors
    /// When the library that writes certificates refuses.
    pub fn issue_client(&self, name: &str) -> Result<ClientIdentity, PkiError> {
        self.issue("client", name, &[], ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn issue(
        &self,
        kind: &str,
        name: &str,
        host_names: &[&str],
        usage: ExtendedKeyUsagePurpose,
    ) -> Result<ClientIdentity, PkiError> {
        let key = key_pair(&self.seed, kind, name)?;
        let mut params = params(&self.seed, kind, name, host_names)?;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        let certificate = params.signed_by(&key, &self.issuer).map_err(|cause| refused(name, cause))?;
        let id = certificate_id(certificate.der()).ok_or_else(|| PkiError { name: name.to_owned(), cause: None })?;
        Ok(ClientIdentity {
            chain: vec![certificate.der().clone()],
            key: PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            id,
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
        })
    }
}

/// The id of a certificate: its SHA-256 fingerprint in lower-case hexadecimal digits. Always given; the vocabulary
/// alone could refuse it.
#[must_use]
pub fn certificate_id(certificate: &CertificateDer<'_>) -> Option<CertificateId> {
    CertificateId::new(&hex::encode(Sha256::digest(certificate))).ok() //= POL-VAR-23
}

fn params(seed: &[u8], kind: &str, name: &str, host_names: &[&str]) -> Result<CertificateParams, PkiError> {
    let names: Vec<String> = host_names.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(|cause| refused(name, cause))?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2045, 1, 1);
    let serial: Vec<u8> = derived(seed, &format!("serial of {kind}"), name).into_iter().take(16).collect();
    // A serial number is positive and has no leading zero.
    let serial: Vec<u8> = std::iter::once(1).chain(serial).collect();
    params.serial_number = Some(SerialNumber::from(serial));
    Ok(params)
}

fn key_pair(seed: &[u8], kind: &str, name: &str) -> Result<KeyPair, PkiError> {
    /// An Ed25519 private key in PKCS#8, up to the 32 bytes of the key (RFC 8410, section 7).
    const PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let document: Vec<u8> = PREFIX.into_iter().chain(derived(seed, &format!("key of {kind}"), name)).collect();
    let document = PrivatePkcs8KeyDer::from(document);
    KeyPair::from_pkcs8_der_and_sign_algo(&document, &PKCS_ED25519).map_err(|cause| refused(name, cause))
}

/// 32 bytes that follow from a seed and what they are for.
fn derived(seed: &[u8], purpose: &str, name: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [b"touchstone pki".as_slice(), seed, purpose.as_bytes(), name.as_bytes()] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

fn refused(name: &str, cause: rcgen::Error) -> PkiError {
    PkiError { name: name.to_owned(), cause: Some(cause) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_certificates() {
        let make = || Authority::from_seed(b"seed").unwrap();
        let (one, other) = (make(), make());
        assert_eq!(one.certificate(), other.certificate());
        assert_eq!(one.issue_client("a").unwrap().chain, other.issue_client("a").unwrap().chain);
        assert_eq!(one.issue_server(&["localhost"]).unwrap().chain, other.issue_server(&["localhost"]).unwrap().chain);
    }

    #[test]
    fn another_seed_or_name_gives_another_certificate() {
        let one = Authority::from_seed(b"seed").unwrap();
        let other = Authority::from_seed(b"other").unwrap();
        let ids = [one.issue_client("a"), one.issue_client("b"), other.issue_client("a")].map(|made| made.unwrap().id);
        assert!(ids[0] != ids[1] && ids[0] != ids[2] && ids[1] != ids[2]);
    }

    /// Fails when a library changes what a seed gives, which changes every recorded transcript.
    #[test]
    fn what_a_seed_gives_is_fixed() {
        let id = Authority::from_seed(b"seed").unwrap().issue_client("a").unwrap().id;
        assert_eq!(id.as_str(), "c097a3c121b8007a08d5f780ee6e2588d459492c4f10bfa14427823b9d17a333");
    }
}
