//! Which protocol a ClientHello asks for, and the TLS configuration for each.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::{
    ClientHello, NoServerSessionStorage, ResolvesServerCert, VerifierBuilderError, WebPkiClientVerifier,
};
use rustls::sign::CertifiedKey;
use rustls::{ConfigBuilder, RootCertStore, ServerConfig, WantsVerifier};
use rustls_pki_types::CertificateDer;
use thiserror::Error;

use crate::pki::ServerIdentity;

/// Why TLS could not be configured.
#[derive(Debug, Error)]
pub(crate) enum TlsError {
    /// The server's chain and key do not fit, or a root is no certificate.
    #[error("a certificate or key cannot be used")]
    Unusable(#[from] rustls::Error),
    /// No client certificate could ever be accepted.
    #[error("the authorities for client certificates cannot be used")]
    Roots(#[from] VerifierBuilderError),
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    /// MQTT by a client with a certificate.
    Certificate,
    /// MQTT by a client that a custom authorizer judges.
    Custom,
    /// HTTP, with or without a certificate.
    Http,
    /// None that this server knows.
    Unknown,
}

impl Service {
    /// The service of a list of protocol names, of which the first known one counts.
    pub(crate) fn of<'a>(names: Option<impl Iterator<Item = &'a [u8]>>) -> Self {
        //= MB-EP-01
        let Some(names) = names else { return Self::Certificate };
        let known = names.into_iter().find_map(|name| match name {
            b"x-amzn-mqtt-ca" => Some(Self::Certificate),
            b"mqtt" => Some(Self::Custom),
            b"x-amzn-http-ca" | b"http/1.1" => Some(Self::Http),
            _ => None,
        });
        known.unwrap_or(Self::Unknown)
    }

    pub(crate) const fn is_http(self) -> bool {
        matches!(self, Self::Http)
    }
}

/// The TLS configurations of a server.
#[derive(Debug)]
pub(crate) struct Configs {
    certificate: Arc<ServerConfig>,
    custom: Arc<ServerConfig>,
    http: Arc<ServerConfig>,
    refusal: Arc<ServerConfig>,
}

impl Configs {
    pub(crate) fn new(identity: &ServerIdentity, client_roots: &[CertificateDer<'static>]) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        for root in client_roots {
            roots.add(root.clone())?;
        }
        let verifier = || WebPkiClientVerifier::builder_with_provider(Arc::new(roots.clone()), Arc::clone(&provider));
        let with = |builder: ConfigBuilder<ServerConfig, WantsVerifier>, verifier, names: &[&[u8]]| {
            let builder = builder.with_client_cert_verifier(verifier);
            let config = builder.with_single_cert(identity.chain.clone(), identity.key.clone_key())?;
            Ok::<_, rustls::Error>(finished(config, names))
        };
        let optional = verifier().allow_unauthenticated().build()?;
        let refusal = builder(&provider)?.with_no_client_auth().with_cert_resolver(Arc::new(NoCertificate));
        let custom = builder(&provider)?.with_no_client_auth();
        let custom = custom.with_single_cert(identity.chain.clone(), identity.key.clone_key())?;
        Ok(Self {
            certificate: with(builder(&provider)?, verifier().build()?, &[b"x-amzn-mqtt-ca"])?,
            custom: finished(custom, &[b"mqtt"]),
            http: with(builder(&provider)?, optional, &[b"x-amzn-http-ca", b"http/1.1"])?,
            refusal: finished(refusal, &[]),
        })
    }

    /// The configuration for a service; the one for an unknown protocol name refuses the handshake by its alert.
    pub(crate) fn of(&self, service: Service) -> Arc<ServerConfig> {
        Arc::clone(match service {
            Service::Certificate | Service::Unknown => &self.certificate,
            Service::Custom => &self.custom,
            Service::Http => &self.http,
        })
    }

    /// The configuration that refuses every handshake with an alert.
    pub(crate) fn refusal(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.refusal)
    }
}

fn builder(provider: &Arc<CryptoProvider>) -> Result<ConfigBuilder<ServerConfig, WantsVerifier>, rustls::Error> {
    //= MB-EP-04
    ServerConfig::builder_with_provider(Arc::clone(provider)).with_safe_default_protocol_versions()
}

fn finished(mut config: ServerConfig, names: &[&[u8]]) -> Arc<ServerConfig> {
    config.alpn_protocols = names.iter().map(|name| name.to_vec()).collect();
    //= MB-EP-06
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Arc::new(config)
}

/// Knows no certificate, which ends a handshake with an alert.
#[derive(Debug)]
struct NoCertificate;

impl ResolvesServerCert for NoCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(names: &[&[u8]]) -> Service {
        Service::of(Some(names.iter().copied()))
    }

    #[test]
    fn the_first_known_protocol_name_chooses_the_service() {
        assert_eq!(Service::of(None::<std::iter::Empty<&[u8]>>), Service::Certificate);
        assert_eq!(service(&[b"x-amzn-mqtt-ca"]), Service::Certificate);
        assert_eq!(service(&[b"mqtt", b"http/1.1"]), Service::Custom);
        assert_eq!(service(&[b"h2", b"http/1.1"]), Service::Http);
        assert_eq!(service(&[b"x-amzn-http-ca"]), Service::Http);
        assert_eq!(service(&[b"h2"]), Service::Unknown);
    }
}
