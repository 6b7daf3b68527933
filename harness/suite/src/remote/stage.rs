//! One case over sockets, on the clock of this machine.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use touchstone_client::{LinkEvent, Links, frames};
use touchstone_scenario::WorldChange;
use touchstone_vocabulary::Time;
use touchstone_wire::{Connect, Decoded, Packet, ProtocolVersion, Publish, Rules, decode};

use super::clean::Residue;
use super::provisioning::Provisioning;
use super::tls::Entrance;
use crate::{Arrival, CallId, Cast, Dial, Hindrance, HttpRequest, LinkId, Quiet, SetupError, Stage, Unsupported, Way};

/// The world of a case as it was made.
pub(super) struct World {
    pub(super) cast: Cast,
    pub(super) data: Entrance,
    pub(super) https: Option<Entrance>,
    pub(super) provisioning: Arc<Provisioning>,
}

/// The stage: sockets, and what they will have left behind.
pub(super) struct RemoteStage {
    links: Links,
    world: World,
    patience: Duration,
    began: Instant,
    start: Time,
    versions: BTreeMap<LinkId, ProtocolVersion>,
    left: Residue,
    residue: Arc<Mutex<Residue>>,
    refused: Vec<CallId>,
}

impl RemoteStage {
    pub(super) fn new(links: Links, world: World, residue: Arc<Mutex<Residue>>, patience: Duration) -> Self {
        Self {
            links,
            world,
            patience,
            began: Instant::now(),
            start: wall_clock(),
            versions: BTreeMap::new(),
            left: Residue::default(),
            residue,
            refused: Vec::new(),
        }
    }

    /// Notes what bytes leave behind: client ids and retained messages.
    fn note(&mut self, link: LinkId, bytes: &[u8]) {
        let mut rest = bytes;
        loop {
            let version = self.versions.get(&link).copied().unwrap_or(ProtocolVersion::V311);
            let Decoded::Packet { packet, length } = decode(rest, &Rules::strict(version)) else { return };
            match packet {
                Packet::Connect(Connect { version, client_id, will, .. }) => {
                    self.versions.insert(link, version);
                    if !client_id.is_empty() {
                        self.left.clients.insert((client_id.to_owned(), version));
                    }
                    let retained = will.filter(|will| will.retain);
                    self.left.topics.extend(retained.map(|will| will.topic.to_owned()));
                }
                Packet::Publish(Publish { retain: true, topic, .. }) => {
                    self.left.topics.insert(topic.to_owned());
                }
                _ => {}
            }
            rest = rest.get(length..).unwrap_or_default();
        }
    }

    /// The moment of this machine's clock at which the stage's clock shows `time`.
    fn instant(&self, time: Time) -> Instant {
        self.began + Duration::from_millis(time.since(self.start).millis())
    }
}

impl Stage for RemoteStage {
    fn now(&self) -> Time {
        let elapsed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.start + touchstone_vocabulary::Span::from_millis(elapsed)
    }

    fn dial(&mut self, link: LinkId, how: &Dial) {
        let data = &self.world.data;
        self.links.dial(link.0, &data.address, data.tls(&how.way.credential), how.window);
    }

    fn write(&mut self, link: LinkId, bytes: &[u8]) {
        self.note(link, bytes);
        self.links.write(link.0, bytes);
    }

    fn hinder(&mut self, link: LinkId, how: Hindrance) {
        self.links.hinder(link.0, how);
    }

    fn call(&mut self, call: CallId, way: &Way, request: &HttpRequest) {
        match &self.world.https {
            Some(https) => {
                let tls = https.tls(&way.credential);
                self.links.call(call.0, &https.address, tls, request.clone(), self.patience);
            }
            None => self.refused.push(call),
        }
    }

    fn change(&mut self, change: &WorldChange) -> Result<(), SetupError> {
        self.world.provisioning.change(&self.world.cast, change)
    }

    fn advance(&mut self, _: Time) -> Result<(), Unsupported> {
        Err(Unsupported { reason: "the target's clock cannot be moved".to_owned() })
    }

    fn next(&mut self, until: Time) -> Arrival {
        if let Some(call) = self.refused.pop() {
            return Arrival::Answered(call, Err("the target file names no HTTPS endpoint".to_owned()));
        }
        let deadline = self.instant(until);
        match self.links.next(deadline) {
            Some(LinkEvent::Dialled(link, outcome)) => Arrival::Dialled(LinkId(link), outcome),
            Some(LinkEvent::Bytes(link, bytes)) => Arrival::Bytes(LinkId(link), bytes),
            Some(LinkEvent::Closed(link)) => Arrival::Closed(LinkId(link)),
            Some(LinkEvent::Answered(call, answer)) => Arrival::Answered(CallId(call), answer),
            None => Arrival::Quiet(Quiet::Patience),
        }
    }
}

impl Drop for RemoteStage {
    /// Says good-bye on every connection, so that no will is published between two cases, and leaves word of what is to
    /// be cleaned up.
    fn drop(&mut self) {
        for link in self.versions.keys() {
            self.links.write(link.0, &frames::disconnect());
        }
        let mut residue = self.residue.lock().unwrap_or_else(PoisonError::into_inner);
        residue.clients.append(&mut self.left.clients);
        residue.topics.append(&mut self.left.topics);
    }
}

fn wall_clock() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
