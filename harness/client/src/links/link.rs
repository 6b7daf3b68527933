//! The life of one link, advanced whenever its socket may have something to say.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use rustls::ClientConnection;
use socket2::{Domain, Socket, Type};

use crate::links::transport::{Pace, Received, Transport};
use crate::links::{LinkEvent, TlsIdentity};

/// What a connect that goes on in the background is called by the system.
const IN_PROGRESS: i32 = if cfg!(target_os = "linux") { 115 } else { 36 };

/// Where to connect, and how.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) number: u32,
    /// The addresses not tried yet.
    pub(super) addresses: VecDeque<SocketAddr>,
    pub(super) tls: Option<TlsIdentity>,
    pub(super) window: usize,
}

/// A connection, or one being made.
#[derive(Debug)]
pub(super) struct Link {
    plan: Plan,
    transport: Transport,
    phase: Phase,
    flow: Flow,
    sending: Sending,
    outbox: VecDeque<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Connecting,
    Handshaking,
    Connected,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Flowing,
    Stalled,
    Silent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sending {
    Open,
    Closing,
    Ended,
}

/// Whether a link has more to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It may have more to do without waiting.
    More,
    /// It waits for its socket.
    Blocked,
    /// It has ended.
    Gone,
}

impl Link {
    /// Begins to connect to the first address that does not fail at once.
    pub(super) fn dial(mut plan: Plan, registry: &Registry) -> Result<Self, String> {
        let mut reason = "the name has no address".to_owned();
        while let Some(address) = plan.addresses.pop_front() {
            match begin(address, &plan, registry) {
                Ok(transport) => {
                    let outbox = VecDeque::new();
                    let (phase, flow, sending) = (Phase::Connecting, Flow::Flowing, Sending::Open);
                    return Ok(Self { plan, transport, phase, flow, sending, outbox });
                }
                Err(error) => reason = error.to_string(),
            }
        }
        Err(reason)
    }

    /// Keeps bytes to be sent, and sends what can be sent now.
    pub(super) fn write(&mut self, bytes: &[u8], pace: Pace) {
        if self.sending == Sending::Open {
            self.outbox.extend(bytes);
            self.flush(pace);
        }
    }

    /// Closes this side when everything is sent.
    pub(super) fn finish(&mut self, pace: Pace) {
        if self.sending == Sending::Open {
            self.sending = Sending::Closing;
            self.flush(pace);
        }
    }

    /// Makes the drop of this link an abort.
    pub(super) fn abort(&self) {
        // Where the option is refused, the drop closes in order, which the peer sees as an end as well.
        let _ = self.transport.abort();
    }

    /// Neither reads nor writes from here on.
    pub(super) fn silence(&mut self, registry: &Registry) {
        self.flow = Flow::Silent;
        // Without registration nothing wakes the poller; with it, nothing would be done either.
        let _ = registry.deregister(&mut self.transport.socket);
    }

    /// Stops or takes up reading; a silent link stays silent.
    pub(super) fn stall(&mut self, stalled: bool) {
        if self.flow != Flow::Silent {
            self.flow = if stalled { Flow::Stalled } else { Flow::Flowing };
        }
    }

    /// Does what can be done without waiting, reading at most once.
    pub(super) fn step(&mut self, pace: Pace, registry: &Registry, events: &mut VecDeque<LinkEvent>) -> Step {
        match (self.flow, self.phase) {
            (Flow::Silent, _) => Step::Blocked,
            (_, Phase::Connecting) => self.finish_connect(registry, events),
            (_, Phase::Handshaking) => self.shake_hands(registry, events),
            (Flow::Stalled, Phase::Connected) => {
                self.flush(pace);
                Step::Blocked
            }
            (Flow::Flowing, Phase::Connected) => {
                self.flush(pace);
                self.read(pace, events)
            }
        }
    }

