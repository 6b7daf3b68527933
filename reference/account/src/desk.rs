//! The account as its broker sees it: principals and their policies, reserved topics, lifecycle events.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use touchstone_broker::{
    Admission, Asking, ConnectionId, DisconnectReason, Host, Lifecycle, Publication, Refusal, Retain,
};
use touchstone_policy::{Action, AttachedThing, ConnectedThing, Home, PolicySet, Resource, Values};
use touchstone_registry::{Certificate, Epoch, Registry, Status};
use touchstone_vocabulary::{
    AccountId, AuthorizerName, CertificateId, ClientId, PolicyName, Time, TopicFilter, TopicName,
};

use touchstone_wire::Violation;

use crate::authorizer::{self, Grant};
use crate::identity::Identity;
use crate::presence::Presence;
use crate::standing::{Binding, Principal, Standing};
use crate::{AuthorizerRequest, CallId, LogRecord, Output, Peer, events, log, topics};

/// Everything of an account but its broker.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) id: AccountId,
    pub(crate) registry: Registry,
    pub(crate) identity: Identity,
    presence: Presence,
    /// Who is behind the connections that are not accepted yet.
    pub(crate) arriving: BTreeMap<ConnectionId, Arriving>,
    /// Authorizers that were asked.
    calls: BTreeMap<CallId, Asked>,
    calls_made: u64,
    /// Sets that were compiled since the registry last changed, by the policies in them.
    compiled: BTreeMap<BTreeSet<PolicyName>, Arc<PolicySet>>,
    compiled_at: Epoch,
    /// Questions to authorizers, and log records.
    pub(crate) notes: VecDeque<Output>,
}

/// Who is behind a connection that is not accepted yet.
#[derive(Debug)]
pub(crate) struct Arriving {
    peer: Peer,
    /// Known once authentication has succeeded.
    principal: Option<Principal>,
}

/// A CONNECT that waits for an authorizer's answer.
#[derive(Debug)]
struct Asked {
    connection: ConnectionId,
    client: ClientId,
    persistent: bool,
    will: Option<(TopicName, Retain)>,
}

