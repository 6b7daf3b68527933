//! `dial:` — a connection on which nothing is said yet.

use touchstone_scenario::{DialLink, Expected, Gets, Outcome};

use super::ask::Scope;
use super::sight::{Entry, Seen};
use super::{Play, Stop, words};
use crate::{Judge, LinkId};

impl Play<'_> {
    /// A dial without `gets` claims a connection; one that gets `closed` claims that none was made, or that it ended
    /// before anything came on it.
    pub(super) fn dial_link(&mut self, it: &DialLink) -> Result<(), Stop> {
        let name = &it.client.value;
        let link = self.dialled_anew(name)?;
        match (&it.gets, self.refusal(name, link)?) {
            (Some(Gets::Later), _) | (None, None) => Ok(()),
            (None, Some(why)) => Err(self.not_connected(name, &why)),
            (Some(Gets::Outcome(expected)), None) => self.claim(name, Scope::Link(link), expected, it.within),
            (Some(Gets::Outcome(expected)), Some(why)) => self.claim_refusal(name, (link, why), expected),
        }
    }

    /// Why no connection was made; nothing when one was.
    fn refusal(&self, name: &str, link: LinkId) -> Result<Option<String>, Stop> {
        let refused = |entry: &&Entry| entry.link == link && matches!(entry.seen, Seen::Refused(_));
        Ok(self.actor(name)?.inbox.iter().find(refused).map(Entry::words))
    }

    /// The end is told by a connection that was never made as well.
    fn claim_refusal(&mut self, name: &str, (link, why): (LinkId, String), expected: &Expected) -> Result<(), Stop> {
        let judged = words::judged(expected, self.actor(name)?.version);
        let tolerated = self.judge() == Judge::Live && judged.live.contains(&Outcome::Closed);
        let note = format!("{why} instead of {}", words::outcome(&judged.reference, self.actor(name)?.version));
        if judged.reference != Outcome::Closed && !tolerated {
            return Err(self.unmet(name, expected, &why));
        }
        self.actor_mut(name)?.inbox.retain(|entry| entry.link != link);
        match (judged.reference == Outcome::Closed, judged.goes_on) {
            (true, _) => Ok(()),
            (false, true) => {
                self.learned.tolerated.push(note);
                Ok(())
            }
            (false, false) => Err(Stop::Tolerated(note)),
        }
    }

    /// A live target that takes no connection says nothing about the requirement.
    fn not_connected(&self, name: &str, why: &str) -> Stop {
        let seen = format!("`{name}`: {why}");
        match self.judge() {
            Judge::Live => Stop::Inconclusive(seen),
            Judge::Reference => Stop::Fail { expected: format!("a connection of `{name}`"), seen },
        }
    }
}
