//! Packets of clients, as bytes.

use touchstone_vocabulary::QoS;
use touchstone_wire::{
    Connect, FilterBlock, Packet, PacketId, Properties, ProtocolVersion, Publish, RetainHandling, Subscribe,
    Subscription, encode,
};

/// A CONNECT with Clean Start.
#[must_use]
pub fn connect(version: ProtocolVersion, client_id: &str, user_name: Option<&str>) -> Vec<u8> {
    let connect = Connect {
        version,
        clean_start: true,
        keep_alive: 1_200,
        client_id,
        will: None,
        user_name,
        password: None,
        properties: Properties::NONE,
    };
    bytes(&Packet::Connect(connect))
}

/// A SUBSCRIBE of version 3.1.1 to one filter.
#[must_use]
pub fn subscribe(filter: &str, qos: QoS) -> Vec<u8> {
    let mut filters = FilterBlock::new(ProtocolVersion::V311);
    let retain_handling = RetainHandling::Always;
    let subscription = Subscription { filter, qos, no_local: false, retain_as_published: false, retain_handling };
    filters.push(&subscription).unwrap();
    let subscribe = Subscribe { id: PacketId::FIRST, properties: Properties::NONE, filters: filters.as_filters() };
    bytes(&Packet::Subscribe(subscribe))
}

/// A PUBLISH of version 3.1.1; above QoS 0 its identifier is 1.
#[must_use]
pub fn publish(topic: &str, qos: QoS, payload: &[u8]) -> Vec<u8> {
    let id = (qos != QoS::AtMostOnce).then_some(PacketId::FIRST);
    let publish = Publish { dup: false, qos, retain: false, topic, id, properties: Properties::NONE, payload };
    bytes(&Packet::Publish(publish))
}

fn bytes(packet: &Packet<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(packet, ProtocolVersion::V311, &mut bytes).unwrap();
    bytes
}
