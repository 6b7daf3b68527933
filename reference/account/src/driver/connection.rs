//! One connection of a driver: its wire and what is owed to it.

use touchstone_broker::{ConnectionId, Ending, Outgoing, Transmitted};

use super::{End, LOST, Wire, Written};
use crate::Machine;

#[derive(Debug)]
pub(super) struct Connection<W> {
    wire: W,
    /// Transmitted, and not yet taken by the wire.
    held: Outgoing,
    owed: Owed,
    reading: Reading,
}

/// Whether a `transmit` is owed to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owed {
    Nothing,
    Transmit,
}

/// What the machine last said about reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    On,
    Off,
}

/// What became of an attempt to move bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// The wire is broken.
    Failed,
    /// The wire took all that there was, and the machine has more.
    MoreAndAllTaken,
    /// Nothing can be moved until the machine is ready or the wire writable.
    Rests,
}

impl<W: Wire> Connection<W> {
    pub(super) fn new(wire: W) -> Self {
        Self { wire, held: Outgoing::new(), owed: Owed::Nothing, reading: Reading::On }
    }

    pub(super) const fn wire_mut(&mut self) -> &mut W {
        &mut self.wire
    }

    pub(super) fn into_wire(self) -> W {
        self.wire
    }

    /// Whether a `transmit` is owed and the wire took all that was held.
    pub(super) const fn is_owed_and_empty(&self) -> bool {
        matches!(self.owed, Owed::Transmit) && self.held.is_empty()
    }

    /// Notes whether the connection is read, and says whether it is read again.
    pub(super) fn now_reads(&mut self, reads: bool) -> bool {
        let before = std::mem::replace(&mut self.reading, if reads { Reading::On } else { Reading::Off });
        before == Reading::Off && reads
    }

    /// Asks for as much as there is room, and offers it to the wire.
    pub(super) fn transmit(&mut self, id: ConnectionId, machine: &mut impl Machine) -> Moved {
        self.owed = Owed::Transmit;
        let room = self.room();
        if room == 0 {
            return Moved::Rests;
        }
        let before = self.held.len();
        let left = machine.transmit(id, room, &mut self.held);
        if left == Transmitted::Drained {
            self.owed = Owed::Nothing;
        }
        let gained = self.held.len() > before;
        match self.write() {
            Moved::Rests if gained && self.is_owed_and_empty() && self.room() > 0 => Moved::MoreAndAllTaken,
            moved => moved,
        }
    }

    /// Offers what is held to the wire.
    pub(super) fn write(&mut self) -> Moved {
        match self.wire.write(&self.held) {
            Written::Failed => Moved::Failed,
            Written::Took(count) => {
                self.held.taken(count);
                Moved::Rests
            }
        }
    }

    /// Hands over what is still to be written, and ends the wire: in order when everything went.
    pub(super) fn flush(&mut self, id: ConnectionId, machine: &mut impl Machine) {
        let whole = self.hand_over(id, machine);
        self.wire.end(if whole { End::Orderly } else { End::Abort });
    }

    /// Transmits and writes as long as the wire takes all of it at once; answers whether everything went. What did not
    /// is lost, and the machine has forgotten the connection either way.
    fn hand_over(&mut self, id: ConnectionId, machine: &mut impl Machine) -> bool {
        loop {
            let (room, before) = (self.room(), self.held.len());
            let left = machine.transmit(id, room, &mut self.held);
            let gained = self.held.len() > before;
            let moved = self.write();
            let all_taken = moved != Moved::Failed && self.held.is_empty();
            match left {
                Transmitted::Drained => return all_taken,
                Transmitted::More if gained && all_taken && self.room() > 0 => {}
                Transmitted::More => {
                    let _lost: Transmitted = machine.transmit(id, LOST, &mut Outgoing::new());
                    return false;
                }
            }
        }
    }

    /// The end after the other side's.
    pub(super) fn end_as(&mut self, ending: Ending) {
        let whole = ending != Ending::Reset && self.write() != Moved::Failed && self.held.is_empty();
        self.wire.end(if whole { End::Orderly } else { End::Abort });
    }

    fn room(&self) -> usize {
        self.wire.room().saturating_sub(self.held.len())
    }
}
