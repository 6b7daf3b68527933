//! What both sides of the comparison do: a history step by step, with the same clock.

use touchstone_generate::histories::{Arrival, CLIENTS, FILTERS, History, Manner, Rights, Step, TOPICS};
use touchstone_oracle::session::{self as oracle, Message, Model};
use touchstone_wire::ProtocolVersion;

use super::frames;

/// A client that is always online, may do everything, and sees every will; in the reference every event too.
pub(super) const WATCHER: &str = "watcher";

/// The reference or the model.
pub(super) trait Side {
    fn set_rights(&mut self, client: &str, rights: &Rights) -> Result<(), String>;
    /// Lets the watcher do everything.
    fn trust_watcher(&mut self) -> Result<(), String>;
    /// A CONNECT on a new connection.
    fn connect(&mut self, arrival: &Arrival);
    fn connect_again(&mut self, client: &str);
    fn subscribe(&mut self, client: &str, filter: &str, qos: u8);
    fn unsubscribe(&mut self, client: &str, filter: &str);
    fn publish(&mut self, client: &str, message: &Message);
    fn acknowledge(&mut self, client: &str);
    fn ping(&mut self, client: &str);
    fn disconnect(&mut self, client: &str, with_will: bool, expiry: Option<u32>);
    fn lose(&mut self, client: &str);
    /// Lets so many milliseconds pass.
    fn pass(&mut self, milliseconds: u64);
}

/// Gives everybody their rights and brings the watcher in.
pub(super) fn begin(side: &mut impl Side, history: &History) -> Result<(), String> {
    for (client, rights) in CLIENTS.iter().zip(&history.rights) {
        side.set_rights(client, rights)?;
    }
    side.trust_watcher()?;
    side.connect(&Arrival {
        client: WATCHER,
        version: ProtocolVersion::V311,
        clean: true,
        expiry: 0,
        keep_alive: 1_200,
        window: None,
        will: None,
        manner: Manner::Proper,
    });
    side.subscribe(WATCHER, "will/+", 0);
    Ok(())
}

/// Does one step, a millisecond after the one before, so that no two deadlines fall together.
pub(super) fn perform(side: &mut impl Side, number: usize, step: &Step) -> Result<(), String> {
    side.pass(1);
    match step {
        Step::Connect(arrival) => side.connect(arrival),
        Step::ConnectAgain(client) => side.connect_again(client),
        Step::Subscribe(client, filter, qos) => side.subscribe(client, filter, *qos),
        Step::Unsubscribe(client, filter) => side.unsubscribe(client, filter),
        Step::Publish(client, topic, qos) => side.publish(client, &message(topic, format!("of step {number}"), *qos)),
        Step::Acknowledge(client) => side.acknowledge(client),
        Step::Ping(client) => side.ping(client),
        Step::Disconnect { client, with_will, expiry } => side.disconnect(client, *with_will, *expiry),
        Step::Lose(client) => side.lose(client),
        Step::SetRights(client, rights) => side.set_rights(client, rights)?,
        // The watcher is heard once in ten minutes, everybody once a minute: shorter than any keep alive.
        Step::Pass(seconds) => pass(side, *seconds, 600, &[WATCHER]),
        Step::PassPinging(seconds) => {
            let [a, b, c] = CLIENTS;
            pass(side, *seconds, 60, &[a, b, c, WATCHER]);
        }
    }
    Ok(())
}

/// At the end everybody who is online answers, and is sent what is published.
pub(super) fn rest(side: &mut impl Side) {
    CLIENTS.into_iter().for_each(|client| side.ping(client));
    TOPICS.iter().for_each(|topic| side.publish(WATCHER, &message(topic, "at rest".to_owned(), 1)));
}

fn pass(side: &mut impl Side, seconds: u32, often: u64, pinging: &[&str]) {
    let mut left = u64::from(seconds);
    while left > 0 {
        let now = left.min(often);
        left -= now;
        side.pass(now * 1_000);
        for client in pinging {
            side.pass(1);
            side.ping(client);
        }
    }
}

fn message(topic: &str, payload: String, qos: u8) -> Message {
    Message { topic: topic.to_owned(), payload, qos }
}

/// The model with its clock.
#[derive(Debug, Default)]
pub(super) struct Modelled {
    pub(super) model: Model,
    now: u64,
    connections: usize,
}

impl Side for Modelled {
    fn set_rights(&mut self, client: &str, rights: &Rights) -> Result<(), String> {
        let owned = |names: &mut dyn Iterator<Item = &'static str>| names.map(str::to_owned).collect();
        let rights = oracle::Rights {
            connect: rights.connect,
            publish: owned(&mut rights.publish()),
            subscribe: owned(&mut rights.subscribe()),
            receive: owned(&mut rights.receive()),
        };
        self.model.set_rights(client, rights);
        Ok(())
    }

    fn trust_watcher(&mut self) -> Result<(), String> {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (publish, subscribe, receive) = (all(&TOPICS), all(&FILTERS), all(&TOPICS));
        self.model.set_rights(WATCHER, oracle::Rights { connect: true, publish, subscribe, receive });
        Ok(())
    }

    fn connect(&mut self, arrival: &Arrival) {
        self.model.connect(&frames::wish(arrival, self.connections));
        self.connections += 1;
    }

    fn connect_again(&mut self, client: &str) {
        self.model.connect_again(client);
    }

    fn subscribe(&mut self, client: &str, filter: &str, qos: u8) {
        self.model.subscribe(client, filter, qos);
    }

    fn unsubscribe(&mut self, client: &str, filter: &str) {
        self.model.unsubscribe(client, filter);
    }

    fn publish(&mut self, client: &str, message: &Message) {
        self.model.publish(client, message);
    }

    fn acknowledge(&mut self, client: &str) {
        self.model.acknowledge(client);
    }

    fn ping(&mut self, client: &str) {
        self.model.ping(client);
    }

    fn disconnect(&mut self, client: &str, with_will: bool, expiry: Option<u32>) {
        self.model.disconnect(client, with_will, expiry.map(|seconds| u64::from(seconds) * 1_000));
    }

    fn lose(&mut self, client: &str) {
        self.model.lose(client);
    }

    fn pass(&mut self, milliseconds: u64) {
        self.now += milliseconds;
        self.model.advance(self.now);
    }
}
