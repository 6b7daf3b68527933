//! One case in simulation.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;
use std::sync::Arc;

use touchstone_account::driver::Driver;
use touchstone_account::{Account, Answer, ConnectionId, Ending, Peer, RequestId, Transport};
use touchstone_scenario::WorldChange;
use touchstone_suite::{
    Arrival, CallId, Cast, Credential, Dial, Hindrance, HttpAnswer, HttpRequest, LinkId, Quiet, SetupError, Stage,
    Unsupported, Way,
};
use touchstone_vocabulary::Time;

use super::Cut;
use super::pipe::{Arrivals, Pipe, Reading, State};
use crate::pool::Pool;
use crate::provision;

type Simulated = Driver<Account, Pipe>;

/// The stage: an account each, and the clients' ends of the pipes.
pub(super) struct SimStage {
    drivers: Vec<Simulated>,
    cast: Cast,
    pool: Arc<Pool>,
    cut: Cut,
    now: Time,
    links: BTreeMap<LinkId, Link>,
    calls: BTreeMap<(usize, RequestId), CallId>,
    arrivals: Arrivals,
}

/// A client's end.
struct Link {
    account: usize,
    connection: ConnectionId,
    pipe: Rc<RefCell<State>>,
    /// What the account has not read.
    unread: VecDeque<u8>,
    /// Whether what the client writes still gets through.
    writing: bool,
}

impl SimStage {
    pub(super) fn new(drivers: Vec<Simulated>, cast: Cast, pool: Arc<Pool>, cut: Cut) -> Self {
        Self {
            drivers,
            cast,
            pool,
            cut,
            now: Time::SCENARIO_START,
            links: BTreeMap::new(),
            calls: BTreeMap::new(),
            arrivals: Arrivals::default(),
        }
    }

    fn peer(&self, way: &Way, transport: Transport) -> Result<Peer, String> {
        let certificate = match way.credential {
            Credential::None => None,
            Credential::Certificate(principal) => {
                Some(provision::certificate(&self.pool, principal).map_err(|error| error.to_string())?)
            }
        };
        let host = Some(provision::host_name(way.account));
        Ok(Peer { host, address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 0, transport, certificate })
    }

    /// Brings in what clients have written and the account reads, until nothing moves; then collects what came of it.
    fn run(&mut self) {
        while let Some((driver, connection, bytes)) = self.next_bytes() {
            if let Some(driver) = self.drivers.get_mut(driver) {
                driver.received(self.now, connection, &bytes);
            }
        }
        self.collect();
    }

    /// Bytes of the first client whose account reads them.
    fn next_bytes(&mut self) -> Option<(usize, ConnectionId, Vec<u8>)> {
        let drivers = &self.drivers;
        let ready = |link: &&mut Link| {
            !link.unread.is_empty() && drivers.get(link.account).is_some_and(|driver| driver.reads(link.connection))
        };
        let link = self.links.values_mut().find(ready)?;
        let bytes = match self.cut {
            Cut::Whole => link.unread.drain(..).collect(),
            Cut::Bytes => link.unread.pop_front().into_iter().collect(),
        };
        Some((link.account, link.connection, bytes))
    }

    fn collect(&mut self) {
        for (index, driver) in self.drivers.iter_mut().enumerate() {
            let mut arrivals = self.arrivals.borrow_mut();
            arrivals.extend(driver.take_logs().iter().map(|record| Arrival::Logged(provision::log_line(record))));
            for (request, answer) in driver.take_answers() {
                if let (Some(call), Answer::Http(http)) = (self.calls.remove(&(index, request)), answer) {
                    let headers = http.headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value));
                    let answer =
                        HttpAnswer { status: http.status, headers: headers.collect(), body: http.body.to_vec() };
                    arrivals.push_back(Arrival::Answered(call, Ok(answer)));
                }
            }
            drop(driver.take_ended());
            drop(driver.take_resumed());
        }
    }

    /// Moves every account to a moment, each deadline at its own time.
    fn pass(&mut self, to: Time) {
        while let Some(due) = self.next_deadline().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            for driver in &mut self.drivers {
                driver.advance(self.now);
            }
            self.run();
            if self.next_deadline() == Some(due) {
                break;
            }
        }
        self.now = self.now.max(to);
        for driver in &mut self.drivers {
            driver.advance(self.now);
        }
        self.run();
    }

    fn next_deadline(&self) -> Option<Time> {
        self.drivers.iter().filter_map(Driver::next_deadline).min()
    }

    fn first_arrival(&self) -> Option<Arrival> {
        self.arrivals.borrow_mut().pop_front()
    }

    fn end(&mut self, link: LinkId, ending: Ending) {
        let Some(link) = self.links.get_mut(&link).filter(|link| link.writing) else { return };
        link.writing = false;
        link.unread.clear();
        let (account, connection) = (link.account, link.connection);
        if let Some(driver) = self.drivers.get_mut(account) {
            driver.gone(self.now, connection, ending);
        }
        self.run();
    }
}

