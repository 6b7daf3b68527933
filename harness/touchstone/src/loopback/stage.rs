//! One case over sockets.
//!
//! The server's clock is held, so time passes only here; and the server can be asked to read all that was sent, after
//! which what it has to say is readable without waiting. So `Quiet` is exact, but for two things that travel outside the
//! account: a handshake that is still being handed over, and an HTTP call under way. For these the stage waits.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use touchstone_client::{Address, Identity, LinkEvent, Links, Tls, TlsIdentity};
use touchstone_scenario::WorldChange;
use touchstone_server::{HostName, Server};
use touchstone_suite::{
    Arrival, CallId, Cast, Credential, Dial, Hindrance, HttpRequest, LinkId, Quiet, SetupError, Stage, Unsupported, Way,
};
use touchstone_vocabulary::Time;

use crate::pool::Pool;
use crate::provision::{self, fault};
use crate::sim::Cut;

/// How long a handshake or an HTTP call may take before the stage no longer waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long one look at the sockets waits, while something is under way.
const GLANCE: Duration = Duration::from_millis(2);

/// The stage: a server of this case's own, and the clients' sockets.
pub(super) struct LoopbackStage {
    server: Server,
    hosts: Vec<HostName>,
    cast: Cast,
    pool: Arc<Pool>,
    links: Links,
    now: Time,
    arrivals: VecDeque<Arrival>,
    /// Handshakes under way on the client's side.
    dialling: BTreeSet<u32>,
    /// Whose account each connection is, until it is heard of: its handshake may still be under way on the other side.
    unheard: BTreeMap<u32, usize>,
    /// How many connections each account must have been handed, as far as is known.
    handed: BTreeMap<usize, u64>,
    /// HTTP calls under way.
    calling: BTreeSet<u32>,
}

impl LoopbackStage {
    pub(super) fn new(
        server: Server,
        hosts: Vec<HostName>,
        cast: Cast,
        pool: Arc<Pool>,
        cut: Cut,
    ) -> Result<Self, SetupError> {
        let mut links = Links::new().map_err(|error| fault(&error.to_string()))?;
        links.drip(cut == Cut::Bytes);
        Ok(Self {
            server,
            hosts,
            cast,
            pool,
            links,
            now: Time::SCENARIO_START,
            arrivals: VecDeque::new(),
            dialling: BTreeSet::new(),
            unheard: BTreeMap::new(),
            handed: BTreeMap::new(),
            calling: BTreeSet::new(),
        })
    }

    fn address(&self) -> Address {
        self.server.address().into()
    }

    /// What a client shows, and which protocol it names: without a certificate only a custom authorizer can let it in.
    fn tls(&self, way: &Way, protocol: &[&[u8]]) -> Result<TlsIdentity, String> {
        let authorities = [self.pool.authority().certificate()];
        let identity = match way.credential {
            Credential::None => None,
            Credential::Certificate(principal) => {
                let client = self.pool.client(principal).map_err(|error| error.to_string())?;
                Some(Identity { chain: client.chain.clone(), key: client.key.clone_key() })
            }
        };
        let server_name = provision::host_name(way.account);
        let tls =
            Tls { authorities: &authorities, identity: identity.as_ref(), alpn: protocol, server_name: &server_name };
        TlsIdentity::new(&tls).map_err(|error| error.to_string())
    }

    /// Takes in what the sockets have, after the server has read what was sent.
    fn look(&mut self) {
        self.fence();
        let events = self.links.readable_now();
        events.into_iter().for_each(|event| self.notice(event));
        for host in &self.hosts {
            let logs = self.server.logs(host).unwrap_or_default();
            self.arrivals.extend(logs.iter().map(|record| Arrival::Logged(provision::log_line(record))));
        }
    }

    fn fence(&self) {
        for host in &self.hosts {
            // An account that has stopped has closed its connections, which is what the case will see.
            let _stopped = self.server.next_deadline(host);
        }
    }

    fn notice(&mut self, event: LinkEvent) {
        let arrival = match event {
            LinkEvent::Dialled(link, outcome) => {
                self.dialling.remove(&link);
                if outcome.is_err() {
                    self.unheard.remove(&link);
                }
                Arrival::Dialled(LinkId(link), outcome)
            }
            LinkEvent::Bytes(link, bytes) => {
                self.heard(link);
                Arrival::Bytes(LinkId(link), bytes)
            }
            LinkEvent::Closed(link) => {
                self.heard(link);
                Arrival::Closed(LinkId(link))
            }
            LinkEvent::Answered(call, outcome) => {
                self.calling.remove(&call);
                Arrival::Answered(CallId(call), outcome)
            }
        };
        self.arrivals.push_back(arrival);
    }

