//! Sessions: what outlives a connection, and the link to the one that is online.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use bytes::Bytes;
use touchstone_vocabulary::{ClientId, QoS, Span, Time, TopicFilter, TopicName};
use touchstone_wire::{PacketId, ProtocolVersion, RetainHandling};

use crate::answers::Answers;
use crate::deadlines::DeadlineKey;
use crate::will::Will;
use crate::{ConnectionId, Publication};

/// A session's place; places are used again, smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SessionKey(pub(crate) u32);

/// A session.
#[derive(Debug)]
pub(crate) struct Session<S> {
    pub(crate) client: ClientId,
    pub(crate) version: ProtocolVersion,
    pub(crate) standing: S,
    /// How long it outlives its connection; zero is a clean session.
    pub(crate) expiry: Span,
    pub(crate) subscriptions: BTreeMap<TopicFilter, Granted>,
    pub(crate) queue: Queue,
    /// The connection, while online.
    pub(crate) link: Option<Link>,
    /// When it expires, while offline.
    pub(crate) expires: Option<DeadlineKey>,
}

/// What a subscription was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    pub(crate) qos: QoS,
    pub(crate) no_local: bool,
    pub(crate) retain_as_published: bool,
    pub(crate) retain_handling: RetainHandling,
}

/// Deliveries waiting and in flight. Numbers run over both queues, so that they leave in the order they came.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) at_most_once: VecDeque<Waiting>,
    pub(crate) at_least_once: VecDeque<Waiting>,
    pub(crate) in_flight: VecDeque<InFlight>,
    pub(crate) next_number: u32,
    pub(crate) next_id: Option<PacketId>,
    /// Bytes of the QoS 0 deliveries at full length.
    pub(crate) waiting_bytes: usize,
    /// Bytes of the QoS 1 deliveries that wait, at full length.
    pub(crate) stored_bytes: usize,
}

/// A delivery not yet decided: 16 bytes, since a fan-out holds one for each subscriber.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) publication: Arc<Publication>,
    pub(crate) number: u32,
    pub(crate) retain: bool,
}

/// A delivery at QoS 1 whose PUBACK is awaited.
#[derive(Clone, Debug)]
pub(crate) struct InFlight {
    pub(crate) publication: Arc<Publication>,
    pub(crate) id: PacketId,
    pub(crate) retain: bool,
    /// Whether it is to be sent again on this connection (MB-DUP-14).
    pub(crate) resend: bool,
}

/// The connection of a session that is online.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) connection: ConnectionId,
    /// Whether a ready was put out and not yet drained.
    pub(crate) ready: bool,
    /// The CONNACK, before everything else (MB-CON-07).
    pub(crate) connack: Option<Bytes>,
    /// The rest of a frame that was cut, and its body.
    pub(crate) cut: Option<(Bytes, Bytes)>,
    pub(crate) answers: Answers,
    pub(crate) resends: bool,
    pub(crate) will: Option<Will>,
    pub(crate) keep_alive: Span,
    pub(crate) heard: Time,
    /// Unacknowledged deliveries the client allows (MB-PUB-14).
    pub(crate) window: u16,
    /// The largest packet the client takes (MB-V5-10).
    pub(crate) largest: usize,
    pub(crate) aliases: Vec<Option<TopicName>>,
}

impl<S> Session<S> {
    pub(crate) fn connection(&self) -> Option<ConnectionId> {
        self.link.as_ref().map(|link| link.connection)
    }

    pub(crate) fn is_persistent(&self) -> bool {
        self.expiry > Span::ZERO
    }

    /// Feeds what can be observed of it into a hash.
    pub(crate) fn observe(&self, hasher: &mut impl Hasher) {
        self.client.hash(hasher);
        (self.version == ProtocolVersion::V5).hash(hasher);
        self.expiry.hash(hasher);
        self.link.is_some().hash(hasher);
        for (filter, granted) in &self.subscriptions {
            filter.hash(hasher);
            granted.qos.hash(hasher);
        }
        let queue = &self.queue;
        queue.at_most_once.iter().chain(&queue.at_least_once).for_each(|waiting| waiting.publication.observe(hasher));
        queue.in_flight.iter().for_each(|sent| sent.publication.observe(hasher));
    }

