//! The closed world: what lies unclaimed at a barrier or at the end fails the case.

use serde_json::json;
use touchstone_scenario::{
    Barrier, Expected, Judged, Located, Message, Outcome, PacketKind, PacketPattern, Payload, Publish,
};

use super::ask::Scope;
use super::claim::Judgement;
use super::sight::Entry;
use super::{Play, Stop};
use crate::{Judge, LinkId};

impl Play<'_> {
    pub(super) fn barrier(&mut self, barrier: &Barrier) -> Result<(), Stop> {
        self.barriers += 1;
        let payload = format!("barrier {}", self.barriers);
        let message = Message {
            topic: barrier.topic.clone(),
            payload: Payload::Text(payload.clone()),
            qos: 1,
            retain: false,
            properties: Vec::new(),
        };
        self.publish(&Publish { from: barrier.from.clone(), message, gets: None })?;
        let topic = self.filled(&barrier.topic)?;
        for client in &barrier.reaches {
            self.reaches(client, &topic, &payload)?;
        }
        let left_out: Vec<String> = {
            let reached = |name: &String| barrier.reaches.iter().any(|client| client.value == *name);
            self.actors.keys().filter(|name| !reached(name)).cloned().collect()
        };
        self.nothing_unclaimed(&left_out, "at the barrier")
    }

    /// The end of the case: every client has claimed all that it got.
    pub(super) fn end(&mut self) -> Result<(), Stop> {
        let all: Vec<String> = self.actors.keys().cloned().collect();
        self.nothing_unclaimed(&all, "at the end of the case")
    }

    /// Waits for a barrier's packet at one client; all before it must have been claimed.
    fn reaches(&mut self, client: &Located<String>, topic: &str, payload: &str) -> Result<(), Stop> {
        let name = &client.value;
        let expected = delivery(client, topic, payload);
        let alone = any_order(&expected);
        let deadline = self.deadline(None);
        let learned = self.learned.clone();
        let arrived = |play: &Self| match play.judged_after(name, Scope::All, &alone, learned.clone()) {
            Judgement::Holds(claim) => Some(claim),
            _ => None,
        };
        let Some(claim) = self.wait(deadline, arrived)? else {
            return Err(self.unmet(name, &expected, "the barrier did not arrive"));
        };
        let sequence = claim.taken.first().copied().unwrap_or(u64::MAX);
        let repeated = self.repeated(name);
        let actor = self.actor_mut(name)?;
        actor.delivered.retain(|(delivered, _)| *delivered != sequence);
        let inbox = &mut actor.inbox;
        let excused = |entry: &Entry| entry.excused || repeated.contains(&entry.sequence);
        if let Some(entry) = inbox.iter().find(|entry| entry.sequence < sequence && !excused(entry)) {
            let words = entry.words();
            return Err(unclaimed(name, &words, "at the barrier"));
        }
        inbox.retain(|entry| entry.sequence > sequence || !excused(entry));
        self.settle(name, claim)
    }

    /// Nothing may lie unclaimed at these clients, once whatever is on its way has arrived.
    fn nothing_unclaimed(&mut self, names: &[String], when: &str) -> Result<(), Stop> {
        let of_these = |play: &Self, link: LinkId| play.line_of(link).is_some_and(|line| names.contains(&line.client));
        let links: Vec<LinkId> = self.fenceable().into_iter().filter(|link| of_these(self, *link)).collect();
        self.fence(&links)?;
        self.drain()?;
        let may_be_late = |name: &String| self.actors.get(name).is_some_and(|actor| actor.subscribed);
        if self.judge() == Judge::Live && !self.keeps_order() && names.iter().any(may_be_late) {
            let deadline = self.deadline(None);
            self.wait(deadline, |_| None::<()>)?;
        }
        for name in names {
            let repeated = self.repeated(name);
            let inbox = &mut self.actor_mut(name)?.inbox;
            inbox.retain(|entry| !entry.excused && !repeated.contains(&entry.sequence));
            if let Some(entry) = inbox.first() {
                let words = entry.words();
                return Err(unclaimed(name, &words, when));
            }
        }
        Ok(())
    }
}

fn unclaimed(name: &str, words: &str, when: &str) -> Stop {
    Stop::Fail {
        expected: format!("`{name}`: nothing unclaimed {when}"),
        seen: format!("`{name}`: {words}, which no step claims"),
    }
}

/// The barrier's own packet.
fn delivery(client: &Located<String>, topic: &str, payload: &str) -> Expected {
    let member = |name: &str, value: &str| (Located { value: name.to_owned(), place: client.place }, json!(value));
    let members = vec![member("topic", topic), member("payload", payload)];
    both(client, Outcome::Packet(PacketPattern { kind: PacketKind::Publish, members, exactly: false }))
}

fn any_order(expected: &Expected) -> Expected {
    let judged = |judged: &Judged| Judged { reference: Outcome::AnyOrder(vec![expected.clone()]), ..judged.clone() };
    Expected { place: expected.place, v3: judged(&expected.v3), v5: judged(&expected.v5) }
}

fn both(client: &Located<String>, reference: Outcome) -> Expected {
    let judged = Judged { reference, live: Vec::new(), goes_on: false };
    Expected { place: client.place, v3: judged.clone(), v5: judged }
}
