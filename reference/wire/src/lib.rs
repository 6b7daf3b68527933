//! MQTT 3.1.1 and MQTT 5 packets as bytes.
//!
//! This crate describes; it decides nothing. [`decode`] reads one packet from the front of a buffer, borrows from it and
//! allocates nothing; it answers with the packet, with *incomplete*, or with the first [`Violation`]: which statement of
//! the standard is broken, at which byte, and whether that makes the packet malformed or a protocol error. [`encode`]
//! writes a packet; what was decoded from a well-formed packet is written back byte for byte.
//!
//! ```
//! use touchstone_wire::{Decoded, Packet, ProtocolVersion, Rules, decode};
//!
//! let rules = Rules::strict(ProtocolVersion::V311);
//! assert!(matches!(decode(&[0xC0], &rules), Decoded::Incomplete));
//! assert!(matches!(decode(&[0xC0, 0x00], &rules), Decoded::Packet { packet: Packet::Pingreq, length: 2 }));
//! assert!(matches!(decode(&[0xC1, 0x00], &rules), Decoded::Violation(_)));
//! ```
//!
//! What a broker answers to a violation is said in `touchstone-broker`; frames that are wrong on purpose are built by
//! `touchstone-client`.

mod code;
mod decode;
mod encode;
mod filters;
mod packet;
mod property;
mod rules;

pub use code::ReasonCode;
pub use decode::decode;
pub use encode::{EncodeError, encode, publish_head, publish_length};
pub use filters::{FilterBlock, Filters, RetainHandling, Subscription, TopicBlock, Topics};
pub use packet::{
    Ack, Auth, Connack, Connect, Disconnect, Form, Packet, PacketId, Publish, Suback, Subscribe, Unsuback, Unsubscribe,
    Will,
};
pub use property::{Place, Properties, Property, PropertyBlock};
pub use rules::{Decoded, Fault, ProtocolVersion, Rules, Strictness, Violation};
