//! Rows about closes, and about time.

use touchstone_account::{Ending, Parting};

use crate::Row;
use crate::stage::{Do, Take};

pub(super) const CLOSING: &[Row] = &[
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
        name: "a flush that the wire does not take at once is lost, and the machine forgets it",
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
            "transmit 1 room any: 6 Drained",
            "end 1 Abort",
            "left 2",
        ],
    },
    Row {
        name: "a flush longer than the room goes on while the wire takes all of it",
        given: |stage| stage.on_input([vec![Do::Wait(1, 70), Do::Close(1, Parting::Flush)]]).received(1, 1),
        told: &[
            "1: received 1 3",
            "transmit 1 room 64: 64 More",
            "write 1 64: Took(64)",
            "transmit 1 room 64: 6 Drained",
            "write 1 6: Took(6)",
            "end 1 Orderly",
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

pub(super) const TIME: &[Row] = &[
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
