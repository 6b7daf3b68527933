//! The asynchronous shell round accounts: sockets, TLS, HTTP transport and the clock.
//!
//! A [`Server`] listens on one port for everything. The host name of the ClientHello chooses the account, the protocol
//! name (ALPN) whether MQTT or HTTP is spoken and whether a client certificate is demanded. Handshakes and HTTP run on a
//! small runtime of the server's own; each account, with all its MQTT sockets, belongs to one thread that owns a
//! [`touchstone_account::driver::Driver`]. Nothing here decides anything of the protocol: what this crate knows of a
//! connection it tells the account as facts.
//!
//! ```no_run
//! use touchstone_account::Machine;
//! use touchstone_server::pki::Authority;
//! use touchstone_server::{Clock, HostName, Server, ServerConfig, Tenant};
//!
//! # fn account() -> Box<dyn Machine + Send> { unimplemented!() }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let authority = Authority::from_seed(b"my tests")?;
//! let host = HostName::new("localhost")?;
//! let config = ServerConfig::new(authority.issue_server(&["localhost"])?, vec![authority.certificate()])
//!     .with_tenant(Tenant::new(host.clone(), account()))
//!     .with_clock(Clock::scenario());
//! let server = Server::start(config)?;
//! tracing::info!("listening on {}, where it is {:?}", server.address(), server.now(&host)?);
//! # Ok(())
//! # }
//! ```
//!
//! Next: `owner` for the thread that owns an account, `front` for what happens before a connection is one.

mod clock;
mod config;
mod front;
mod http;
mod owner;
pub mod pki;
mod server;
mod signals;
mod tls;

pub use clock::Clock;
pub use config::{HostName, HostNameError, ServerConfig, Tenant};
pub use server::{Server, StartError, Unreachable};
pub use signals::{Signal, Signals};
