//! The values of properties in a block that was checked before.

use crate::property::{Properties, Property};

/// The property with this identifier and these bytes.
pub(super) fn assemble(id: u8, value: &[u8]) -> Option<Property<'_>> {
    Some(match id {
        0x01 => Property::PayloadFormatIndicator(byte(value)?),
        0x02 => Property::MessageExpiryInterval(four(value)?),
        0x03 => Property::ContentType(text(value)?),
        0x08 => Property::ResponseTopic(text(value)?),
        0x09 => Property::CorrelationData(binary(value)?),
        0x0B => Property::SubscriptionIdentifier(integer(value)?),
        0x11 => Property::SessionExpiryInterval(four(value)?),
        0x12 => Property::AssignedClientIdentifier(text(value)?),
        0x13 => Property::ServerKeepAlive(two(value)?),
        0x15 => Property::AuthenticationMethod(text(value)?),
        0x16 => Property::AuthenticationData(binary(value)?),
        0x17 => Property::RequestProblemInformation(byte(value)?),
        0x18 => Property::WillDelayInterval(four(value)?),
        0x19 => Property::RequestResponseInformation(byte(value)?),
        0x1A => Property::ResponseInformation(text(value)?),
        0x1C => Property::ServerReference(text(value)?),
        0x1F => Property::ReasonString(text(value)?),
        0x21 => Property::ReceiveMaximum(two(value)?),
        0x22 => Property::TopicAliasMaximum(two(value)?),
        0x23 => Property::TopicAlias(two(value)?),
        0x24 => Property::MaximumQoS(byte(value)?),
        0x25 => Property::RetainAvailable(byte(value)?),
        0x26 => pair(value)?,
        0x27 => Property::MaximumPacketSize(four(value)?),
        0x28 => Property::WildcardSubscriptionAvailable(byte(value)?),
        0x29 => Property::SubscriptionIdentifiersAvailable(byte(value)?),
        0x2A => Property::SharedSubscriptionAvailable(byte(value)?),
        _ => return None,
    })
}

macro_rules! first_match {
    ($($(#[$doc:meta])* $name:ident: $id:literal $read:ident -> $kind:ty,)*) => {
        impl<'a> Properties<'a> {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> Option<$kind> {
                self.raw().find(|(id, _)| *id == $id).and_then(|(_, value)| $read(value))
            })*
        }
    };
}

first_match! {
    /// Payload Format Indicator, if there.
    payload_format_indicator: 0x01 byte -> u8,
    /// Message Expiry Interval in seconds, if there.
    message_expiry_interval: 0x02 four -> u32,
    /// Content Type, if there.
    content_type: 0x03 text -> &'a str,
    /// Response Topic, if there.
    response_topic: 0x08 text -> &'a str,
    /// Correlation Data, if there.
    correlation_data: 0x09 binary -> &'a [u8],
    /// The first Subscription Identifier, if there.
    subscription_identifier: 0x0B integer -> u32,
    /// Session Expiry Interval in seconds, if there.
    session_expiry_interval: 0x11 four -> u32,
    /// Assigned Client Identifier, if there.
    assigned_client_identifier: 0x12 text -> &'a str,
    /// Server Keep Alive in seconds, if there.
    server_keep_alive: 0x13 two -> u16,
    /// Authentication Method, if there.
    authentication_method: 0x15 text -> &'a str,
    /// Request Problem Information, if there.
    request_problem_information: 0x17 byte -> u8,
    /// Will Delay Interval in seconds, if there.
    will_delay_interval: 0x18 four -> u32,
    /// Reason String, if there.
    reason_string: 0x1F text -> &'a str,
    /// Receive Maximum, if there.
    receive_maximum: 0x21 two -> u16,
    /// Topic Alias Maximum, if there.
    topic_alias_maximum: 0x22 two -> u16,
    /// Topic Alias, if there.
    topic_alias: 0x23 two -> u16,
    /// Maximum QoS, if there.
    maximum_qos: 0x24 byte -> u8,
    /// Maximum Packet Size, if there.
    maximum_packet_size: 0x27 four -> u32,
}

fn byte(value: &[u8]) -> Option<u8> {
    value.first().copied()
}

fn two(value: &[u8]) -> Option<u16> {
    value.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

fn four(value: &[u8]) -> Option<u32> {
    value.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

fn integer(value: &[u8]) -> Option<u32> {
    Some(value.iter().rev().fold(0, |sum, digit| sum << 7 | u32::from(digit & 0x7F)))
}

fn binary(value: &[u8]) -> Option<&[u8]> {
    value.get(2..)
}

fn text(value: &[u8]) -> Option<&str> {
    std::str::from_utf8(binary(value)?).ok()
}

fn pair(value: &[u8]) -> Option<Property<'_>> {
    let name = usize::from(two(value)?);
    let (name, value) = value.split_at_checked(2 + name)?;
    Some(Property::UserProperty(text(name)?, text(value)?))
}
