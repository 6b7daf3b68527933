//! The words of the protocol as types.
//!
//! One newtype for each thing the standards name, holding the grammar that no setting changes. A limit that an account
//! may set (256 bytes, seven slashes) is checked where a value is admitted, not here. Nothing in this crate matches a
//! topic against a filter or a resource against a pattern: that is a decision, and decisions live with `broker` and
//! `policy`.
//!
//! ```
//! use touchstone_vocabulary::{TopicFilter, TopicName};
//!
//! assert!(TopicName::new("site/door").is_ok());
//! assert!(TopicName::new("site/+").is_err());
//! assert!(TopicFilter::new("site/+").is_ok());
//! ```
//!
//! Next: `touchstone-wire` for packets, `touchstone-broker` for what happens to them.

mod account;
mod names;
mod time;
mod topic;
mod version;

pub use account::{AccountId, AccountNumber, Region};
pub use names::{
    AttributeName, AttributeValue, AuthorizerName, CertificateId, ClientId, NameError, PolicyName, ThingName,
};
pub use time::{Span, SpanError, Time};
pub use topic::{QoS, TopicError, TopicFilter, TopicName, filter_levels_are_well_formed};
pub use version::PolicyVersionId;
