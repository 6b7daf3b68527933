//! What a server is started with.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use rustls_pki_types::{CertificateDer, DnsName};
use thiserror::Error;
use touchstone_account::{AuthorizerScript, Machine};
use touchstone_vocabulary::{AuthorizerName, CertificateId};

use crate::Clock;
use crate::pki::ServerIdentity;

/// A host name by which an account is reached, compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostName(String);

/// Why a text is no host name.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{found}` is no host name")]
pub struct HostNameError {
    found: String,
}

impl HostName {
    /// Reads a DNS name; an IP address is none.
    ///
    /// # Errors
    /// When the text is not of the form of a DNS name.
    pub fn new(text: &str) -> Result<Self, HostNameError> {
        let name = DnsName::try_from(text).map_err(|_| HostNameError { found: text.to_owned() })?;
        Ok(Self(name.as_ref().to_ascii_lowercase()))
    }

    /// The name in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account that a server serves.
pub struct Tenant {
    pub(crate) host: HostName,
    pub(crate) aliases: Vec<HostName>,
    pub(crate) machine: Box<dyn Machine + Send>,
    pub(crate) scripts: BTreeMap<AuthorizerName, AuthorizerScript>,
}

impl Tenant {
    /// An account behind a host name.
    #[must_use]
    pub fn new(host: HostName, machine: Box<dyn Machine + Send>) -> Self {
        Self { host, aliases: Vec::new(), machine, scripts: BTreeMap::new() }
    }

    /// Reached by another host name too.
    #[must_use]
    pub fn with_alias(mut self, host: HostName) -> Self {
        self.aliases.push(host);
        self
    }

    /// With custom authorizers that answer by script; any other fails at once.
    #[must_use]
    pub fn with_scripts(mut self, scripts: BTreeMap<AuthorizerName, AuthorizerScript>) -> Self {
        self.scripts = scripts;
        self
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant").field("host", &self.host).finish_non_exhaustive()
    }
}

/// What a server is started with.
#[derive(Debug)]
pub struct ServerConfig {
    pub(crate) listen: SocketAddr,
    pub(crate) plain: Option<SocketAddr>,
    pub(crate) plain_as: Option<CertificateId>,
    pub(crate) identity: ServerIdentity,
    pub(crate) client_roots: Vec<CertificateDer<'static>>,
    pub(crate) tenants: Vec<Tenant>,
    pub(crate) clock: Clock,
}

impl ServerConfig {
    /// A server on a free port of 127.0.0.1 that runs on the system's time. Client certificates must lead to one of
    /// `client_roots`; whether one is registered, its account decides.
    #[must_use]
    pub fn new(identity: ServerIdentity, client_roots: Vec<CertificateDer<'static>>) -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { listen, plain: None, plain_as: None, identity, client_roots, tenants: Vec::new(), clock: Clock::System }
    }

    /// Serves one account more.
    #[must_use]
    pub fn with_tenant(mut self, tenant: Tenant) -> Self {
        self.tenants.push(tenant);
        self
    }

    /// Listens somewhere else.
    #[must_use]
    pub const fn with_address(mut self, listen: SocketAddr) -> Self {
        self.listen = listen;
        self
    }

    /// Also speaks MQTT without TLS there, to the first account: without TLS nothing tells accounts apart.
    #[must_use]
    pub const fn with_plain(mut self, listen: SocketAddr) -> Self {
        self.plain = Some(listen);
        self
    }

    /// Takes whoever comes without TLS for the holder of a certificate; otherwise they show none.
    #[must_use]
    pub fn with_plain_as(mut self, certificate: CertificateId) -> Self {
        self.plain_as = Some(certificate);
        self
    }

    /// Takes the time from somewhere else.
    #[must_use]
    pub const fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_is_lower_case_and_no_address() {
        assert_eq!(HostName::new("LocalHost").map(|host| host.to_string()), Ok("localhost".to_owned()));
        for text in ["127.0.0.1", "", "a b"] {
            assert!(HostName::new(text).is_err(), "{text}");
        }
    }
}
