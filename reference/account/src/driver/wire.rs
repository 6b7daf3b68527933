//! Where the bytes of one connection go.

use touchstone_broker::Outgoing;

/// One connection's way to its peer: a socket, or a pipe of the simulation.
pub trait Wire {
    /// Bytes that may be on their way into this wire: 64 KiB for a socket, less what the wire itself holds that the
    /// kernel has not taken; the free space of a pipe. What the driver holds for the wire is subtracted by the driver.
    fn room(&self) -> usize;

    /// Offers bytes once, without waiting. `bytes` may be empty, which is an occasion to hand on what the wire itself
    /// holds.
    fn write(&mut self, bytes: &Outgoing) -> Written;

    /// Ends the connection without waiting. Nothing is called after it. A wire told to end in order that itself still
    /// holds bytes which cannot be handed on now aborts instead.
    fn end(&mut self, how: End);
}

/// What became of bytes offered to a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// So many of them were taken, none to all.
    Took(usize),
    /// The wire is broken.
    Failed,
}

/// How a wire is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// After what it took has been delivered, in the way of its transport.
    Orderly,
    /// At once, by a reset.
    Abort,
}
