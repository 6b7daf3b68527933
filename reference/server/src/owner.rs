//! The thread that owns an account, its driver and its MQTT sockets.

mod command;
mod linger;
mod socket;
mod told;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::{Events, Interest, Poll, Token, Waker};
use rustls::ServerConnection;
use tokio::sync::oneshot;
use touchstone_account::driver::{Driver, End};
use touchstone_account::{
    Answer, Caller, ConnectionId, Ending, HttpResponse, LogRecord, Machine, OperationError, Peer, RequestId,
};
use touchstone_vocabulary::Span;

pub(crate) use self::command::{Command, Mailbox, Stopped};
use self::linger::Lingering;
use self::socket::{Incoming, Socket};
use crate::clock::ServerClock;
use crate::{Clock, HostName, Tenant};

/// The token of the waker; connections count up from 1 and never get there.
const WAKE: Token = Token(usize::MAX);

/// Bytes read at once, into one buffer for all connections.
const BUFFER: usize = 16 * 1_024;

/// Reads of one connection before others have their turn.
const TURN: usize = 4;

/// Turns beyond one for each connection that a sweep takes at most, for a client that never stops sending.
const SWEEP: usize = 4_096;

/// Log records that are kept; the oldest go first.
const LOGS: usize = 4_096;

/// Answers that are still waited for before those nobody waits for are looked for.
const PENDING: usize = 1_024;

/// Starts the thread that owns an account.
pub(crate) fn start(tenant: Tenant, clock: Clock) -> io::Result<(Mailbox, JoinHandle<()>)> {
    let poll = Poll::new()?;
    let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
    let (sender, commands) = mpsc::channel();
    let Tenant { host, machine, scripts, aliases: _ } = tenant;
    let name = format!("account {host}");
    let owner = move || {
        let clock = ServerClock::start(clock);
        let driver = Driver::new(machine, clock.now(), scripts);
        Owner::new(host, driver, clock, poll, commands).run();
    };
    Ok((Mailbox::new(sender, waker), std::thread::Builder::new().name(name).spawn(owner)?))
}

/// Who waits for an answer.
enum Waiting {
    Http(oneshot::Sender<HttpResponse>),
    Operation(SyncSender<Result<(), OperationError>>),
}

/// Whether the thread goes on.
#[derive(PartialEq, Eq)]
enum Going {
    On,
    Stops,
}

struct Owner {
    host: HostName,
    driver: Driver<Box<dyn Machine + Send>, Socket>,
    clock: ServerClock,
    poll: Poll,
    commands: Receiver<Command>,
    waiting: BTreeMap<RequestId, Waiting>,
    lingering: Lingering,
    /// Connections to be read without waiting for an event: interrupted, or read again.
    backlog: VecDeque<ConnectionId>,
    logs: VecDeque<LogRecord>,
    buffer: Vec<u8>,
}

impl Owner {
    fn new(
        host: HostName,
        driver: Driver<Box<dyn Machine + Send>, Socket>,
        clock: ServerClock,
        poll: Poll,
        commands: Receiver<Command>,
    ) -> Self {
        Self {
            host,
            driver,
            clock,
            poll,
            commands,
            waiting: BTreeMap::new(),
            lingering: Lingering::default(),
            backlog: VecDeque::new(),
            logs: VecDeque::new(),
            buffer: vec![0; BUFFER],
        }
    }

