//! A running server.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use touchstone_account::{LogRecord, Operation, OperationError};
use touchstone_vocabulary::{Span, Time};

use crate::front::{Front, listen_plain};
use crate::owner::{self, Command, Mailbox, Stopped};
use crate::tls::{Configs, TlsError};
use crate::{HostName, ServerConfig, Tenant};

/// Threads that do handshakes and HTTP.
const THREADS: usize = 2;

/// Serves accounts until it is shut down or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    plain: Option<SocketAddr>,
    tenants: BTreeMap<HostName, Mailbox>,
    runtime: Option<Runtime>,
    owners: Vec<JoinHandle<()>>,
}

/// Why a server could not be started.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct StartError(#[from] StartFault);

#[derive(Debug, Error)]
enum StartFault {
    #[error("no account is to be served")]
    NoTenant,
    #[error("two accounts are to be served as `{0}`")]
    SameHost(HostName),
    #[error("the server cannot listen on `{address}`")]
    Listen {
        address: SocketAddr,
        #[source]
        cause: io::Error,
    },
    #[error("TLS cannot be set up")]
    Tls(#[from] TlsError),
    #[error("a thread cannot be started")]
    Threads(#[from] io::Error),
}

/// Why an account could not be asked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unreachable {
    /// No account is served under that name.
    #[error("the host name `{0}` is not served here")]
    UnknownHost(HostName),
    /// The account's thread has ended.
    #[error("the account of `{0}` has stopped")]
    Stopped(HostName),
}

impl Server {
    /// Starts to listen and to serve.
    ///
    /// # Errors
    /// When there is no account, two have the same host name, a certificate or key cannot be used, or the system refuses
    /// an address or a thread.
    pub fn start(config: ServerConfig) -> Result<Self, StartError> {
        Ok(Self::started(config)?)
    }

    fn started(config: ServerConfig) -> Result<Self, StartFault> {
        let first = config.tenants.first().ok_or(StartFault::NoTenant)?.host.clone();
        let configs = Configs::new(&config.identity, &config.client_roots)?;
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).thread_name("server").enable_all().build()?;
        let (listener, address) = listen(&runtime, config.listen)?;
        let plain = config.plain.map(|plain| listen(&runtime, plain)).transpose()?;
        let plain_address = plain.as_ref().map(|(_, address)| *address);
        let runtime = Some(runtime);
        let mut server = Self { address, plain: plain_address, tenants: BTreeMap::new(), runtime, owners: Vec::new() };
        for tenant in config.tenants {
            server.own(tenant, config.clock)?;
        }
        let front = Arc::new(Front::new(server.tenants.clone(), configs));
        if let Some(runtime) = &server.runtime {
            runtime.spawn(front.listen(listener));
            if let (Some((listener, _)), Some(mailbox)) = (plain, server.tenants.get(&first)) {
                runtime.spawn(listen_plain(listener, mailbox.clone(), config.plain_as));
            }
        }
        tracing::info!(%address, "server started");
        Ok(server)
    }

    fn own(&mut self, tenant: Tenant, clock: crate::Clock) -> Result<(), StartFault> {
        let hosts: Vec<HostName> = std::iter::once(&tenant.host).chain(&tenant.aliases).cloned().collect();
        if let Some(host) = hosts.iter().find(|host| self.tenants.contains_key(host)) {
            return Err(StartFault::SameHost(host.clone()));
        }
        let (mailbox, thread) = owner::start(tenant, clock)?;
        self.tenants.extend(hosts.into_iter().map(|host| (host, mailbox.clone())));
        self.owners.push(thread);
        Ok(())
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens without TLS, when it was told to.
    #[must_use]
    pub const fn plain_address(&self) -> Option<SocketAddr> {
        self.plain
    }

    /// Changes an account's world after all that its clients have sent was read, and waits until it is done. A handshake
    /// that is under way is not waited for.
    ///
    /// # Errors
    /// When the account refuses, or cannot be asked.
    pub fn operate(&self, host: &HostName, operation: Operation) -> Result<(), OperationError> {
        let asked = self.ask(host, |reply| Command::Operate(operation, reply));
        asked.unwrap_or_else(|unreachable| {
            Err(OperationError { code: "ServiceUnavailableException", message: unreachable.to_string() })
        })
    }

    /// Shifts an account's clock after all that its clients have sent was read, stopping at every deadline on the way,
    /// and gives the time it is then.
    ///
    /// # Errors
    /// When the account cannot be asked.
    pub fn advance(&self, host: &HostName, span: Span) -> Result<Time, Unreachable> {
        self.ask(host, |reply| Command::Advance(span, reply))
    }

    /// What time it is for an account.
    ///
    /// # Errors
    /// When the account cannot be asked.
    pub fn now(&self, host: &HostName) -> Result<Time, Unreachable> {
        self.ask(host, Command::Now)
    }

    /// How many MQTT connections an account has, once all that was sent, ends too, was read.
    ///
    /// # Errors
    /// When the account cannot be asked.
    pub fn connections(&self, host: &HostName) -> Result<usize, Unreachable> {
        self.ask(host, Command::Count)
    }

    /// When something next falls due for an account, once all that was sent was read.
    ///
    /// # Errors
    /// When the account cannot be asked.
    pub fn next_deadline(&self, host: &HostName) -> Result<Option<Time>, Unreachable> {
        self.ask(host, Command::NextDeadline)
    }

    /// How many MQTT connections an account has ever been handed: a client's side of a handshake may be done before that.
    ///
    /// # Errors
    /// When the account cannot be asked.
    pub fn opened(&self, host: &HostName) -> Result<u64, Unreachable> {
        self.ask(host, Command::Opened)
    }

    /// The latest log records of an account that were not handed out yet, the oldest first.
    ///
    /// # Errors
    /// When the account cannot be asked.
    pub fn logs(&self, host: &HostName) -> Result<Vec<LogRecord>, Unreachable> {
        self.ask(host, Command::Logs)
    }

    /// Ends every connection and thread, and waits until they have ended.
    pub fn shutdown(self) {
        drop(self);
    }

    fn ask<T>(&self, host: &HostName, command: impl FnOnce(SyncSender<T>) -> Command) -> Result<T, Unreachable> {
        let mailbox = self.tenants.get(host).ok_or_else(|| Unreachable::UnknownHost(host.clone()))?;
        let (reply, answer) = sync_channel(1);
        let stopped = || Unreachable::Stopped(host.clone());
        mailbox.send(command(reply)).map_err(|Stopped| stopped())?;
        answer.recv().map_err(|_| stopped())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A runtime must not be ended on a thread of another, so it is ended on none.
        let runtime = self.runtime.take();
        if std::thread::spawn(move || drop(runtime)).join().is_err() {
            tracing::error!("a task of the server panicked at its end");
        }
        for mailbox in self.tenants.values() {
            // One that has stopped need not be stopped.
            let _stopped = mailbox.send(Command::Stop);
        }
        for owner in self.owners.drain(..) {
            if owner.join().is_err() {
                tracing::error!("the thread of an account panicked");
            }
        }
    }
}

fn listen(runtime: &Runtime, address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartFault> {
    let listener = runtime.block_on(TcpListener::bind(address));
    let bound = listener.and_then(|listener| listener.local_addr().map(|bound| (listener, bound)));
    bound.map_err(|cause| StartFault::Listen { address, cause })
}
