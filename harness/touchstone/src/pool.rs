//! Client certificates, made once in a process and the same in every process: what the simulation takes as a fact is
//! what loopback shows in its handshake.

use std::sync::{Arc, Mutex, PoisonError};

use touchstone_server::pki::{Authority, ClientIdentity, PkiError, ServerIdentity};

/// The seed of the pool's authority; nothing outside tests trusts it.
const SEED: &[u8] = b"touchstone scenarios";

/// An authority with the client identities it has issued so far.
#[derive(Debug)]
pub struct Pool {
    authority: Authority,
    clients: Mutex<Vec<Arc<ClientIdentity>>>,
}

impl Pool {
    /// A pool that has issued nothing yet.
    ///
    /// # Errors
    /// When the authority's certificate cannot be made.
    pub fn new() -> Result<Self, PkiError> {
        Ok(Self { authority: Authority::from_seed(SEED)?, clients: Mutex::new(Vec::new()) })
    }

    /// The authority that signs every certificate of the pool.
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The identity of a server with these host names.
    ///
    /// # Errors
    /// When its certificate cannot be made.
    pub fn server(&self, host_names: &[&str]) -> Result<ServerIdentity, PkiError> {
        self.authority.issue_server(host_names)
    }

    /// The nth client identity, counted from 0.
    ///
    /// # Errors
    /// When its certificate cannot be made.
    pub fn client(&self, number: usize) -> Result<Arc<ClientIdentity>, PkiError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(client) = clients.get(number) {
                return Ok(Arc::clone(client));
            }
            let name = format!("client-{}", clients.len());
            clients.push(Arc::new(self.authority.issue_client(&name)?));
        }
    }
}
