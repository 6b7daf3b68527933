//! Sockets and HTTP calls, noticed by one poller on the caller's thread.

mod link;
#[cfg(test)]
mod tests;
mod tls;
mod transport;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token, Waker};

pub use tls::{Identity, Tls, TlsError, TlsIdentity};

use crate::calls::{self, HttpAnswer, HttpRequest};
use link::{Link, Plan, Step};
use transport::Pace;

/// The token of the waker; links have 32-bit numbers.
const WAKER: Token = Token(usize::MAX);

/// Any number of connections and HTTP calls, without a thread of its own for the connections: everything happens inside
/// [`Self::poll`], [`Self::next`] and [`Self::readable_now`], except that [`Self::write`] hands over at once what the
/// kernel takes.
#[derive(Debug)]
pub struct Links {
    poll: Poll,
    ready: Events,
    links: BTreeMap<u32, Link>,
    /// Links that may have something to do without waiting, in the order in which that was noticed.
    busy: VecDeque<u32>,
    noticed: VecDeque<LinkEvent>,
    pace: Pace,
    waker: Arc<Waker>,
    answer: Sender<(u32, Result<HttpAnswer, String>)>,
    answers: Receiver<(u32, Result<HttpAnswer, String>)>,
}

/// What happened, in the order in which it was noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// A dial came to its end; an `Err` says why no connection was made.
    Dialled(u32, Result<(), String>),
    /// Bytes came in.
    Bytes(u32, Vec<u8>),
    /// The peer ended the connection, in order or not; nothing more comes from it.
    Closed(u32),
    /// An HTTP call was answered, or came to nothing.
    Answered(u32, Result<HttpAnswer, String>),
}

/// Where an endpoint listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// A host name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// What may be done to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Everything written is sent, then this side is closed; reading goes on.
    Fin,
    /// The connection is aborted, and forgotten here.
    Reset,
    /// Nothing is read or written any more, yet the socket stays open; there is no way back.
    Silence,
    /// Nothing is read any more.
    Stall,
    /// Reading is taken up again.
    Resume,
}

