//! What an owner is told from outside its thread.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Sender, SyncSender};

use mio::Waker;
use rustls::ServerConnection;
use tokio::sync::oneshot;
use touchstone_account::{HttpRequest, HttpResponse, LogRecord, Operation, OperationError, Peer};
use touchstone_vocabulary::{Span, Time};

/// Something an owner is to do.
#[derive(Debug)]
pub(crate) enum Command {
    /// Serve an MQTT connection whose handshake is done.
    Adopt(TcpStream, Option<Box<ServerConnection>>, Peer),
    /// Ask an HTTP request.
    Ask(Peer, HttpRequest, oneshot::Sender<HttpResponse>),
    /// Change the world.
    Operate(Operation, SyncSender<Result<(), OperationError>>),
    /// Shift the clock, and say what time it is.
    Advance(Span, SyncSender<Time>),
    /// Say what time it is.
    Now(SyncSender<Time>),
    /// Say how many connections there are.
    Count(SyncSender<usize>),
    /// Say when something next falls due, once all that was sent was read.
    NextDeadline(SyncSender<Option<Time>>),
    /// Say how many connections have ever been handed over.
    Opened(SyncSender<u64>),
    /// Hand out the log records.
    Logs(SyncSender<Vec<LogRecord>>),
    /// End.
    Stop,
}

/// Where commands for an owner go.
#[derive(Clone, Debug)]
pub(crate) struct Mailbox {
    commands: Sender<Command>,
    waker: Arc<Waker>,
}

/// The owner's thread has ended.
#[derive(Debug)]
pub(crate) struct Stopped;

impl Mailbox {
    pub(super) const fn new(commands: Sender<Command>, waker: Arc<Waker>) -> Self {
        Self { commands, waker }
    }

    /// Sends a command. Those who send wait for an answer each, or are counted, which bounds the queue.
    pub(crate) fn send(&self, command: Command) -> Result<(), Stopped> {
        self.commands.send(command).map_err(|_| Stopped)?;
        self.waker.wake().map_err(|_| Stopped)
    }
}
