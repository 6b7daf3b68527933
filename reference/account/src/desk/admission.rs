//! Who is let in: by certificate, or by a custom authorizer that answers later.

use std::borrow::Cow;
use std::sync::Arc;

use touchstone_broker::{Admission, Asking, ConnectionId, Publication, Refusal, Retain};
use touchstone_policy::{Action, PolicySet, Resource, Values};
use touchstone_vocabulary::{AccountId, AuthorizerName, ClientId, Span, Time, TopicName};
use touchstone_wire::Violation;

use super::{Desk, Seen, Term, home};
use crate::authorizer::{self, Grant};
use crate::standing::{Binding, Bound, Principal, Standing, authorized};
use crate::{AuthorizerRequest, CallId, Output, Peer, events, log};

/// Who is behind a connection that is not accepted yet.
#[derive(Debug)]
pub(crate) struct Arriving {
    pub(super) peer: Peer,
    /// Known once authentication has succeeded.
    pub(super) principal: Option<Principal>,
}

/// A question to an authorizer.
#[derive(Debug)]
pub(super) struct Asked {
    connection: ConnectionId,
    about: About,
}

/// What an authorizer was asked about.
#[derive(Debug)]
enum About {
    /// A CONNECT that waits for the answer.
    Connect { persistent: bool, will: Option<(TopicName, Retain)>, request: AuthorizerRequest },
    /// A connection that it let in before.
    Renewal,
}

/// What an authorizer's answer comes to.
#[derive(Debug)]
pub(crate) enum Authorized {
    /// For a CONNECT that waited.
    Newcomer(Result<Box<Standing>, Refusal>),
    /// A connection has these policies from now on.
    Renewed(Arc<PolicySet>),
    /// A connection is not to go on.
    Ended,
}

/// A CONNECT with the principal behind it.
struct Wish<'a> {
    connection: ConnectionId,
    client: &'a ClientId,
    persistent: bool,
    will: Option<(&'a TopicName, Retain)>,
    principal: &'a str,
}

impl Desk {
    /// Judges a CONNECT: by the authorizer it names, or by the certificate that was shown.
    pub(super) fn judge(&mut self, now: Time, asking: &Asking<'_>) -> Admission<Standing> {
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
        let Some(bound) = self.bind(&id, Some(asking.client), &seen) else {
            return Admission::Refused(Refusal::Unauthenticated);
        };
        let wish = Wish {
            connection: asking.connection,
            client: asking.client,
            persistent: asking.persistent,
            will: asking.will,
            principal: id.as_str(),
        };
        match self.admit_as(now, &wish, Principal::Certificate(id.clone()), bound) {
            Ok(standing) => Admission::Granted(standing),
            Err(refusal) => Admission::Refused(refusal),
        }
    }

