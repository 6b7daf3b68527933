//! The other end of a link in tests: a listener on a thread, plain or under TLS.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::{Identity, LinkEvent, Links, Tls, TlsIdentity};

/// How long a test waits before it calls itself failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Lets a thread accept one connection and play its part on it.
pub(crate) fn accept<T: Send + 'static>(
    part: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (SocketAddr, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let played = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        part(stream)
    });
    (address, played)
}

/// As [`accept`], under TLS.
pub(crate) fn accept_tls<T: Send + 'static>(
    config: Arc<ServerConfig>,
    part: impl FnOnce(StreamOwned<ServerConnection, TcpStream>) -> T + Send + 'static,
) -> (SocketAddr, JoinHandle<T>) {
    accept(move |stream| part(StreamOwned::new(ServerConnection::new(config).unwrap(), stream)))
}

/// A certificate that vouches for itself.
pub(crate) struct Certificate {
    pub(crate) der: CertificateDer<'static>,
    key: KeyPair,
}

impl Certificate {
    pub(crate) fn new(name: &str) -> Self {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
        Self { der: cert.der().clone(), key: signing_key }
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity { chain: vec![self.der.clone()], key: self.key() }
    }

    /// A server that shows this certificate, and wants that of a client when one is given.
    pub(crate) fn serve(&self, client: Option<&Self>, alpn: &[&[u8]]) -> Arc<ServerConfig> {
        let provider = Arc::new(default_provider());
        let builder =
            ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
        let builder = match client {
            None => builder.with_no_client_auth(),
            Some(client) => {
                let mut roots = RootCertStore::empty();
                roots.add(client.der.clone()).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
                builder.with_client_cert_verifier(verifier)
            }
        };
        let mut config = builder.with_single_cert(vec![self.der.clone()], self.key()).unwrap();
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
        Arc::new(config)
    }

    /// A client that trusts this certificate under the name `localhost`.
    pub(crate) fn trusted(&self, identity: Option<&Identity>, alpn: &[&[u8]]) -> TlsIdentity {
        let authorities = [self.der.clone()];
        TlsIdentity::new(&Tls { authorities: &authorities, identity, alpn, server_name: "localhost" }).unwrap()
    }

    fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.key.serialize_der()).unwrap()
    }
}

/// Reads as many bytes as the text has, and compares.
#[track_caller]
pub(crate) fn check_reads(stream: &mut impl Read, expected: &[u8]) {
    let mut read = vec![0; expected.len()];
    stream.read_exact(&mut read).unwrap();
    assert_eq!(read, expected);
}

/// Sends back what is read, until the end.
pub(crate) fn echo(mut stream: impl Read + Write) {
    let mut buffer = [0; 1_024];
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        stream.write_all(&buffer[..length]).unwrap();
        stream.flush().unwrap();
    }
}

/// The next event, which has to come.
#[track_caller]
pub(crate) fn next(links: &mut Links) -> LinkEvent {
    links.next(Instant::now() + PATIENCE).expect("an event within the test's patience")
}

/// The bytes that come until there are as many as wanted, and in how many events they came.
#[track_caller]
pub(crate) fn bytes(links: &mut Links, wanted: usize) -> (Vec<u8>, usize) {
    let (mut bytes, mut events) = (Vec::new(), 0);
    while bytes.len() < wanted {
        match next(links) {
            LinkEvent::Bytes(_, more) => bytes.extend(more),
            other => panic!("{other:?} after {} bytes", bytes.len()),
        }
        events += 1;
    }
    (bytes, events)
}
