//! What a packet can break: each statement with its number in both versions.

use crate::{Fault, ProtocolVersion, Violation};

/// A statement of the standard, or the section where it numbers none.
#[derive(Debug)]
pub(super) struct Statement {
    v3: &'static str,
    v5: &'static str,
    reason: &'static str,
    fault: Fault,
}

impl Statement {
    const fn malformed(v3: &'static str, v5: &'static str, reason: &'static str) -> Self {
        Self { v3, v5, reason, fault: Fault::Malformed }
    }

    const fn protocol_error(v3: &'static str, v5: &'static str, reason: &'static str) -> Self {
        Self { v3, v5, reason, fault: Fault::ProtocolError }
    }

    /// The violation of this statement by the byte at `offset`.
    #[cold]
    pub(super) const fn broken(&self, version: ProtocolVersion, offset: usize) -> Violation {
        let statement = match version {
            ProtocolVersion::V311 => self.v3,
            ProtocolVersion::V5 => self.v5,
        };
        Violation { statement, reason: self.reason, offset, fault: self.fault }
    }
}

/// A fault that only MQTT 5 knows; its number serves both columns because the code is never reached on 3.1.1.
const fn only_v5(statement: &'static str, reason: &'static str, fault: Fault) -> Statement {
    Statement { v3: statement, v5: statement, reason, fault }
}

// The fixed header.

pub(super) const RESERVED_TYPE: Statement =
    Statement::malformed("section 2.2.1 v3", "section 2.1.2 v5", "the packet type is reserved");
pub(super) const HEADER_FLAGS: Statement =
    Statement::malformed("MQTT-2.2.2-2 v3", "MQTT-2.1.3-1 v5", "the reserved flags of the fixed header are wrong");
pub(super) const PUBREL_FLAGS: Statement =
    Statement::malformed("MQTT-3.6.1-1 v3", "MQTT-3.6.1-1 v5", "the flags of a PUBREL are not 0010");
pub(super) const SUBSCRIBE_FLAGS: Statement =
    Statement::malformed("MQTT-3.8.1-1 v3", "MQTT-3.8.1-1 v5", "the flags of a SUBSCRIBE are not 0010");
pub(super) const UNSUBSCRIBE_FLAGS: Statement =
    Statement::malformed("MQTT-3.10.1-1 v3", "MQTT-3.10.1-1 v5", "the flags of an UNSUBSCRIBE are not 0010");
pub(super) const DISCONNECT_FLAGS: Statement =
    Statement::malformed("MQTT-3.14.1-1 v3", "MQTT-3.14.1-1 v5", "the flags of a DISCONNECT are not 0000");
pub(super) const AUTH_FLAGS: Statement =
    only_v5("MQTT-3.15.1-1 v5", "the flags of an AUTH are not 0000", Fault::Malformed);
pub(super) const PUBLISH_QOS: Statement =
    Statement::malformed("MQTT-3.3.1-4 v3", "MQTT-3.3.1-4 v5", "both QoS bits of a PUBLISH are set");
pub(super) const PUBLISH_DUP: Statement =
    Statement::malformed("MQTT-3.3.1-2 v3", "MQTT-3.3.1-2 v5", "DUP is set at QoS 0");
pub(super) const REMAINING_LENGTH: Statement =
    Statement::malformed("section 2.2.3 v3", "section 1.5.5 v5", "the Remaining Length has more than four bytes");
pub(super) const REMAINING_LENGTH_MINIMAL: Statement = Statement::malformed(
    "section 2.2.3 v3",
    "MQTT-1.5.5-1 v5",
    "the Remaining Length is not written in the fewest bytes",
);
pub(super) const TOO_LARGE: Statement = Statement {
    v3: "section 2.2.3 v3",
    v5: "section 3.1.2.11.4 v5",
    reason: "the packet is larger than its receiver takes",
    fault: Fault::TooLarge,
};

// Fields of any packet.

pub(super) const TRUNCATED: Statement =
    Statement::malformed("MQTT-4.8.0-1 v3", "MQTT-4.13.1-1 v5", "the packet ends within its fields");
pub(super) const SURPLUS: Statement =
    Statement::malformed("MQTT-4.8.0-1 v3", "MQTT-4.13.1-1 v5", "bytes follow the last field");
pub(super) const TEXT_PAST_END: Statement =
    Statement::malformed("section 1.5.3 v3", "section 1.5.4 v5", "a string runs past the end");
pub(super) const BINARY_PAST_END: Statement =
    Statement::malformed("section 3.1.3 v3", "section 1.5.6 v5", "binary data runs past the end");
pub(super) const ILL_FORMED_UTF8: Statement =
    Statement::malformed("MQTT-1.5.3-1 v3", "MQTT-1.5.4-1 v5", "a string is not well-formed UTF-8");
pub(super) const NUL_IN_TEXT: Statement =
    Statement::malformed("MQTT-1.5.3-2 v3", "MQTT-1.5.4-2 v5", "a string holds U+0000");
