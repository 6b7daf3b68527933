//! Whom a client trusts and who it says it is.

use std::fmt;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use thiserror::Error;

/// What a TLS client brings to a handshake.
#[derive(Clone, Copy, Debug)]
pub struct Tls<'a> {
    /// The certificate authorities that the server's certificate must come from; no others are trusted.
    pub authorities: &'a [CertificateDer<'static>],
    /// The client certificate, if one is shown.
    pub identity: Option<&'a Identity>,
    /// The protocols offered, most wanted first; none offers nothing.
    pub alpn: &'a [&'a [u8]],
    /// The name that the server's certificate must bear; sent as SNI when it is no address.
    pub server_name: &'a str,
}

/// A client certificate with its private key.
pub struct Identity {
    /// The certificate, then what it was issued by.
    pub chain: Vec<CertificateDer<'static>>,
    /// The private key of the first certificate.
    pub key: PrivateKeyDer<'static>,
}

/// A TLS client made ready once and used for any number of connections. No session is ever resumed, so that the server
/// looks at the certificate each time.
#[derive(Clone, Debug)]
pub struct TlsIdentity {
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
}

/// Why a TLS client cannot be made ready.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TlsError {
    /// A certificate authority is no certificate.
    #[error("a certificate authority cannot be trusted: {0}")]
    Authority(String),
    /// The client certificate does not fit its key, or one of them cannot be read.
    #[error("the client certificate cannot be used: {0}")]
    Identity(String),
    /// The server's name is neither a host name nor an address.
    #[error("`{0}` is no server name")]
    ServerName(String),
    /// The provider of cryptography cannot do what TLS needs.
    #[error("no TLS: {0}")]
    Provider(String),
}

impl TlsIdentity {
    /// Makes a TLS client ready.
    ///
    /// # Errors
    /// When a certificate, the key or the server's name cannot be used.
    pub fn new(tls: &Tls<'_>) -> Result<Self, TlsError> {
        let name = ServerName::try_from(tls.server_name.to_owned())
            .map_err(|_| TlsError::ServerName(tls.server_name.to_owned()))?;
        let mut roots = RootCertStore::empty();
        for authority in tls.authorities {
            roots.add(authority.clone()).map_err(|error| TlsError::Authority(error.to_string()))?;
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError::Provider(error.to_string()))?
            .with_root_certificates(roots);
        let mut config = match tls.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => builder
                .with_client_auth_cert(identity.chain.clone(), identity.key.clone_key())
                .map_err(|error| TlsError::Identity(error.to_string()))?,
        };
        config.alpn_protocols = tls.alpn.iter().map(|protocol| protocol.to_vec()).collect();
        config.resumption = Resumption::disabled();
        Ok(Self { config: Arc::new(config), name })
    }

    /// A client that trusts nobody, for calls without TLS.
    pub(crate) fn none() -> Result<Self, TlsError> {
        Self::new(&Tls { authorities: &[], identity: None, alpn: &[], server_name: "localhost" })
    }

    /// The client's side of a new handshake.
    pub(super) fn begin(&self) -> Result<ClientConnection, rustls::Error> {
        ClientConnection::new(Arc::clone(&self.config), self.name.clone())
    }

    /// The name that the server's certificate must bear.
    pub(crate) fn server_name(&self) -> String {
        self.name.to_str().into_owned()
    }

    /// The configuration, for a client that opens its own connections.
    pub(crate) fn config(&self) -> ClientConfig {
        ClientConfig::clone(&self.config)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("certificates", &self.chain.len()).finish_non_exhaustive()
    }
}
