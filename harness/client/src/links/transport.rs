//! A socket, plain or under TLS, that is read and written without waiting.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use mio::net::TcpStream;
use rustls::ClientConnection;
use socket2::SockRef;

/// Bytes taken from a socket, or given to TLS, at once.
const CHUNK: usize = 16 * 1024;

/// How much is handed over at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// As much as there is.
    Whole,
    /// One byte, in a write and a TLS record of its own.
    Byte,
}

/// What came of reading.
#[derive(Debug)]
pub(super) enum Received {
    /// Bytes for the link's owner.
    Bytes(Vec<u8>),
    /// Something, but nothing for the link's owner yet.
    More,
    /// Nothing now.
    Blocked,
    /// The end, or the failure, after which nothing comes.
    End(String),
}

/// A socket, plain or under TLS.
#[derive(Debug)]
pub(super) struct Transport {
    pub(super) socket: TcpStream,
    tls: Option<Box<ClientConnection>>,
}

impl Pace {
    const fn most(self) -> usize {
        match self {
            Self::Whole => CHUNK,
            Self::Byte => 1,
        }
    }

    /// How often a link is read before the caller gets control back.
    pub(super) const fn turns(self) -> usize {
        match self {
            Self::Whole => 1_024,
            Self::Byte => 65_536,
        }
    }
}

impl Transport {
    pub(super) fn new(socket: TcpStream, tls: Option<ClientConnection>) -> Self {
        Self { socket, tls: tls.map(Box::new) }
    }

    /// Hands bytes to the kernel until there are none left, which is told, or it takes no more.
    pub(super) fn flush(&mut self, outbox: &mut VecDeque<u8>, pace: Pace) -> io::Result<bool> {
        loop {
            if !self.flush_tls()? {
                return Ok(false);
            }
            let (front, _) = outbox.as_slices();
            let chunk = front.get(..pace.most()).unwrap_or(front);
            if chunk.is_empty() || self.is_handshaking() {
                return Ok(chunk.is_empty());
            }
            let written = match &mut self.tls {
                Some(tls) => tls.writer().write(chunk),
                None => self.socket.write(chunk),
            };
            match written {
                Ok(written) => drop(outbox.drain(..written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads once, without waiting.
    pub(super) fn receive(&mut self, pace: Pace) -> Received {
        let mut chunk = [0; CHUNK];
        let (room, _) = chunk.split_at_mut(pace.most());
        let read = match &mut self.tls {
            Some(tls) => tls.reader().read(room),
            None => self.socket.read(room),
        };
        match read {
            Ok(0) => Received::End("the peer closed the connection".to_owned()),
            Ok(length) => Received::Bytes(chunk.iter().take(length).copied().collect()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => self.receive_tls(),
            Err(error) if error.kind() == ErrorKind::Interrupted => Received::More,
            Err(error) => Received::End(error.to_string()),
        }
    }

    /// Tells the peer that no more is sent; it may go on sending.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
            self.flush_tls()?;
        }
        self.socket.shutdown(Shutdown::Write)
    }

    /// Makes the socket tell the peer of an abort when it is dropped.
    pub(super) fn abort(&self) -> io::Result<()> {
        SockRef::from(&self.socket).set_linger(Some(Duration::ZERO))
    }

    pub(super) fn is_handshaking(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.is_handshaking())
    }

    /// Takes records from the socket; `receive` gives out what is in them.
    fn receive_tls(&mut self) -> Received {
        let Some(tls) = &mut self.tls else { return Received::Blocked };
        match tls.read_tls(&mut self.socket) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Received::Blocked,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Received::More,
            Err(error) => return Received::End(error.to_string()),
        }
        match tls.process_new_packets() {
            Ok(_) => Received::More,
            Err(error) => {
                // The alert is a courtesy: whether it gets through changes nothing here.
                let _ = self.flush_tls();
                Received::End(error.to_string())
            }
        }
    }

    /// Hands finished records to the kernel; tells whether it took all.
    fn flush_tls(&mut self) -> io::Result<bool> {
        let Some(tls) = &mut self.tls else { return Ok(true) };
        while tls.wants_write() {
            match tls.write_tls(&mut self.socket) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}
