//! What happens before a connection is one: accepting, the ClientHello, the handshake.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::server::Acceptor;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::server::TlsStream;
use tokio_rustls::{LazyConfigAcceptor, StartHandshake};
use touchstone_account::{Peer, Transport};
use touchstone_vocabulary::CertificateId;

use crate::HostName;
use crate::owner::{Command, Mailbox};
use crate::pki::certificate_id;
use crate::tls::{Configs, Service};

/// How long a handshake may take.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(10);

/// Handshakes under way at once; further connections wait in the listener's queue.
const HANDSHAKES: usize = 256;

/// HTTP connections at once; further ones wait with their handshake done.
const HTTP_CONNECTIONS: usize = 1_024;

/// How long to rest when no connection can be accepted, as when no file descriptor is free.
const REST: Duration = Duration::from_millis(50);

/// Where connections of all accounts come in.
#[derive(Debug)]
pub(crate) struct Front {
    tenants: BTreeMap<HostName, Mailbox>,
    configs: Configs,
    handshakes: Arc<Semaphore>,
    http: Semaphore,
}

/// Why a handshake came to nothing.
#[derive(Debug, Error)]
enum Refusal {
    #[error("the host name `{0}` is not served here")]
    UnknownHost(String),
    #[error("no host name was asked for")]
    NoHost,
    #[error("the handshake took too long")]
    Slow,
    #[error("the handshake failed")]
    Failed(#[from] std::io::Error),
    #[error("the account has stopped")]
    Stopped,
}

impl Front {
    pub(crate) fn new(tenants: BTreeMap<HostName, Mailbox>, configs: Configs) -> Self {
        let (handshakes, http) = (Arc::new(Semaphore::new(HANDSHAKES)), Semaphore::new(HTTP_CONNECTIONS));
        Self { tenants, configs, handshakes, http }
    }

    /// Accepts for ever.
    pub(crate) async fn listen(self: Arc<Self>, listener: TcpListener) {
        while let Ok(permit) = Arc::clone(&self.handshakes).acquire_owned().await {
            if let Some((socket, from)) = accepted(&listener).await {
                tokio::spawn(Arc::clone(&self).welcome(socket, from, permit));
            }
        }
    }

    async fn welcome(self: Arc<Self>, socket: TcpStream, from: SocketAddr, permit: OwnedSemaphorePermit) {
        let shaken = tokio::time::timeout(LONGEST_HANDSHAKE, self.shake(socket, from)).await;
        drop(permit);
        let done = match shaken.unwrap_or(Err(Refusal::Slow)) {
            Ok(done) => self.hand_over(done).await,
            Err(refusal) => Err(refusal),
        };
        if let Err(refusal) = done {
            let cause = std::error::Error::source(&refusal).map(ToString::to_string);
            tracing::info!(%from, %refusal, cause, "handshake refused");
        }
    }

    async fn shake(&self, socket: TcpStream, from: SocketAddr) -> Result<Shaken, Refusal> {
        socket.set_nodelay(true)?;
        let start = LazyConfigAcceptor::new(Acceptor::default(), socket).await?;
        let hello = start.client_hello();
        let service = Service::of(hello.alpn());
        let host = hello.server_name().map(str::to_owned);
        let mailbox = match self.tenant(host.as_deref()) {
            Ok(mailbox) => mailbox.clone(),
            Err(refusal) => return self.refuse(start, refusal).await,
        };
        let stream = start.into_stream(self.configs.of(service)).await?;
        let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let certificate = shown.and_then(certificate_id);
        let transport = if service.is_http() { Transport::Https } else { Transport::Tls };
        let peer = Peer { host, address: from.ip(), port: from.port(), transport, certificate };
        Ok(Shaken { stream, service, peer, mailbox })
    }

    fn tenant(&self, host: Option<&str>) -> Result<&Mailbox, Refusal> {
        //= MB-EP-05
        let host = host.ok_or(Refusal::NoHost)?;
        let unknown = || Refusal::UnknownHost(host.to_owned());
        self.tenants.get(&HostName::new(host).map_err(|_| unknown())?).ok_or_else(unknown)
    }

    /// Ends a handshake by an alert.
    async fn refuse(&self, start: StartHandshake<TcpStream>, refusal: Refusal) -> Result<Shaken, Refusal> {
        // It fails, and how is known already.
        let _failed = start.into_stream(self.configs.refusal()).await;
        Err(refusal)
    }

    async fn hand_over(&self, shaken: Shaken) -> Result<(), Refusal> {
        let Shaken { stream, service, peer, mailbox } = shaken;
        if service.is_http() {
            let Ok(_permit) = self.http.acquire().await else { return Err(Refusal::Stopped) };
            crate::http::serve(stream, peer, mailbox).await;
            return Ok(());
        }
        let (socket, session) = stream.into_inner();
        let command = Command::Adopt(socket.into_std()?, Some(Box::new(session)), peer);
        mailbox.send(command).map_err(|_| Refusal::Stopped)
    }
}

/// A connection whose handshake is done.
struct Shaken {
    stream: TlsStream<TcpStream>,
    service: Service,
    peer: Peer,
    mailbox: Mailbox,
}

/// Accepts connections without TLS for one account, for ever; all of them hold the same certificate, or none.
pub(crate) async fn listen_plain(listener: TcpListener, mailbox: Mailbox, certificate: Option<CertificateId>) {
    loop {
        let Some((socket, from)) = accepted(&listener).await else { continue };
        let (address, port) = (from.ip(), from.port());
        let peer = Peer { host: None, address, port, transport: Transport::Tcp, certificate: certificate.clone() };
        let socket = socket.set_nodelay(true).and_then(|()| socket.into_std());
        let sent = socket.map(|socket| mailbox.send(Command::Adopt(socket, None, peer)));
        if !matches!(sent, Ok(Ok(()))) {
            tracing::info!(%from, "connection without TLS refused");
        }
    }
}

async fn accepted(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    match listener.accept().await {
        Ok(accepted) => Some(accepted),
        Err(cause) => {
            tracing::warn!(%cause, "no connection can be accepted");
            tokio::time::sleep(REST).await;
            None
        }
    }
}
