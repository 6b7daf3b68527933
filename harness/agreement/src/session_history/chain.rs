//! Does what was acknowledged to its publisher reach one of the successive owners of a client id?
//!
//! Told of the reference alone, without the model, so that the two cannot lose the same message.

use std::collections::BTreeSet;

use touchstone_generate::histories::{Arrival, Manner, Rights};
use touchstone_oracle::session::{Message, Seen};
use touchstone_wire::ProtocolVersion;

use super::played::Played;
use super::reading::Reading;
use super::side::Side;

const OWNER: &str = "a";
const PUBLISHER: &str = "b";

/// What happens between two PUBLISH packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Somebody publishes at QoS 1, and is answered.
    Publish,
    /// The client id connects, over its incumbent where there is one.
    Connect,
    /// It acknowledges its oldest delivery.
    Acknowledge,
    /// It says DISCONNECT.
    Disconnect,
    /// Its connection is lost.
    Lose,
    /// Ten seconds pass.
    Pass,
}

//= MB-INV-07
/// Plays the deeds on a persistent session with a subscription at QoS 1; the last owner stays and acknowledges all.
///
/// # Errors
/// The messages that were acknowledged to their publisher and delivered to nobody.
pub fn check_chain_of_owners(version: ProtocolVersion, deeds: &[Deed]) -> Result<(), String> {
    let mut chain =
        Chain { played: Played::new()?, published: 0, acknowledged: BTreeSet::new(), delivered: BTreeSet::new() };
    for client in [OWNER, PUBLISHER] {
        chain.played.set_rights(client, &Rights::ALL)?;
        chain.played.connect(&arrival(client, version));
    }
    chain.played.subscribe(OWNER, "t", 1);
    deeds.iter().try_for_each(|deed| chain.perform(*deed, version))?;
    chain.perform(Deed::Connect, version)?;
    for _ in 0..chain.published {
        chain.perform(Deed::Acknowledge, version)?;
    }
    let lost: Vec<_> = chain.acknowledged.difference(&chain.delivered).collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("{lost:?} of {} were acknowledged and lost", chain.published)) }
}

struct Chain {
    played: Played,
    published: usize,
    acknowledged: BTreeSet<String>,
    delivered: BTreeSet<String>,
}

impl Chain {
    fn perform(&mut self, deed: Deed, version: ProtocolVersion) -> Result<(), String> {
        // A second each: the owner's keep alive must not end the publisher, who is silent between its packets.
        self.played.pass(1_000);
        self.played.ping(PUBLISHER);
        let payload = self.published.to_string();
        match deed {
            Deed::Publish => {
                self.published += 1;
                self.played.publish(PUBLISHER, &Message { topic: "t".to_owned(), payload: payload.clone(), qos: 1 });
            }
            Deed::Connect => self.played.connect(&arrival(OWNER, version)),
            Deed::Acknowledge => self.played.acknowledge(OWNER),
            Deed::Disconnect => self.played.disconnect(OWNER, false, None),
            Deed::Lose => self.played.lose(OWNER),
            Deed::Pass => self.played.pass(10_000),
        }
        let Reading { seen, .. } = self.played.read()?;
        for (_, seen) in seen {
            match seen {
                Seen::Puback(0) => _ = self.acknowledged.insert(payload.clone()),
                Seen::Delivery { message, .. } => _ = self.delivered.insert(message.payload),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A CONNECT that keeps its session for an hour.
const fn arrival(client: &'static str, version: ProtocolVersion) -> Arrival {
    Arrival {
        client,
        version,
        clean: false,
        expiry: 3_600,
        keep_alive: 600,
        window: Some(3),
        will: None,
        manner: Manner::Proper,
    }
}
