//! From the raw client's frames to what scenarios speak of, and back.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use touchstone_client::{Frame, FrameReader, decoded, describe, frames};
use touchstone_scenario::{PacketKind, Version};
use touchstone_wire::{Decoded, Packet, PacketId, Properties, Property, ProtocolVersion, ReasonCode};

use crate::runner::Sight;

/// Frames as they come in on one connection.
pub(crate) struct Reader {
    frames: FrameReader,
    version: ProtocolVersion,
}

/// A frame that breaks the standard (MB-MAL-03).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The statement it breaks and how, in words.
    pub(crate) why: String,
    /// The frame in words.
    pub(crate) words: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Reader {
    /// Reads what a client of this version receives.
    pub(crate) fn new(version: Version) -> Self {
        let version = protocol(version);
        Self { frames: FrameReader::new(Some(version)), version }
    }

    /// Takes bytes in and gives every frame that they complete.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<Result<Sight, Broken>> {
        let version = self.version;
        self.frames.feed(bytes).into_iter().map(|frame| sight(&frame, version)).collect()
    }
}

/// Builds a frame from fields by name.
///
/// # Errors
/// When there is no such packet or field, or a value is of the wrong kind.
pub(crate) fn build(version: Version, kind: &str, fields: &[(String, Value)]) -> Result<Vec<u8>, String> {
    frames::build(kind, protocol(version), fields).map_err(|error| error.to_string())
}

/// The value of a reason code by its name in kebab case.
pub(crate) fn code_from_name(name: &str) -> Option<u8> {
    ReasonCode::from_name(name).map(ReasonCode::value)
}

/// A reason code in words.
pub(crate) fn code_in_words(code: u8) -> String {
    ReasonCode::new(code).to_string()
}

/// Bytes of one client in words, frame by frame.
pub(crate) fn in_words(bytes: &[u8], version: Version) -> String {
    let mut reader = FrameReader::new(Some(protocol(version)));
    let frames = reader.feed(bytes);
    let read: usize = frames.iter().map(|frame| frame.bytes.len()).sum();
    let mut words: Vec<String> = frames.iter().map(describe).collect();
    if read < bytes.len() {
        words.push(format!("{} bytes of an incomplete frame", bytes.len() - read));
    }
    words.join("; ")
}

const fn protocol(version: Version) -> ProtocolVersion {
    match version {
        Version::V3 => ProtocolVersion::V311,
        Version::V5 => ProtocolVersion::V5,
    }
}

const fn spoken(version: ProtocolVersion) -> Version {
    match version {
        ProtocolVersion::V311 => Version::V3,
        ProtocolVersion::V5 => Version::V5,
    }
}

fn sight(frame: &Frame, version: ProtocolVersion) -> Result<Sight, Broken> {
    let broken = |why: String| Broken { why, words: describe(frame), bytes: frame.bytes.clone() };
    if let Err(violation) = &frame.verdict {
        return Err(broken(format!("{} ({})", violation.reason, violation.statement)));
    }
    match decoded(&frame.bytes, version) {
        Decoded::Packet { packet, .. } => Ok(Sight {
            name: packet.name(),
            kind: kind(&packet),
            members: members(&packet, version),
            payload: payload(&packet),
            version: spoken(version),
            bytes: frame.bytes.clone(),
        }),
        Decoded::Violation(violation) => Err(broken(format!("{} ({})", violation.reason, violation.statement))),
        Decoded::Incomplete => Err(broken("the frame is not complete".to_owned())),
    }
}

const fn kind(packet: &Packet<'_>) -> Option<PacketKind> {
    Some(match packet {
        Packet::Connack(_) => PacketKind::Connack,
        Packet::Publish(_) => PacketKind::Publish,
        Packet::Puback(_) => PacketKind::Puback,
        Packet::Pubrec(_) => PacketKind::Pubrec,
        Packet::Suback(_) => PacketKind::Suback,
        Packet::Unsuback(_) => PacketKind::Unsuback,
        Packet::Pingresp => PacketKind::Pingresp,
        Packet::Disconnect(_) => PacketKind::Disconnect,
        _ => return None,
    })
}

fn payload(packet: &Packet<'_>) -> Vec<u8> {
    match packet {
        Packet::Publish(publish) => publish.payload.to_vec(),
        _ => Vec::new(),
    }
}

