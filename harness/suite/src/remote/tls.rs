//! Certificates and keys, as files or as PEM, and the endpoints as the clients of one case reach them.

use std::path::Path;

use rustls_pki_types::pem::{self, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use touchstone_client::{Address, Identity, Tls, TlsError, TlsIdentity};

use crate::Credential;

/// How an endpoint of a target file is reached.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) use_of: Use,
    pub(super) address: Address,
    pub(super) tls: Option<DoorTls>,
}

/// What is spoken at an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Mqtt,
    Https,
}

/// Certificates and names for TLS.
#[derive(Debug)]
pub(super) struct DoorTls {
    pub(super) authorities: Vec<CertificateDer<'static>>,
    /// Shown by every principal that has no certificate of its own.
    pub(super) identity: Option<Identity>,
    pub(super) alpn: Vec<String>,
    pub(super) server_name: String,
}

impl DoorTls {
    /// A TLS client that shows this certificate.
    fn client(&self, identity: Option<&Identity>) -> Result<TlsIdentity, TlsError> {
        self.offering(&self.alpn, identity)
    }

    /// A TLS client that shows no certificate: a custom authorizer has to let it in, and over MQTT it says so.
    //= MB-EP-09
    fn nobody(&self, use_of: Use) -> Result<TlsIdentity, TlsError> {
        match use_of {
            Use::Mqtt => self.offering(&["mqtt".to_owned()], None),
            Use::Https => self.offering(&self.alpn, None),
        }
    }

    fn offering(&self, alpn: &[String], identity: Option<&Identity>) -> Result<TlsIdentity, TlsError> {
        let alpn: Vec<&[u8]> = alpn.iter().map(String::as_bytes).collect();
        let (authorities, server_name) = (&self.authorities, &self.server_name);
        TlsIdentity::new(&Tls { authorities, identity, alpn: &alpn, server_name })
    }
}

/// An endpoint with everybody who may go in.
#[derive(Clone, Debug)]
pub(super) struct Entrance {
    pub(super) address: Address,
    /// None where the endpoint has no TLS.
    guests: Option<Guests>,
}

#[derive(Clone, Debug)]
struct Guests {
    /// By index of the principal.
    principals: Vec<TlsIdentity>,
    /// Who shows no certificate.
    nobody: TlsIdentity,
    /// Who cleans between cases.
    cleaner: TlsIdentity,
}

impl Entrance {
    /// Makes TLS clients ready for principals in their order and for the cleaner; where there is no certificate, the
    /// endpoint's own is shown.
    ///
    /// # Errors
    /// When a certificate does not fit its key or cannot be used; with the index of the principal.
    pub(super) fn new(
        door: &Door,
        principals: &[Option<Identity>],
        cleaner: Option<&Identity>,
    ) -> Result<Self, (Option<usize>, TlsError)> {
        let address = door.address.clone();
        let Some(tls) = &door.tls else { return Ok(Self { address, guests: None }) };
        let own = |identity| tls.client(Option::or(identity, tls.identity.as_ref()));
        let principals = principals.iter().enumerate();
        let principals = principals.map(|(index, it)| own(it.as_ref()).map_err(|error| (Some(index), error)));
        let guests = Guests {
            principals: principals.collect::<Result<_, _>>()?,
            nobody: tls.nobody(door.use_of).map_err(|error| (None, error))?,
            cleaner: own(cleaner).map_err(|error| (None, error))?,
        };
        Ok(Self { address, guests: Some(guests) })
    }

    /// What a credential comes to in the handshake; nothing where there is none.
    pub(super) fn tls(&self, credential: &Credential) -> Option<&TlsIdentity> {
        let guests = self.guests.as_ref()?;
        match credential {
            Credential::None => Some(&guests.nobody),
            Credential::Certificate(principal) => guests.principals.get(*principal).or(Some(&guests.nobody)),
        }
    }

    pub(super) fn cleaner(&self) -> Option<&TlsIdentity> {
        self.guests.as_ref().map(|guests| &guests.cleaner)
    }
}

/// A certificate with its key, each as PEM or as the path of a file, relative to a folder.
///
/// # Errors
/// What was expected and what was found.
pub(super) fn identity(folder: &Path, certificate: &str, key: &str) -> Result<Identity, String> {
    Ok(Identity { chain: certificates(folder, certificate)?, key: private_key(folder, key)? })
}

/// Certificates, at least one.
///
/// # Errors
/// What was expected and what was found.
pub(super) fn certificates(folder: &Path, text: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = match place(folder, text) {
        Place::Here(pem) => CertificateDer::pem_slice_iter(pem).collect(),
        Place::File(path) => CertificateDer::pem_file_iter(path).and_then(Iterator::collect),
    };
    match read {
        Ok(certificates) if certificates.is_empty() => Err(unfit("a certificate", folder, text, "none")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unfit("a certificate", folder, text, &words(error))),
    }
}

fn private_key(folder: &Path, text: &str) -> Result<PrivateKeyDer<'static>, String> {
    let read = match place(folder, text) {
        Place::Here(pem) => PrivateKeyDer::from_pem_slice(pem),
        Place::File(path) => PrivateKeyDer::from_pem_file(path),
    };
    read.map_err(|error| unfit("a private key", folder, text, &words(error)))
}

enum Place<'a> {
    Here(&'a [u8]),
    File(std::path::PathBuf),
}

fn place<'a>(folder: &Path, text: &'a str) -> Place<'a> {
    if text.trim_start().starts_with("-----BEGIN") {
        Place::Here(text.as_bytes())
    } else {
        Place::File(folder.join(text))
    }
}

fn words(error: pem::Error) -> String {
    match error {
        pem::Error::Io(cause) => cause.to_string(),
        pem::Error::NoItemsFound => "none".to_owned(),
        _ => "text that is no PEM".to_owned(),
    }
}

fn unfit(expected: &str, folder: &Path, text: &str, found: &str) -> String {
    match place(folder, text) {
        Place::Here(_) => format!("expected {expected} in the PEM text, found {found}"),
        Place::File(path) => format!("expected {expected} in `{}`, found {found}", path.display()),
    }
}