impl Links {
    /// No connections yet.
    ///
    /// # Errors
    /// When the system has no poller left to give.
    pub fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
        let (answer, answers) = channel();
        Ok(Self {
            poll,
            ready: Events::with_capacity(256),
            links: BTreeMap::new(),
            busy: VecDeque::new(),
            noticed: VecDeque::new(),
            pace: Pace::Whole,
            waker,
            answer,
            answers,
        })
    }

    /// Opens a connection, whose outcome is told as [`LinkEvent::Dialled`]; numbers must not be used twice. Looking up a
    /// host name is the one thing that waits. `window` is the receive buffer, where smaller than the system's own.
    pub fn dial(&mut self, link: u32, to: &Address, tls: Option<&TlsIdentity>, window: usize) {
        let dialled = to.resolve().and_then(|addresses| {
            let plan = Plan { number: link, addresses, tls: tls.cloned(), window };
            Link::dial(plan, self.poll.registry())
        });
        match dialled {
            Ok(made) => drop(self.links.insert(link, made)),
            Err(reason) => self.noticed.push_back(LinkEvent::Dialled(link, Err(reason))),
        }
    }

    /// Sends bytes, at once as far as the kernel takes them and the connection is made, the rest later; after the
    /// connection's end they are dropped.
    pub fn write(&mut self, link: u32, bytes: &[u8]) {
        if let Some(open) = self.links.get_mut(&link) {
            open.write(bytes, self.pace);
        }
    }

    /// Does something to a connection; to one that has ended, nothing.
    pub fn hinder(&mut self, link: u32, how: Hindrance) {
        let Some(open) = self.links.get_mut(&link) else { return };
        match how {
            Hindrance::Fin => open.finish(self.pace),
            Hindrance::Reset => {
                open.abort();
                self.links.remove(&link);
            }
            Hindrance::Silence => open.silence(self.poll.registry()),
            Hindrance::Stall => open.stall(true),
            Hindrance::Resume => {
                open.stall(false);
                self.noticed_busy(link);
            }
        }
    }

    /// From here on hands over and takes in one byte at a time, each in a write, and a TLS record, of its own; or no
    /// longer does so.
    pub fn drip(&mut self, on: bool) {
        self.pace = if on { Pace::Byte } else { Pace::Whole };
    }

    /// Makes an HTTP call on a thread of its own; its outcome is told as [`LinkEvent::Answered`]. Without `tls` it is
    /// plain HTTP; with it, the server's name there is the host of the request, and `to` is where that host is.
    pub fn call(
        &mut self,
        call: u32,
        to: &Address,
        tls: Option<&TlsIdentity>,
        request: HttpRequest,
        patience: Duration,
    ) {
        let (answer, waker) = (self.answer.clone(), Arc::clone(&self.waker));
        let made = calls::start(to, tls, request, patience, move |outcome| {
            // When the receiver is gone, so is everybody who would want the answer.
            if answer.send((call, outcome)).is_ok() {
                let _ = waker.wake();
            }
        });
        if let Err(reason) = made {
            self.noticed.push_back(LinkEvent::Answered(call, Err(reason)));
        }
    }

    /// Waits until something happens, `timeout` at most, and gives out all that was noticed.
    pub fn poll(&mut self, timeout: Duration) -> Vec<LinkEvent> {
        self.wait(Instant::now() + timeout);
        self.noticed.drain(..).collect()
    }

    /// The next event, waiting until `deadline` at most.
    pub fn next(&mut self, deadline: Instant) -> Option<LinkEvent> {
        self.wait(deadline);
        self.noticed.pop_front()
    }

    /// All that can be noticed without waiting. What was in the kernel's buffers when it was called is given out, up to
    /// 16 MiB of a link, or 64 KiB of one that drips, since a peer that never stops must not hold the caller.
    pub fn readable_now(&mut self) -> Vec<LinkEvent> {
        for _ in 0..self.pace.turns() {
            if !self.turn(Duration::ZERO) && self.busy.is_empty() {
                break;
            }
        }
        self.noticed.drain(..).collect()
    }

    /// Waits until something is noticed or the deadline has come.
    fn wait(&mut self, deadline: Instant) {
        while self.noticed.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            self.turn(left);
            if left.is_zero() && self.busy.is_empty() {
                return;
            }
        }
    }

    /// Looks at the sockets, then lets every busy link do one step. Tells whether any socket had something new.
    fn turn(&mut self, timeout: Duration) -> bool {
        let timeout = if self.busy.is_empty() { timeout } else { Duration::ZERO };
        // An interrupted wait is a wait cut short: the caller looks at the clock and comes back.
        let looked = self.poll.poll(&mut self.ready, Some(timeout)).is_ok();
        let tokens: Vec<Token> =
            if looked { self.ready.iter().map(|event| event.token()).collect() } else { Vec::new() };
        for token in &tokens {
            match u32::try_from(token.0) {
                Ok(link) if *token != WAKER => self.noticed_busy(link),
                _ => {
                    self.noticed.extend(self.answers.try_iter().map(|(call, answer)| LinkEvent::Answered(call, answer)))
                }
            }
        }
        for _ in 0..self.busy.len() {
            let Some(number) = self.busy.pop_front() else { break };
            let Some(link) = self.links.get_mut(&number) else { continue };
            match link.step(self.pace, self.poll.registry(), &mut self.noticed) {
                Step::More => self.busy.push_back(number),
                Step::Blocked => {}
                Step::Gone => drop(self.links.remove(&number)),
            }
        }
        !tokens.is_empty()
    }

    fn noticed_busy(&mut self, link: u32) {
        if !self.busy.contains(&link) {
            self.busy.push_back(link);
        }
    }
}

impl Address {
    /// The addresses of the host, in the order of the system's preference.
    pub(crate) fn resolve(&self) -> Result<VecDeque<SocketAddr>, String> {
        let addresses = (self.host.as_str(), self.port).to_socket_addrs();
        addresses.map(Iterator::collect).map_err(|error| format!("`{}` cannot be found: {error}", self.host))
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self { host: address.ip().to_string(), port: address.port() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}
