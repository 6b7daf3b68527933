//! What was seen in a frame, owned.

use serde_json::{Value, json};
use touchstone_vocabulary::QoS;
use touchstone_wire::{Packet, PacketId, Properties, Property, ReasonCode};

use crate::frames::property_name;
use crate::reader::describe::digits;

/// What was seen in a well-formed frame; of packets that no server sends to a publisher or subscriber at QoS 0 and 1,
/// only the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// CONNACK.
    Connack {
        /// Whether the server goes on with a stored session.
        session_present: bool,
        /// The return code (3.1.1) or reason code (5).
        code: ReasonCode,
        /// Properties by their kebab-case names, in the order of the packet.
        properties: Vec<(&'static str, Value)>,
    },
    /// PUBLISH.
    Publish {
        /// Whether this may be a re-delivery.
        dup: bool,
        /// Quality of service.
        qos: QoS,
        /// The RETAIN flag.
        retain: bool,
        /// The topic name; empty with a topic alias.
        topic: String,
        /// The packet identifier; none at QoS 0.
        id: Option<PacketId>,
        /// The payload.
        payload: Vec<u8>,
        /// Properties by their kebab-case names, in the order of the packet.
        properties: Vec<(&'static str, Value)>,
    },
    /// PUBACK.
    Puback {
        /// What is acknowledged.
        id: Option<PacketId>,
        /// The reason code; success on 3.1.1 and in the short form.
        code: ReasonCode,
        /// Properties by their kebab-case names, in the order of the packet.
        properties: Vec<(&'static str, Value)>,
    },
    /// SUBACK.
    Suback {
        /// The packet identifier of the SUBSCRIBE.
        id: PacketId,
        /// One code for each filter.
        codes: Vec<ReasonCode>,
        /// Properties by their kebab-case names, in the order of the packet.
        properties: Vec<(&'static str, Value)>,
    },
    /// UNSUBACK.
    Unsuback {
        /// The packet identifier of the UNSUBSCRIBE.
        id: PacketId,
        /// One code for each filter; empty on 3.1.1.
        codes: Vec<ReasonCode>,
        /// Properties by their kebab-case names, in the order of the packet.
        properties: Vec<(&'static str, Value)>,
    },
    /// PINGRESP.
    Pingresp,
    /// DISCONNECT.
    Disconnect {
        /// The reason code; normal disconnection in the short form.
        code: ReasonCode,
        /// Properties by their kebab-case names, in the order of the packet.
        properties: Vec<(&'static str, Value)>,
    },
    /// Any other packet, by the name the standard gives it, such as `PUBREC`.
    Other(&'static str),
}

impl Seen {
    /// What is seen in a packet; it keeps nothing of the frame.
    #[must_use]
    pub fn of(packet: &Packet<'_>) -> Self {
        match packet {
            Packet::Connack(connack) => Self::Connack {
                session_present: connack.session_present,
                code: connack.code,
                properties: named(connack.properties),
            },
            Packet::Publish(publish) => Self::Publish {
                dup: publish.dup,
                qos: publish.qos,
                retain: publish.retain,
                topic: publish.topic.to_owned(),
                id: publish.id,
                payload: publish.payload.to_vec(),
                properties: named(publish.properties),
            },
            Packet::Puback(ack) => Self::Puback { id: ack.id, code: ack.reason, properties: named(ack.properties) },
            Packet::Suback(suback) => {
                Self::Suback { id: suback.id, codes: codes(suback.codes), properties: named(suback.properties) }
            }
            Packet::Unsuback(unsuback) => {
                Self::Unsuback { id: unsuback.id, codes: codes(unsuback.codes), properties: named(unsuback.properties) }
            }
            Packet::Pingresp => Self::Pingresp,
            Packet::Disconnect(disconnect) => {
                Self::Disconnect { code: disconnect.reason, properties: named(disconnect.properties) }
            }
            other => Self::Other(other.name()),
        }
    }

    /// The packet's name as the standard writes it, such as `PUBLISH`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Connack { .. } => "CONNACK",
            Self::Publish { .. } => "PUBLISH",
            Self::Puback { .. } => "PUBACK",
            Self::Suback { .. } => "SUBACK",
            Self::Unsuback { .. } => "UNSUBACK",
            Self::Pingresp => "PINGRESP",
            Self::Disconnect { .. } => "DISCONNECT",
            Self::Other(name) => name,
        }
    }
}

fn codes(bytes: &[u8]) -> Vec<ReasonCode> {
    bytes.iter().copied().map(ReasonCode::new).collect()
}

/// Properties by name; binary data is text where it is UTF-8, and `{ hex: .. }` where it is not.
fn named(properties: Properties<'_>) -> Vec<(&'static str, Value)> {
    properties.iter().map(|property| (property_name(property.id()), value(property))).collect()
}

fn value(property: Property<'_>) -> Value {
    match property {
        Property::PayloadFormatIndicator(value)
        | Property::RequestProblemInformation(value)
        | Property::RequestResponseInformation(value)
        | Property::MaximumQoS(value)
        | Property::RetainAvailable(value)
        | Property::WildcardSubscriptionAvailable(value)
        | Property::SubscriptionIdentifiersAvailable(value)
        | Property::SharedSubscriptionAvailable(value) => json!(value),
        Property::ServerKeepAlive(value)
        | Property::ReceiveMaximum(value)
        | Property::TopicAliasMaximum(value)
        | Property::TopicAlias(value) => json!(value),
        Property::MessageExpiryInterval(value)
        | Property::SubscriptionIdentifier(value)
        | Property::SessionExpiryInterval(value)
        | Property::WillDelayInterval(value)
        | Property::MaximumPacketSize(value) => json!(value),
        Property::ContentType(text)
        | Property::ResponseTopic(text)
        | Property::AssignedClientIdentifier(text)
        | Property::AuthenticationMethod(text)
        | Property::ResponseInformation(text)
        | Property::ServerReference(text)
        | Property::ReasonString(text) => json!(text),
        Property::UserProperty(name, value) => json!([name, value]),
        Property::CorrelationData(bytes) | Property::AuthenticationData(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => json!(text),
            Err(_) => json!({ "hex": digits(bytes, "") }),
        },
    }
}