    /// Whether something could be transmitted now; what waits for a PUBACK could not.
    pub(crate) fn has_something_to_transmit(&self) -> bool {
        self.link.as_ref().is_some_and(|link| {
            link.connack.is_some()
                || link.cut.is_some()
                || !link.answers.is_empty()
                || link.resends
                || !self.queue.at_most_once.is_empty()
                || self.queue.window_is_open(link.window) && !self.queue.at_least_once.is_empty()
        })
    }
}

impl Queue {
    /// Adds a delivery behind everything that waits.
    pub(crate) fn push(&mut self, publication: Arc<Publication>, qos: QoS, retain: bool) {
        let number = self.next_number;
        self.next_number = number.wrapping_add(1);
        if qos == QoS::AtMostOnce {
            self.waiting_bytes += full_length(&publication);
            self.at_most_once.push_back(Waiting { publication, number, retain });
        } else {
            self.stored_bytes += full_length(&publication);
            self.at_least_once.push_back(Waiting { publication, number, retain });
        }
    }

    /// Whether one more delivery at QoS 1 may be in flight.
    pub(crate) fn window_is_open(&self, window: u16) -> bool {
        self.in_flight.len() < usize::from(window)
    }

    /// Takes the first delivery at QoS 0.
    pub(crate) fn take_at_most_once(&mut self) -> Option<Waiting> {
        let waiting = self.at_most_once.pop_front()?;
        self.waiting_bytes -= full_length(&waiting.publication).min(self.waiting_bytes);
        Some(waiting)
    }

    /// Takes the first delivery at QoS 1.
    pub(crate) fn take_at_least_once(&mut self) -> Option<Waiting> {
        let waiting = self.at_least_once.pop_front()?;
        self.stored_bytes -= full_length(&waiting.publication).min(self.stored_bytes);
        Some(waiting)
    }

    /// An identifier that nothing in flight has (`MQTT-2.3.1-4 v3`, `MQTT-2.2.1-4 v5`).
    pub(crate) fn free_id(&mut self) -> PacketId {
        let mut id = self.next_id.unwrap_or(PacketId::FIRST);
        while self.in_flight.iter().any(|sent| sent.id == id) {
            id = id.next();
        }
        self.next_id = Some(id.next());
        id
    }

    /// Ends a delivery that was acknowledged; an unknown identifier changes nothing (MB-PUB-29).
    pub(crate) fn acknowledge(&mut self, id: PacketId) {
        if let Some(place) = self.in_flight.iter().position(|sent| sent.id == id) {
            self.in_flight.remove(place);
        }
    }

    /// Forgets what a connection's end loses: deliveries at QoS 0 (MB-SES-03). What is in flight is sent again.
    pub(crate) fn go_offline(&mut self) {
        self.at_most_once = VecDeque::new();
        self.waiting_bytes = 0;
        self.in_flight.iter_mut().for_each(|sent| sent.resend = true);
    }
}

/// Bytes of a delivery as it would travel, near enough to bound what waits.
pub(crate) fn full_length(publication: &Publication) -> usize {
    publication.payload.len()
        + publication.topic.as_str().len()
        + publication.properties.as_properties().as_bytes().len()
        + 8
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use touchstone_vocabulary::TopicName;
    use touchstone_wire::Property;

    use super::*;

    /// A publication of 3 bytes on a topic of 1, with a user property of 20,000.
    fn with_a_long_property() -> Arc<Publication> {
        let mut publication =
            Publication::plain(TopicName::new("t").unwrap(), Bytes::from_static(b"abc"), QoS::AtLeastOnce);
        publication.properties.push(Property::UserProperty("k", &"v".repeat(20_000))).unwrap();
        Arc::new(publication)
    }

    #[test]
    fn properties_are_among_the_bytes_that_wait() {
        let mut queue = Queue::default();
        queue.push(with_a_long_property(), QoS::AtMostOnce, false);
        queue.push(with_a_long_property(), QoS::AtLeastOnce, false);
        assert!(queue.waiting_bytes > 20_000 && queue.stored_bytes > 20_000, "{queue:?}");
    }

    #[test]
    fn what_has_left_no_longer_counts() {
        let mut queue = Queue::default();
        queue.push(with_a_long_property(), QoS::AtMostOnce, false);
        queue.push(with_a_long_property(), QoS::AtLeastOnce, false);
        assert!(queue.take_at_most_once().is_some() && queue.take_at_least_once().is_some());
        assert_eq!((queue.waiting_bytes, queue.stored_bytes), (0, 0));
    }
}
