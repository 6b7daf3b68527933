//! A server in a process of its own, in resident memory.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::ServerName;
use touchstone_account::Operation;
use touchstone_benches::fleet::{self, ALLOW_ALL};
use touchstone_benches::packets;
use touchstone_server::pki::{Authority, ClientIdentity};
use touchstone_server::{HostName, Server, ServerConfig, Tenant};
use touchstone_vocabulary::{PolicyName, QoS};

use crate::Habit;
use crate::peers::{self, DELIVERY, VERSION};

/// The argument that makes this program the server.
const SERVE: &str = "serve-for-connection-memory";
/// Both processes make the same authority from it.
const SEED: &[u8] = b"connection memory";
/// How long a peer that floods must be unable to write before it counts as held back.
const HELD_BACK: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether this process is to be the server.
pub(crate) fn asked_to_serve() -> bool {
    std::env::args().nth(1).is_some_and(|argument| argument == SERVE)
}

fn identity() -> (Authority, ClientIdentity) {
    let authority = Authority::from_seed(SEED).unwrap();
    let identity = authority.issue_client("peer").unwrap();
    (authority, identity)
}

/// Serves until standard input ends; tells both ports on standard output.
pub(crate) fn serve() {
    let (authority, identity) = identity();
    let host = HostName::new("localhost").unwrap();
    let certificate = identity.id;
    let config = ServerConfig::new(authority.issue_server(&["localhost"]).unwrap(), vec![authority.certificate()])
        .with_tenant(Tenant::new(host.clone(), Box::new(fleet::account())))
        .with_plain(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .with_plain_as(certificate.clone());
    let server = Server::start(config).unwrap();
    let policy = PolicyName::new("all").unwrap();
    for operation in [
        Operation::RegisterCertificate { certificate: certificate.clone() },
        Operation::PutPolicy { name: policy.clone(), document: ALLOW_ALL.to_owned() },
        Operation::AttachPolicy { policy, certificate },
    ] {
        server.operate(&host, operation).unwrap();
    }
    println!("{} {}", server.plain_address().unwrap().port(), server.address().port());
    let _end = std::io::stdin().read_to_end(&mut Vec::new());
}

/// Prints a line for each habit.
pub(crate) fn table(idle: usize, misbehaving: usize) {
    println!("resident bytes of a server, for each connection over loopback");
    for habit in Habit::ALL {
        let peers = if habit == Habit::Idle { idle } else { misbehaving };
        line(habit.words(), habit, peers, &Yard::plain);
        if habit == Habit::Idle {
            line("idle, over mutual TLS", habit, peers, &Yard::over_tls);
        }
    }
}

/// A server of its own for each line, so that no line finds memory that another has left.
fn line<S: Stream>(words: &str, habit: Habit, count: usize, open: &dyn Fn(&Yard) -> S) {
    let yard = Yard::start();
    // What is made once, with the first connection, is no part of any.
    drop(yard.online(open(&yard), "first"));
    let mut publisher = yard.online(yard.plain(), "publisher");
    let before = yard.resident();
    let each = || yard.resident().saturating_sub(before) / count;
    let mut round = || {
        let mut peers: Vec<S> = (0..count).map(|number| yard.begun(open(&yard), number, habit)).collect();
        let [once, twice] = [0, 1].map(|turn| {
            for (number, peer) in peers.iter_mut().enumerate() {
                loaded(peer, (number, turn), habit, &mut publisher);
            }
            each()
        });
        drop(peers);
        (once, twice, each())
    };
    let (once, twice, left) = round();
    let (_, again, _) = round();
    println!(
        "  {words:<42} {once:>12} {twice:>12} after twice the load {left:>8} left {again:>12} with as many again ({count} \
         peers)"
    );
    let most = 2 * peers::most(habit) + 64 * 1_024;
    assert!(count < 5 || once.max(twice).max(again) <= most, "{words}: more than {most} bytes for each peer");
}

/// Does to a peer, or lets it do, what its habit is.
fn loaded<S: Stream>(peer: &mut S, (number, turn): (usize, usize), habit: Habit, publisher: &mut TcpStream) {
    if let Some(qos) = peers::subscribes(habit) {
        publish(publisher, &peers::topic(number), qos, peers::deliveries(habit));
    }
    let sent = peers::sent(habit, turn);
    let mut rest = sent.as_slice();
    let mut since = Instant::now();
    peer.socket().set_nonblocking(true).unwrap();
    while !rest.is_empty() && since.elapsed() < HELD_BACK {
        match peer.write(rest) {
            Ok(count) => (rest, since) = (rest.get(count..).unwrap_or_default(), Instant::now()),
            Err(cause) if cause.kind() == ErrorKind::WouldBlock => std::thread::yield_now(),
            // Sent away, which is one way to be bounded.
            Err(_) => return,
        }
    }
}

/// Publishes so many deliveries, in windows that the server acknowledges.
fn publish(publisher: &mut TcpStream, topic: &str, qos: QoS, count: usize) {
    const WINDOW: usize = 50;
    let frame = packets::publish(topic, qos, &[b'x'; DELIVERY]);
    let answer: &[u8] = if qos == QoS::AtMostOnce { &[0xD0, 0] } else { &[0x40, 2, 0, 1] };
    for _ in 0..count / WINDOW {
        for _ in 0..WINDOW {
            publisher.write_all(&frame).unwrap();
        }
        let answers = if qos == QoS::AtMostOnce {
            publisher.write_all(&[0xC0, 0]).unwrap();
            1
        } else {
            WINDOW
        };
        let mut answered = vec![0; answers * answer.len()];
        publisher.read_exact(&mut answered).unwrap();
        assert!(answered.chunks(answer.len()).all(|one| one == answer), "{answered:02x?}");
    }
}

/// A server, and what a client needs to reach it.
struct Yard {
    child: Child,
    /// The server ends with it.
    _stdin: ChildStdin,
    plain: u16,
    secure: u16,
    tls: Arc<ClientConfig>,
}

impl Yard {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(SERVE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ports = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ports).unwrap();
        let mut ports = ports.split_whitespace().map(|port| port.parse().unwrap());
        let (authority, identity) = identity();
        let mut roots = RootCertStore::empty();
        roots.add(authority.certificate()).unwrap();
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(identity.chain, identity.key)
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        Self { child, _stdin: stdin, plain: ports.next().unwrap(), secure: ports.next().unwrap(), tls: Arc::new(tls) }
    }

    fn plain(&self) -> TcpStream {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, self.plain)).unwrap();
        socket.set_nodelay(true).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket
    }

    fn over_tls(&self) -> StreamOwned<ClientConnection, TcpStream> {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, self.secure)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        StreamOwned::new(ClientConnection::new(Arc::clone(&self.tls), name).unwrap(), socket)
    }

    /// A connection that was accepted.
    fn online<S: Stream>(&self, mut stream: S, client: &str) -> S {
        stream.write_all(&packets::connect(VERSION, client, None)).unwrap();
        let mut connack = [0; 4];
        stream.read_exact(&mut connack).unwrap();
        assert_eq!(connack, [0x20, 2, 0, 0], "CONNACK of `{client}`");
        stream
    }

    /// Brings a peer to where its habit begins.
    fn begun<S: Stream>(&self, stream: S, number: usize, habit: Habit) -> S {
        if habit == Habit::HalfConnect {
            return stream;
        }
        let mut stream = self.online(stream, &fleet::thing(number));
        if let Some(qos) = peers::subscribes(habit) {
            stream.write_all(&packets::subscribe(&peers::topic(number), qos)).unwrap();
            let mut suback = [0; 5];
            stream.read_exact(&mut suback).unwrap();
            assert_eq!(suback[0], 0x90, "{suback:02x?}");
        }
        stream
    }

    /// Resident bytes of the server, once they no longer change.
    fn resident(&self) -> usize {
        let now = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
            line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1_024
        };
        let (begun, mut before) = (Instant::now(), now());
        loop {
            std::thread::sleep(Duration::from_millis(150));
            let after = now();
            if after == before || begun.elapsed() > Duration::from_secs(3) {
                return after;
            }
            before = after;
        }
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        // It may have ended.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A stream over a socket.
trait Stream: Read + Write {
    fn socket(&self) -> &TcpStream;
}

impl Stream for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

impl Stream for StreamOwned<ClientConnection, TcpStream> {
    fn socket(&self) -> &TcpStream {
        &self.sock
    }
}