    /// The account has this connection.
    fn heard(&mut self, link: u32) {
        if let Some(account) = self.unheard.remove(&link) {
            *self.handed.entry(account).or_default() += 1;
        }
    }

    /// Whether something travels that the account does not know of yet.
    fn under_way(&self) -> bool {
        let being_handed = |(account, host): (usize, &HostName)| {
            let unheard = self.unheard.values().filter(|of| **of == account).count() as u64;
            let known = self.handed.get(&account).copied().unwrap_or_default();
            unheard > 0 && self.server.opened(host).is_ok_and(|opened| opened < known + unheard)
        };
        !(self.dialling.is_empty() && self.calling.is_empty()) || self.hosts.iter().enumerate().any(being_handed)
    }

    /// The first arrival at this moment, waiting only for what is under way.
    fn arrival_now(&mut self) -> Option<Arrival> {
        let end = Instant::now() + PATIENCE;
        loop {
            // Asked before the look, so that what is handed over meanwhile is looked for once more.
            let under_way = self.under_way();
            if self.arrivals.iter().all(|arrival| matches!(arrival, Arrival::Logged(_))) {
                self.look();
            }
            if let Some(arrival) = self.arrivals.pop_front() {
                return Some(arrival);
            }
            if !under_way || Instant::now() >= end {
                return None;
            }
            let events = self.links.poll(GLANCE);
            events.into_iter().for_each(|event| self.notice(event));
        }
    }

    fn next_deadline(&self) -> Option<Time> {
        self.hosts.iter().filter_map(|host| self.server.next_deadline(host).ok().flatten()).min()
    }

    fn shift(&mut self, to: Time) -> Result<(), Unsupported> {
        let span = to.since(self.now);
        for host in &self.hosts {
            self.server.advance(host, span).map_err(|error| Unsupported { reason: error.to_string() })?;
        }
        self.now = self.now.max(to);
        Ok(())
    }
}

impl Stage for LoopbackStage {
    fn now(&self) -> Time {
        self.now
    }

    fn dial(&mut self, link: LinkId, how: &Dial) {
        // A client without a certificate comes with a custom authorizer's protocol name.
        let protocol: &[&[u8]] = if how.way.credential == Credential::None { &[b"mqtt"] } else { &[] };
        match self.tls(&how.way, protocol) {
            Ok(tls) => {
                self.dialling.insert(link.0);
                self.unheard.insert(link.0, how.way.account);
                let address = self.address();
                self.links.dial(link.0, &address, Some(&tls), how.window);
            }
            Err(reason) => self.arrivals.push_back(Arrival::Dialled(link, Err(reason))),
        }
    }

    fn write(&mut self, link: LinkId, bytes: &[u8]) {
        self.links.write(link.0, bytes);
    }

    fn hinder(&mut self, link: LinkId, how: Hindrance) {
        self.links.hinder(link.0, how);
        self.fence();
    }

    fn call(&mut self, call: CallId, way: &Way, request: &HttpRequest) {
        match self.tls(way, &[b"x-amzn-http-ca"]) {
            Ok(tls) => {
                self.calling.insert(call.0);
                let address = self.address();
                self.links.call(call.0, &address, Some(&tls), request.clone(), PATIENCE);
            }
            Err(reason) => self.arrivals.push_back(Arrival::Answered(call, Err(reason))),
        }
    }

    fn change(&mut self, change: &WorldChange) -> Result<(), SetupError> {
        let (account, operations) = provision::change(&self.cast, change.principal, &change.to, &self.pool)?;
        let host = self.hosts.get(account).ok_or_else(|| fault("no such account"))?;
        for operation in operations {
            self.server.operate(host, operation).map_err(|error| fault(&error.message))?;
        }
        Ok(())
    }

    fn advance(&mut self, to: Time) -> Result<(), Unsupported> {
        self.fence();
        self.shift(to)
    }

    fn next(&mut self, until: Time) -> Arrival {
        loop {
            if let Some(arrival) = self.arrival_now() {
                return arrival;
            }
            let due = self.next_deadline().filter(|due| *due <= until && *due > self.now);
            let to = due.unwrap_or(until);
            if to <= self.now || self.shift(to).is_err() {
                return Arrival::Quiet(Quiet::Exact);
            }
        }
    }
}
