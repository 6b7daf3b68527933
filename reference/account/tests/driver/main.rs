//! The driver's table: for each situation, what it asks of machine and wires, in order.

#[cfg(test)]
mod stage;

use touchstone_account::{ConnectionId, Ending, Parting};

use crate::stage::{Do, Stage, Take};

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

const WRITING: &[Row] = &[
    Row {
        name: "a wire that takes everything",
        given: |stage| stage.on_input([vec![Do::Put(1, 10)]]).received(1, 1),
        told: &["1: received 1 3", "transmit 1 room 64: 10 Drained", "write 1 10: Took(10)", "left 1", "left 2"],
    },
    Row {
        name: "a full wire is offered what is held when it is writable, and nothing is asked of the machine",
        given: |stage| stage.takes(1, [Take::Only(0)]).on_input([vec![Do::Put(1, 10)]]).received(1, 1).writable(1),
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(0)",
            "write 1 10: Took(10)",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "what was half taken diminishes the room and goes first",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(4)]).on_input([vec![Do::Put(1, 10)], vec![Do::Put(1, 70)]]);
            stage.received(1, 1).received(2, 1)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(4)",
            "2: received 1 3",
            "transmit 1 room 58: 58 More",
            "write 1 64: Took(64)",
            "transmit 1 room 64: 12 Drained",
            "write 1 12: Took(12)",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "more than the room goes on while the wire takes everything",
        given: |stage| stage.on_input([vec![Do::Put(1, 130)]]).received(1, 1),
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 64 More",
            "write 1 64: Took(64)",
            "transmit 1 room 64: 64 More",
            "write 1 64: Took(64)",
            "transmit 1 room 64: 2 Drained",
            "write 1 2: Took(2)",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "after more, the machine is asked again only when the wire took all it was given",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(60), Take::Only(1)]).on_input([vec![Do::Put(1, 66)]]);
            stage.received(1, 1).writable(1).writable(1)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 64 More",
            "write 1 64: Took(60)",
            "write 1 4: Took(1)",
            "write 1 3: Took(3)",
            "transmit 1 room 64: 2 Drained",
            "write 1 2: Took(2)",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "without any room the machine is not asked before the wire is writable",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(0)]).on_input([vec![Do::Put(1, 64)], vec![Do::Put(1, 1)]]);
            stage.received(1, 1).received(2, 1).writable(1)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 64 Drained",
            "write 1 64: Took(0)",
            "2: received 1 3",
            "write 1 64: Took(64)",
            "transmit 1 room 64: 1 Drained",
            "write 1 1: Took(1)",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "ready twice asks twice",
        given: |stage| stage.on_input([vec![Do::Put(1, 10), Do::Ready(1)]]).received(1, 1),
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(10)",
            "transmit 1 room 64: 0 Drained",
            "write 1 0: Took(0)",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "writable with nothing owed asks nothing of the machine",
        given: |stage| stage.writable(1),
        told: &["write 1 0: Took(0)", "left 1", "left 2"],
    },
    Row {
        name: "what a transmit makes is executed",
        given: |stage| {
            let stage = stage.on_input([vec![Do::Put(1, 10)]]).on_transmit([vec![Do::Put(2, 5)]]);
            stage.received(1, 1)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(10)",
            "transmit 2 room 64: 5 Drained",
            "write 2 5: Took(5)",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "ready of an unknown connection is nothing",
        given: |stage| stage.on_input([vec![Do::Ready(9), Do::Close(9, Parting::Flush), Do::Log]]).received(1, 1),
        told: &["1: received 1 3", "left 1", "left 2"],
    },
];

