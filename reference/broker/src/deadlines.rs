//! What falls due, in the order of due time and, at the same time, of creation.

use std::collections::BTreeMap;

use touchstone_vocabulary::Time;

use crate::ConnectionId;
use crate::session::SessionKey;

/// Deadlines that were set and not cancelled.
#[derive(Debug, Default)]
pub(crate) struct Deadlines {
    set: BTreeMap<DeadlineKey, Deadline>,
    made: u64,
}

/// A deadline's place: when it is due, and how many were set before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DeadlineKey(Time, u64);

/// What falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deadline {
    /// No CONNECT has come (MB-CON-28).
    Connect(ConnectionId),
    /// No custom authorizer has answered (MB-EP-15).
    Decision(ConnectionId),
    /// Nothing was heard, unless something was (MB-KA-03).
    KeepAlive(ConnectionId),
    /// A session that is offline expires (MB-SES-05).
    Expiry(SessionKey),
}

impl Deadlines {
    pub(crate) fn set(&mut self, due: Time, what: Deadline) -> DeadlineKey {
        let key = DeadlineKey(due, self.made);
        self.made += 1;
        self.set.insert(key, what);
        key
    }

    pub(crate) fn cancel(&mut self, key: Option<DeadlineKey>) {
        if let Some(key) = key {
            self.set.remove(&key);
        }
    }

    /// Takes the first deadline if it is due at `now`.
    pub(crate) fn take(&mut self, now: Time) -> Option<(Time, Deadline)> {
        let first = self.set.first_entry().filter(|entry| entry.key().0 <= now)?;
        let (DeadlineKey(due, _), what) = first.remove_entry();
        Some((due, what))
    }

    /// When the first is due.
    pub(crate) fn next(&self) -> Option<Time> {
        self.set.first_key_value().map(|(DeadlineKey(due, _), _)| *due)
    }
}
