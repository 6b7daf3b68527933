//! What the broker asks: permission at each point, what `$` topics take, what is announced.

use touchstone_broker::{Admission, Asking, ConnectionId, DisconnectReason, Host, Lifecycle, Publication, Retain};
use touchstone_policy::{Action, Resource};
use touchstone_vocabulary::{ClientId, Time, TopicFilter, TopicName};

use super::Desk;
use crate::standing::Standing;
use crate::{events, log, topics};

impl Host for Desk {
    type Standing = Standing;

    fn admit(&mut self, now: Time, asking: &Asking<'_>) -> Admission<Standing> {
        self.judge(now, asking)
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
                self.forsake(standing.connection);
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
