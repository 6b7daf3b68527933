//! How long does a takeover take over loopback, and is its order ever wrong?
//!
//! One client id, over mutual TLS and over plain TCP (where a custom authorizer with a script lets it in), by turns with
//! MQTT 5 and 3.1.1, so that each incumbent is of the other version than its newcomer. A round begins when the account
//! has both connections. The newcomer writes its CONNECT, then both sockets are polled without waiting; when the CONNACK
//! is there, the next look at the incumbent's socket must find everything to its end: DISCONNECT 0x8E on 5, and the end
//! of the stream. A round in which it does not is counted as early, and any makes this program fail.

#![expect(clippy::unwrap_used, reason = "a benchmark whose set-up fails has nothing to say")]
#![expect(clippy::print_stdout, reason = "the printed lines are the result")]

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::ServerName;
use touchstone_account::{AuthorizerScript, Operation};
use touchstone_benches::fleet::{self, ALLOW_ALL};
use touchstone_benches::packets;
use touchstone_server::pki::Authority;
use touchstone_server::{HostName, Server, ServerConfig, Tenant};
use touchstone_vocabulary::{AuthorizerName, PolicyName, Span};
use touchstone_wire::{Decoded, Packet, ProtocolVersion, ReasonCode, Rules, decode};

const CLIENT: &str = "lamp";
const USER_NAME: &str = "lamp?x-amz-customauthorizer-name=everybody";
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    let rounds = if touchstone_benches::runs_in_full() { 2_000 } else { 50 };
    let yard = Yard::start();
    let early = yard.play("mutual TLS", rounds, None, || yard.over_tls())
        + yard.play("plain TCP", rounds, Some(USER_NAME), || yard.socket(yard.server.plain_address().unwrap()));
    if early == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A server with one account, and what a client needs to reach it.
struct Yard {
    server: Server,
    host: HostName,
    tls: Arc<ClientConfig>,
}

impl Yard {
    fn start() -> Self {
        let authority = Authority::from_seed(b"takeover").unwrap();
        let identity = authority.issue_client(CLIENT).unwrap();
        let host = HostName::new("localhost").unwrap();
        let everybody = AuthorizerName::new("everybody").unwrap();
        let scripts = BTreeMap::from([(everybody.clone(), script())]);
        let tenant = Tenant::new(host.clone(), Box::new(fleet::account())).with_scripts(scripts);
        let config = ServerConfig::new(authority.issue_server(&["localhost"]).unwrap(), vec![authority.certificate()])
            .with_tenant(tenant)
            .with_plain(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let server = Server::start(config).unwrap();
        let (policy, certificate) = (PolicyName::new("all").unwrap(), identity.id.clone());
        for operation in [
            Operation::PutAuthorizer { name: everybody },
            Operation::RegisterCertificate { certificate: certificate.clone() },
            Operation::PutPolicy { name: policy.clone(), document: ALLOW_ALL.to_owned() },
            Operation::AttachPolicy { policy, certificate },
        ] {
            server.operate(&host, operation).unwrap();
        }
        let mut roots = RootCertStore::empty();
        roots.add(authority.certificate()).unwrap();
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(identity.chain, identity.key)
            .unwrap();
        Self { server, host, tls: Arc::new(tls) }
    }

    fn socket(&self, address: SocketAddr) -> TcpStream {
        let before = self.server.opened(&self.host).unwrap();
        let socket = TcpStream::connect(address).unwrap();
        socket.set_nodelay(true).unwrap();
        if Some(address) == self.server.plain_address() {
            self.wait_until_open(before);
        }
        socket
    }

    fn over_tls(&self) -> StreamOwned<ClientConnection, TcpStream> {
        let before = self.server.opened(&self.host).unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::clone(&self.tls), name).unwrap();
        let mut stream = StreamOwned::new(connection, self.socket(self.server.address()));
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock).unwrap();
        }
        self.wait_until_open(before);
        stream
    }

    /// Waits until the account has the connection, which is after the client's side of a handshake.
    fn wait_until_open(&self, before: u64) {
        let start = Instant::now();
        while self.server.opened(&self.host).unwrap() == before {
            assert!(start.elapsed() < PATIENCE, "the account never got the connection");
        }
    }

    /// Plays takeovers and prints what was seen; answers how often the order was wrong.
    fn play<S: Stream>(&self, how: &str, rounds: usize, user_name: Option<&str>, open: impl Fn() -> S) -> usize {
        let mut versions = [ProtocolVersion::V5, ProtocolVersion::V311].into_iter().cycle();
        let mut next = || {
            let version = versions.next().unwrap_or(ProtocolVersion::V5);
            let stream = open();
            stream.sock().set_nonblocking(true).unwrap();
            (Client { stream, version, seen: Vec::new() }, packets::connect(version, CLIENT, user_name))
        };
        let (mut incumbent, connect) = next();
        incumbent.stream.write_all(&connect).unwrap();
        incumbent.wait_for_connack();
        let mut early = 0;
        let mut micros = Vec::new();
        for _ in 0..rounds {
            let (mut newcomer, connect) = next();
            let round = Round::play(&mut incumbent, &mut newcomer, &connect);
            early += usize::from(round.early);
            micros.push(round.to_end.as_micros());
            incumbent = newcomer;
        }
        assert_eq!(self.server.connections(&self.host).unwrap(), 1, "only the last one stays");
        micros.sort_unstable();
        let percentile = |share: usize| micros.get((micros.len() - 1) * share / 100).copied().unwrap_or_default();
        println!(
            "takeover over {how}: {rounds} rounds, CONNACK before the incumbent's end {early} times, from CONNECT to \
             the incumbent's end p50 {} µs, p99 {} µs, longest {} µs",
            percentile(50),
            percentile(99),
            percentile(100),
        );
        early
    }
}

