//! From a publish to the sessions that are to get it.

use std::sync::Arc;

use touchstone_vocabulary::QoS;

use crate::broker::Broker;
use crate::session::{SessionKey, full_length};
use crate::topics::Match;
use crate::{Publication, Retain};

impl<S> Broker<S> {
    /// Stores a retained publish and queues a delivery for every session that subscribed.
    pub(crate) fn route(&mut self, publication: &Arc<Publication>, from: Option<SessionKey>) {
        self.retain(publication);
        let mut found = std::mem::take(&mut self.found);
        self.subscriptions.matches(&publication.topic, &mut found);
        for hit in &found {
            //= MB-SUB-28
            if !(hit.no_local && from == Some(hit.session)) {
                self.queue(publication, *hit);
            }
        }
        self.found = found;
    }

    fn queue(&mut self, publication: &Arc<Publication>, hit: Match) {
        //= MB-RET-04
        let retain = hit.retain_as_published && publication.retain == Retain::Yes;
        //= MB-PUB-08
        let qos = publication.qos.min(hit.qos);
        self.deliver(hit.session, publication, qos, retain);
    }

    /// Queues one delivery; what may be lost is lost when the session is offline or its queue is full.
    pub(crate) fn deliver(&mut self, key: SessionKey, publication: &Arc<Publication>, qos: QoS, retain: bool) {
        let Some(session) = self.sessions.get_mut(key) else { return };
        let online = session.link.is_some();
        if qos == QoS::AtMostOnce {
            //= MB-SES-03
            if !online {
                return;
            }
        } else if session.queue.at_least_once.len() >= self.limits.stored_deliveries
            || session.queue.stored_bytes.saturating_add(full_length(publication)) > self.limits.stored_bytes
        {
            //= MB-SES-12
            return;
        }
        session.queue.push(Arc::clone(publication), qos, retain);
        //= MB-MAL-54
        let outgrown = session.queue.at_most_once.len() > self.limits.waiting_deliveries
            || session.queue.waiting_bytes > self.limits.waiting_bytes;
        if outgrown {
            if !self.outgrown.contains(&key) {
                self.outgrown.push(key);
            }
        } else if online {
            self.rouse(key);
        }
    }

    //= MB-RET-01
    //= MB-RET-05
    //= MB-RET-06
    fn retain(&mut self, publication: &Arc<Publication>) {
        if publication.retain == Retain::No {
            return;
        }
        if publication.payload.is_empty() {
            self.retained.remove(&publication.topic);
        } else {
            self.retained.insert(publication.topic.clone(), Arc::clone(publication));
        }
    }
}
