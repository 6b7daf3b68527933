//! How much memory does a backlog take when nobody reads?
//!
//! 500 subscribers whose wires take nothing, and 100 publishes of 16 KiB at QoS 0 to all of them, in heap bytes as a
//! counting allocator sees them: an account behind its driver, beside a queue of encoded frames for each subscriber.

#![expect(clippy::print_stdout, reason = "the printed line is the result")]

use std::alloc::System;
use std::collections::BTreeMap;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use touchstone_account::Caller;
use touchstone_account::driver::{Driver, End, Wire, Written};
use touchstone_account::{Account, ConnectionId, Outgoing};
use touchstone_benches::fleet::{self, DEVICE, TOPIC};
use touchstone_benches::packets;
use touchstone_vocabulary::{QoS, Time};
use touchstone_wire::ProtocolVersion;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const NOW: Time = Time::SCENARIO_START;
const PUBLISHES: usize = 100;
const PAYLOAD: usize = 16 * 1_024;

fn main() {
    let subscribers = if touchstone_benches::runs_in_full() { 500 } else { 25 };
    let frame = packets::publish(TOPIC, QoS::AtMostOnce, &vec![b'x'; PAYLOAD]);
    let (account, backlog) = in_account(subscribers, &frame);
    let frames = in_frames(subscribers, &frame);
    println!(
        "backlog of {PUBLISHES} publishes of {PAYLOAD} bytes for {subscribers} stalled subscribers: {} of heap, beside {} \
         for a frame an output (the subscribers themselves: {} bytes each)",
        mebibytes(backlog),
        mebibytes(frames),
        account / subscribers,
    );
}

/// Heap bytes of an account with its subscribers, and those that the backlog adds.
fn in_account(subscribers: usize, frame: &[u8]) -> (usize, usize) {
    let whole = Region::new(ALLOCATOR);
    let mut driver = Driver::new(fleet::account(), NOW, BTreeMap::new());
    for operation in fleet::operations(DEVICE, subscribers + 1) {
        driver.operated(NOW, Caller::Owner, operation);
    }
    let publisher = online(&mut driver, subscribers);
    for number in 0..subscribers {
        let subscriber = online(&mut driver, number);
        driver.received(NOW, subscriber, &packets::subscribe(TOPIC, QoS::AtMostOnce));
        if let Some(wire) = driver.wire_mut(subscriber) {
            wire.stalled = true;
        }
    }
    drop((driver.take_answers(), driver.take_logs(), driver.take_resumed()));
    let before = grown(&whole);
    for _ in 0..PUBLISHES {
        driver.received(NOW, publisher, frame);
    }
    let after = grown(&whole);
    assert_eq!(driver.connections().count(), subscribers + 1, "nobody was sent away");
    (before, after - before)
}

/// Heap bytes of a queue of frames for each subscriber.
fn in_frames(subscribers: usize, frame: &[u8]) -> usize {
    let whole = Region::new(ALLOCATOR);
    let mut queues: Vec<Vec<Vec<u8>>> = vec![Vec::new(); subscribers];
    for _ in 0..PUBLISHES {
        for queue in &mut queues {
            queue.push(frame.to_vec());
        }
    }
    let held = grown(&whole);
    drop(queues);
    held
}

fn online(driver: &mut Driver<Account, Stalling>, number: usize) -> ConnectionId {
    let connection = driver.open(NOW, fleet::peer(number), Stalling { stalled: false });
    driver.received(NOW, connection, &packets::connect(ProtocolVersion::V311, &fleet::thing(number), None));
    connection
}

/// Bytes allocated and not yet freed since the region's beginning.
fn grown(region: &Region<'_, System>) -> usize {
    let change = region.change();
    change.bytes_allocated.saturating_sub(change.bytes_deallocated)
}

fn mebibytes(bytes: usize) -> String {
    let tenths = bytes * 10 / (1_024 * 1_024);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

/// A wire that takes everything until it stalls.
struct Stalling {
    stalled: bool,
}

impl Wire for Stalling {
    fn room(&self) -> usize {
        64 * 1_024
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        Written::Took(if self.stalled { 0 } else { bytes.len() })
    }

    fn end(&mut self, _how: End) {}
}
