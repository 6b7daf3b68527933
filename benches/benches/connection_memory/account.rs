//! An account as a value, in heap bytes.

use std::collections::BTreeMap;

use stats_alloc::Region;
use touchstone_account::driver::{Driver, End, Wire, Written};
use touchstone_account::{Account, Caller, ConnectionId, Ending, Outgoing};
use touchstone_benches::fleet::{self, ALLOW_ALL};
use touchstone_benches::packets;
use touchstone_vocabulary::Time;
use touchstone_wire::ProtocolVersion;

use crate::peers::{self, CHUNK, DELIVERY};
use crate::{ALLOCATOR, Habit};

const NOW: Time = Time::SCENARIO_START;

/// Prints a line for each habit; a peer that holds more than it may ends the program.
pub(crate) fn table(connections: usize) {
    println!("heap bytes of an account as a value, for each connection");
    for habit in Habit::ALL {
        let peers = if peers::is_heavy(habit) { 2 } else { connections };
        let [once, twice, left] = measured(habit, peers);
        println!("  {:<42} {once:>12} {twice:>12} after twice the load {left:>8} left", habit.words());
        let most = peers::most(habit);
        assert!(once <= most && twice <= most, "{habit:?} holds more than {most} bytes");
    }
}

/// Bytes for each peer after the load, after twice the load, and after all have gone.
fn measured(habit: Habit, peers: usize) -> [usize; 3] {
    let mut driver = Driver::new(fleet::account(), NOW, BTreeMap::new());
    for operation in fleet::operations(ALLOW_ALL, peers + 1) {
        driver.operated(NOW, Caller::Owner, operation);
    }
    let publisher = online(&mut driver, peers, true);
    forget(&mut driver);
    let region = Region::new(ALLOCATOR);
    let here: Vec<ConnectionId> = (0..peers).map(|number| begun(&mut driver, number, habit)).collect();
    let mut after_load = |turn| {
        for (number, id) in here.iter().enumerate() {
            loaded(&mut driver, *id, (number, turn), habit, publisher);
        }
        forget(&mut driver);
        grown(&region) / peers
    };
    let [once, twice] = [0, 1].map(&mut after_load);
    for id in here {
        driver.gone(NOW, id, Ending::Reset);
    }
    forget(&mut driver);
    [once, twice, grown(&region) / peers]
}

/// Brings a peer to where its habit begins; from then on its wire takes nothing.
fn begun(driver: &mut Driver<Account, Stalling>, number: usize, habit: Habit) -> ConnectionId {
    let id = match habit {
        Habit::HalfConnect => driver.open(NOW, fleet::peer(number), Stalling { takes: true }),
        _ => online(driver, number, true),
    };
    if let Some(qos) = peers::subscribes(habit) {
        driver.received(NOW, id, &packets::subscribe(&peers::topic(number), qos));
    }
    if let Some(wire) = driver.wire_mut(id) {
        wire.takes = habit == Habit::Idle;
    }
    id
}

/// Does to a peer, or lets it do, what its habit is.
fn loaded(
    driver: &mut Driver<Account, Stalling>,
    id: ConnectionId,
    (number, turn): (usize, usize),
    habit: Habit,
    publisher: ConnectionId,
) {
    if let Some(qos) = peers::subscribes(habit) {
        for _ in 0..peers::deliveries(habit) {
            driver.received(NOW, publisher, &packets::publish(&peers::topic(number), qos, &[b'x'; DELIVERY]));
        }
    }
    let sent = peers::sent(habit, turn);
    for chunk in sent.chunks(CHUNK) {
        // A server reads no more of a peer than this allows.
        if driver.reads(id) {
            driver.received(NOW, id, chunk);
        }
    }
}

fn online(driver: &mut Driver<Account, Stalling>, number: usize, takes: bool) -> ConnectionId {
    let id = driver.open(NOW, fleet::peer(number), Stalling { takes });
    driver.received(NOW, id, &packets::connect(ProtocolVersion::V311, &fleet::thing(number), None));
    id
}

/// Drops what a shell would take.
fn forget(driver: &mut Driver<Account, Stalling>) {
    drop((driver.take_answers(), driver.take_logs(), driver.take_resumed(), driver.take_ended()));
}

fn grown(region: &Region<'_, std::alloc::System>) -> usize {
    let change = region.change();
    change.bytes_allocated.saturating_sub(change.bytes_deallocated)
}

/// A wire that takes everything or nothing.
struct Stalling {
    takes: bool,
}

impl Wire for Stalling {
    fn room(&self) -> usize {
        64 * 1_024
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        Written::Took(if self.takes { bytes.len() } else { 0 })
    }

    fn end(&mut self, _how: End) {}
}
