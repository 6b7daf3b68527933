//! The one place where a packet that breaks the standard becomes a reason code.

use touchstone_wire::{Fault, ProtocolVersion, ReasonCode, Violation};

use crate::answer::refusing_connack;

/// What a 5 client is told before an accepted connection is closed; `None` is the end without a packet.
pub(crate) fn answer(violation: &Violation) -> Option<ReasonCode> {
    match (violation.statement, violation.fault) {
        //= MB-MAL-43
        ("MQTT-3.14.2-1 v5", _) => None,
        //= MB-MAL-38
        ("MQTT-3.3.2-2 v5", _) => Some(ReasonCode::TOPIC_NAME_INVALID),
        //= MB-RC-16
        ("MQTT-3.3.2-8 v5", _) => Some(ReasonCode::TOPIC_ALIAS_INVALID),
        (_, Fault::Malformed) => Some(ReasonCode::MALFORMED_PACKET),
        //= MB-MAL-24
        (_, Fault::ProtocolError | Fault::UnknownProtocol | Fault::UnknownLevel) => Some(ReasonCode::PROTOCOL_ERROR),
        //= MB-PUB-18
        (_, Fault::TooLarge) => Some(ReasonCode::QUOTA_EXCEEDED),
    }
}

/// What a client is told whose first packet breaks the standard: nothing, but for a level that is not spoken
/// (MB-CON-04, MB-CON-05; MB-V5-15 forbids a DISCONNECT here).
pub(crate) fn answer_before_connack(violation: &Violation) -> Vec<u8> {
    match violation.fault {
        //= MB-CON-04
        //= MB-CON-05
        Fault::UnknownLevel => refusing_connack(ReasonCode::new(0x01), ProtocolVersion::V311),
        Fault::UnknownProtocol | Fault::Malformed | Fault::ProtocolError | Fault::TooLarge => Vec::new(),
    }
}

/// The failure codes a client may give in DISCONNECT (MQTT 5 section 3.14.2.1).
pub(crate) const fn client_may_disconnect_with(code: ReasonCode) -> bool {
    matches!(code.value(), 0x80 | 0x81 | 0x82 | 0x83 | 0x90 | 0x93..=0x97 | 0x99)
}
