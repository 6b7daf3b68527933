//! All sessions of an account, by place and by client id.

use std::collections::BTreeMap;

use touchstone_vocabulary::ClientId;

use crate::session::{Session, SessionKey};

/// The sessions. The key is the client id's bytes alone (MB-DUP-04).
#[derive(Debug)]
pub(crate) struct Sessions<S> {
    places: Vec<Option<Session<S>>>,
    free: Vec<SessionKey>,
    by_client: BTreeMap<ClientId, SessionKey>,
}

impl<S> Default for Sessions<S> {
    fn default() -> Self {
        Self { places: Vec::new(), free: Vec::new(), by_client: BTreeMap::new() }
    }
}

impl<S> Sessions<S> {
    /// Puts a session where its client id had none.
    pub(crate) fn insert(&mut self, session: Session<S>) -> SessionKey {
        let client = session.client.clone();
        let key = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            SessionKey(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX))
        });
        if let Some(place) = self.places.get_mut(key.0 as usize) {
            *place = Some(session);
        }
        self.by_client.insert(client, key);
        key
    }

    /// Takes a session out.
    pub(crate) fn remove(&mut self, key: SessionKey) -> Option<Session<S>> {
        let session = self.places.get_mut(key.0 as usize)?.take()?;
        self.by_client.remove(&session.client);
        self.free.push(key);
        Some(session)
    }

    pub(crate) fn get(&self, key: SessionKey) -> Option<&Session<S>> {
        self.places.get(key.0 as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, key: SessionKey) -> Option<&mut Session<S>> {
        self.places.get_mut(key.0 as usize)?.as_mut()
    }

    /// The session of a client id.
    pub(crate) fn find(&self, client: &ClientId) -> Option<SessionKey> {
        self.by_client.get(client).copied()
    }

    /// Every session, by client id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SessionKey, &Session<S>)> {
        self.by_client.values().filter_map(|key| Some((*key, self.get(*key)?)))
    }
}
