//! Reason codes and properties by the names of the standards, in kebab case.

use crate::{PacketKind, Version};

/// Names of the properties of MQTT 5 (table 2-4 of the standard).
pub(crate) const PROPERTIES: [&str; 27] = [
    "payload-format-indicator",
    "message-expiry-interval",
    "content-type",
    "response-topic",
    "correlation-data",
    "subscription-identifier",
    "session-expiry-interval",
    "assigned-client-identifier",
    "server-keep-alive",
    "authentication-method",
    "authentication-data",
    "request-problem-information",
    "will-delay-interval",
    "request-response-information",
    "response-information",
    "server-reference",
    "reason-string",
    "receive-maximum",
    "topic-alias-maximum",
    "topic-alias",
    "maximum-qos",
    "retain-available",
    "user-property",
    "maximum-packet-size",
    "wildcard-subscription-available",
    "subscription-identifier-available",
    "shared-subscription-available",
];

/// Reason codes of MQTT 5 (table 2-6 of the standard).
const V5: [(&str, u8); 45] = [
    ("success", 0x00),
    ("normal-disconnection", 0x00),
    ("granted-qos-0", 0x00),
    ("granted-qos-1", 0x01),
    ("granted-qos-2", 0x02),
    ("disconnect-with-will-message", 0x04),
    ("no-matching-subscribers", 0x10),
    ("no-subscription-existed", 0x11),
    ("continue-authentication", 0x18),
    ("re-authenticate", 0x19),
    ("unspecified-error", 0x80),
    ("malformed-packet", 0x81),
    ("protocol-error", 0x82),
    ("implementation-specific-error", 0x83),
    ("unsupported-protocol-version", 0x84),
    ("client-identifier-not-valid", 0x85),
    ("bad-user-name-or-password", 0x86),
    ("not-authorized", 0x87),
    ("server-unavailable", 0x88),
    ("server-busy", 0x89),
    ("banned", 0x8a),
    ("server-shutting-down", 0x8b),
    ("bad-authentication-method", 0x8c),
    ("keep-alive-timeout", 0x8d),
    ("session-taken-over", 0x8e),
    ("topic-filter-invalid", 0x8f),
    ("topic-name-invalid", 0x90),
    ("packet-identifier-in-use", 0x91),
    ("packet-identifier-not-found", 0x92),
    ("receive-maximum-exceeded", 0x93),
    ("topic-alias-invalid", 0x94),
    ("packet-too-large", 0x95),
    ("message-rate-too-high", 0x96),
    ("quota-exceeded", 0x97),
    ("administrative-action", 0x98),
    ("payload-format-invalid", 0x99),
    ("retain-not-supported", 0x9a),
    ("qos-not-supported", 0x9b),
    ("use-another-server", 0x9c),
    ("server-moved", 0x9d),
    ("shared-subscriptions-not-supported", 0x9e),
    ("connection-rate-exceeded", 0x9f),
    ("maximum-connect-time", 0xa0),
    ("subscription-identifiers-not-supported", 0xa1),
    ("wildcard-subscriptions-not-supported", 0xa2),
];

/// CONNACK return codes of MQTT 3.1.1 (table 3.1 of the standard).
const V3_CONNACK: [(&str, u8); 7] = [
    ("success", 0),
    ("accepted", 0),
    ("unacceptable-protocol-version", 1),
    ("identifier-rejected", 2),
    ("server-unavailable", 3),
    ("bad-user-name-or-password", 4),
    ("not-authorized", 5),
];

/// SUBACK return codes of MQTT 3.1.1 (section 3.9.3 of the standard).
const V3_SUBACK: [(&str, u8); 4] =
    [("granted-qos-0", 0), ("granted-qos-1", 1), ("granted-qos-2", 2), ("failure", 0x80)];

/// The codes that a packet may hold in a version; none when it holds no code at all.
pub(super) const fn codes(kind: PacketKind, version: Version) -> Option<&'static [(&'static str, u8)]> {
    match (version, kind) {
        (_, PacketKind::Publish | PacketKind::Pingresp) => None,
        (Version::V5, _) => Some(&V5),
        (Version::V3, PacketKind::Connack) => Some(&V3_CONNACK),
        (Version::V3, PacketKind::Suback) => Some(&V3_SUBACK),
        (Version::V3, _) => None,
    }
}

/// The names of all codes that a packet may hold in either version, each once.
pub(crate) fn code_names(kind: PacketKind) -> Vec<&'static str> {
    let both = [Version::V5, Version::V3].into_iter().filter_map(|version| codes(kind, version)).flatten();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in both {
        if !names.contains(name) {
            names.push(name);
        }
    }
    names
}

/// The reason codes of MQTT 5, for packets that are built by hand.
pub(crate) const fn reason_codes() -> &'static [(&'static str, u8)] {
    &V5
}
