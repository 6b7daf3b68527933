//! One MQTT socket, with or without TLS, never waiting.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use mio::net::TcpStream;
use rustls::ServerConnection;
use socket2::SockRef;
use touchstone_account::driver::{End, Wire, Written};
use touchstone_account::{Ending, Outgoing};

/// What is held for a peer at most, beside what the kernel holds.
const ROOM: usize = 64 * 1_024;

/// A socket and its TLS session.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    tls: Option<Box<ServerConnection>>,
    /// Records that the kernel has not taken.
    unsent: Vec<u8>,
    state: State,
}

/// How far a socket has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// A write failed, so every later one does.
    Broken,
    Ended(End),
}

/// What came of reading once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    /// So many bytes were read.
    Bytes(usize),
    /// None are there now.
    Blocked,
    /// There will be no more.
    Ended(Ending),
}

impl Socket {
    /// Takes a socket over whose handshake is done.
    pub(super) fn new(stream: TcpStream, mut tls: Option<Box<ServerConnection>>) -> Self {
        if let Some(tls) = &mut tls {
            // The room bounds it already.
            tls.set_buffer_limit(None);
        }
        Self { stream, tls, unsent: Vec::new(), state: State::Open }
    }

    pub(super) const fn stream_mut(&mut self) -> &mut TcpStream {
        &mut self.stream
    }

    /// The bare socket and how it was ended; `None` when it is still open.
    pub(super) fn into_ended(self) -> Option<(TcpStream, End)> {
        match self.state {
            State::Ended(how) => Some((self.stream, how)),
            State::Open | State::Broken => None,
        }
    }

    /// Hands on what is held, and says whether nothing is held any more, or nothing ever can be.
    pub(super) fn hand_on(&mut self) -> bool {
        self.pump().is_err() || self.unsent.is_empty()
    }

    /// Reads once, as far as it goes without waiting.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Incoming {
        let Some(tls) = &mut self.tls else { return read_plain(&mut self.stream, buffer) };
        loop {
            match tls.reader().read(buffer) {
                Ok(0) => return Incoming::Ended(Ending::Fin),
                Ok(count) => return Incoming::Bytes(count),
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => {}
                // The stream ended without the alert that announces it.
                Err(_) => return Incoming::Ended(Ending::Fin),
            }
            match tls.read_tls(&mut self.stream) {
                Ok(_) => {}
                Err(cause) => match cause.kind() {
                    ErrorKind::WouldBlock => return Incoming::Blocked,
                    ErrorKind::Interrupted => continue,
                    _ => return Incoming::Ended(Ending::Reset),
                },
            }
            let processed = tls.process_new_packets();
            if tls.wants_write() && pump(&mut self.stream, Some(tls), &mut self.unsent).is_err() {
                self.state = State::Broken;
            }
            if processed.is_err() {
                return Incoming::Ended(Ending::BadTls);
            }
        }
    }

    fn pump(&mut self) -> io::Result<()> {
        if self.state == State::Broken {
            return Err(ErrorKind::BrokenPipe.into());
        }
        let pumped = pump(&mut self.stream, self.tls.as_deref_mut(), &mut self.unsent);
        if pumped.is_err() {
            self.state = State::Broken;
        }
        pumped
    }

    fn write_once(&mut self, bytes: &Outgoing) -> io::Result<usize> {
        let room = self.room();
        let Some(tls) = &mut self.tls else { return write_plain(&mut self.stream, bytes) };
        // All parts at once, so that small ones share a record.
        let took = tls.writer().write_vectored(&slices(bytes, room))?;
        self.pump()?;
        Ok(took)
    }

    fn end_orderly(&mut self) -> io::Result<()> {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
        }
        self.pump()?;
        if !self.unsent.is_empty() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.stream.shutdown(Shutdown::Write)
    }
}

impl Wire for Socket {
    fn room(&self) -> usize {
        ROOM.saturating_sub(self.unsent.len())
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        if self.state != State::Open {
            return Written::Failed;
        }
        match self.write_once(bytes) {
            Ok(count) => Written::Took(count),
            Err(_) => {
                self.state = State::Broken;
                Written::Failed
            }
        }
    }

    fn end(&mut self, how: End) {
        let done = match how {
            End::Orderly if self.end_orderly().is_ok() => End::Orderly,
            End::Orderly | End::Abort => {
                // Should it fail, the close is an orderly one: the peer learns of the end all the same.
                let _unset = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
                End::Abort
            }
        };
        self.state = State::Ended(done);
    }
}

fn read_plain(stream: &mut TcpStream, buffer: &mut [u8]) -> Incoming {
    loop {
        return match stream.read(buffer) {
            Ok(0) => Incoming::Ended(Ending::Fin),
            Ok(count) => Incoming::Bytes(count),
            Err(cause) => match cause.kind() {
                ErrorKind::Interrupted => continue,
                ErrorKind::WouldBlock => Incoming::Blocked,
                _ => Incoming::Ended(Ending::Reset),
            },
        };
    }
}

/// The first `most` bytes as slices for a vectored write.
fn slices(bytes: &Outgoing, most: usize) -> Vec<IoSlice<'_>> {
    let mut left = most;
    let cut = |part| {
        let whole: &[u8] = part;
        let kept = whole.get(..left).unwrap_or(whole);
        left -= kept.len();
        (!kept.is_empty()).then(|| IoSlice::new(kept))
    };
    bytes.parts().map_while(cut).collect()
}

/// Writes until all is written or the kernel takes no more.
fn write_plain(stream: &mut TcpStream, bytes: &Outgoing) -> io::Result<usize> {
    let mut slices = slices(bytes, usize::MAX);
    let mut rest = slices.as_mut_slice();
    let mut took = 0;
    while !rest.is_empty() {
        match stream.write_vectored(rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => {
                took += count;
                IoSlice::advance_slices(&mut rest, count);
            }
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) if cause.kind() == ErrorKind::WouldBlock => break,
            Err(cause) => return Err(cause),
        }
    }
    Ok(took)
}

/// Hands records on to the kernel; what it does not take is held.
fn pump(stream: &mut TcpStream, tls: Option<&mut ServerConnection>, unsent: &mut Vec<u8>) -> io::Result<()> {
    send(stream, unsent)?;
    let Some(tls) = tls else { return Ok(()) };
    while tls.wants_write() {
        if !unsent.is_empty() {
            tls.write_tls(unsent)?;
            continue;
        }
        match tls.write_tls(stream) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(_) => {}
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) if cause.kind() == ErrorKind::WouldBlock => {
                tls.write_tls(unsent)?;
            }
            Err(cause) => return Err(cause),
        }
    }
    Ok(())
}

fn send(stream: &mut TcpStream, unsent: &mut Vec<u8>) -> io::Result<()> {
    let mut sent = 0;
    while let Some(rest) = unsent.get(sent..).filter(|rest| !rest.is_empty()) {
        match stream.write(rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => sent += count,
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) if cause.kind() == ErrorKind::WouldBlock => break,
            Err(cause) => return Err(cause),
        }
    }
    if sent == unsent.len() {
        // An idle connection keeps no buffer.
        *unsent = Vec::new();
    } else {
        unsent.drain(..sent);
    }
    Ok(())
}
