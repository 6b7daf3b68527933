//! The packets a broker answers with, encoded.

use touchstone_vocabulary::{ClientId, Span};
use touchstone_wire::{
    Ack, Connack, Disconnect, Form, Packet, PacketId, Properties, Property, PropertyBlock, ProtocolVersion, ReasonCode,
    Suback, Unsuback, encode,
};

use crate::Limits;

/// Encodes a packet of ours, none of which is too large to be one.
fn write(packet: &Packet<'_>, version: ProtocolVersion, out: &mut Vec<u8>) {
    let encoded = encode(packet, version, out);
    debug_assert!(encoded.is_ok(), "a packet of ours fits a frame");
}

/// DISCONNECT with a reason code, for a 5 client (MB-SES-09: never with a Session Expiry Interval).
pub(crate) fn disconnect(code: ReasonCode, out: &mut Vec<u8>) {
    let packet = Disconnect { reason: code, form: Form::Reason, properties: Properties::NONE };
    write(&Packet::Disconnect(packet), ProtocolVersion::V5, out);
}

/// CONNACK that refuses.
pub(crate) fn refusing_connack(code: ReasonCode, version: ProtocolVersion) -> Vec<u8> {
    let mut out = Vec::new();
    let packet = Connack { session_present: false, code, properties: Properties::NONE };
    write(&Packet::Connack(packet), version, &mut out);
    out
}

/// CONNACK that refuses a 5 client and says why.
pub(crate) fn explaining_connack(code: ReasonCode, reason: &str) -> Vec<u8> {
    let mut block = PropertyBlock::new();
    let told = block.push(Property::ReasonString(reason));
    debug_assert!(told.is_ok(), "a reason of ours fits a packet");
    let mut out = Vec::new();
    let packet = Connack { session_present: false, code, properties: block.as_properties() };
    write(&Packet::Connack(packet), ProtocolVersion::V5, &mut out);
    out
}

/// What an accepting CONNACK tells a 5 client.
pub(crate) struct Accepted<'a> {
    pub(crate) session_present: bool,
    /// The expiry in force, where it is not the one asked for (MB-SES-07).
    pub(crate) expiry: Option<Span>,
    pub(crate) keep_alive: Span,
    pub(crate) assigned: Option<&'a ClientId>,
}

/// CONNACK that accepts, on 5 with the properties of the sheet's section 11.2.
pub(crate) fn accepting_connack(accepted: &Accepted<'_>, version: ProtocolVersion, limits: &Limits) -> Vec<u8> {
    let mut block = PropertyBlock::new();
    let mut tell = |property| {
        let told = block.push(property);
        debug_assert!(told.is_ok(), "a property of ours fits a packet");
    };
    if version == ProtocolVersion::V5 {
        //= MB-CON-26
        if let Some(expiry) = accepted.expiry {
            tell(Property::SessionExpiryInterval(seconds(expiry)));
        }
        tell(Property::ReceiveMaximum(limits.in_flight));
        tell(Property::MaximumQoS(1));
        tell(Property::RetainAvailable(1));
        tell(Property::MaximumPacketSize(u32::try_from(limits.packet_bytes).unwrap_or(u32::MAX)));
        //= MB-CON-16
        //= MB-CON-17
        if let Some(assigned) = accepted.assigned {
            tell(Property::AssignedClientIdentifier(assigned.as_str()));
        }
        tell(Property::TopicAliasMaximum(limits.topic_aliases));
        tell(Property::WildcardSubscriptionAvailable(1));
        tell(Property::SubscriptionIdentifiersAvailable(0));
        tell(Property::SharedSubscriptionAvailable(1));
        //= MB-KA-02
        tell(Property::ServerKeepAlive(u16::try_from(seconds(accepted.keep_alive)).unwrap_or(u16::MAX)));
    }
    let packet = Connack {
        session_present: accepted.session_present,
        code: ReasonCode::SUCCESS,
        properties: block.as_properties(),
    };
    let mut out = Vec::new();
    write(&Packet::Connack(packet), version, &mut out);
    out
}

/// PUBACK; success takes the short form (MB-V5-16).
pub(crate) fn puback(id: PacketId, code: ReasonCode, version: ProtocolVersion) -> Vec<u8> {
    let form = if code == ReasonCode::SUCCESS { Form::Bare } else { Form::Reason };
    let mut out = Vec::with_capacity(5);
    write(&Packet::Puback(Ack { id: Some(id), reason: code, form, properties: Properties::NONE }), version, &mut out);
    out
}

/// SUBACK with one code for each filter.
pub(crate) fn suback(id: PacketId, codes: &[u8], version: ProtocolVersion) -> Vec<u8> {
    let mut out = Vec::new();
    write(&Packet::Suback(Suback { id, properties: Properties::NONE, codes }), version, &mut out);
    out
}

/// UNSUBACK; on 3.1.1 it has no codes.
pub(crate) fn unsuback(id: PacketId, codes: &[u8], version: ProtocolVersion) -> Vec<u8> {
    let codes = if version == ProtocolVersion::V5 { codes } else { &[] };
    let mut out = Vec::new();
    write(&Packet::Unsuback(Unsuback { id, properties: Properties::NONE, codes }), version, &mut out);
    out
}

/// PINGRESP.
pub(crate) const PINGRESP: [u8; 2] = [0xD0, 0x00];

fn seconds(span: Span) -> u32 {
    u32::try_from(span.whole_secs()).unwrap_or(u32::MAX)
}
