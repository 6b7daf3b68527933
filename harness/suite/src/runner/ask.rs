//! Steps that ask something of the target, and claim what they get.

use serde_json::{Value, json};
use touchstone_scenario::{
    Connect, Expected, Gets, Judged, Located, Outcome, PacketKind, PacketPattern, Place, Publish, SessionKind,
    Subscribe, Unsubscribe, Version,
};
use touchstone_vocabulary::Span;

use super::claim::{Claim, Inspection, Judgement};
use super::line::{Line, Phase};
use super::sight::{Entry, Seen};
use super::{Play, Stop, packets, unbound, words};
use crate::{Credential, Dial, Endpoint, Judge, LinkId, Way, peer};

/// Which arrivals answer a step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    /// Everything in the client's inbox.
    All,
    /// What a connection brought, deliveries and answers to other questions left out.
    Answer { link: LinkId, kind: PacketKind, id: Option<u16> },
    /// Everything that a connection brought.
    Link(LinkId),
}

impl Play<'_> {
    pub(super) fn connect(&mut self, asked: &Connect) -> Result<(), Stop> {
        let name = &asked.what.value;
        let link = self.dialled_anew(name)?;
        let actor = self.actor(name)?;
        let (clean, version) = (actor.client.session == SessionKind::Clean, actor.version);
        let plain = actor.client.connect.is_empty();
        let bytes = packets::connect(actor.client, version, &self.learned.captures).map_err(unbound)?;
        self.send(name, link, &bytes);
        let mut members = vec![("code", json!(0))];
        if clean && plain {
            members.push(("session present", json!(false)));
        }
        let scope = Scope::Answer { link, kind: PacketKind::Connack, id: None };
        self.answer(name, scope, asked.gets.as_ref(), Some(&members), asked.within)
    }

    /// The client's connection for raw packets: a new one, without CONNECT, where it never had any.
    pub(super) fn link_or_dial(&mut self, name: &str) -> Result<LinkId, Stop> {
        match self.actor(name)?.line {
            Some(_) => self.link(name),
            None => self.dialled_anew(name),
        }
    }

    /// Opens a connection and waits until it is made, or is not.
    pub(super) fn dialled_anew(&mut self, name: &str) -> Result<LinkId, Stop> {
        let link = self.dial(name)?;
        let deadline = self.deadline(None);
        let phase = |play: &Self| play.line_of(link).map(|line| line.phase);
        self.wait(deadline, |play| (phase(play) != Some(Phase::Dialling)).then_some(()))?;
        if phase(self) == Some(Phase::Dialling) {
            return Err(Stop::Inconclusive(format!("`{name}` got no connection within the target's patience")));
        }
        Ok(link)
    }

    fn dial(&mut self, name: &str) -> Result<LinkId, Stop> {
        let link = LinkId(u32::try_from(self.lines.len()).unwrap_or(u32::MAX));
        let index = self.lines.len();
        let now = self.stage.now();
        let actor = self.actor_mut(name)?;
        actor.line = Some(index);
        actor.inbox.retain(|entry| !entry.excused);
        let credential = match (actor.principal, &actor.client.authorizer) {
            (Some(principal), None) => Credential::Certificate(principal),
            _ => Credential::None,
        };
        let way = Way { account: actor.account, endpoint: Endpoint::Data, credential };
        let how = Dial { way, window: actor.client.window };
        let line = Line::new(link, name, actor.version, actor.client.keep_alive, now);
        self.lines.push(line);
        self.stage.dial(link, &how);
        Ok(link)
    }

    pub(super) fn subscribe(&mut self, it: &Subscribe) -> Result<(), Stop> {
        let name = &it.from.value;
        let link = self.link(name)?;
        let actor = self.actor_mut(name)?;
        actor.subscribed = true;
        let (id, version) = (actor.next_id(), actor.version);
        let bytes = packets::subscribe(it, id, version, &self.learned.captures).map_err(unbound)?;
        self.send(name, link, &bytes);
        let codes: Vec<u8> = it.filters.iter().map(|filter| filter.qos.min(1)).collect();
        let scope = Scope::Answer { link, kind: PacketKind::Suback, id: Some(id) };
        self.answer(name, scope, it.gets.as_ref(), Some(&[("codes", json!(codes))]), None)
    }

    pub(super) fn unsubscribe(&mut self, it: &Unsubscribe) -> Result<(), Stop> {
        let name = &it.from.value;
        let link = self.link(name)?;
        let actor = self.actor_mut(name)?;
        let (id, version) = (actor.next_id(), actor.version);
        let bytes = packets::unsubscribe(&it.filters, id, version, &self.learned.captures).map_err(unbound)?;
        self.send(name, link, &bytes);
        // UNSUBACK 0x11 says success too, and is not in the vendor's list (MB-DEV-17); on 3.1.1 there are no codes.
        let each = if version == Version::V5 { it.filters.len() } else { 0 };
        let codes = vec![json!({ "ref": 0, "live": 0x11 }); each];
        let scope = Scope::Answer { link, kind: PacketKind::Unsuback, id: Some(id) };
        self.answer(name, scope, it.gets.as_ref(), Some(&[("codes", json!(codes))]), None)
    }

    pub(super) fn publish(&mut self, it: &Publish) -> Result<(), Stop> {
        let name = &it.from.value;
        let link = self.link(name)?;
        let actor = self.actor_mut(name)?;
        let id = if it.message.qos > 0 { actor.next_id() } else { 0 };
        let version = actor.version;
        let bytes = packets::publish(&it.message, id, version, &self.learned.captures).map_err(unbound)?;
        self.send(name, link, &bytes);
        let scope = Scope::Answer { link, kind: PacketKind::Puback, id: (id > 0).then_some(id) };
        // PUBACK 0x10 says success too, and is not in the vendor's list (MB-PUB-31).
        let members = [("code", json!({ "ref": 0, "live": 0x10 }))];
        let success = (it.message.qos == 1).then_some(members.as_slice());
        self.answer(name, scope, it.gets.as_ref(), success, None)
    }

    pub(super) fn ping(&mut self, asked: &touchstone_scenario::Asked<String>) -> Result<(), Stop> {
        let name = &asked.what.value;
        let link = self.link(name)?;
        let version = self.actor(name)?.version;
        let bytes = peer::build(version, "pingreq", &[]).map_err(unbound)?;
        self.send(name, link, &bytes);
        let scope = Scope::Answer { link, kind: PacketKind::Pingresp, id: None };
        self.answer(name, scope, asked.gets.as_ref(), Some(&[]), asked.within)
    }

    /// Claims the outcome that a step names; success, made of these members, when it names none.
    fn answer(
        &mut self,
        client: &str,
        scope: Scope,
        gets: Option<&Gets>,
        success: Option<&[(&str, Value)]>,
        within: Option<Span>,
    ) -> Result<(), Stop> {
        match (gets, success, scope) {
            (Some(Gets::Later), ..) | (None, None, _) => Ok(()),
            (Some(Gets::Outcome(expected)), ..) => self.claim(client, widened(scope, expected), expected, within),
            (None, Some(members), Scope::Answer { kind, .. }) => {
                let expected = plainly(kind, members, self.place);
                self.claim(client, scope, &expected, within)
            }
            (None, Some(_), _) => Ok(()),
        }
    }

    /// Waits until an expectation holds and takes what it claims out of the inbox.
    pub(super) fn claim(
        &mut self,
        client: &str,
        scope: Scope,
        expected: &Expected,
        within: Option<Span>,
    ) -> Result<(), Stop> {
        self.actor(client)?;
        let deadline = self.deadline(within);
        let decided = self.wait(deadline, |play| match play.judged(client, scope, expected) {
            Judgement::Holds(claim) if !claim.open => Some(Ok(claim)),
            Judgement::Fails(why) => Some(Err(why)),
            _ => None,
        })?;
        let decided = decided.unwrap_or_else(|| match self.judged(client, scope, expected) {
            Judgement::Holds(claim) => Ok(claim),
            Judgement::Waits(why) | Judgement::Fails(why) => Err(why),
        });
        match decided {
            Ok(claim) => self.settle(client, claim),
            Err(why) => Err(self.unmet(client, expected, &why)),
        }
    }

    /// How an inbox answers an expectation now, with what was learned so far.
    fn judged(&self, client: &str, scope: Scope, expected: &Expected) -> Judgement {
        self.judged_after(client, scope, expected, self.learned.clone())
    }

    /// How an inbox answers an expectation now.
    pub(super) fn judged_after(
        &self,
        client: &str,
        scope: Scope,
        expected: &Expected,
        learned: super::Learned,
    ) -> Judgement {
        self.judged_beside(client, scope, expected, (learned, Vec::new()))
    }

    /// How an inbox answers an expectation beside others that have taken these arrivals already.
    pub(super) fn judged_beside(
        &self,
        client: &str,
        scope: Scope,
        expected: &Expected,
        (learned, taken): (super::Learned, Vec<u64>),
    ) -> Judgement {
        let Some(actor) = self.actors.get(client) else {
            return Judgement::Fails(format!("there is no client `{client}`"));
        };
        let free = |entry: &&Entry| scope.has(entry) && !taken.contains(&entry.sequence);
        let entries = actor.inbox.iter().filter(free).collect();
        Inspection::new(entries, self.repeated(client), (actor.version, self.judge()), self.keeps_order())
            .judge(expected, learned)
    }

    /// Takes what a claim names out of the inbox, and keeps what it learned.
    pub(super) fn settle(&mut self, client: &str, claim: Claim) -> Result<(), Stop> {
        let actor = self.actor_mut(client)?;
        for entry in &actor.inbox {
            if let (true, Seen::Packet(sight)) = (claim.taken.contains(&entry.sequence), &entry.seen)
                && sight.is_publish()
            {
                actor.claimed.push((sight.topic().to_owned(), sight.payload.clone()));
            }
        }
        actor.inbox.retain(|entry| !claim.taken.contains(&entry.sequence));
        self.learned = claim.learned;
        match claim.ends {
            Some(reason) => Err(Stop::Tolerated(reason)),
            None => Ok(()),
        }
    }

    /// The failure of an expectation.
    pub(super) fn unmet(&self, client: &str, expected: &Expected, why: &str) -> Stop {
        let Some(actor) = self.actors.get(client) else { return super::unknown(client) };
        let refused = actor.inbox.iter().find(|entry| matches!(entry.seen, Seen::Refused(_)));
        if let Some(entry) = refused.filter(|_| self.judge() == Judge::Live) {
            return Stop::Inconclusive(format!("`{client}`: {}", entry.words()));
        }
        let inbox: Vec<String> = actor.inbox.iter().map(Entry::words).collect();
        let lies = if inbox.is_empty() { "nothing".to_owned() } else { inbox.join(", then ") };
        Stop::Fail {
            expected: format!("`{client}`: {}", words::expectation(expected, actor.version, self.judge())),
            seen: format!("`{client}`: {why}; unclaimed there: {lies}"),
        }
    }
}