pub(super) const INTEGER_PAST_FOUR: Statement =
    only_v5("section 1.5.5 v5", "a variable byte integer has more than four bytes", Fault::Malformed);
pub(super) const INTEGER_MINIMAL: Statement =
    only_v5("MQTT-1.5.5-1 v5", "a variable byte integer is not written in the fewest bytes", Fault::Malformed);
pub(super) const PACKET_ID_ZERO: Statement =
    Statement::malformed("MQTT-2.3.1-1 v3", "MQTT-2.2.1-3 v5", "the packet identifier is zero");
pub(super) const ACK_ID_ZERO: Statement =
    Statement::malformed("MQTT-2.3.1-6 v3", "MQTT-2.2.1-5 v5", "the packet identifier of an acknowledgement is zero");
pub(super) const SUBSCRIPTION_ACK_ID_ZERO: Statement =
    Statement::malformed("MQTT-2.3.1-7 v3", "MQTT-2.2.1-6 v5", "the packet identifier of an acknowledgement is zero");

// CONNECT and CONNACK.

pub(super) const PROTOCOL_NAME: Statement = Statement {
    v3: "MQTT-3.1.2-1 v3",
    v5: "MQTT-3.1.2-1 v5",
    reason: "the protocol name is not `MQTT`",
    fault: Fault::UnknownProtocol,
};
pub(super) const PROTOCOL_LEVEL: Statement = Statement {
    v3: "MQTT-3.1.2-2 v3",
    v5: "MQTT-3.1.2-2 v5",
    reason: "the protocol level is neither 4 nor 5",
    fault: Fault::UnknownLevel,
};
pub(super) const CONNECT_RESERVED: Statement =
    Statement::malformed("MQTT-3.1.2-3 v3", "MQTT-3.1.2-3 v5", "the reserved connect flag is set");
pub(super) const WILL_QOS_WITHOUT_WILL: Statement =
    Statement::malformed("MQTT-3.1.2-13 v3", "MQTT-3.1.2-11 v5", "will QoS is set without the will flag");
pub(super) const WILL_RETAIN_WITHOUT_WILL: Statement =
    Statement::malformed("MQTT-3.1.2-15 v3", "MQTT-3.1.2-13 v5", "will retain is set without the will flag");
pub(super) const WILL_QOS: Statement =
    Statement::malformed("MQTT-3.1.2-14 v3", "MQTT-3.1.2-12 v5", "both will QoS bits are set");
pub(super) const PASSWORD_WITHOUT_USER_NAME: Statement = Statement::malformed(
    "MQTT-3.1.2-22 v3",
    "section 3.1.2.9 v5",
    "the password flag is set without the user name flag",
);
pub(super) const CLIENT_ID_MISSING: Statement =
    Statement::malformed("MQTT-3.1.3-3 v3", "MQTT-3.1.3-3 v5", "there is no client identifier");
pub(super) const WILL_MISSING: Statement =
    Statement::malformed("MQTT-3.1.2-9 v3", "MQTT-3.1.2-9 v5", "the will flag is set and the will is missing");
pub(super) const USER_NAME_MISSING: Statement =
    Statement::malformed("MQTT-3.1.2-19 v3", "MQTT-3.1.2-17 v5", "the user name flag is set and there is no user name");
pub(super) const PASSWORD_MISSING: Statement =
    Statement::malformed("MQTT-3.1.2-21 v3", "MQTT-3.1.2-19 v5", "the password flag is set and there is no password");
pub(super) const USER_NAME_UNANNOUNCED: Statement =
    Statement::malformed("MQTT-3.1.2-18 v3", "MQTT-3.1.2-16 v5", "a field follows that no connect flag announces");
pub(super) const PASSWORD_UNANNOUNCED: Statement =
    Statement::malformed("MQTT-3.1.2-20 v3", "MQTT-3.1.2-18 v5", "a field follows that no connect flag announces");
pub(super) const CONNACK_FLAGS: Statement =
    Statement::malformed("section 3.2.2.1 v3", "MQTT-3.2.2-1 v5", "reserved acknowledge flags are set");
pub(super) const SESSION_PRESENT: Statement =
    Statement::protocol_error("MQTT-3.2.2-4 v3", "MQTT-3.2.2-6 v5", "session present is set with a refusal");
pub(super) const CONNACK_CODE: Statement =
    Statement::protocol_error("section 3.2.2.3 v3", "MQTT-3.2.2-8 v5", "a CONNACK has no such code");

// PUBLISH and its acknowledgements.

pub(super) const WILDCARD_IN_TOPIC: Statement =
    Statement::protocol_error("MQTT-3.3.2-2 v3", "MQTT-3.3.2-2 v5", "the topic name holds a wildcard");