const ENDING: &[Row] = &[
    Row {
        name: "a wire that fails in the middle of a frame is aborted and reported",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(4), Take::Fail]).on_input([vec![Do::Put(1, 10)]]);
            stage.received(1, 1).writable(1)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(4)",
            "write 1 6: Failed",
            "end 1 Abort",
            "1: gone 1 Reset",
            "left 2",
        ],
    },
    Row {
        name: "a connection that fails within a batch is reported after the batch",
        given: |stage| {
            let stage = stage.takes(1, [Take::Fail]).on_input([vec![Do::Put(1, 10), Do::Put(2, 5), Do::Ready(1)]]);
            stage.received(1, 2).received(2, 1)
        },
        told: &[
            "1: received 2 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Failed",
            "end 1 Abort",
            "transmit 2 room 64: 5 Drained",
            "write 2 5: Took(5)",
            "1: gone 1 Reset",
            "left 2",
        ],
    },
    Row {
        name: "a connection that failed and is closed in the same batch is flushed into nothing and not reported",
        given: |stage| {
            let effects = vec![Do::Put(1, 10), Do::Put(1, 7), Do::Close(1, Parting::Flush)];
            stage.takes(1, [Take::Fail]).on_input([effects]).received(1, 2)
        },
        told: &[
            "1: received 2 3",
            "transmit 1 room 64: 17 Drained",
            "write 1 17: Failed",
            "end 1 Abort",
            "transmit 1 room 65536: 0 Drained",
            "left 2",
        ],
    },
    Row {
        name: "a connection that the peer ended is offered the rest once and is forgotten",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(4)]).on_input([vec![Do::Put(1, 10)], vec![Do::Put(1, 3)]]);
            stage.received(1, 1).gone(2, 1, Ending::Fin).received(3, 1).writable(1)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(4)",
            "write 1 6: Took(6)",
            "end 1 Orderly",
            "2: gone 1 Fin",
            "left 2",
        ],
    },
    Row {
        name: "a connection that the peer reset is offered nothing",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(4)]).on_input([vec![Do::Put(1, 10)]]);
            stage.received(1, 1).gone(2, 1, Ending::Reset)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(4)",
            "end 1 Abort",
            "2: gone 1 Reset",
            "left 2",
        ],
    },
];

const CLOSING: &[Row] = &[
    Row {
        name: "a flush transmits, writes and ends in order",
        given: |stage| {
            stage.on_input([vec![Do::Put(1, 10), Do::Close(1, Parting::Flush)], vec![]]);
            stage.received(1, 1)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(10)",
            "transmit 1 room 64: 0 Drained",
            "write 1 0: Took(0)",
            "end 1 Orderly",
            "left 2",
        ],
    },
    Row {
        name: "a close is complete before the newcomer is transmitted to",
        given: |stage| stage.on_input([vec![Do::Close(1, Parting::Flush), Do::Put(2, 4)]]).received(1, 2),
        told: &[
            "1: received 2 3",
            "transmit 1 room 64: 0 Drained",
            "write 1 0: Took(0)",
            "end 1 Orderly",
            "transmit 2 room 64: 4 Drained",
            "write 2 4: Took(4)",
            "left 2",
        ],
    },
    Row {
        name: "a flush into a full wire is lost and the wire aborted",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(4), Take::Only(0)]);
            stage.on_input([vec![Do::Put(1, 10)], vec![Do::Close(1, Parting::Flush)]]).received(1, 1).received(2, 2)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 10 Drained",
            "write 1 10: Took(4)",
            "2: received 2 3",
            "transmit 1 room 58: 0 Drained",
            "write 1 6: Took(0)",
            "end 1 Abort",
            "left 2",
        ],
    },
    Row {
        name: "a flush that does not fit the room is asked for once",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(0)]);
            stage.on_input([vec![Do::Put(1, 70)], vec![Do::Close(1, Parting::Flush)]]).received(1, 1).received(2, 2)
        },
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 64 More",
            "write 1 64: Took(0)",
            "2: received 2 3",
            "transmit 1 room 0: 0 More",
            "write 1 64: Took(64)",
            "end 1 Abort",
            "left 2",
        ],
    },
    Row {
        name: "a flush into a broken wire aborts it and reports nothing",
        given: |stage| {
            stage.takes(1, [Take::Fail]).on_input([vec![Do::Close(1, Parting::Flush)]]).received(1, 2).writable(1)
        },
        told: &["1: received 2 3", "transmit 1 room 64: 0 Drained", "write 1 0: Failed", "end 1 Abort", "left 2"],
    },
    Row {
        name: "an abort writes nothing, not even what is held",
        given: |stage| {
            let stage = stage.takes(1, [Take::Only(4)]);
            stage.on_input([vec![Do::Put(1, 10), Do::Close(1, Parting::Abort)]]).received(1, 1)
        },
        told: &["1: received 1 3", "transmit 1 room 64: 10 Drained", "write 1 10: Took(4)", "end 1 Abort", "left 2"],
    },
    Row {
        name: "an abort inside a batch cancels the rounds that were owed",
        given: |stage| stage.on_input([vec![Do::Put(1, 70), Do::Close(1, Parting::Abort)]]).received(1, 1),
        told: &["1: received 1 3", "transmit 1 room 64: 64 More", "write 1 64: Took(64)", "end 1 Abort", "left 2"],
    },
    Row {
        name: "after a close neither bytes nor an end are brought in",
        given: |stage| {
            let stage = stage.on_input([vec![Do::Close(1, Parting::Abort), Do::Close(1, Parting::Flush)]]);
            stage.received(1, 1).received(2, 1).gone(3, 1, Ending::Fin).writable(1)
        },
        told: &["1: received 1 3", "end 1 Abort", "left 2"],
    },
];

