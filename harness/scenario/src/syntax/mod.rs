//! What a scenario file says, as values with the places they were written at.

mod account;
mod change;
mod client;
mod head;
mod outcome;
mod place;
mod request;
mod step;
mod verb;

pub use account::{AccountFile, Principal};
pub use change::{Change, ChangeTo, PrincipalChange, WorldChange};
pub use client::{Client, Habits, Message, Payload, SessionKind, Transport};
pub use head::{Authorizer, Fields, Row, Scalar, Scenario, Thing, Version, Versions, World};
pub use outcome::{Expected, HttpPattern, Judged, Outcome, PacketKind, PacketPattern};
pub use place::{Located, Place};
pub use request::{Built, Call, SendPackets};
pub use step::{
    Act, Advance, Asked, Barrier, Connect, DialLink, Disconnect, DropLink, Expect, FilterAsked, Gets, Publish, Step,
    Subscribe, Unsubscribe,
};
pub use verb::{Check, Comparator, Orders, Parallel, Share, Stream, Subject};