impl Stage for SimStage {
    fn now(&self) -> Time {
        self.now
    }

    fn dial(&mut self, link: LinkId, how: &Dial) {
        let account = how.way.account;
        let peer = match self.peer(&how.way, Transport::Tls) {
            Ok(peer) => peer,
            Err(reason) => return self.arrivals.borrow_mut().push_back(Arrival::Dialled(link, Err(reason))),
        };
        let Some(driver) = self.drivers.get_mut(account) else {
            let reason = Err("the case has no such account".to_owned());
            return self.arrivals.borrow_mut().push_back(Arrival::Dialled(link, reason));
        };
        self.arrivals.borrow_mut().push_back(Arrival::Dialled(link, Ok(())));
        let (pipe, state) = Pipe::new(link, how.window, self.cut, Rc::clone(&self.arrivals));
        let connection = driver.open(self.now, peer, pipe);
        let unread = VecDeque::new();
        self.links.insert(link, Link { account, connection, pipe: state, unread, writing: true });
        self.run();
    }

    fn write(&mut self, link: LinkId, bytes: &[u8]) {
        if let Some(link) = self.links.get_mut(&link).filter(|link| link.writing) {
            link.unread.extend(bytes);
        }
        self.run();
    }

    fn hinder(&mut self, link: LinkId, how: Hindrance) {
        let set = |links: &BTreeMap<LinkId, Link>, reading| {
            links.get(&link).into_iter().for_each(|link| link.pipe.borrow_mut().reading = reading);
        };
        match how {
            Hindrance::Fin => self.end(link, Ending::Fin),
            Hindrance::Reset => {
                set(&self.links, Reading::Deaf);
                self.end(link, Ending::Reset);
            }
            Hindrance::Silence => {
                set(&self.links, Reading::Deaf);
                self.links.get_mut(&link).into_iter().for_each(|link| link.writing = false);
            }
            Hindrance::Stall => set(&self.links, Reading::Stalled),
            Hindrance::Resume => {
                set(&self.links, Reading::Eager);
                let Some(link) = self.links.get(&link) else { return };
                link.pipe.borrow_mut().read();
                if let Some(driver) = self.drivers.get_mut(link.account) {
                    driver.writable(link.connection);
                }
                self.run();
            }
        }
    }

    fn call(&mut self, call: CallId, way: &Way, request: &HttpRequest) {
        let peer = match self.peer(way, Transport::Https) {
            Ok(peer) => peer,
            Err(reason) => return self.arrivals.borrow_mut().push_back(Arrival::Answered(call, Err(reason))),
        };
        let http = touchstone_account::HttpRequest {
            method: request.method.clone(),
            target: request.target.clone(),
            headers: request.headers.clone(),
            body: request.body.clone().into(),
        };
        if let Some(driver) = self.drivers.get_mut(way.account) {
            let id = driver.asked(self.now, peer, http);
            self.calls.insert((way.account, id), call);
        }
        self.run();
    }

    fn change(&mut self, change: &WorldChange) -> Result<(), SetupError> {
        let (account, operations) = provision::change(&self.cast, change.principal, &change.to, &self.pool)?;
        for operation in operations {
            if let Some(driver) = self.drivers.get_mut(account) {
                provision::operate(driver, self.now, operation)?;
            }
        }
        self.run();
        Ok(())
    }

    fn advance(&mut self, to: Time) -> Result<(), Unsupported> {
        self.pass(to);
        Ok(())
    }

    fn next(&mut self, until: Time) -> Arrival {
        loop {
            if let Some(arrival) = self.first_arrival() {
                return arrival;
            }
            match self.next_deadline().filter(|due| *due <= until) {
                Some(due) => self.pass(due),
                None => {
                    self.pass(until);
                    return self.first_arrival().unwrap_or(Arrival::Quiet(Quiet::Exact));
                }
            }
        }
    }
}
