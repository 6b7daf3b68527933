//! One arm for each verb.

use serde_json::Value;
use touchstone_scenario::{
    Act, Change, ChangeTo, Disconnect, DropLink, PrincipalChange, SendPackets, Step, WorldChange,
};
use touchstone_vocabulary::Span;

use super::line::Phase;
use super::{Play, Stop, packets, unbound};
use crate::{Hindrance, LinkId, SetupError};

impl Play<'_> {
    /// Plays steps one after the other.
    ///
    /// # Errors
    /// When the case does not go on.
    pub(super) fn steps(&mut self, steps: &[Step]) -> Result<(), Stop> {
        for step in steps {
            self.place = step.place;
            self.act(&step.act)?;
        }
        Ok(())
    }

    fn act(&mut self, act: &Act) -> Result<(), Stop> {
        match act {
            Act::Connect(list) => list.iter().try_for_each(|asked| self.connect(asked)),
            Act::Dial(dial) => self.dial_link(dial),
            Act::Subscribe(subscribe) => self.subscribe(subscribe),
            Act::Unsubscribe(unsubscribe) => self.unsubscribe(unsubscribe),
            Act::Publish(publish) => self.publish(publish),
            Act::Ping(asked) => self.ping(asked),
            Act::Send(packets) => self.send_packets(packets),
            Act::Expect(expect) => self.expect(expect),
            Act::Barrier(barrier) => self.barrier(barrier),
            Act::Disconnect(disconnect) => self.disconnect(disconnect),
            Act::Drop(drop) => self.drop_link(drop),
            Act::Cut(client) => self.cut(&client.value),
            Act::Stall(client) => self.stall(&client.value),
            Act::Resume(client) => self.resume(&client.value),
            Act::Advance(advance) => self.advance(*advance),
            Act::Change(change) => self.change(change),
            Act::Call(call) => self.call(call),
            Act::Repeat { times, steps } => self.repeat(*times, steps),
            Act::Each(steps) => self.steps(steps),
            Act::Parallel(parallel) => self.parallel(parallel),
            Act::Stream(stream) => self.stream(stream),
            Act::Check(checks) => checks.iter().try_for_each(|check| self.check(check)),
            Act::Later { verb, .. } => Err(Stop::Unsupported(format!("the runner does not play `{}` yet", verb.value))),
        }
    }

    fn repeat(&mut self, times: u32, steps: &[Step]) -> Result<(), Stop> {
        for i in 1..=times {
            self.learned.captures.bind("i", Value::from(i));
            self.steps(steps)?;
        }
        Ok(())
    }

    fn send_packets(&mut self, it: &SendPackets) -> Result<(), Stop> {
        let name = &it.from.value;
        let link = self.link_or_dial(name)?;
        let version = self.actor(name)?.version;
        let mut segment = Vec::new();
        for packet in &it.packets {
            segment.extend(packets::built(packet, version, &self.learned.captures).map_err(unbound)?);
        }
        self.send(name, link, &segment);
        Ok(())
    }

    fn disconnect(&mut self, it: &Disconnect) -> Result<(), Stop> {
        let name = &it.client.value;
        let link = self.link(name)?;
        let version = self.actor(name)?.version;
        let bytes = packets::disconnect(it, version, &self.learned.captures).map_err(unbound)?;
        self.send(name, link, &bytes);
        self.leave(name, link, Hindrance::Fin)
    }

    fn drop_link(&mut self, it: &DropLink) -> Result<(), Stop> {
        let name = &it.client.value;
        let link = self.link(name)?;
        let how = if it.reset { Hindrance::Reset } else { Hindrance::Fin };
        self.leave(name, link, how)
    }

    /// Ends the client's side and waits until the target has noticed, as far as that can be seen.
    fn leave(&mut self, name: &str, link: LinkId, how: Hindrance) -> Result<(), Stop> {
        /// A reset is not answered; on sockets it is given this long to be noticed.
        const NOTICED: Span = Span::from_millis(50);
        let Some(line) = self.line_mut(link) else { return Ok(()) };
        if line.phase != Phase::Ended {
            line.phase = Phase::Left;
        }
        let words = if how == Hindrance::Reset { "reset by the client" } else { "the client's side is ended" };
        self.record_happened(name, link, words);
        self.stage.hinder(link, how);
        let within = match how {
            Hindrance::Reset if !self.is_exact() => Some(NOTICED),
            _ => None,
        };
        let deadline = self.deadline(within);
        let ended = |play: &Self| play.line_of(link).is_none_or(|line| line.phase == Phase::Ended);
        self.wait(deadline, |play| ended(play).then_some(())).map(drop)
    }

    fn cut(&mut self, name: &str) -> Result<(), Stop> {
        let link = self.link(name)?;
        if let Some(line) = self.line_mut(link) {
            line.phase = Phase::Cut;
        }
        // What was on its way is lost or not, as it happens; so nothing of it is judged.
        self.actor_mut(name)?.inbox.retain(|entry| entry.link != link);
        self.record_happened(name, link, "silent both ways from here on");
        self.stage.hinder(link, Hindrance::Silence);
        Ok(())
    }

    fn stall(&mut self, name: &str) -> Result<(), Stop> {
        self.reads(name, Hindrance::Stall)
    }

    fn resume(&mut self, name: &str) -> Result<(), Stop> {
        self.reads(name, Hindrance::Resume)
    }

    fn reads(&mut self, name: &str, how: Hindrance) -> Result<(), Stop> {
        let link = self.link(name)?;
        let stalled = how == Hindrance::Stall;
        if let Some(line) = self.line_mut(link) {
            line.stalled = stalled;
            line.received.stalled |= stalled;
        }
        self.record_happened(name, link, if stalled { "the client stops reading" } else { "the client reads again" });
        self.stage.hinder(link, how);
        Ok(())
    }

    fn change(&mut self, change: &Change) -> Result<(), Stop> {
        let name = &change.client.value;
        let actor = self.actor(name)?;
        let Some(principal) = actor.principal else {
            return Err(Stop::Inconclusive(format!("`{name}` has no certificate that could be changed")));
        };
        let before = actor.policies.clone();
        let (changes, after) = match &change.to {
            ChangeTo::Policies(policies) => {
                let after: Vec<String> = policies.iter().map(|policy| policy.value.clone()).collect();
                let mut changes: Vec<_> = before.iter().filter(|p| !after.contains(p)).map(|p| detach(p)).collect();
                for policy in after.iter().filter(|policy| !before.contains(policy)) {
                    changes.push(self.attach(policy)?);
                }
                (changes, after)
            }
            ChangeTo::Attach(policy) => {
                let after = before.iter().cloned().chain([policy.value.clone()]).collect();
                (vec![self.attach(&policy.value)?], after)
            }
            ChangeTo::Detach(policy) => {
                let after = before.iter().filter(|name| **name != policy.value).cloned().collect();
                (vec![detach(&policy.value)], after)
            }
            ChangeTo::Certificate(status) => {
                (vec![PrincipalChange::Certificate { status: status.to_uppercase() }], before)
            }
        };
        for to in changes {
            let change = WorldChange { principal, to };
            self.stage.change(&change).map_err(|error| match error {
                SetupError::Unsupported(reason) => Stop::Unsupported(reason),
                SetupError::Unreachable(reason) | SetupError::World(reason) => Stop::Inconclusive(reason),
            })?;
        }
        self.actor_mut(name)?.policies = after;
        self.drain()
    }

    fn attach(&self, name: &str) -> Result<PrincipalChange, Stop> {
        let document = self.script.policies.get(name).cloned();
        let document = document.ok_or_else(|| Stop::Inconclusive(format!("the policy `{name}` was not read")))?;
        Ok(PrincipalChange::Attach { name: name.to_owned(), document })
    }
}

fn detach(name: &str) -> PrincipalChange {
    PrincipalChange::Detach { name: name.to_owned() }
}