/// The members of a packet by the names that scenarios use.
fn members(packet: &Packet<'_>, version: ProtocolVersion) -> BTreeMap<&'static str, Value> {
    let mut members = BTreeMap::new();
    match packet {
        Packet::Connack(connack) => {
            members.insert("session present", json!(connack.session_present));
            members.insert("code", json!(connack.code.value()));
            members.insert("properties", properties(connack.properties));
        }
        Packet::Publish(publish) => {
            members.insert("topic", json!(publish.topic));
            members.insert("qos", json!(publish.qos.bits()));
            members.insert("retain", json!(publish.retain));
            members.insert("dup", json!(publish.dup));
            members.insert("properties", properties(publish.properties));
            members.extend(publish.id.map(|id| ("id", json!(id.number()))));
        }
        Packet::Puback(ack) | Packet::Pubrec(ack) | Packet::Pubrel(ack) | Packet::Pubcomp(ack) => {
            members.insert("id", json!(ack.id.map_or(0, PacketId::number)));
            members.insert("code", json!(ack.reason.value()));
            members.insert("properties", properties(ack.properties));
        }
        Packet::Suback(suback) => {
            members.insert("id", json!(suback.id.number()));
            members.insert("codes", json!(suback.codes));
            members.insert("properties", properties(suback.properties));
        }
        Packet::Unsuback(unsuback) => {
            members.insert("id", json!(unsuback.id.number()));
            members.insert("codes", json!(unsuback.codes));
            members.insert("properties", properties(unsuback.properties));
        }
        Packet::Disconnect(disconnect) => {
            members.insert("code", json!(disconnect.reason.value()));
            members.insert("properties", properties(disconnect.properties));
        }
        _ => {}
    }
    members.retain(|name, _| *name != "properties" || version == ProtocolVersion::V5);
    members
}

/// Properties by name; one that stands more than once, and any user property, is a list.
fn properties(properties: Properties<'_>) -> Value {
    let mut members = Map::new();
    for property in properties.iter() {
        let (name, value) = named(property);
        if name == "user-property" {
            if let Value::Array(list) = members.entry(name).or_insert_with(|| json!([])) {
                list.push(value);
            }
            continue;
        }
        match members.get_mut(name) {
            Some(Value::Array(list)) => list.push(value),
            Some(one) => *one = json!([one.clone(), value]),
            None => drop(members.insert(name.to_owned(), value)),
        }
    }
    Value::Object(members)
}

fn named(property: Property<'_>) -> (&'static str, Value) {
    match property {
        Property::PayloadFormatIndicator(n) => ("payload-format-indicator", json!(n)),
        Property::MessageExpiryInterval(n) => ("message-expiry-interval", json!(n)),
        Property::ContentType(text) => ("content-type", json!(text)),
        Property::ResponseTopic(text) => ("response-topic", json!(text)),
        Property::CorrelationData(bytes) => ("correlation-data", json!(hex(bytes))),
        Property::SubscriptionIdentifier(n) => ("subscription-identifier", json!(n)),
        Property::SessionExpiryInterval(n) => ("session-expiry-interval", json!(n)),
        Property::AssignedClientIdentifier(text) => ("assigned-client-identifier", json!(text)),
        Property::ServerKeepAlive(n) => ("server-keep-alive", json!(n)),
        Property::AuthenticationMethod(text) => ("authentication-method", json!(text)),
        Property::AuthenticationData(bytes) => ("authentication-data", json!(hex(bytes))),
        Property::RequestProblemInformation(n) => ("request-problem-information", json!(n)),
        Property::WillDelayInterval(n) => ("will-delay-interval", json!(n)),
        Property::RequestResponseInformation(n) => ("request-response-information", json!(n)),
        Property::ResponseInformation(text) => ("response-information", json!(text)),
        Property::ServerReference(text) => ("server-reference", json!(text)),
        Property::ReasonString(text) => ("reason-string", json!(text)),
        Property::ReceiveMaximum(n) => ("receive-maximum", json!(n)),
        Property::TopicAliasMaximum(n) => ("topic-alias-maximum", json!(n)),
        Property::TopicAlias(n) => ("topic-alias", json!(n)),
        Property::MaximumQoS(n) => ("maximum-qos", json!(n)),
        Property::RetainAvailable(n) => ("retain-available", json!(n)),
        Property::UserProperty(name, value) => ("user-property", json!([name, value])),
        Property::MaximumPacketSize(n) => ("maximum-packet-size", json!(n)),
        Property::WildcardSubscriptionAvailable(n) => ("wildcard-subscription-available", json!(n)),
        Property::SubscriptionIdentifiersAvailable(n) => ("subscription-identifier-available", json!(n)),
        Property::SharedSubscriptionAvailable(n) => ("shared-subscription-available", json!(n)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
