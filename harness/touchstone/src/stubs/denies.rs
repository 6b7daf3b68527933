//! One case in simulation, where a packet that needs no right is denied to whoever may not do everything.

use std::collections::{BTreeMap, VecDeque};

use touchstone_client::FrameReader;
use touchstone_scenario::WorldChange;
use touchstone_suite::{
    Arrival, CallId, Cast, Credential, Dial, Freed, Hindrance, HttpRequest, LinkId, SetupError, Stage, Unsupported, Way,
};
use touchstone_vocabulary::Time;
use touchstone_wire::ProtocolVersion;

/// The policy that allows everything, and with it a right that exists in no sheet.
const EVERYTHING: &str = "all";

/// The stage: the simulation's, but for the first packet of the kind that it asks a right for.
pub(super) struct DenyingStage {
    stage: Box<dyn Stage>,
    denied: Freed,
    /// By principal, whether it holds what is asked for.
    trusted: Vec<bool>,
    links: BTreeMap<LinkId, bool>,
    ended: VecDeque<LinkId>,
}

impl DenyingStage {
    pub(super) fn new(stage: Box<dyn Stage>, cast: &Cast, denied: Freed) -> Self {
        let trusted = cast.principals.iter().map(|it| it.policies.iter().any(|(name, _)| name == EVERYTHING)).collect();
        Self { stage, denied, trusted, links: BTreeMap::new(), ended: VecDeque::new() }
    }

    /// The bytes before the first packet that is asked for; `None` when there is none.
    fn before_denied<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let mut before = 0;
        // Frames are split alike in both versions.
        for frame in FrameReader::new(Some(ProtocolVersion::V311)).feed(bytes) {
            if frame.bytes.first().is_some_and(|first| first >> 4 == self.denied.packet_type()) {
                return bytes.get(..before);
            }
            before += frame.bytes.len();
        }
        None
    }
}

impl Stage for DenyingStage {
    fn now(&self) -> Time {
        self.stage.now()
    }

    fn dial(&mut self, link: LinkId, how: &Dial) {
        let trusted = match how.way.credential {
            Credential::Certificate(principal) => self.trusted.get(principal).copied().unwrap_or(false),
            Credential::None => true,
        };
        self.links.insert(link, trusted);
        self.stage.dial(link, how);
    }

    fn write(&mut self, link: LinkId, bytes: &[u8]) {
        let trusted = self.links.get(&link).copied().unwrap_or(true);
        let Some(before) = self.before_denied(bytes).filter(|_| !trusted) else {
            return self.stage.write(link, bytes);
        };
        self.stage.write(link, before);
        self.stage.hinder(link, Hindrance::Fin);
        self.links.insert(link, true);
        self.ended.push_back(link);
    }

    fn hinder(&mut self, link: LinkId, how: Hindrance) {
        self.stage.hinder(link, how);
    }

    fn call(&mut self, call: CallId, way: &Way, request: &HttpRequest) {
        self.stage.call(call, way, request);
    }

    fn change(&mut self, change: &WorldChange) -> Result<(), SetupError> {
        self.stage.change(change)
    }

    fn advance(&mut self, to: Time) -> Result<(), Unsupported> {
        self.stage.advance(to)
    }

    fn next(&mut self, until: Time) -> Arrival {
        let until = if self.ended.is_empty() { until } else { self.now() };
        match self.stage.next(until) {
            Arrival::Quiet(quiet) => self.ended.pop_front().map_or(Arrival::Quiet(quiet), Arrival::Closed),
            arrival => arrival,
        }
    }
}