pub(super) const EMPTY_TOPIC: Statement = Statement::protocol_error(
    "MQTT-4.7.3-1 v3",
    "section 3.3.2.1 v5",
    "the topic name is empty and no alias stands for it",
);
pub(super) const WILDCARD_IN_RESPONSE_TOPIC: Statement =
    only_v5("MQTT-3.3.2-14 v5", "the response topic holds a wildcard", Fault::ProtocolError);
pub(super) const ALIAS_ZERO: Statement = only_v5("MQTT-3.3.2-8 v5", "the topic alias is zero", Fault::ProtocolError);
pub(super) const PUBACK_CODE: Statement =
    only_v5("MQTT-3.4.2-1 v5", "a PUBACK has no such reason code", Fault::ProtocolError);
pub(super) const PUBREC_CODE: Statement =
    only_v5("MQTT-3.5.2-1 v5", "a PUBREC has no such reason code", Fault::ProtocolError);
pub(super) const PUBREL_CODE: Statement =
    only_v5("MQTT-3.6.2-1 v5", "a PUBREL has no such reason code", Fault::ProtocolError);
pub(super) const PUBCOMP_CODE: Statement =
    only_v5("MQTT-3.7.2-1 v5", "a PUBCOMP has no such reason code", Fault::ProtocolError);

// SUBSCRIBE, UNSUBSCRIBE and their acknowledgements.

pub(super) const NO_FILTER: Statement =
    Statement::protocol_error("MQTT-3.8.3-3 v3", "MQTT-3.8.3-2 v5", "a SUBSCRIBE names no filter");
pub(super) const NO_UNSUBSCRIBE_FILTER: Statement =
    Statement::protocol_error("MQTT-3.10.3-2 v3", "MQTT-3.10.3-2 v5", "an UNSUBSCRIBE names no filter");
pub(super) const OPTIONS_RESERVED: Statement =
    Statement::malformed("MQTT-3.8.3-4 v3", "MQTT-3.8.3-5 v5", "reserved bits of the subscription options are set");
pub(super) const OPTIONS_QOS: Statement =
    Statement::malformed("MQTT-3.8.3-4 v3", "section 3.8.3.1 v5", "the QoS asked for is 3");
pub(super) const OPTIONS_QOS_V5: Statement =
    only_v5("section 3.8.3.1 v5", "the QoS asked for is 3", Fault::ProtocolError);
pub(super) const OPTIONS_RETAIN_HANDLING: Statement =
    only_v5("section 3.8.3.1 v5", "Retain Handling is 3", Fault::ProtocolError);
pub(super) const SUBACK_CODE: Statement =
    Statement::protocol_error("MQTT-3.9.3-2 v3", "MQTT-3.9.3-2 v5", "a SUBACK has no such code");
pub(super) const UNSUBACK_CODE: Statement =
    only_v5("MQTT-3.11.3-2 v5", "an UNSUBACK has no such reason code", Fault::ProtocolError);

// DISCONNECT and AUTH.

pub(super) const DISCONNECT_CODE: Statement =
    only_v5("MQTT-3.14.2-1 v5", "a DISCONNECT has no such reason code", Fault::ProtocolError);
pub(super) const AUTH_CODE: Statement =
    only_v5("MQTT-3.15.2-1 v5", "an AUTH has no such reason code", Fault::ProtocolError);
pub(super) const AUTH_WITHOUT_METHOD: Statement =
    only_v5("section 3.15.2.2.2 v5", "an AUTH names no authentication method", Fault::ProtocolError);

// Properties.

pub(super) const PROPERTY_LENGTH_MISSING: Statement =
    only_v5("MQTT-2.2.2-1 v5", "there is no property length", Fault::Malformed);
pub(super) const PROPERTY_LENGTH: Statement =
    only_v5("section 2.2.2.1 v5", "the properties run past the end of the packet", Fault::Malformed);
pub(super) const PROPERTY_PAST_LENGTH: Statement =
    only_v5("section 2.2.2.1 v5", "a property runs past the property length", Fault::Malformed);
pub(super) const PROPERTY_UNKNOWN: Statement =
    only_v5("section 2.2.2.2 v5", "there is no property with this identifier", Fault::Malformed);
pub(super) const PROPERTY_MISPLACED: Statement =
    only_v5("section 2.2.2.2 v5", "the property may not stand in this packet", Fault::Malformed);
pub(super) const DATA_WITHOUT_METHOD: Statement = only_v5(
    "section 3.1.2.11.10 v5",
    "authentication data is there without an authentication method",
    Fault::ProtocolError,
);

/// A property that may stand once stands twice; `section` describes the properties of the packet.
pub(super) const fn property_repeated(section: &'static str) -> Statement {
    only_v5(section, "a property stands twice that may stand once", Fault::ProtocolError)
}

/// A property has a value that it may not have; `section` describes the properties of the packet.
pub(super) const fn property_value(section: &'static str) -> Statement {
    only_v5(section, "a property has a value out of its range", Fault::ProtocolError)
}