impl Scope {
    fn has(self, entry: &Entry) -> bool {
        match self {
            Self::All => true,
            Self::Link(link) => entry.link == link,
            Self::Answer { link, kind, id } => entry.link == link && is_answer(&entry.seen, kind, id),
        }
    }
}

fn is_answer(seen: &Seen, kind: PacketKind, id: Option<u16>) -> bool {
    let Seen::Packet(sight) = seen else { return true };
    match (sight.kind, id) {
        (Some(PacketKind::Disconnect), _) => true,
        (Some(PacketKind::Publish), _) => false,
        (_, Some(id)) => sight.number("id") == Some(u64::from(id)),
        (found, None) => found == Some(kind),
    }
}

/// Several arrivals may answer; then deliveries are among them.
fn widened(scope: Scope, expected: &Expected) -> Scope {
    let several = |judged: &Judged| {
        let composed = |it: &Outcome| matches!(it, Outcome::InOrder(_) | Outcome::AnyOrder(_) | Outcome::AtMost { .. });
        composed(&judged.reference) || judged.live.iter().any(composed)
    };
    match scope {
        Scope::Answer { link, .. } if several(&expected.v3) || several(&expected.v5) => Scope::Link(link),
        scope => scope,
    }
}

/// A packet with these members, as the expectation of either version.
fn plainly(kind: PacketKind, members: &[(&str, Value)], place: Place) -> Expected {
    let located = |(name, value): &(&str, Value)| (Located { value: (*name).to_owned(), place }, value.clone());
    let pattern = PacketPattern { kind, members: members.iter().map(located).collect(), exactly: false };
    let judged = Judged { reference: Outcome::Packet(pattern), live: Vec::new(), goes_on: false };
    Expected { place, v3: judged.clone(), v5: judged }
}
