//! Cleaning between cases: a clean CONNECT for each client id used, an empty retained publish for each topic retained.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use touchstone_client::{Address, LinkEvent, Links, TlsIdentity, frames};
use touchstone_wire::ProtocolVersion;

use super::{dialled, refused};
use crate::SetupError;

/// What a case has left on the endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Residue {
    /// Client ids with the version they spoke.
    pub(super) clients: BTreeSet<(String, ProtocolVersion)>,
    /// Topics that hold a retained message, as far as the case published one.
    pub(super) topics: BTreeSet<String>,
}

/// Who cleans: its client id when no other was used, and its name among the principals.
pub(super) const CLEANER: &str = "touchstone-cleaner";

/// Removes what a case has left; with nothing to remove it only sees whether the endpoint is there.
///
/// # Errors
/// When the endpoint cannot be reached, or does not let its residue be removed.
pub(super) fn clean(
    links: &mut Links,
    to: &Address,
    tls: Option<&TlsIdentity>,
    residue: &Residue,
    patience: Duration,
) -> Result<(), SetupError> {
    let mut clients = residue.clients.clone();
    if clients.is_empty() && !residue.topics.is_empty() {
        clients.insert((CLEANER.to_owned(), ProtocolVersion::V311));
    }
    let mut topics = residue.topics.clone();
    if clients.is_empty() {
        return dial(links, 0, to, tls, patience);
    }
    for (number, (client, version)) in (0..).zip(&clients) {
        dial(links, number, to, tls, patience)?;
        let frames = session(client, *version, &std::mem::take(&mut topics)).map_err(SetupError::World)?;
        for frame in frames {
            links.write(number, &frame);
        }
        await_end(links, number, patience).map_err(|()| {
            SetupError::World(format!("`{client}` could not be cleaned up within the target's patience"))
        })?;
    }
    Ok(())
}

fn dial(
    links: &mut Links,
    number: u32,
    to: &Address,
    tls: Option<&TlsIdentity>,
    patience: Duration,
) -> Result<(), SetupError> {
    const WINDOW: usize = 256 * 1024;
    links.dial(number, to, tls, WINDOW);
    dialled(links, number, patience).map_err(|reason| refused(format!("{to} cannot be reached: {reason}")))
}

/// A clean CONNECT, an empty retained PUBLISH for each topic, DISCONNECT.
fn session(client: &str, version: ProtocolVersion, topics: &BTreeSet<String>) -> Result<Vec<Vec<u8>>, String> {
    let build = |kind: &str, fields: &[(&str, Value)]| {
        let fields: Vec<(String, Value)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        frames::build(kind, version, &fields).map_err(|error| error.to_string())
    };
    let mut frames = vec![build("connect", &[("client id", json!(client)), ("clean", json!(true))])?];
    for topic in topics {
        frames.push(build("publish", &[("topic", json!(topic)), ("retain", json!(true)), ("payload", json!(""))])?);
    }
    frames.push(build("disconnect", &[])?);
    Ok(frames)
}

fn await_end(links: &mut Links, number: u32, patience: Duration) -> Result<(), ()> {
    let deadline = Instant::now() + patience;
    while let Some(event) = links.next(deadline) {
        if event == LinkEvent::Closed(number) {
            return Ok(());
        }
    }
    Err(())
}
