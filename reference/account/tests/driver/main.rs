//! The driver's table: for each situation, what it asks of machine and wires, in order.

#[cfg(test)]
mod closing;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod writing;

use touchstone_account::{ConnectionId, Ending, Parting};

use crate::closing::{CLOSING, TIME};
use crate::stage::{Do, Stage};
use crate::writing::{ENDING, WRITING};

/// What happens, and what it comes to.
struct Row {
    name: &'static str,
    given: fn(&mut Stage) -> &mut Stage,
    told: &'static [&'static str],
}

#[test]
fn every_row_asks_exactly_this_of_machine_and_wires() {
    for Row { name, given, told } in WRITING.iter().chain(ENDING).chain(CLOSING).chain(TIME) {
        let mut stage = Stage::new();
        given(&mut stage);
        assert_eq!(stage.told(), *told, "{name}");
    }
}

#[test]
fn a_connection_that_is_read_again_is_said_once() {
    let mut stage = Stage::new();
    let reads = |on| vec![Do::Reads(on)];
    stage.on_input([reads(false), reads(false), vec![Do::Reads(true), Do::Put(1, 4)], vec![]]);
    assert!(stage.driver.reads(ConnectionId(1)), "at first");
    stage.received(1, 1);
    assert!(!stage.driver.reads(ConnectionId(1)), "when the machine says so");
    stage.received(2, 1).received(3, 2).received(4, 1);
    assert_eq!(stage.driver.take_resumed(), [ConnectionId(1)]);
    assert!(!stage.driver.reads(ConnectionId(9)), "an unknown connection");
}

#[test]
fn ended_wires_and_log_records_are_given_once() {
    let mut stage = Stage::new();
    stage.on_input([vec![Do::Log, Do::Close(2, Parting::Abort)]]).received(1, 1).gone(2, 1, Ending::Reset);
    let ended: Vec<u64> = stage.driver.take_ended().iter().map(|(id, _)| id.0).collect();
    assert_eq!(ended, [2, 1]);
    assert_eq!((stage.driver.take_logs().len(), stage.driver.take_logs().len()), (1, 0));
    assert!(stage.driver.take_ended().is_empty());
}
