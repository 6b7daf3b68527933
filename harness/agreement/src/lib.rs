//! Implementation against oracle, one file per question.

mod connection_bytes;
mod house;
mod packet_codec;
mod policy_decision;
mod policy_lint;
mod policy_operation;
mod policy_parser;
mod policy_pattern;
pub mod policy_request;
mod policy_round_trip;
pub mod policy_vectors;
mod session_history;

pub use connection_bytes::{check_connection_bytes, check_conversation, is_let_in};
pub use packet_codec::{check_frame, check_packet_codec};
pub use policy_decision::{PolicyCensus, check_policy_decision, engine_judges, oracle_judges};
pub use policy_lint::check_policy_lint;
pub use policy_operation::check_policy_operation;
pub use policy_parser::{check_policy_parser, check_policy_text};
pub use policy_pattern::check_policy_pattern;
pub use policy_round_trip::{check_policy_round_trip, check_printed_case, check_printed_text};
pub use session_history::{Deed, check_chain_of_owners, check_history, check_session_history, tally_of};