    /// iot:Connect, and the rights the will needs (MB-AUT-01 to MB-AUT-03).
    fn may_connect(&mut self, bound: &Bound, asking: &Wish<'_>) -> Result<(), Refusal> {
        let mut attributes = Vec::new();
        if asking.persistent {
            attributes.push(Cow::Borrowed("PersistentConnect"));
        }
        if asking.will.is_some() {
            attributes.push(Cow::Borrowed("LastWill"));
        }
        //= POL-VAR-42
        //= POL-VAR-43
        let at_connect = bound.with(Values {
            connect_attributes: Some(attributes),
            last_will_topic: asking.will.map(|(topic, _)| topic_arn(&self.id, topic)),
            ..bound.values.clone()
        });
        let mut needed = vec![(&at_connect, Action::CONNECT, Resource::client(asking.client.as_str()))];
        if let Some((topic, retain)) = asking.will {
            //= MB-CON-12
            needed.push((bound, Action::PUBLISH, Resource::topic(topic.as_str())));
            if retain == Retain::Yes {
                needed.push((bound, Action::RETAIN_PUBLISH, Resource::topic(topic.as_str())));
            }
        }
        match needed.into_iter().find(|(bound, action, resource)| !bound.allows(*action, *resource)) {
            None => Ok(()),
            Some((bound, action, resource)) => {
                self.log(log::denied("Connect", asking.client, asking.principal, bound.explain(action, resource)));
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
        bound: Bound,
    ) -> Result<Standing, Refusal> {
        if let Some(arriving) = self.arriving.get_mut(&wish.connection) {
            arriving.principal = Some(principal.clone());
        }
        self.may_connect(&bound, wish)?;
        let address = bound.values.source_ip.clone().unwrap_or_default();
        let version_number = self.presence.connected(wish.client, now);
        let count = u64::try_from(now.millis()).unwrap_or(0).rotate_left(20) ^ version_number;
        self.arriving.remove(&wish.connection);
        Ok(Standing {
            principal,
            session_identifier: self.identity.uuid("session", wish.client.as_str(), count),
            version_number,
            address,
            binding: Binding::of(bound),
            connection: wish.connection,
        })
    }

    /// An authorizer's answer: which connection it is about and what becomes of it; `None` when nobody waits for it.
    pub(crate) fn authorized(
        &mut self,
        now: Time,
        call: CallId,
        grant: Option<Grant>,
    ) -> Option<(ConnectionId, Authorized)> {
        let Asked { connection, about } = self.calls.remove(&call)?;
        let authorized = match (about, grant) {
            (About::Renewal, None) => Authorized::Ended,
            (About::Renewal, Some(grant)) => {
                self.leases.set(connection, Term::Answer, None);
                self.leases.set(connection, Term::Renewal, grant.refresh_after.map(|span| now + span));
                Authorized::Renewed(self.granted(&grant))
            }
            (About::Connect { .. }, None) => Authorized::Newcomer(Err(Refusal::BadCredentials)),
            (About::Connect { persistent, will, request }, Some(grant)) => {
                let (client, will) = (&request.client, will.as_ref().map(|(topic, retain)| (topic, *retain)));
                let wish = Wish { connection, client, persistent, will, principal: &grant.principal };
                let answer = self.admit_authorized(now, &wish, &grant)?;
                if answer.is_ok() {
                    self.lease(now, connection, request, &grant);
                }
                Authorized::Newcomer(answer.map(Box::new))
            }
        };
        Some((connection, authorized))
    }

    /// Lets in whom an authorizer named, with the policies that it returned; `None` when the connection is gone.
    fn admit_authorized(&mut self, now: Time, wish: &Wish<'_>, grant: &Grant) -> Option<Result<Standing, Refusal>> {
        let peer = &self.arriving.get(&wish.connection)?.peer;
        let values = authorized(wish.client, &peer.address.to_string(), peer.host.as_deref());
        let bound = self.bound(self.granted(grant), values);
        Some(self.admit_as(now, wish, Principal::Authorized(grant.principal.clone()), bound))
    }

    //= POL-EVAL-10
    /// The policies that an authorizer returned, which are all that its connection has.
    fn granted(&self, grant: &Grant) -> Arc<PolicySet> {
        let documents = grant.policies.iter().map(|policy| ("custom authorizer", policy));
        Arc::new(PolicySet::compile(&home(&self.id), documents))
    }

    /// What an authorizer granted lasts from now on.
    fn lease(&mut self, now: Time, connection: ConnectionId, request: AuthorizerRequest, grant: &Grant) {
        self.leases.begin(connection, request);
        self.leases.set(connection, Term::End, grant.disconnect_after.map(|span| now + span));
        self.leases.set(connection, Term::Renewal, grant.refresh_after.map(|span| now + span));
    }

    //= MB-EP-19
    /// Asks the authorizer of a connection again; it has `patience` to answer.
    pub(crate) fn renew(&mut self, now: Time, connection: ConnectionId, patience: Span) {
        let Some(request) = self.leases.request(connection).cloned() else { return };
        self.leases.set(connection, Term::Answer, Some(now + patience));
        self.call(Asked { connection, about: About::Renewal }, request);
    }

    /// Forgets what was granted to a connection that has ended, and what is still asked about it.
    pub(super) fn forsake(&mut self, connection: ConnectionId) {
        self.leases.end(connection);
        self.calls.retain(|_, asked| asked.connection != connection);
    }

    /// Asks a custom authorizer that a CONNECT names (MB-EP-16).
    fn ask_authorizer(&mut self, asking: &Asking<'_>, name: AuthorizerName) -> Admission<Standing> {
        if !self.registry.knows_authorizer(&name) {
            return Admission::Refused(Refusal::BadCredentials);
        }
        let request = AuthorizerRequest {
            authorizer: name,
            client: asking.client.clone(),
            //= MB-EP-16
            user_name: asking.user_name.unwrap_or_default().to_owned(),
            password: asking.password.unwrap_or_default().to_owned(),
        };
        let will = asking.will.map(|(topic, retain)| (topic.clone(), retain));
        let about = About::Connect { persistent: asking.persistent, will, request: request.clone() };
        self.call(Asked { connection: asking.connection, about }, request);
        Admission::Waits
    }

    fn call(&mut self, asked: Asked, request: AuthorizerRequest) {
        self.calls_made += 1;
        let call = CallId(self.calls_made);
        self.calls.insert(call, asked);
        self.notes.push_back(Output::Authorize(call, request));
    }

    /// Forgets who was not let in, and tells of it.
    pub(super) fn refused(
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

fn topic_arn(id: &AccountId, topic: &TopicName) -> String {
    format!("arn:aws:iot:{}:{}:topic/{topic}", id.region, id.number)
}
