//! `expect:` — what clients must have seen, each in its own order, or across clients.

use touchstone_scenario::{Expect, Expected, Located};
use touchstone_vocabulary::Time;

use super::ask::Scope;
use super::claim::{Claim, Judgement};
use super::pattern::Learned;
use super::{Play, Stop};
use crate::{Judge, Sequence};
use touchstone_scenario::Capability;

/// Several expectations at once: the claims of those that hold.
type Claims = Vec<(String, Claim)>;

/// What some expectations come to at a moment.
enum Outlook {
    /// All hold, whatever else arrives.
    Hold(Claims),
    /// All hold as long as nothing more arrives.
    HoldForNow(Claims),
    /// One still waits, or has failed.
    Unmet { index: usize, why: String, waits: bool },
}

impl Play<'_> {
    pub(super) fn expect(&mut self, expect: &Expect) -> Result<(), Stop> {
        let now = self.stage.now();
        let earliest = expect.not_before.map(|span| now + span);
        let deadline = self.deadline(expect.within.or(expect.not_before));
        let claims = self.await_all(&expect.clients, deadline)?;
        self.settle_all(claims, earliest)?;
        expect.shares.iter().try_for_each(|share| self.share(share, deadline))?;
        let claims = match (self.judge(), self.profile.sequence) {
            (Judge::Live, _) => self.await_all(&expect.across, deadline)?,
            (Judge::Reference, Sequence::Exact) => self.in_arrival_order(&expect.across, deadline)?,
            (Judge::Reference, Sequence::PerConnection) => self.readable_in_order(&expect.across, deadline)?,
        };
        self.settle_all(claims, earliest)
    }

    /// Waits until all hold.
    fn await_all(&mut self, list: &[(Located<String>, Expected)], deadline: Time) -> Result<Claims, Stop> {
        let decided = self.wait(deadline, |play| match play.outlook(list) {
            Outlook::Hold(claims) => Some(Ok(claims)),
            Outlook::Unmet { index, why, waits: false } => Some(Err((index, why))),
            _ => None,
        })?;
        let decided = decided.unwrap_or_else(|| match self.outlook(list) {
            Outlook::Hold(claims) | Outlook::HoldForNow(claims) => Ok(claims),
            Outlook::Unmet { index, why, .. } => Err((index, why)),
        });
        decided.map_err(|(index, why)| self.unmet_in(list, index, &why))
    }

    /// Exact: each arrival of a later entry came after every arrival of the entries before it.
    fn in_arrival_order(&mut self, list: &[(Located<String>, Expected)], deadline: Time) -> Result<Claims, Stop> {
        let claims = self.await_all(list, deadline)?;
        let mut last = 0;
        for (index, (_, claim)) in claims.iter().enumerate() {
            if claim.taken.iter().any(|sequence| *sequence < last) {
                return Err(self.unmet_in(list, index, "it arrived before what must come first"));
            }
            last = claim.taken.iter().copied().max().unwrap_or(last).max(last);
        }
        Ok(claims)
    }

    /// On sockets: when a later entry has been read, the earlier one must be readable without waiting.
    fn readable_in_order(&mut self, list: &[(Located<String>, Expected)], deadline: Time) -> Result<Claims, Stop> {
        let overtaken = |play: &Self| {
            let earlier = list.iter().position(|one| !play.holds(one))?;
            list.iter().skip(earlier + 1).any(|one| play.holds(one)).then_some(earlier)
        };
        loop {
            let found = self.wait(deadline, |play| match play.outlook(list) {
                Outlook::Hold(_) => Some(None),
                _ => overtaken(play).map(Some),
            })?;
            let Some(Some(_)) = found else { return self.await_all(list, deadline) };
            self.drain()?;
            if let Some(index) = overtaken(self) {
                return Err(self.unmet_in(list, index, "what must come after it was there first"));
            }
        }
    }

    fn holds(&self, (client, expected): &(Located<String>, Expected)) -> bool {
        let judgement = self.judged_after(&client.value, Scope::All, expected, self.learned.clone());
        matches!(judgement, Judgement::Holds(_))
    }

    /// Judges expectations one after the other, so that what one captures the next may use. Two entries about one client
    /// do not claim the same arrival: the later one is judged when the earlier has been taken out.
    fn outlook(&self, list: &[(Located<String>, Expected)]) -> Outlook {
        let mut learned: Learned = self.learned.clone();
        let mut claims = Claims::new();
        let mut open = false;
        for (index, (client, expected)) in list.iter().enumerate() {
            let taken = claims.iter().flat_map(|(_, claim)| claim.taken.iter().copied()).collect();
            match self.judged_beside(&client.value, Scope::All, expected, (learned.clone(), taken)) {
                Judgement::Holds(claim) => {
                    open |= claim.open;
                    learned = claim.learned.clone();
                    claims.push((client.value.clone(), claim));
                }
                Judgement::Waits(why) => return Outlook::Unmet { index, why, waits: true },
                Judgement::Fails(why) => return Outlook::Unmet { index, why, waits: false },
            }
        }
        if open { Outlook::HoldForNow(claims) } else { Outlook::Hold(claims) }
    }

    fn settle_all(&mut self, claims: Claims, earliest: Option<Time>) -> Result<(), Stop> {
        let mut ended = Ok(());
        for (client, claim) in claims {
            if let Some(earliest) = earliest {
                self.not_before(&client, &claim, earliest)?;
            }
            ended = ended.and(self.settle(&client, claim));
        }
        ended
    }

    fn not_before(&self, client: &str, claim: &Claim, earliest: Time) -> Result<(), Stop> {
        let inbox = &self.actor(client)?.inbox;
        let early = inbox.iter().find(|entry| claim.taken.contains(&entry.sequence) && entry.at < earliest);
        early.map_or(Ok(()), |entry| {
            Err(Stop::Fail {
                expected: format!("`{client}`: nothing before {} after the case's start", earliest.since(self.start)),
                seen: format!("`{client}`: {} after {}", entry.words(), entry.at.since(self.start)),
            })
        })
    }

    fn unmet_in(&self, list: &[(Located<String>, Expected)], index: usize, why: &str) -> Stop {
        match list.get(index) {
            Some((client, expected)) => self.unmet(&client.value, expected, why),
            None => Stop::Inconclusive(why.to_owned()),
        }
    }

    /// Whether arrivals at one client keep their order on this target.
    pub(super) fn keeps_order(&self) -> bool {
        self.profile.capabilities.contains(&Capability::Order)
    }
}
