//! Implementation against oracle, one file per question.

mod connection_bytes;
mod policy_case;
mod policy_decision;

pub use connection_bytes::{check_connection_bytes, check_conversation};
pub use policy_case::{PolicyCase, policy_cases};
pub use policy_decision::{check_policy_decision, compiled};