/// What a custom authorizer says that lets everybody in, at once.
fn script() -> AuthorizerScript {
    let policy = ALLOW_ALL.replace('"', "\\\"");
    let answer = format!(r#"{{"isAuthenticated":true,"principalId":"lamp","policyDocuments":["{policy}"]}}"#);
    AuthorizerScript::new(&answer, Span::ZERO)
}

/// A takeover as the client side saw it.
struct Round {
    /// Whether the CONNACK was readable while something of the incumbent's end was not.
    early: bool,
    /// From before the CONNECT was written until the incumbent's end was read.
    to_end: Duration,
}

impl Round {
    fn play<S: Stream>(incumbent: &mut Client<S>, newcomer: &mut Client<S>, connect: &[u8]) -> Self {
        let start = Instant::now();
        newcomer.stream.write_all(connect).unwrap();
        let (mut accepted, mut early, mut to_end) = (false, false, None);
        while !accepted || to_end.is_none() {
            assert!(start.elapsed() < PATIENCE, "the takeover never ended");
            let accepted_before = accepted;
            accepted = accepted || newcomer.has_connack();
            if to_end.is_none() && incumbent.has_ended() {
                to_end = Some(start.elapsed());
            }
            early |= accepted && !accepted_before && to_end.is_none();
        }
        incumbent.assert_parting();
        Self { early, to_end: to_end.unwrap_or_default() }
    }
}

/// One side of a connection.
struct Client<S> {
    stream: S,
    version: ProtocolVersion,
    seen: Vec<u8>,
}

impl<S: Stream> Client<S> {
    fn wait_for_connack(&mut self) {
        let start = Instant::now();
        while !self.has_connack() {
            assert!(start.elapsed() < PATIENCE, "no CONNACK came");
        }
    }

    /// Reads what is there; answers whether a CONNACK is, which it takes.
    fn has_connack(&mut self) -> bool {
        assert!(!self.has_ended(), "the newcomer was sent away: {:02x?}", self.seen);
        let Decoded::Packet { packet, length } = decode(&self.seen, &Rules::strict(self.version)) else {
            return false;
        };
        assert!(matches!(packet, Packet::Connack(ack) if ack.code == ReasonCode::SUCCESS), "{packet:?}");
        self.seen.drain(..length);
        true
    }

    /// Reads what is there; answers whether that is the end.
    fn has_ended(&mut self) -> bool {
        let mut buffer = [0; 256];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return true,
                Ok(count) => self.seen.extend(buffer.iter().take(count)),
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => return false,
                Err(cause) => unreachable!("connections end in order: {cause}"),
            }
        }
    }

    /// What came last must be what the version says: DISCONNECT 0x8E on 5, nothing on 3.1.1.
    fn assert_parting(&self) {
        let rules = Rules::strict(self.version);
        match (self.version, decode(&self.seen, &rules)) {
            (ProtocolVersion::V311, _) => assert!(self.seen.is_empty(), "{:02x?}", self.seen),
            (ProtocolVersion::V5, Decoded::Packet { packet: Packet::Disconnect(parting), .. }) => {
                assert_eq!(parting.reason, ReasonCode::SESSION_TAKEN_OVER);
            }
            (ProtocolVersion::V5, other) => unreachable!("instead of DISCONNECT: {other:?}"),
        }
    }
}

/// A stream over a socket.
trait Stream: Read + Write {
    fn sock(&self) -> &TcpStream;
}

impl Stream for TcpStream {
    fn sock(&self) -> &TcpStream {
        self
    }
}

impl Stream for StreamOwned<ClientConnection, TcpStream> {
    fn sock(&self) -> &TcpStream {
        &self.sock
    }
}
