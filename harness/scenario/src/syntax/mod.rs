//! What a scenario file says, as values with the places they were written at.

mod change;
mod client;
mod head;
mod outcome;
mod place;
mod request;
mod step;

pub use change::{Change, ChangeTo, PrincipalChange, WorldChange};
pub use client::{Client, Habits, Message, Payload, SessionKind, Transport};
pub use head::{Authorizer, Fields, Row, Scalar, Scenario, Thing, Version, Versions, World};
pub use outcome::{Expected, HttpPattern, Judged, Outcome, PacketKind, PacketPattern};
pub use place::{Located, Place};
pub use request::{Built, Call, SendPackets};
pub use step::{
    Act, Advance, Asked, Barrier, Connect, Disconnect, DropLink, Expect, FilterAsked, Gets, Publish, Step, Subscribe,
    Unsubscribe,
};
