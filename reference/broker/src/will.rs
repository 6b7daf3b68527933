//! Wills: registered at CONNECT, published when the connection ends otherwise than normally.

use bytes::Bytes;
use touchstone_vocabulary::{QoS, Time, TopicName};
use touchstone_wire::PropertyBlock;

use crate::{Publication, Retain};

/// A registered will.
#[derive(Clone, Debug)]
pub(crate) struct Will {
    pub(crate) topic: TopicName,
    pub(crate) payload: Bytes,
    pub(crate) qos: QoS,
    pub(crate) retain: Retain,
    pub(crate) properties: PropertyBlock,
}

impl Will {
    /// The will as it is published at `now`: its expiry starts here, not at CONNECT (MB-WIL-07).
    pub(crate) fn publication(self, now: Time) -> Publication {
        let mut plain = Publication::plain(self.topic, self.payload, self.qos);
        plain.retain = self.retain;
        //= MB-WIL-07
        plain.with_properties(now, &self.properties.as_properties())
    }
}
