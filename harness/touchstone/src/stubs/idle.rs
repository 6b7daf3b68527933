//! One case on an endpoint that does nothing.

use std::collections::{BTreeSet, VecDeque};

use touchstone_scenario::WorldChange;
use touchstone_suite::{
    Arrival, CallId, Dial, Hindrance, HttpRequest, LinkId, Quiet, SetupError, Stage, Unsupported, Way,
};
use touchstone_vocabulary::Time;

/// What the endpoint does about the first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reaction {
    /// Nothing.
    None,
    /// It closes.
    Close,
}

/// The stage: connections that have been accepted and have not ended.
pub(super) struct IdleStage {
    reaction: Reaction,
    now: Time,
    open: BTreeSet<LinkId>,
    arrivals: VecDeque<Arrival>,
}

impl IdleStage {
    pub(super) fn new(reaction: Reaction) -> Self {
        Self { reaction, now: Time::SCENARIO_START, open: BTreeSet::new(), arrivals: VecDeque::new() }
    }
}

impl Stage for IdleStage {
    fn now(&self) -> Time {
        self.now
    }

    fn dial(&mut self, link: LinkId, _: &Dial) {
        self.open.insert(link);
        self.arrivals.push_back(Arrival::Dialled(link, Ok(())));
    }

    fn write(&mut self, link: LinkId, bytes: &[u8]) {
        if self.reaction == Reaction::Close && !bytes.is_empty() && self.open.remove(&link) {
            self.arrivals.push_back(Arrival::Closed(link));
        }
    }

    fn hinder(&mut self, link: LinkId, how: Hindrance) {
        match how {
            Hindrance::Fin | Hindrance::Reset | Hindrance::Silence => {
                self.open.remove(&link);
            }
            Hindrance::Stall | Hindrance::Resume => {}
        }
    }

    fn call(&mut self, call: CallId, _: &Way, _: &HttpRequest) {
        if self.reaction == Reaction::Close {
            let reason = "the connection was closed at the first byte".to_owned();
            self.arrivals.push_back(Arrival::Answered(call, Err(reason)));
        }
    }

    fn change(&mut self, _: &WorldChange) -> Result<(), SetupError> {
        Ok(())
    }

    fn advance(&mut self, to: Time) -> Result<(), Unsupported> {
        self.now = self.now.max(to);
        Ok(())
    }

    fn next(&mut self, until: Time) -> Arrival {
        if let Some(arrival) = self.arrivals.pop_front() {
            return arrival;
        }
        self.now = self.now.max(until);
        Arrival::Quiet(Quiet::Exact)
    }
}