    fn run(mut self) {
        let mut events = Events::with_capacity(1_024);
        loop {
            if let Err(cause) = self.poll.poll(&mut events, self.patience())
                && cause.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(host = %self.host, %cause, "the account's thread cannot wait for events and ends");
                return;
            }
            // One `now` for the whole turn.
            self.driver.advance(self.clock.now());
            self.collect();
            for event in &events {
                self.on_event(event);
            }
            for _ in 0..self.backlog.len() {
                self.read_on();
            }
            self.lingering.expire(Instant::now());
            if self.obey() == Going::Stops {
                return;
            }
        }
    }

    /// How long to wait for events.
    fn patience(&self) -> Option<Duration> {
        if !self.backlog.is_empty() {
            return Some(Duration::ZERO);
        }
        let due = self.driver.next_deadline().and_then(|due| self.clock.until(due));
        let lingering = self.lingering.next_deadline();
        let lingering = lingering.map(|until| until.saturating_duration_since(Instant::now()));
        // Rounded up by the system's granularity, lest a wait end just before its deadline.
        let patience = [due, lingering].into_iter().flatten().min()?;
        Some(if patience.is_zero() { patience } else { patience + Duration::from_millis(1) })
    }

    fn on_event(&mut self, event: &Event) {
        let Token(number) = event.token();
        let number = number as u64;
        let id = ConnectionId(number);
        if event.token() == WAKE {
            return;
        }
        let Some(socket) = self.driver.wire_mut(id) else {
            return self.lingering.discard(number, &mut self.buffer);
        };
        if event.is_writable() && socket.hand_on() {
            self.driver.writable(id);
        }
        if event.is_readable() || event.is_read_closed() {
            self.read(id);
        }
        if event.is_error() && !self.driver.reads(id) {
            // Nobody reads it, so nobody would learn it.
            self.driver.gone(self.driver.now(), id, Ending::Reset);
        }
        self.collect();
    }

    /// Reads a connection for one turn.
    fn read(&mut self, id: ConnectionId) {
        let now = self.driver.now();
        for _ in 0..TURN {
            if !self.driver.reads(id) {
                return;
            }
            let Some(socket) = self.driver.wire_mut(id) else { return };
            match socket.read(&mut self.buffer) {
                Incoming::Blocked => return,
                Incoming::Ended(ending) => return self.driver.gone(now, id, ending),
                Incoming::Bytes(count) => {
                    let bytes = self.buffer.get(..count).unwrap_or_default();
                    self.driver.received(now, id, bytes);
                }
            }
        }
        self.backlog.push_back(id);
    }

    fn read_on(&mut self) {
        if let Some(id) = self.backlog.pop_front() {
            self.read(id);
            self.collect();
        }
    }

    /// Reads every socket until it would block.
    fn sweep(&mut self) {
        self.backlog.extend(self.driver.connections());
        for _ in 0..self.backlog.len() + SWEEP {
            self.read_on();
        }
    }

    /// Takes what the driver has for its shell.
    fn collect(&mut self) {
        self.backlog.extend(self.driver.take_resumed());
        for (request, answer) in self.driver.take_answers() {
            self.answer(request, answer);
        }
        for record in self.driver.take_logs() {
            told::tell(&self.host, &record);
            if self.logs.len() == LOGS {
                self.logs.pop_front();
            }
            self.logs.push_back(record);
        }
        for (id, socket) in self.driver.take_ended() {
            let ended = socket.into_ended();
            tracing::debug!(host = %self.host, connection = id.0, how = ?ended.as_ref().map(|(_, how)| how), "connection closed");
            if let Some((stream, End::Orderly)) = ended {
                self.lingering.add(Instant::now(), id.0, stream, &mut self.buffer);
            }
        }
    }

    fn answer(&mut self, request: RequestId, answer: Answer) {
        // Who asked may have gone meanwhile, and then nobody is told.
        let _gone = match (self.waiting.remove(&request), answer) {
            (Some(Waiting::Http(reply)), Answer::Http(response)) => reply.send(response).is_ok(),
            (Some(Waiting::Operation(reply)), Answer::Operation(result)) => reply.send(result).is_ok(),
            _ => false,
        };
    }

    fn obey(&mut self) -> Going {
        while let Ok(command) = self.commands.try_recv() {
            // Who asked may have gone meanwhile, and then nobody is told.
            let _told = match command {
                Command::Stop => return Going::Stops,
                Command::Adopt(socket, tls, peer) => self.adopt(socket, tls, peer),
                Command::Ask(peer, http, reply) => {
                    let request = self.driver.asked(self.driver.now(), peer, http);
                    self.wait(request, Waiting::Http(reply))
                }
                Command::Operate(operation, reply) => {
                    self.sweep();
                    let request = self.driver.operated(self.driver.now(), Caller::Owner, operation);
                    self.wait(request, Waiting::Operation(reply))
                }
                Command::Advance(span, reply) => {
                    self.advance(span);
                    reply.send(self.driver.now()).is_ok()
                }
                Command::Now(reply) => reply.send(self.driver.now()).is_ok(),
                Command::Count(reply) => {
                    self.sweep();
                    reply.send(self.driver.connections().count()).is_ok()
                }
                Command::NextDeadline(reply) => {
                    self.sweep();
                    reply.send(self.driver.next_deadline()).is_ok()
                }
                Command::Opened(reply) => reply.send(self.driver.opened()).is_ok(),
                Command::Logs(reply) => reply.send(self.logs.drain(..).collect()).is_ok(),
            };
            self.collect();
        }
        Going::On
    }

    fn advance(&mut self, span: Span) {
        self.sweep();
        self.clock.shift(span);
        self.driver.advance(self.clock.now());
    }

    fn wait(&mut self, request: RequestId, who: Waiting) -> bool {
        if self.waiting.len() >= PENDING {
            self.waiting.retain(|_, waiting| !matches!(waiting, Waiting::Http(reply) if reply.is_closed()));
        }
        self.waiting.insert(request, who).is_none()
    }

    fn adopt(&mut self, socket: TcpStream, tls: Option<Box<ServerConnection>>, peer: Peer) -> bool {
        let address = peer.address;
        let socket = Socket::new(mio::net::TcpStream::from_std(socket), tls);
        let id = self.driver.open(self.driver.now(), peer, socket);
        tracing::debug!(host = %self.host, connection = id.0, %address, "connection opened");
        let Some(socket) = self.driver.wire_mut(id) else { return true };
        let Ok(token) = usize::try_from(id.0) else { return false };
        let interest = Interest::READABLE | Interest::WRITABLE;
        if let Err(cause) = self.poll.registry().register(socket.stream_mut(), Token(token), interest) {
            tracing::warn!(host = %self.host, connection = id.0, %cause, "connection cannot be watched");
            self.driver.gone(self.driver.now(), id, Ending::Reset);
            return false;
        }
        // What came with the end of the handshake makes no event.
        self.read(id);
        true
    }
}