impl Desk {
    pub(crate) fn new(id: AccountId, seed: u64) -> Self {
        Self {
            id,
            registry: Registry::default(),
            identity: Identity::new(seed),
            presence: Presence::default(),
            arriving: BTreeMap::new(),
            calls: BTreeMap::new(),
            calls_made: 0,
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
    pub(crate) fn bind(&mut self, id: &CertificateId, client: Option<&ClientId>, peer: &Seen<'_>) -> Option<Binding> {
        let certificate = self.registry.certificate(id)?.clone();
        let values = Values {
            client_id: client.map(|client| client.as_str().to_owned()),
            source_ip: Some(peer.address.to_string()),
            certificate_id: Some(id.as_str().to_owned()),
            domain_name: peer.host.map(str::to_owned),
            thing: client.map_or(ConnectedThing::Unknown, |client| self.thing(&certificate, client)),
            ..Values::default()
        };
        Some(Binding { epoch: self.registry.epoch(), set: self.compile(&certificate.policies), values })
    }

    /// The thing of a connection: attached to the certificate, its name the client id (POL-EVAL-05).
    fn thing(&self, certificate: &Certificate, client: &ClientId) -> ConnectedThing {
        let attached = certificate.things.iter().find(|name| name.as_str() == client.as_str());
        match attached.and_then(|name| Some((name, self.registry.thing(name)?))) {
            Some((name, thing)) => ConnectedThing::Attached(AttachedThing {
                name: name.as_str().to_owned(),
                type_name: None,
                attributes: thing.attributes.clone(),
            }),
            None => ConnectedThing::Detached,
        }
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
        let old = &standing.binding.values;
        let client = old.client_id.as_deref().map(ClientId::new);
        let host = old.domain_name.clone();
        let seen = Seen { address: &standing.address, host: host.as_deref() };
        if let Some(binding) = self.bind(&id.clone(), client.as_ref(), &seen) {
            standing.binding = binding;
        }
    }

    /// iot:Connect, and the rights the will needs (MB-AUT-01 to MB-AUT-03).
    fn may_connect(&mut self, binding: &Binding, asking: &Wish<'_>) -> Result<(), Refusal> {
        let mut attributes = Vec::new();
        if asking.persistent {
            attributes.push(Cow::Borrowed("PersistentConnect"));
        }
        if asking.will.is_some() {
            attributes.push(Cow::Borrowed("LastWill"));
        }
        let values = Values {
            connect_attributes: Some(attributes),
            last_will_topic: asking.will.map(|(topic, _)| topic_arn(&self.id, topic)),
            ..binding.values.clone()
        };
        let binding = Binding { values, ..binding.clone() };
        let mut needed = vec![(Action::CONNECT, Resource::client(asking.client.as_str()))];
        if let Some((topic, retain)) = asking.will {
            //= MB-CON-12
            needed.push((Action::PUBLISH, Resource::topic(topic.as_str())));
            if retain == Retain::Yes {
                needed.push((Action::RETAIN_PUBLISH, Resource::topic(topic.as_str())));
            }
        }
        match needed.into_iter().find(|(action, resource)| !binding.allows(*action, *resource)) {
            None => Ok(()),
            Some((action, resource)) => {
                self.log(log::denied("Connect", asking.client, asking.principal, binding.explain(action, resource)));
                Err(Refusal::NotAuthorized)
            }
        }
    }

    /// Lets a connection in whose principal may connect.
    fn admit_as(
        &mut self,
        now: Time,
        wish: &Wish<'_>,
        principal: Principal,
        binding: Binding,
    ) -> Result<Standing, Refusal> {
        if let Some(arriving) = self.arriving.get_mut(&wish.connection) {
            arriving.principal = Some(principal.clone());
        }
        self.may_connect(&binding, wish)?;
        let address = binding.values.source_ip.clone().unwrap_or_default();
        let version_number = self.presence.connected(wish.client, now);
        let count = u64::try_from(now.millis()).unwrap_or(0).rotate_left(20) ^ version_number;
        self.arriving.remove(&wish.connection);
        Ok(Standing {
            principal,
            session_identifier: self.identity.uuid("session", wish.client.as_str(), count),
            version_number,
            address,
            binding,
        })
    }

    /// An authorizer's answer: which connection it is about and what becomes of it; `None` when nobody waits for it.
    pub(crate) fn authorized(
        &mut self,
        now: Time,
        call: CallId,
        grant: Option<Grant>,
    ) -> Option<(ConnectionId, Result<Standing, Refusal>)> {
        let asked = self.calls.remove(&call)?;
        let connection = asked.connection;
        let arriving = self.arriving.get(&connection)?;
        let Some(grant) = grant else { return Some((connection, Err(Refusal::BadCredentials))) };
        let documents = grant.policies.iter().map(|policy| ("custom authorizer", policy));
        let set = Arc::new(PolicySet::compile(&home(&self.id), documents));
        let values = Values {
            client_id: Some(asked.client.as_str().to_owned()),
            source_ip: Some(arriving.peer.address.to_string()),
            domain_name: arriving.peer.host.clone(),
            thing: ConnectedThing::Detached,
            ..Values::default()
        };
        let binding = Binding { epoch: self.registry.epoch(), set, values };
        let wish = Wish {
            connection,
            client: &asked.client,
            persistent: asked.persistent,
            will: asked.will.as_ref().map(|(topic, retain)| (topic, *retain)),
            principal: &grant.principal,
        };
        Some((connection, self.admit_as(now, &wish, Principal::Authorized(grant.principal.clone()), binding)))
    }

    /// Asks a custom authorizer that a CONNECT names (MB-EP-16).
    fn ask_authorizer(&mut self, asking: &Asking<'_>, name: AuthorizerName) -> Admission<Standing> {
        if !self.registry.knows_authorizer(&name) {
            return Admission::Refused(Refusal::BadCredentials);
        }
        self.calls_made += 1;
        let call = CallId(self.calls_made);
        let will = asking.will.map(|(topic, retain)| (topic.clone(), retain));
        let (connection, client) = (asking.connection, asking.client.clone());
        self.calls.insert(call, Asked { connection, client: client.clone(), persistent: asking.persistent, will });
        let request = AuthorizerRequest {
            authorizer: name,
            client,
            //= MB-EP-16
            user_name: asking.user_name.unwrap_or_default().to_owned(),
            password: asking.password.unwrap_or_default().to_owned(),
        };
        self.notes.push_back(Output::Authorize(call, request));
        Admission::Waits
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
        let binding = &standing.binding;
        match needed.iter().find(|(action, resource)| !binding.allows(*action, *resource)) {
            None => true,
            Some((action, resource)) => {
                let client = ClientId::new(binding.values.client_id.as_deref().unwrap_or_default());
                let details = binding.explain(*action, *resource);
                let mut record = log::denied(event, &client, standing.principal.identifier(), details);
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

/// A CONNECT with the principal behind it.
struct Wish<'a> {
    connection: ConnectionId,
    client: &'a ClientId,
    persistent: bool,
    will: Option<(&'a TopicName, Retain)>,
    principal: &'a str,
}

impl Host for Desk {
    type Standing = Standing;

    fn admit(&mut self, now: Time, asking: &Asking<'_>) -> Admission<Standing> {
        if let Some(name) = authorizer::named(asking.user_name) {
            return self.ask_authorizer(asking, name);
        }
        let Some(peer) = self.arriving.get(&asking.connection).map(|arriving| arriving.peer.clone()) else {
            return Admission::Refused(Refusal::Unauthenticated);
        };
        //= MB-EP-07
        let Some(id) = peer.certificate.filter(|id| self.active(Some(id)).is_some()) else {
            return Admission::Refused(Refusal::Unauthenticated);
        };
        let address = peer.address.to_string();
        let seen = Seen { address: &address, host: peer.host.as_deref() };
        let Some(binding) = self.bind(&id, Some(asking.client), &seen) else {
            return Admission::Refused(Refusal::Unauthenticated);
        };
        let wish = Wish {
            connection: asking.connection,
            client: asking.client,
            persistent: asking.persistent,
            will: asking.will,
            principal: id.as_str(),
        };
        match self.admit_as(now, &wish, Principal::Certificate(id.clone()), binding) {
            Ok(standing) => Admission::Granted(standing),
            Err(refusal) => Admission::Refused(refusal),
        }
    }

    //= MB-CON-16
    fn make_client_id(&mut self, connection: ConnectionId) -> ClientId {
        ClientId::new(&format!("$GEN/{}", self.identity.uuid("client", self.id.region.as_str(), connection.0)))
    }

    fn make_trace_id(&mut self, connection: ConnectionId) -> String {
        self.identity.uuid("trace", self.id.region.as_str(), connection.0)
    }

    fn may_publish(&mut self, standing: &mut Standing, topic: &TopicName, retain: Retain) -> bool {
        let resource = Resource::topic(topic.as_str());
        let needed = [(Action::PUBLISH, resource), (Action::RETAIN_PUBLISH, resource)];
        let needed = needed.get(..if retain == Retain::Yes { 2 } else { 1 }).unwrap_or(&needed);
        self.check(standing, "Publish-In", needed, topic.as_str())
    }

    fn may_subscribe(&mut self, standing: &mut Standing, filter: &TopicFilter) -> bool {
        let needed = [(Action::SUBSCRIBE, Resource::topic_filter(filter.as_str()))];
        self.check(standing, "Subscribe", &needed, filter.as_str())
    }

    fn may_receive(&mut self, standing: &mut Standing, topic: &TopicName) -> bool {
        let needed = [(Action::RECEIVE, Resource::topic(topic.as_str()))];
        self.check(standing, "Publish-Out", &needed, topic.as_str())
    }

    fn takes_publish(&self, topic: &TopicName) -> bool {
        topics::takes_publish(topic.as_str())
    }

    fn takes_subscription(&self, filter: &TopicFilter) -> bool {
        topics::takes_subscription(filter.as_str())
    }

    fn announce(&mut self, now: Time, event: Lifecycle<'_, Standing>) -> Option<Publication> {
        match event {
            Lifecycle::Connected { client, standing } => {
                self.log(log::connected(client, standing.principal.identifier()));
                events::connected(client, standing, now)
            }
            Lifecycle::Disconnected { client, standing, reason, kept, violation } => {
                // After a takeover the client is online, and its numbers go on.
                if reason != DisconnectReason::DuplicateClientId {
                    self.presence.disconnected(client, now, kept);
                }
                self.log(log::disconnected(client, standing.principal.identifier(), reason, violation));
                events::disconnected(client, standing, now, reason)
            }
            Lifecycle::Refused { connection, client, refusal, violation } => {
                self.refused(now, connection, client, refusal, violation)
            }
            Lifecycle::Subscribed { client, standing, filters } => {
                events::subscription(client, standing, now, "subscribed", filters)
            }
            Lifecycle::Unsubscribed { client, standing, filters } => {
                events::subscription(client, standing, now, "unsubscribed", filters)
            }
        }
    }
}

impl Desk {
    fn refused(
        &mut self,
        now: Time,
        connection: ConnectionId,
        client: Option<&ClientId>,
        refusal: Option<Refusal>,
        violation: Option<Violation>,
    ) -> Option<Publication> {
        let arriving = self.arriving.remove(&connection)?;
        self.calls.retain(|_, asked| asked.connection != connection);
        self.log(log::refused(client, arriving.principal.as_ref().map(Principal::identifier), refusal, violation));
        //= MB-LCE-04
        //= MB-LCE-05
        let (Some(Refusal::NotAuthorized), Some(client), Some(principal)) = (refusal, client, arriving.principal)
        else {
            return None;
        };
        let failed = events::Failed {
            client,
            principal: principal.identifier(),
            session_identifier: &self.identity.uuid("refused", client.as_str(), connection.0),
            address: &arriving.peer.address.to_string(),
        };
        events::connect_failed(&failed, now)
    }
}

/// Whose resources an account's policies speak of.
pub(crate) fn home(id: &AccountId) -> Home<'_> {
    Home { partition: "aws", region: id.region.as_str(), account: id.number.as_str() }
}

fn topic_arn(id: &AccountId, topic: &TopicName) -> String {
    format!("arn:aws:iot:{}:{}:topic/{topic}", id.region, id.number)
}
