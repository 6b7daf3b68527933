//! How much memory does a connection take, and a peer that misbehaves?
//!
//! Twice: an account as a value behind its driver, in heap bytes as a counting allocator sees them; and a server over
//! loopback sockets, in resident memory of a process of its own, this program started again, so that nothing of the
//! clients is counted. For each kind of peer: what one takes, what one takes after the load is doubled, and what is left
//! when all have gone.

#![expect(clippy::unwrap_used, reason = "a benchmark whose set-up fails has nothing to say")]
#![expect(clippy::print_stdout, reason = "the printed lines are the result")]

#[path = "connection_memory/account.rs"]
mod account;
#[path = "connection_memory/peers.rs"]
mod peers;
#[path = "connection_memory/process.rs"]
mod process;

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What a peer does with its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    /// It has connected and says nothing.
    Idle,
    /// It subscribed at QoS 0 and reads nothing of what it is sent.
    SlowAtQos0,
    /// It subscribed at QoS 1 and reads nothing of what it is sent.
    SlowAtQos1,
    /// It sends PINGREQ as fast as it may and reads nothing.
    FloodsPingreq,
    /// It has sent half a CONNECT of the largest size.
    HalfConnect,
}

impl Habit {
    const ALL: [Self; 5] = [Self::Idle, Self::SlowAtQos0, Self::SlowAtQos1, Self::FloodsPingreq, Self::HalfConnect];

    const fn words(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::SlowAtQos0 => "sent deliveries at QoS 0, reads nothing",
            Self::SlowAtQos1 => "sent deliveries at QoS 1, reads nothing",
            Self::FloodsPingreq => "floods PINGREQ, reads nothing",
            Self::HalfConnect => "half a CONNECT of 128 KiB",
        }
    }
}

fn main() {
    if process::asked_to_serve() {
        return process::serve();
    }
    let full = touchstone_benches::runs_in_full();
    account::table(if full { 1_000 } else { 20 });
    process::table(if full { 1_000 } else { 20 }, if full { 20 } else { 2 });
}
