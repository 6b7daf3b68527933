//! Rows about wires that take, take in part, or fail.

use touchstone_account::{Ending, Parting};

use crate::Row;
use crate::stage::{Do, Take};

pub(super) const WRITING: &[Row] = &[
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

pub(super) const ENDING: &[Row] = &[
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
            "transmit 1 room any: 0 Drained",
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
