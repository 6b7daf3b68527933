//! Sockets that were ended in order and wait for their peer.
//!
//! A socket closed with unread bytes in it sends a reset, and a reset makes the peer throw away what it has not read yet:
//! the parting packet. So an ended socket is read and emptied for a while.

use std::collections::{BTreeMap, VecDeque};
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use mio::net::TcpStream;

/// How long a socket lingers.
const LONGEST: Duration = Duration::from_secs(2);

/// How many sockets linger; the oldest goes when there is one more.
const MOST: usize = 1_024;

/// How often one is read at a time; who sends more than that is not waited for.
const READS: usize = 64;

/// Sockets that linger.
#[derive(Debug, Default)]
pub(super) struct Lingering {
    sockets: BTreeMap<u64, TcpStream>,
    /// The oldest first; some may have gone.
    until: VecDeque<(Instant, u64)>,
}

impl Lingering {
    /// Lets a socket linger under its number.
    pub(super) fn add(&mut self, now: Instant, number: u64, socket: TcpStream, buffer: &mut [u8]) {
        self.sockets.insert(number, socket);
        self.discard(number, buffer);
        if !self.sockets.contains_key(&number) {
            return;
        }
        self.until.push_back((now + LONGEST, number));
        if self.until.len() > MOST
            && let Some((_, oldest)) = self.until.pop_front()
        {
            self.sockets.remove(&oldest);
        }
    }

    /// Empties a socket, and closes it when its peer has ended too.
    pub(super) fn discard(&mut self, number: u64, buffer: &mut [u8]) {
        let Some(socket) = self.sockets.get_mut(&number) else { return };
        for _ in 0..READS {
            match socket.read(buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => return,
                Err(_) => break,
            }
        }
        self.sockets.remove(&number);
    }

    /// Closes those that have lingered long enough.
    pub(super) fn expire(&mut self, now: Instant) {
        while let Some((until, number)) = self.until.front().copied()
            && (until <= now || !self.sockets.contains_key(&number))
        {
            self.until.pop_front();
            self.sockets.remove(&number);
        }
    }

    /// When [`Lingering::expire`] has something to do.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.until.front().map(|(until, _)| *until)
    }
}
