//! How long what a custom authorizer granted lasts, and when the authorizer is asked again.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_broker::ConnectionId;
use touchstone_vocabulary::Time;

use crate::AuthorizerRequest;

/// The leases of all connections that a custom authorizer let in.
#[derive(Debug, Default)]
pub(crate) struct Leases {
    running: BTreeMap<ConnectionId, Lease>,
    /// INVARIANT: holds exactly the terms of the leases that run.
    due: BTreeSet<(Time, ConnectionId, Term)>,
}

/// What falls due in a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    /// The connection ends (MB-EP-18).
    End,
    /// The authorizer has not answered in its time.
    Answer,
    /// The authorizer is asked again (MB-EP-19).
    Renewal,
}

#[derive(Debug)]
struct Lease {
    /// What the authorizer was asked, to be asked again.
    request: AuthorizerRequest,
    terms: BTreeMap<Term, Time>,
}

impl Leases {
    /// Begins the lease of a connection, without terms.
    pub(super) fn begin(&mut self, connection: ConnectionId, request: AuthorizerRequest) {
        self.running.insert(connection, Lease { request, terms: BTreeMap::new() });
    }

    /// Ends the lease of a connection, if it has one.
    pub(super) fn end(&mut self, connection: ConnectionId) {
        let Some(lease) = self.running.remove(&connection) else { return };
        for (term, due) in lease.terms {
            self.due.remove(&(due, connection, term));
        }
    }

    /// Sets a term of a lease, or strikes it; of a connection without a lease nothing.
    pub(super) fn set(&mut self, connection: ConnectionId, term: Term, due: Option<Time>) {
        let Some(lease) = self.running.get_mut(&connection) else { return };
        let before = match due {
            Some(due) => lease.terms.insert(term, due),
            None => lease.terms.remove(&term),
        };
        if let Some(before) = before {
            self.due.remove(&(before, connection, term));
        }
        if let Some(due) = due {
            self.due.insert((due, connection, term));
        }
    }

    /// What the authorizer of a connection was asked.
    pub(super) fn request(&self, connection: ConnectionId) -> Option<&AuthorizerRequest> {
        self.running.get(&connection).map(|lease| &lease.request)
    }

    /// Takes the first term that is due by `now`.
    pub(crate) fn take(&mut self, now: Time) -> Option<(Time, ConnectionId, Term)> {
        let first = *self.due.first().filter(|(due, _, _)| *due <= now)?;
        let (_, connection, term) = first;
        self.set(connection, term, None);
        Some(first)
    }

    /// When the first term is due.
    pub(crate) fn next(&self) -> Option<Time> {
        self.due.first().map(|(due, _, _)| *due)
    }
}
