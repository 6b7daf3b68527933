//! From a message to the sessions that subscribed, and from a session to its connection.

use super::{Client, Message, Model, Owed, Seen};
use crate::topic::matches;

impl Model {
    /// Queues a message for every session that subscribed, and sends what can be sent.
    pub(super) fn route(&mut self, message: &Message) {
        let names: Vec<String> = self.clients.keys().cloned().collect();
        for name in names {
            let Some(Client { online, session: Some(session), rights, .. }) = self.clients.get_mut(&name) else {
                continue;
            };
            let fitting = session.subscriptions.iter().filter(|(filter, _)| matches(filter, &message.topic));
            let Some(granted) = fitting.map(|(_, qos)| *qos).max() else { continue };
            let message = Message { qos: granted.min(message.qos), ..message.clone() };
            match (message.qos, online) {
                (0, None) => {}
                (0, Some(online)) if rights.receive.contains(&message.topic) => {
                    self.seen.push((online.number, Seen::Delivery { message, again: false }));
                }
                (0, Some(_)) => self.tally.denied += 1,
                _ => session.owed.push(Owed { message, sent: false, sent_ever: false }),
            }
            self.send(&name);
        }
    }

    /// Sends what is owed to a client that is online, as far as its window goes and it may receive it.
    pub(super) fn send(&mut self, name: &str) {
        let Some(Client { online: Some(online), session: Some(session), rights, .. }) = self.clients.get_mut(name)
        else {
            return;
        };
        let mut sent = 0;
        let (seen, tally) = (&mut self.seen, &mut self.tally);
        session.owed.retain_mut(|owed| {
            if sent >= online.window || owed.sent {
                sent += 1;
                return true;
            }
            //= MB-SES-18
            if !rights.receive.contains(&owed.message.topic) {
                tally.denied += 1;
                return false;
            }
            seen.push((online.number, Seen::Delivery { message: owed.message.clone(), again: owed.sent_ever }));
            (owed.sent, owed.sent_ever) = (true, true);
            sent += 1;
            true
        });
    }
}
