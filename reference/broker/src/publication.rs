//! A published message as the broker keeps it: once, however many sessions wait for it.

use std::hash::{Hash, Hasher};

use bytes::Bytes;
use touchstone_vocabulary::{QoS, Span, Time, TopicName};
use touchstone_wire::{Properties, Property, PropertyBlock};

use crate::Retain;

/// A published message.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Where.
    pub topic: TopicName,
    /// What.
    pub payload: Bytes,
    /// The publisher's quality of service.
    pub qos: QoS,
    /// The publisher's RETAIN flag.
    pub retain: Retain,
    /// MQTT 5 properties that are forwarded unchanged and in order (MB-V5-08).
    pub properties: PropertyBlock,
    /// When it is no longer delivered (MB-V5-07).
    pub expires: Option<Time>,
}

/// The longest Message Expiry Interval that is kept; longer ones are lowered to it (MB-V5-06).
const LONGEST_EXPIRY: u32 = 604_800;

impl Publication {
    /// A message without properties.
    #[must_use]
    pub const fn plain(topic: TopicName, payload: Bytes, qos: QoS) -> Self {
        Self { topic, payload, qos, retain: Retain::No, properties: PropertyBlock::new(), expires: None }
    }

    /// Splits a publish's properties into what is forwarded and what the broker acts on.
    pub(crate) fn with_properties(mut self, now: Time, properties: &Properties<'_>) -> Self {
        for property in properties.iter() {
            match property {
                Property::MessageExpiryInterval(seconds) => {
                    //= MB-V5-06
                    let seconds = seconds.clamp(1, LONGEST_EXPIRY);
                    self.expires = Some(now + Span::from_secs(seconds.into()));
                }
                //= MB-V5-08
                Property::PayloadFormatIndicator(_)
                | Property::ContentType(_)
                | Property::ResponseTopic(_)
                | Property::CorrelationData(_)
                | Property::UserProperty(..) => {
                    let kept = self.properties.push(property);
                    debug_assert!(kept.is_ok(), "what was read from a packet fits one");
                }
                _ => {}
            }
        }
        self
    }

    /// Feeds what can be observed of it into a hash.
    pub(crate) fn observe(&self, hasher: &mut impl Hasher) {
        self.topic.hash(hasher);
        self.payload.hash(hasher);
        self.qos.hash(hasher);
        (self.retain == Retain::Yes).hash(hasher);
        self.properties.as_properties().as_bytes().hash(hasher);
        self.expires.hash(hasher);
    }

    /// Whether its time has passed.
    pub(crate) fn is_expired(&self, now: Time) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }
}
