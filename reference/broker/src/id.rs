//! Connections as a driver and a broker know them.

/// A connection. The driver gives the number and never gives it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// How a connection ended at the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The stream was ended in order.
    Fin,
    /// The stream was aborted, or a write failed.
    Reset,
    /// The client sent a WebSocket Close frame (MB-EP-12).
    CloseFrame,
    /// TLS failed.
    BadTls,
    /// The WebSocket framing was broken.
    BadWebSocket,
}

/// How a connection is to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// One `transmit` is asked for and one write attempted; what does not fit is lost and the connection aborted.
    Flush,
    /// Nothing more is written.
    Abort,
}

/// What is left after a call of `transmit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transmitted {
    /// Nothing is to be transmitted until the next ready.
    Drained,
    /// There is more, and no room for it.
    More,
}
