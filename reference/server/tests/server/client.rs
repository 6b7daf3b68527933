//! A blocking client and a server of echoes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::ServerName;
use touchstone_server::pki::{Authority, ClientIdentity};
use touchstone_server::{Clock, HostName, Server, ServerConfig, Tenant};
use touchstone_vocabulary::Time;

use crate::echo::Echo;

/// The longest any read may take; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) type TlsStream = StreamOwned<ClientConnection, TcpStream>;

/// The host of the one account, or of the first.
pub(super) fn here() -> HostName {
    host("localhost")
}

/// The host of the second account.
pub(super) fn there() -> HostName {
    host("other.localhost")
}

fn host(name: &str) -> HostName {
    HostName::new(name).unwrap()
}

pub(super) fn authority() -> Authority {
    Authority::from_seed(b"tests of the server").unwrap()
}

pub(super) fn config() -> ServerConfig {
    let authority = authority();
    let identity = authority.issue_server(&["localhost", "other.localhost"]).unwrap();
    ServerConfig::new(identity, vec![authority.certificate()])
        .with_tenant(Tenant::new(here(), Box::<Echo>::default()))
        .with_tenant(Tenant::new(there(), Box::<Echo>::default()))
}

/// Serves two accounts whose clocks are held at the scenario's start.
pub(super) fn server() -> Server {
    Server::start(config().with_clock(Clock::Held(Time::SCENARIO_START))).unwrap()
}

/// How a client comes in.
pub(super) struct Caller {
    pub(super) name: &'static str,
    pub(super) protocols: &'static [&'static [u8]],
    pub(super) identity: Option<ClientIdentity>,
}

impl Caller {
    /// MQTT by certificate, to the first account.
    pub(super) fn new() -> Self {
        Self { name: "localhost", protocols: &[], identity: Some(authority().issue_client("a").unwrap()) }
    }

    pub(super) fn to(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub(super) fn speaking(mut self, protocols: &'static [&'static [u8]]) -> Self {
        self.protocols = protocols;
        self
    }

    pub(super) fn with_identity(mut self, identity: Option<ClientIdentity>) -> Self {
        self.identity = identity;
        self
    }

    pub(super) fn config(&self) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(authority().certificate()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
        let mut config = match &self.identity {
            Some(identity) => builder.with_client_auth_cert(identity.chain.clone(), identity.key.clone_key()).unwrap(),
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = self.protocols.iter().map(|name| name.to_vec()).collect();
        Arc::new(config)
    }

    /// Connects; with TLS 1.3 a refusal shows only when something is read.
    pub(super) fn connect(&self, server: &Server) -> TlsStream {
        self.connect_as(server, self.config())
    }

    pub(super) fn connect_as(&self, server: &Server, config: Arc<ClientConfig>) -> TlsStream {
        let name = ServerName::try_from(self.name).unwrap();
        StreamOwned::new(ClientConnection::new(config, name).unwrap(), socket(server.address()))
    }

    /// The lines that come back for some lines.
    pub(super) fn exchange(&self, server: &Server, lines: &str) -> std::io::Result<String> {
        exchange(&mut self.connect(server), lines)
    }

    /// Sends one request and reads until the server closes.
    pub(super) fn request(&self, server: &Server, request: &[u8]) -> String {
        let mut stream = self.connect(server);
        stream.write_all(request).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }
}

pub(super) fn socket(address: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.set_write_timeout(Some(PATIENCE)).unwrap();
    socket.set_nodelay(true).unwrap();
    socket
}

/// Sends a line and reads one.
pub(super) fn exchange(stream: &mut (impl Read + Write), line: &str) -> std::io::Result<String> {
    stream.write_all(line.as_bytes())?;
    read_line(stream)
}

/// Reads one line and not a byte more.
pub(super) fn read_line(stream: &mut impl Read) -> std::io::Result<String> {
    let mut line = String::new();
    BufReader::with_capacity(1, stream).read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
