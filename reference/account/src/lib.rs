//! One account in one Region as a deterministic state machine.
//!
//! Everything that IoT Core decides for an account is decided here, from inputs and a time that is an argument:
//!
//! ```
//! use touchstone_account::{Account, Configuration, Input, Machine};
//! use touchstone_vocabulary::{AccountId, AccountNumber, Region, Time};
//!
//! let id = AccountId { number: AccountNumber::new("123456789012")?, region: Region::new("us-east-1")? };
//! let mut account = Account::new(Configuration::new(id, 1));
//! account.handle(Time::SCENARIO_START, Input::Due);
//! assert!(account.poll_output().is_none());
//! # Ok::<(), touchstone_vocabulary::NameError>(())
//! ```
//!
//! [`driver`] is the loop that drives it over wires. The account joins the broker, which knows the protocol, with the
//! registry and the policies, which know who may do what (`desk`); it adds lifecycle events, reserved topics and HTTP
//! requests. It holds no socket, thread, clock or random source.
//!
//! Not served yet: Jobs, Device Shadow and the credential provider; retained messages over HTTPS; SigV4; refresh and
//! disconnect timers of custom authorizers (MB-EP-18, MB-EP-19); groups.

mod account;
mod ask;
mod authorizer;
mod desk;
pub mod driver;
mod events;
mod identity;
mod interface;
mod log;
mod machine;
mod presence;
mod standing;
mod topics;

pub use account::{Account, Configuration, Digest};
pub use interface::*;
pub use machine::Machine;
pub use touchstone_broker::{ConnectDenied311, Limits, Qos2On311, SubscribeDenied311, Switches};
pub use touchstone_broker::{ConnectionId, Ending, Outgoing, Parting, Transmitted};
pub use touchstone_http::HttpsDenial;
