//! Somebody else's endpoint, described by a file and judged over sockets.

mod clean;
mod file;
mod program;
mod provisioning;
mod request;
mod stage;
mod tls;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use touchstone_client::{Address, LinkEvent, Links};
use touchstone_vocabulary::Span;

use crate::{Cast, Profile, SetupError, Stage, Target};
use clean::Residue;
use file::TargetFile;
pub use file::{TargetFileError, target_schema};
use provisioning::{Provided, Provisioning};
use stage::{RemoteStage, World};
use tls::{Door, Entrance};

/// The policy that allows everything: what an endpoint can be thought to have given to whoever may use it.
const ALL: &str = "all";

/// A target of kind `remote`.
#[derive(Debug)]
pub struct Remote {
    profile: Profile,
    data: Door,
    https: Option<Door>,
    provisioning: Arc<Provisioning>,
    residue: Arc<Mutex<Residue>>,
    /// The data endpoint as the last case had it, for whoever cleans after it.
    last: Mutex<Option<Entrance>>,
    /// Whether a world was ever asked for.
    begun: AtomicBool,
}

impl Remote {
    /// Reads a target file; paths in it are relative to its folder.
    ///
    /// # Errors
    /// When the file, or a certificate it names, cannot be read or is of another form.
    pub fn load(path: &Path) -> Result<Self, TargetFileError> {
        let TargetFile { profile, data, https, provisioning } = file::read(path)?;
        for door in [Some(&data), https.as_ref()].into_iter().flatten() {
            let unfit = |reason: String| TargetFileError::Tls { path: path.to_owned(), reason };
            Entrance::new(door, &[], None).map_err(|(_, error)| unfit(error.to_string()))?;
            provisioning.try_on(door).map_err(|(name, error)| unfit(format!("`{name}`: {error}")))?;
        }
        let provisioning = Arc::new(provisioning);
        let (residue, last, begun) = (Arc::default(), Mutex::default(), AtomicBool::new(false));
        Ok(Self { profile, data, https, provisioning, residue, last, begun })
    }

    /// The same target at another endpoint, `host:port`.
    ///
    /// # Errors
    /// When the text is no host with a port.
    pub fn at(mut self, endpoint: &str) -> Result<Self, TargetFileError> {
        let fault = || TargetFileError::Endpoint { found: endpoint.to_owned() };
        let (host, port) = endpoint.rsplit_once(':').ok_or_else(fault)?;
        let port = port.parse().ok().filter(|port| *port > 0 && !host.is_empty()).ok_or_else(fault)?;
        self.data.address = Address { host: host.to_owned(), port };
        Ok(self)
    }

    fn patience(&self) -> Duration {
        duration(self.profile.patience)
    }

    /// Removes what the case before has left, and sees whether the endpoint is there at all.
    fn clean(&self, entrance: &Entrance) -> Result<(), SetupError> {
        let residue = std::mem::take(&mut *self.residue.lock().unwrap_or_else(PoisonError::into_inner));
        let mut links = Links::new().map_err(|error| refused(error.to_string()))?;
        clean::clean(&mut links, &entrance.address, entrance.cleaner(), &residue, self.patience())
    }

    /// An endpoint with the certificates of a case's principals.
    fn entrance(&self, door: &Door, provided: &Provided, cast: &Cast) -> Result<Entrance, SetupError> {
        Entrance::new(door, &provided.principals, provided.cleaner.as_ref()).map_err(|(principal, error)| {
            let principal = principal.and_then(|index| cast.principals.get(index));
            let name = principal.map_or(clean::CLEANER, |principal| &principal.name);
            SetupError::World(format!("`{name}`: {error}"))
        })
    }
}

impl Target for Remote {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        self.begun.store(true, Ordering::Relaxed);
        let certified = [Some(&self.data), self.https.as_ref()].into_iter().flatten().any(|door| door.tls.is_some());
        let provided = self.provisioning.provide(cast, certified)?;
        let data = self.entrance(&self.data, &provided, cast)?;
        let https = self.https.as_ref().map(|door| self.entrance(door, &provided, cast)).transpose()?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(data.clone());
        self.clean(&data)?;
        let links = Links::new().map_err(|error| refused(error.to_string()))?;
        let world = World { cast: cast.clone(), data, https, provisioning: Arc::clone(&self.provisioning) };
        Ok(Box::new(RemoteStage::new(links, world, Arc::clone(&self.residue), self.patience())))
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Nobody is left to be told.
        drop(last.map(|entrance| self.clean(&entrance)));
        if self.begun.load(Ordering::Relaxed) {
            self.provisioning.end();
        }
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
    SetupError::Unreachable(reason)
}

fn duration(span: Span) -> Duration {
    Duration::from_millis(span.millis())
}
