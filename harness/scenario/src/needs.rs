//! What a case asks of a target, computed from its world and its verbs.

mod refused;

use std::collections::BTreeMap;

use refused::{Refused, is_never_admitted};

use crate::{Act, Built, Capability, Case, Expect, Message, Step, Transport};

/// The capabilities that a case needs, each with the reason.
///
/// A request that the case says is refused asks nothing of the service behind its topic: the refusal is the broker's.
#[must_use]
pub fn capabilities(case: &Case) -> BTreeMap<Capability, String> {
    let mut needs = Needs(BTreeMap::new());
    for capability in &case.needs {
        needs.add(*capability, || "the file says so under `needs`".to_owned());
    }
    needs.world(case);
    needs.steps(case, &case.steps);
    needs.0
}

struct Needs(BTreeMap<Capability, String>);

impl Needs {
    fn add(&mut self, capability: Capability, reason: impl FnOnce() -> String) {
        self.0.entry(capability).or_insert_with(reason);
    }

    fn world(&mut self, case: &Case) {
        if let Some(account) = case.world.accounts.first() {
            self.add(Capability::Accounts, || format!("account `{}` beside the first", account.value));
        }
        if let Some(setting) = case.world.settings.keys().next() {
            self.add(Capability::Settings, || format!("setting `{setting}`"));
        }
        if let Some(authorizer) = case.world.authorizers.first() {
            self.add(Capability::Authorizers, || format!("authorizer `{}`", authorizer.name.value));
            if authorizer.after.millis() > 0 {
                self.add(Capability::Clock, || format!("authorizer `{}` answers later", authorizer.name.value));
            }
        }
        for client in &case.clients {
            let name = &client.name.value;
            if let Some(policy) = client.policies.iter().find(|policy| policy.value != "all") {
                self.add(Capability::Policies, || format!("client `{name}` has policy `{}`", policy.value));
            }
            if client.transport == Transport::WebSocket {
                self.add(Capability::WebSocket, || format!("client `{name}` comes over WebSocket"));
            }
            if let Some(Message { topic, .. }) = &client.will
                && !is_never_admitted(case, name)
            {
                self.topic(topic);
            }
        }
    }

    fn steps(&mut self, case: &Case, steps: &[Step]) {
        for step in steps {
            let line = step.place.line;
            match &step.act {
                Act::Change(_) => self.add(Capability::PolicyChange, || format!("`change` in line {line}")),
                Act::Advance(_) => self.add(Capability::Clock, || format!("`advance` in line {line}")),
                Act::Call(call) => {
                    let retained = call.path.starts_with("/retainedMessage");
                    let needed = if retained { Capability::RetainedHttp } else { Capability::Https };
                    self.add(needed, || format!("`call` in line {line}"));
                }
                Act::Subscribe(subscribe) => {
                    let refused = Refused::by(subscribe.gets.as_ref(), case, &subscribe.from);
                    let asked = subscribe.filters.iter().enumerate().filter(|(at, _)| !refused.is_at(*at));
                    asked.for_each(|(_, asked)| self.topic(&asked.filter));
                }
                Act::Publish(publish) if Refused::by(publish.gets.as_ref(), case, &publish.from).is_at(0) => {}
                Act::Publish(publish) => self.topic(&publish.message.topic),
                Act::Expect(expect) => self.expect(expect, line),
                Act::Connect(connects) if connects.iter().any(|connect| connect.within.is_some()) => {
                    self.add(Capability::Clock, || format!("`within` in line {line}"));
                }
                Act::Dial(dial) if dial.within.is_some() => {
                    self.add(Capability::Clock, || format!("`within` in line {line}"));
                }
                Act::Stream(stream) => self.topic(&stream.message.topic),
                Act::Send(send) => send.packets.iter().for_each(|built| self.built(built)),
                _ => {}
            }
            self.steps(case, step.act.inside());
        }
    }

    fn expect(&mut self, expect: &Expect, line: u32) {
        if expect.within.is_some() || expect.not_before.is_some() {
            self.add(Capability::Clock, || format!("a window of time in line {line}"));
        }
    }

    /// Topics and filters that only a service behind the broker feeds.
    fn topic(&mut self, topic: &str) {
        if topic.starts_with("$aws/events/") {
            self.add(Capability::LifecycleEvents, || format!("`{topic}`"));
        }
        if topic.starts_with("$aws/things/") && topic.contains("/jobs/") {
            self.add(Capability::Jobs, || format!("`{topic}`"));
        }
        if topic.starts_with("$aws/things/") && topic.contains("/shadow/") {
            self.add(Capability::Shadow, || format!("`{topic}`"));
        }
    }

    fn built(&mut self, built: &Built) {
        if let Built::Packet { fields, .. } = built {
            let topics = fields.iter().filter(|(name, _)| name.value == "topic");
            topics.filter_map(|(_, value)| value.as_str()).for_each(|topic| self.topic(topic));
        }
    }
}
