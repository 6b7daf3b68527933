//! Who is online, which session goes on, which wills fire and what each connection must be sent (broker sheet, section 3).
//!
//! Every client has one principal of its own, named by its client id. Times are milliseconds. The model does each thing
//! at once and in the order of the reference, so that what it says was seen can be compared with what was.

mod deliver;
mod said;

use std::collections::{BTreeMap, BTreeSet};

pub use self::said::{Connect, Event, Fault, Message, Rights, Seen, Tally, What};

/// How long a 3.1.1 session outlives its connection, and a 5 session at most.
const LONGEST: u64 = 3_600_000;

/// Connections and sessions of an account.
#[derive(Clone, Debug, Default)]
pub struct Model {
    now: u64,
    clients: BTreeMap<String, Client>,
    connections: usize,
    seen: Vec<(usize, Seen)>,
    events: Vec<Event>,
    tally: Tally,
}

#[derive(Clone, Debug, Default)]
struct Client {
    rights: Rights,
    online: Option<Online>,
    session: Option<Session>,
    /// When its last connection ended and for how long its session was then kept.
    left: Option<(u64, u64)>,
}

#[derive(Clone, Debug)]
struct Online {
    number: usize,
    keep_alive: u64,
    heard: u64,
    window: usize,
    will: Option<Message>,
}

#[derive(Clone, Debug, Default)]
struct Session {
    five: bool,
    expiry: u64,
    /// When it is over, while offline.
    over: Option<u64>,
    subscriptions: BTreeMap<String, u8>,
    /// What is to be acknowledged, oldest first.
    owed: Vec<Owed>,
}

#[derive(Clone, Debug)]
struct Owed {
    message: Message,
    /// Whether it was sent on this connection, and on any.
    sent: bool,
    sent_ever: bool,
}

impl Model {
    /// A CONNECT on a new connection; connections are numbered from 0.
    pub fn connect(&mut self, wish: &Connect) {
        let number = self.connections;
        self.connections += 1;
        //= MB-DUP-05
        //= MB-INV-06
        if let Some((code, event)) = self.refusal(wish) {
            if let Some(code) = code.filter(|_| wish.five) {
                self.seen.push((number, Seen::Connack { code, session_present: false }));
            }
            self.seen.push((number, Seen::Ended(None)));
            self.events.extend(event.then(|| Event { client: wish.client.clone(), what: What::Refused }));
            return;
        }
        //= MB-DUP-01
        //= MB-INV-04
        self.tally.takeovers += usize::from(self.is_online(&wish.client));
        self.end(&wish.client, Some(0x8E), "DUPLICATE_CLIENTID", true);
        let now = self.now;
        let client = self.clients.entry(wish.client.clone()).or_default();
        //= MB-DUP-15
        //= MB-DUP-16
        //= MB-DUP-17
        let stored = client.session.take().filter(|stored| !wish.clean && stored.five == wish.five);
        //= MB-INV-08
        let session_present = stored.is_some();
        //= MB-DUP-13
        let mut session = stored.unwrap_or_default();
        session.five = wish.five;
        session.expiry = match (wish.five, wish.clean) {
            (true, _) => wish.expiry.min(LONGEST),
            (false, true) => 0,
            (false, false) => LONGEST,
        };
        session.over = None;
        session.owed.iter_mut().for_each(|owed| owed.sent = false);
        client.session = Some(session);
        let (keep_alive, window, will) = (wish.keep_alive, wish.window, wish.will.clone());
        client.online = Some(Online { number, keep_alive, heard: now, window, will });
        //= MB-LCE-11
        let again = client.left.take().map(|(at, kept)| (now - at, kept));
        self.seen.push((number, Seen::Connack { code: 0, session_present }));
        self.events.push(Event { client: wish.client.clone(), what: What::Connected { again } });
        self.send(&wish.client);
    }

    /// The code of a refusal and whether it is announced.
    fn refusal(&self, wish: &Connect) -> Option<(Option<u8>, bool)> {
        let rights = self.clients.get(&wish.client).map(|client| &client.rights);
        let may_will = |will: &Message| rights.is_some_and(|rights| rights.publish.contains(&will.topic));
        let may = rights.is_some_and(|rights| rights.connect) && wish.will.as_ref().is_none_or(may_will);
        match wish.fault {
            Some(Fault::Form(code)) => Some((code, false)),
            Some(Fault::NoCredential) => Some((None, false)),
            Some(Fault::Stranger) => Some((Some(0x87), true)),
            None => (!may).then_some((Some(0x87), true)),
        }
    }

    /// A second CONNECT on the client's own connection.
    pub fn connect_again(&mut self, client: &str) {
        self.end(client, Some(0x82), "CLIENT_ERROR", true);
    }

    /// SUBSCRIBE with one filter.
    pub fn subscribe(&mut self, client: &str, filter: &str, qos: u8) {
        let Some((session, number, rights)) = self.heard(client) else { return };
        if rights.subscribe.contains(filter) {
            session.subscriptions.insert(filter.to_owned(), qos);
            self.seen.push((number, Seen::Suback(qos)));
        } else if session.five {
            self.seen.push((number, Seen::Suback(0x87)));
        } else {
            self.end(client, None, "AUTH_ERROR", true);
        }
    }

