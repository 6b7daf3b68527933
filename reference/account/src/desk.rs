//! The account as its broker sees it: principals and their policies. `admission` lets connections in, `host` answers the
//! broker.

mod admission;
mod host;
mod leases;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use touchstone_broker::ConnectionId;
use touchstone_policy::{
    Action, CertificateFacts, Facts, Home, PolicySet, Protocol, Resource, Side, Switches, ThingFacts, Values,
};
use touchstone_registry::{Certificate, Epoch, Limits, Registry, Status};
use touchstone_vocabulary::{AccountId, AttributeName, AttributeValue, CertificateId, ClientId, PolicyName, Time};

pub(crate) use self::admission::Authorized;
use self::admission::{Arriving, Asked};
use self::leases::Leases;
pub(crate) use self::leases::Term;
use crate::identity::Identity;
use crate::presence::Presence;
use crate::standing::{Binding, Bound, Principal, Standing};
use crate::{CallId, LogRecord, Output, Peer, log};

/// Everything of an account but its broker.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) id: AccountId,
    pub(crate) registry: Registry,
    pub(crate) identity: Identity,
    /// The time of the input that is handled.
    pub(crate) now: Time,
    presence: Presence,
    /// Who is behind the connections that are not accepted yet.
    arriving: BTreeMap<ConnectionId, Arriving>,
    /// Authorizers that were asked.
    calls: BTreeMap<CallId, Asked>,
    calls_made: u64,
    /// What authorizers granted, for as long as it lasts.
    pub(crate) leases: Leases,
    /// Sets that were compiled since the registry last changed, by the policies in them.
    compiled: BTreeMap<BTreeSet<PolicyName>, Arc<PolicySet>>,
    compiled_at: Epoch,
    /// Questions to authorizers, and log records.
    pub(crate) notes: VecDeque<Output>,
}

impl Desk {
    pub(crate) fn new(id: AccountId, seed: u64, stored: Limits) -> Self {
        Self {
            id,
            registry: Registry::new(stored),
            identity: Identity::new(seed),
            now: Time::from_millis(0),
            presence: Presence::default(),
            arriving: BTreeMap::new(),
            calls: BTreeMap::new(),
            calls_made: 0,
            leases: Leases::default(),
            compiled: BTreeMap::new(),
            compiled_at: Epoch::default(),
            notes: VecDeque::new(),
        }
    }

    pub(crate) fn opened(&mut self, connection: ConnectionId, peer: Peer) {
        self.arriving.insert(connection, Arriving { peer, principal: None });
    }

    pub(crate) fn log(&mut self, record: LogRecord) {
        self.notes.push_back(Output::Log(record));
    }

    /// The certificate, if it is registered and may be used (MB-EP-07).
    pub(crate) fn active(&self, certificate: Option<&CertificateId>) -> Option<&Certificate> {
        self.registry.certificate(certificate?).filter(|found| found.status == Status::Active)
    }

    /// The rights of a certificate's holder as of now; `client` is absent over HTTPS.
    pub(crate) fn bind(&mut self, id: &CertificateId, client: Option<&ClientId>, peer: &Seen<'_>) -> Option<Bound> {
        let certificate = self.registry.certificate(id)?.clone();
        let facts = Facts {
            protocol: if client.is_some() { Protocol::Mqtt } else { Protocol::Https },
            client_id: client.map(|client| client.as_str().to_owned()),
            source_ip: Some(peer.address.to_string()),
            domain_name: peer.host.map(str::to_owned),
            certificate: Some(CertificateFacts { id: id.as_str().to_owned(), ..CertificateFacts::default() }),
            thing: client.and_then(|client| self.thing(&certificate, client)),
            ..Facts::default()
        };
        let values = facts.values(Side::Iot, &Switches::default());
        let set = self.compile(&certificate.policies);
        Some(self.bound(set, values))
    }

    /// A set that knows the time, bound to values.
    fn bound(&self, set: Arc<PolicySet>, values: Values) -> Bound {
        let mut bound = Bound::new(self.registry.epoch(), set, values);
        bound.set_clock(self.now);
        bound
    }

    /// The thing that a connection may have: among those attached to its certificate the one with the client id for a name
    /// (POL-OP-26).
    fn thing(&self, certificate: &Certificate, client: &ClientId) -> Option<ThingFacts> {
        let name = certificate.things.iter().find(|name| name.as_str() == client.as_str())?;
        let thing = self.registry.thing(name)?;
        let written = |(name, value): (&AttributeName, &AttributeValue)| (name.to_string(), value.to_string());
        Some(ThingFacts::attached(name.as_str(), thing.attributes.iter().map(written).collect()))
    }

    /// One compiled set for all principals that have the same policies.
    fn compile(&mut self, names: &BTreeSet<PolicyName>) -> Arc<PolicySet> {
        if self.compiled_at != self.registry.epoch() {
            self.compiled.clear();
            self.compiled_at = self.registry.epoch();
        }
        if let Some(set) = self.compiled.get(names) {
            return Arc::clone(set);
        }
        let set = Arc::new(PolicySet::compile(&home(&self.id), self.registry.policies(names)));
        self.compiled.insert(names.clone(), Arc::clone(&set));
        set
    }

    /// Binds anew what was bound before the registry changed (POL-EVAL-13: at the next check).
    fn refresh(&mut self, standing: &mut Standing) {
        let Principal::Certificate(id) = &standing.principal else { return };
        if standing.binding.epoch == self.registry.epoch() {
            return;
        }
        let seen = Seen { address: &standing.address, host: standing.binding.host.as_deref() };
        if let Some(bound) = self.bind(id, Some(&standing.binding.client), &seen) {
            standing.binding = Binding::of(bound);
        }
    }

    /// One check of an accepted connection, with a log record when it is denied.
    fn check(
        &mut self,
        standing: &mut Standing,
        event: &'static str,
        needed: &[(Action<'_>, Resource<'_>)],
        about: &str,
    ) -> bool {
        self.refresh(standing);
        standing.binding.set_clock(self.now);
        let binding = &standing.binding;
        match needed.iter().find(|(action, resource)| !binding.allows(*action, *resource)) {
            None => true,
            Some((action, resource)) => {
                let details = binding.explain(*action, *resource);
                let mut record = log::denied(event, &binding.client, standing.principal.identifier(), details);
                record.topic = Some(about.to_owned());
                self.log(record);
                false
            }
        }
    }
}

/// Where a peer is seen.
pub(crate) struct Seen<'a> {
    pub(crate) address: &'a str,
    pub(crate) host: Option<&'a str>,
}

/// Whose resources an account's policies speak of.
pub(crate) fn home(id: &AccountId) -> Home<'_> {
    Home { partition: "aws", region: id.region.as_str(), account: id.number.as_str() }
}
