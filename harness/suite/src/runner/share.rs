//! `exactly: n` of several clients.

use touchstone_scenario::{Expected, Share};
use touchstone_vocabulary::Time;

use super::ask::Scope;
use super::claim::{Claim, Judgement};
use super::line::Phase;
use super::sight::{Entry, Seen};
use super::{Play, Stop};

/// The claims of all clients of a share.
type Shared = Vec<(String, Claim)>;

impl Play<'_> {
    /// Waits until so many of the clients are what the share says, and the others what it says of them.
    pub(super) fn share(&mut self, share: &Share, deadline: Time) -> Result<(), Stop> {
        self.wait(deadline, |play| play.shared(share).is_ok().then_some(()))?;
        // Whatever else is on its way has arrived when those that are connected have answered a ping.
        let links = self.fenceable();
        self.fence(&links)?;
        self.drain()?;
        let claims = self.shared(share).map_err(|seen| {
            let of = if share.of.is_none() { "online" } else { "what `of` says" };
            let names: Vec<&str> = share.clients.iter().map(|client| client.value.as_str()).collect();
            let expected =
                format!("exactly {} of {} {of}, the others as `others` says", share.exactly, names.join(", "));
            Stop::Fail { expected, seen }
        })?;
        claims.into_iter().try_for_each(|(client, claim)| self.settle(&client, claim))
    }

    fn shared(&self, share: &Share) -> Result<Shared, String> {
        let mut chosen = Shared::new();
        let mut either = Vec::new();
        let mut count = 0;
        for client in &share.clients {
            let name = &client.value;
            match (self.one_of(share, name), self.other(&share.others, name)) {
                (Some(claim), Ok(other)) => either.push((name.clone(), claim, other)),
                (Some(claim), Err(_)) => {
                    count += 1;
                    chosen.push((name.clone(), claim));
                }
                (None, Ok(other)) => chosen.push((name.clone(), other)),
                (None, Err(why)) => return Err(format!("`{name}` is neither: {why}; there: {}", self.lies(name))),
            }
        }
        for (name, claim, other) in either {
            let claim = if count < share.exactly { claim } else { other };
            count += usize::from(count < share.exactly);
            chosen.push((name, claim));
        }
        if count == share.exactly { Ok(chosen) } else { Err(format!("{count} of them")) }
    }

    fn one_of(&self, share: &Share, client: &str) -> Option<Claim> {
        match &share.of {
            Some(expected) => self.other(expected, client).ok(),
            None => self.online(client),
        }
    }

    fn other(&self, expected: &Expected, client: &str) -> Result<Claim, String> {
        match self.judged_after(client, Scope::All, expected, self.learned.clone()) {
            Judgement::Holds(claim) => Ok(claim),
            Judgement::Waits(why) | Judgement::Fails(why) => Err(why),
        }
    }

    /// The claim on the CONNACK of a client that is connected and got nothing else.
    fn online(&self, client: &str) -> Option<Claim> {
        let actor = self.actors.get(client)?;
        let line = actor.line.and_then(|index| self.lines.get(index))?;
        let connack = |entry: &Entry| matches!(&entry.seen, Seen::Packet(sight) if sight.name == "CONNACK");
        let alone = actor.inbox.iter().all(connack) && line.phase == Phase::Online;
        let taken = actor.inbox.iter().map(|entry| entry.sequence).collect();
        alone.then(|| Claim { taken, learned: self.learned.clone(), ..Claim::default() })
    }

    fn lies(&self, client: &str) -> String {
        let inbox = self.actors.get(client).map(|actor| actor.inbox.iter().map(Entry::words).collect::<Vec<_>>());
        inbox.filter(|words| !words.is_empty()).map_or_else(|| "nothing".to_owned(), |words| words.join(", then "))
    }
}