    /// UNSUBSCRIBE with one filter.
    pub fn unsubscribe(&mut self, client: &str, filter: &str) {
        let Some((session, number, _)) = self.heard(client) else { return };
        session.subscriptions.remove(filter);
        self.seen.push((number, Seen::Unsuback));
    }

    /// PUBLISH without RETAIN.
    pub fn publish(&mut self, client: &str, message: &Message) {
        let Some((session, number, rights)) = self.heard(client) else { return };
        let (allowed, five) = (rights.publish.contains(&message.topic), session.five);
        if allowed {
            self.route(message);
        } else if !five {
            return self.end(client, None, "AUTH_ERROR", true);
        }
        if message.qos == 1 {
            self.seen.push((number, Seen::Puback(if allowed { 0 } else { 0x87 })));
        }
    }

    /// PUBACK for the oldest delivery that was not acknowledged on this connection; nothing when there is none.
    pub fn acknowledge(&mut self, client: &str) {
        let oldest = |owed: &Owed| owed.sent;
        let session = self.clients.get(client).and_then(|client| client.session.as_ref());
        let Some(place) = session.and_then(|session| session.owed.iter().position(oldest)) else { return };
        let Some((session, _, _)) = self.heard(client) else { return };
        session.owed.remove(place);
        self.send(client);
    }

    /// PINGREQ.
    pub fn ping(&mut self, client: &str) {
        if let Some((_, number, _)) = self.heard(client) {
            self.seen.push((number, Seen::Pingresp));
        }
    }

    /// DISCONNECT. Only 5 can ask for the will or bring another Session Expiry Interval.
    pub fn disconnect(&mut self, client: &str, with_will: bool, expiry: Option<u64>) {
        let Some((session, _, _)) = self.heard(client) else { return };
        let five = session.five;
        match expiry.filter(|_| five) {
            Some(1..) if session.expiry == 0 => return self.end(client, Some(0x82), "CLIENT_ERROR", true),
            Some(expiry) => session.expiry = expiry.min(LONGEST),
            None => {}
        }
        self.end(client, None, "CLIENT_INITIATED_DISCONNECT", five && with_will);
    }

    /// The client's connection is lost.
    pub fn lose(&mut self, client: &str) {
        self.end(client, None, "CONNECTION_LOST", true);
    }

    /// The client's principal has these rights from now on.
    pub fn set_rights(&mut self, client: &str, rights: Rights) {
        self.clients.entry(client.to_owned()).or_default().rights = rights;
    }

    /// Lets time pass: who is silent for one and a half keep alive is cut off, and sessions expire.
    pub fn advance(&mut self, to: u64) {
        while let Some((due, name)) = self.next_due().filter(|(due, _)| *due <= to) {
            self.now = due;
            if self.is_online(&name) {
                self.end(&name, Some(0x8D), "MQTT_KEEP_ALIVE_TIMEOUT", true);
            } else if let Some(client) = self.clients.get_mut(&name) {
                client.session = None;
            }
        }
        self.now = to;
    }

    fn next_due(&self) -> Option<(u64, String)> {
        let due = |client: &Client| match &client.online {
            Some(online) => Some(online.heard + online.keep_alive + online.keep_alive / 2),
            None => client.session.as_ref()?.over,
        };
        self.clients.iter().filter_map(|(name, client)| Some((due(client)?, name.clone()))).min()
    }

    /// Whether a client is online. Its connection is the only one under its client id (MB-INV-01).
    #[must_use]
    pub fn is_online(&self, client: &str) -> bool {
        self.clients.get(client).is_some_and(|client| client.online.is_some())
    }

    /// The connections that are up, with their clients.
    #[must_use]
    pub fn online(&self) -> BTreeSet<(usize, String)> {
        let up = |(name, client): (&String, &Client)| Some((client.online.as_ref()?.number, name.clone()));
        self.clients.iter().filter_map(up).collect()
    }

    /// What each connection was sent, and the events, since the last call.
    pub fn take(&mut self) -> (Vec<(usize, Seen)>, Vec<Event>) {
        (std::mem::take(&mut self.seen), std::mem::take(&mut self.events))
    }

    /// What happened so far.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// Notes a packet of a client that is online.
    fn heard(&mut self, client: &str) -> Option<(&mut Session, usize, &Rights)> {
        let Client { rights, online, session, .. } = self.clients.get_mut(client)?;
        let online = online.as_mut()?;
        online.heard = self.now;
        Some((session.as_mut()?, online.number, rights))
    }

    /// Ends a client's connection, if it has one: then its will fires and its session waits or is over.
    fn end(&mut self, name: &str, code: Option<u8>, reason: &'static str, with_will: bool) {
        let Some(client) = self.clients.get_mut(name) else { return };
        let (Some(online), Some(session)) = (client.online.take(), &mut client.session) else { return };
        self.seen.push((online.number, Seen::Ended(code.filter(|_| session.five))));
        let kept = session.expiry;
        session.over = Some(self.now + kept);
        client.left = Some((self.now, kept));
        //= MB-WIL-05
        let fires = |will: &Message| with_will && client.rights.publish.contains(&will.topic);
        //= MB-INV-05
        if let Some(will) = online.will.filter(fires) {
            self.tally.wills += 1;
            self.route(&will);
        }
        self.events.push(Event { client: name.to_owned(), what: What::Disconnected(reason) });
        if kept == 0
            && let Some(client) = self.clients.get_mut(name)
        {
            client.session = None;
        }
    }
}

#[cfg(test)]
mod tests;