const TIME: &[Row] = &[
    Row {
        name: "an advance stops at every deadline",
        given: |stage| stage.on_input([vec![Do::Deadline(20), Do::Deadline(10)]]).received(1, 1).advance(30),
        told: &["1: received 1 3", "10: due", "20: due", "30: due", "left 1", "left 2"],
    },
    Row {
        name: "an input stops at the deadlines before it",
        given: |stage| stage.on_input([vec![Do::Deadline(10)]]).received(1, 1).received(30, 2),
        told: &["1: received 1 3", "10: due", "30: received 2 3", "left 1", "left 2"],
    },
    Row {
        name: "an authorizer answers between two deadlines",
        given: |stage| {
            let effects = vec![Do::Ask(7, "slow"), Do::Deadline(20), Do::Deadline(40)];
            stage.on_input([effects]).received(1, 1).advance(50)
        },
        told: &[
            "1: received 1 3",
            "20: due",
            "31: due",
            "31: authorized 7 slowly",
            "40: due",
            "50: due",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "authorizers answer in the order of their answers, not of the questions",
        given: |stage| {
            let effects = vec![Do::Ask(3, "slow"), Do::Ask(2, "fast"), Do::Ask(1, "broken")];
            stage.on_input([effects]).received(1, 1).advance(31)
        },
        told: &[
            "1: received 1 3",
            "11: due",
            "11: authorized 2 fast",
            "11: authorized 1 failed",
            "31: due",
            "31: authorized 3 slowly",
            "31: due",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "a deadline fires before an authorizer's answer of the same moment",
        given: |stage| stage.on_input([vec![Do::Ask(7, "fast"), Do::Deadline(11)]]).received(1, 1).received(11, 2),
        told: &["1: received 1 3", "11: due", "11: authorized 7 fast", "11: received 2 3", "left 1", "left 2"],
    },
    Row {
        name: "an authorizer without a script fails at once, after the outputs before it",
        given: |stage| stage.on_input([vec![Do::Ask(7, "none"), Do::Put(1, 4)]]).received(1, 1),
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 4 Drained",
            "write 1 4: Took(4)",
            "1: authorized 7 no authorizer `none` is known",
            "left 1",
            "left 2",
        ],
    },
    Row {
        name: "now never goes back",
        given: |stage| stage.received(9, 1).received(3, 1).advance(5).gone(4, 1, Ending::Fin),
        told: &[
            "9: received 1 3",
            "9: received 1 3",
            "9: due",
            "write 1 0: Took(0)",
            "end 1 Orderly",
            "9: gone 1 Fin",
            "left 2",
        ],
    },
    Row {
        name: "a machine that leaves its deadline standing is not asked for ever",
        given: |stage| stage.keep_deadlines().on_input([vec![Do::Deadline(10)]]).received(1, 1).advance(20),
        told: &["1: received 1 3", "10: due", "20: due", "left 1", "left 2"],
    },
];

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