    fn finish_connect(&mut self, registry: &Registry, events: &mut VecDeque<LinkEvent>) -> Step {
        let socket = &self.transport.socket;
        match socket.take_error().and_then(|error| error.map_or_else(|| socket.peer_addr(), Err)) {
            Ok(_) if self.transport.is_handshaking() => self.phase = Phase::Handshaking,
            Ok(_) => self.connected(events),
            Err(error) if error.kind() == io::ErrorKind::NotConnected => return Step::Blocked,
            Err(error) => return self.dial_again(&error.to_string(), registry, events),
        }
        Step::More
    }

    fn shake_hands(&mut self, registry: &Registry, events: &mut VecDeque<LinkEvent>) -> Step {
        if let Err(error) = self.transport.flush(&mut VecDeque::new(), Pace::Whole) {
            return self.dial_again(&error.to_string(), registry, events);
        }
        match self.transport.receive(Pace::Whole) {
            Received::End(reason) => self.refused(&format!("no TLS: {reason}"), events),
            Received::Blocked => Step::Blocked,
            // Application data is given out by a read of its own, so there is none yet.
            Received::More | Received::Bytes(_) if self.transport.is_handshaking() => Step::More,
            Received::More | Received::Bytes(_) => {
                self.connected(events);
                Step::More
            }
        }
    }

    /// Tells that the connection is made.
    fn connected(&mut self, events: &mut VecDeque<LinkEvent>) {
        self.phase = Phase::Connected;
        events.push_back(LinkEvent::Dialled(self.plan.number, Ok(())));
    }

    /// Tries the next address, or tells that there is no connection.
    fn dial_again(&mut self, reason: &str, registry: &Registry, events: &mut VecDeque<LinkEvent>) -> Step {
        while let Some(address) = self.plan.addresses.pop_front() {
            if let Ok(transport) = begin(address, &self.plan, registry) {
                self.transport = transport;
                self.phase = Phase::Connecting;
                return Step::More;
            }
        }
        self.refused(reason, events)
    }

    fn refused(&self, reason: &str, events: &mut VecDeque<LinkEvent>) -> Step {
        events.push_back(LinkEvent::Dialled(self.plan.number, Err(reason.to_owned())));
        Step::Gone
    }

    fn read(&mut self, pace: Pace, events: &mut VecDeque<LinkEvent>) -> Step {
        match self.transport.receive(pace) {
            Received::Bytes(bytes) => events.push_back(LinkEvent::Bytes(self.plan.number, bytes)),
            Received::More => {}
            Received::Blocked => return Step::Blocked,
            Received::End(_) => {
                events.push_back(LinkEvent::Closed(self.plan.number));
                return Step::Gone;
            }
        }
        Step::More
    }

    /// Sends what can be sent. A failure ends sending only: what the peer said before its end is still to be read.
    fn flush(&mut self, pace: Pace) {
        if self.phase != Phase::Connected || self.flow == Flow::Silent || self.sending == Sending::Ended {
            return;
        }
        match self.transport.flush(&mut self.outbox, pace) {
            Ok(true) if self.sending == Sending::Closing => {
                // A peer that is gone already needs no farewell.
                let _ = self.transport.finish();
                self.sending = Sending::Ended;
            }
            Ok(_) => {}
            Err(_) => {
                self.outbox.clear();
                self.sending = Sending::Ended;
            }
        }
    }
}

/// Begins to connect to one address.
fn begin(address: SocketAddr, plan: &Plan, registry: &Registry) -> io::Result<Transport> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if plan.window < socket.recv_buffer_size()? {
        socket.set_recv_buffer_size(plan.window)?;
    }
    socket.set_tcp_nodelay(true)?;
    socket.set_nonblocking(true)?;
    match socket.connect(&address.into()) {
        Err(error) if error.raw_os_error() != Some(IN_PROGRESS) => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let tls: Option<ClientConnection> =
        plan.tls.as_ref().map(TlsIdentity::begin).transpose().map_err(io::Error::other)?;
    let mut socket = TcpStream::from_std(socket.into());
    registry.register(&mut socket, Token(plan.number as usize), Interest::READABLE | Interest::WRITABLE)?;
    Ok(Transport::new(socket, tls))
}
