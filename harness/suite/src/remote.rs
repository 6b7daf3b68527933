//! Somebody else's endpoint, described by a file and judged over sockets.

mod clean;
mod file;
mod stage;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use touchstone_client::{Address, Identity, LinkEvent, Links, Tls, TlsIdentity};
use touchstone_vocabulary::Span;

use crate::{Cast, Profile, SetupError, Stage, Target};
use clean::Residue;
pub use file::TargetFileError;
use stage::RemoteStage;

/// A target of kind `remote`.
#[derive(Debug)]
pub struct Remote {
    profile: Profile,
    address: Address,
    tls: Option<TlsIdentity>,
    residue: Arc<Mutex<Residue>>,
}

impl Remote {
    /// Reads a target file; paths in it are relative to its folder.
    ///
    /// # Errors
    /// When the file, or a certificate it names, cannot be read or is of another form.
    pub fn load(path: &Path) -> Result<Self, TargetFileError> {
        let read = file::read(path)?;
        let tls = read.tls.as_ref().map(|it| {
            let identity =
                it.identity.as_ref().map(|(chain, key)| Identity { chain: chain.clone(), key: key.clone_key() });
            let alpn: Vec<&[u8]> = it.alpn.iter().map(String::as_bytes).collect();
            let tls = Tls {
                authorities: &it.authorities,
                identity: identity.as_ref(),
                alpn: &alpn,
                server_name: &it.server_name,
            };
            TlsIdentity::new(&tls)
                .map_err(|error| TargetFileError::Tls { path: path.to_owned(), reason: error.to_string() })
        });
        Ok(Self { profile: read.profile, address: read.address, tls: tls.transpose()?, residue: Arc::default() })
    }

    /// The same target at another endpoint, `host:port`.
    ///
    /// # Errors
    /// When the text is no host with a port.
    pub fn at(mut self, endpoint: &str) -> Result<Self, TargetFileError> {
        let fault = || TargetFileError::Endpoint { found: endpoint.to_owned() };
        let (host, port) = endpoint.rsplit_once(':').ok_or_else(fault)?;
        let port = port.parse().ok().filter(|port| *port > 0 && !host.is_empty()).ok_or_else(fault)?;
        self.address = Address { host: host.to_owned(), port };
        Ok(self)
    }

    fn patience(&self) -> Duration {
        duration(self.profile.patience)
    }

    /// Removes what the case before has left, and sees whether the endpoint is there at all.
    fn prepare(&self) -> Result<(), SetupError> {
        let residue = std::mem::take(&mut *self.residue.lock().unwrap_or_else(PoisonError::into_inner));
        let mut links = Links::new().map_err(|error| refused(error.to_string()))?;
        clean::clean(&mut links, &self.address, self.tls.as_ref(), &residue, self.patience())
    }
}

impl Target for Remote {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        self.prepare()?;
        let links = Links::new().map_err(|error| refused(error.to_string()))?;
        let here = (self.address.clone(), self.tls.clone());
        Ok(Box::new(RemoteStage::new(links, here, cast, Arc::clone(&self.residue))))
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // Nobody is left to be told.
        drop(self.prepare());
    }
}

/// Waits for the outcome of a dial.
fn dialled(links: &mut Links, number: u32, patience: Duration) -> Result<(), String> {
    let deadline = Instant::now() + patience;
    while let Some(event) = links.next(deadline) {
        match event {
            LinkEvent::Dialled(link, outcome) if link == number => return outcome,
            _ => {}
        }
    }
    Err("the endpoint does not answer".to_owned())
}

fn refused(reason: String) -> SetupError {
    SetupError { reason, unreachable: true }
}

fn duration(span: Span) -> Duration {
    Duration::from_millis(span.millis())
}
