//! The scenario language: text in, values with locations out.
//!
//! [`parse`] reads one file into a [`Scenario`] or into [`Finding`]s, each with line and column. [`cases`] makes the
//! choices that a scenario leaves open (versions, rows), and [`capabilities`] says what a case asks of a target. The
//! crate reads no file and knows no target: what exists beside a file comes in as [`Words`], and running a case is
//! `touchstone-suite`'s.
//!
//! ```
//! use touchstone_scenario::{Words, capabilities, cases, parse};
//!
//! let text = "
//! summary: a client is accepted
//! requires: MB-CON-03
//! versions: both
//! clients: { a: {} }
//! steps:
//!   - connect: a
//! ";
//! let scenario = parse("connect/a_client_is_accepted", text, &Words::default()).map_err(|findings| format!("{findings:?}"))?;
//! let ids: Vec<String> = cases(&scenario).into_iter().map(|case| case.id).collect();
//! assert_eq!(ids, ["connect/a_client_is_accepted@v3", "connect/a_client_is_accepted@v5"]);
//! # Ok::<(), String>(())
//! ```
//!
//! The format itself is described in `scenarios/README.md`.

mod capability;
mod case;
mod finding;
mod needs;
mod node;
mod read;
mod schema;
mod syntax;
mod words;
mod written;
mod yaml;

pub use capability::Capability;
pub use case::{Case, cases};
pub use finding::{Finding, did_you_mean};
pub use needs::capabilities;
pub use read::{parse, parse_outcomes, parse_world};
pub use schema::{account_schema, outcomes_schema, scenario_schema};
pub use syntax::{
    AccountFile, Act, Advance, Asked, Authorizer, Barrier, Built, Call, Change, ChangeTo, Check, Client, Comparator,
    Connect, DialLink, Disconnect, DropLink, Expect, Expected, Fields, FilterAsked, Gets, Habits, HttpPattern, Judged,
    Located, Message, Orders, Outcome, PacketKind, PacketPattern, Parallel, Payload, Place, Principal, PrincipalChange,
    Publish, Row, Scalar, Scenario, SendPackets, SessionKind, Share, Step, Stream, Subject, Subscribe, Thing,
    Transport, Unsubscribe, Version, Versions, World, WorldChange,
};
pub use words::{Known, Outcomes, Words};
