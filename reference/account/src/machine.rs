//! The five verbs by which an account is driven.

use touchstone_broker::{ConnectionId, Outgoing, Transmitted};
use touchstone_vocabulary::Time;

use crate::{Input, Output};

/// What a driver needs of an account. [`crate::Account`] is the one that matters; tests of drivers script another.
pub trait Machine {
    /// Takes one input. First every deadline up to `now` fires, each at its own due time.
    fn handle(&mut self, now: Time, input: Input<'_>);

    /// The next thing the account wants done. The answer may change after [`Machine::handle`] and
    /// [`Machine::transmit`].
    fn poll_output(&mut self) -> Option<Output>;

    /// Writes at most `room` bytes of what the connection is to be sent. Uses the time of the last
    /// [`Machine::handle`] and fires no deadline.
    fn transmit(&mut self, connection: ConnectionId, room: usize, out: &mut Outgoing) -> Transmitted;

    /// Whether bytes of this connection are to be read. The answer may change after an input for this connection, after
    /// `transmit` for it and with its [`Output::Ready`], never otherwise.
    fn reads(&self, connection: ConnectionId) -> bool;

    /// When [`Input::Due`] is next to be given, at the latest.
    fn next_deadline(&self) -> Option<Time>;
}
