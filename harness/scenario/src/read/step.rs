//! Steps: one verb each, and the verbs that move time, links and the world.

use crate::finding::did_you_mean;
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::code::reason_codes;
use crate::read::members::Members;
use crate::schema::{Form, form};
use crate::{Act, Advance, Barrier, Change, ChangeTo, Disconnect, DropLink, Located, Step};

/// A verb: how what stands under it is read, and the form that editors know of it.
pub(crate) struct Verb {
    pub(crate) word: &'static str,
    read: fn(&mut Reader<'_>, &Node) -> Option<Act>,
    pub(crate) form: Form,
}

/// Every verb.
pub(crate) const VERBS: [Verb; 23] = [
    verb("connect", |reader, node| reader.connect(node), form::connect),
    verb("dial", |reader, node| reader.dial(node), form::dial),
    verb("subscribe", |reader, node| reader.subscribe(node), form::subscribe),
    verb("unsubscribe", |reader, node| reader.unsubscribe(node), form::unsubscribe),
    verb("publish", |reader, node| reader.publish(node), form::publish),
    verb("ping", |reader, node| reader.ping(node), form::ping),
    verb("send", |reader, node| reader.send(node), form::send),
    verb("expect", |reader, node| reader.expect(node), form::expect),
    verb("barrier", |reader, node| reader.barrier(node), form::barrier),
    verb("disconnect", |reader, node| reader.disconnect(node), form::disconnect),
    verb("drop", |reader, node| reader.drop_link(node), form::drop_link),
    verb("cut", |reader, node| reader.client_name(node, "cut").map(Act::Cut), form::client),
    verb("stall", |reader, node| reader.client_name(node, "stall").map(Act::Stall), form::client),
    verb("resume", |reader, node| reader.client_name(node, "resume").map(Act::Resume), form::client),
    verb("advance", |reader, node| reader.advance(node), form::advance),
    verb("change", |reader, node| reader.change(node), form::change),
    verb("call", |reader, node| reader.call(node), form::call),
    verb("repeat", |reader, node| reader.repeat(node), form::repeat),
    verb("parallel", |reader, node| reader.parallel(node), form::parallel),
    verb("stream", |reader, node| reader.stream(node), form::stream),
    verb("each", |reader, node| reader.each(node), form::each),
    verb("pages", |reader, node| reader.pages(node), form::pages),
    verb("check", |reader, node| reader.check(node), form::check),
];

const fn verb(word: &'static str, read: fn(&mut Reader<'_>, &Node) -> Option<Act>, form: Form) -> Verb {
    Verb { word, read, form }
}

/// How a certificate may change.
pub(crate) const CERTIFICATES: [(&str, &str); 3] =
    [("active", "active"), ("inactive", "inactive"), ("revoked", "revoked")];

/// How a connection is dropped, and whether that is a reset.
pub(crate) const ENDINGS: [(&str, bool); 2] = [("reset", true), ("fin", false)];

/// At most so often something is repeated.
pub(crate) const MOST_TIMES: i64 = 1_000_000;

impl Reader<'_> {
    pub(super) fn steps(&mut self, node: &Node) -> Vec<Step> {
        if !matches!(node.kind, Kind::List(_)) {
            self.wanted(node, "a list of steps");
            return Vec::new();
        }
        if node.items().is_empty() {
            self.fault(node.place, "expected at least one step".to_owned());
        }
        node.items().iter().filter_map(|item| self.step(item)).collect()
    }

    fn step(&mut self, node: &Node) -> Option<Step> {
        let [(name, value)] = node.entries() else {
            self.wanted(node, "a step: a mapping with its verb as the only key");
            return None;
        };
        let Some(verb) = VERBS.iter().find(|verb| verb.word == name.value) else {
            let near = did_you_mean(&name.value, VERBS.iter().map(|verb| verb.word));
            self.fault(name.place, format!("unknown verb `{}`{near}", name.value));
            return None;
        };
        Some(Step { place: name.place, act: (verb.read)(self, value)? })
    }

    fn barrier(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "barrier")?;
        let from = members.need("from").and_then(|node| self.client_name(node, "from"));
        let topic = members.need("topic").and_then(|node| self.text(node, "topic"));
        let reaches = members.need("reaches").map(|node| self.client_names(node, "reaches"));
        members.close(self);
        Some(Act::Barrier(Barrier { from: from?, topic: topic?, reaches: reaches? }))
    }

    fn disconnect(&mut self, node: &Node) -> Option<Act> {
        if node.scalar().is_some() {
            let client = self.client_name(node, "disconnect")?;
            return Some(Act::Disconnect(Disconnect { client, code: None, properties: Vec::new() }));
        }
        let mut members = Members::of(self, node, "disconnect")?;
        let client = members.need("client").and_then(|node| self.client_name(node, "client"));
        let code = members.take("code").map(|node| self.reason_code(node));
        let properties = self.properties(members.take("properties"));
        members.close(self);
        Some(Act::Disconnect(Disconnect { client: client?, code: code.flatten(), properties }))
    }

    fn reason_code(&mut self, node: &Node) -> Option<u8> {
        match node.kind {
            Kind::Integer(code @ 0..=255, _) => u8::try_from(code).ok(),
            _ => self.word(node, "code", reason_codes()),
        }
    }

    fn drop_link(&mut self, node: &Node) -> Option<Act> {
        if node.scalar().is_some() {
            return Some(Act::Drop(DropLink { client: self.client_name(node, "drop")?, reset: true }));
        }
        let mut members = Members::of(self, node, "drop")?;
        let client = members.need("client").and_then(|node| self.client_name(node, "client"));
        let reset = members.take("how").map_or(Some(true), |node| self.word(node, "how", &ENDINGS));
        members.close(self);
        Some(Act::Drop(DropLink { client: client?, reset: reset? }))
    }

    fn advance(&mut self, node: &Node) -> Option<Act> {
        if node.scalar().is_some() {
            return self.span(node, "advance").map(|span| Act::Advance(Advance::By(span)));
        }
        let mut members = Members::of(self, node, "advance")?;
        let to = members.need("to").and_then(|node| self.span(node, "to"));
        members.close(self);
        to.map(|span| Act::Advance(Advance::To(span)))
    }

    fn change(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "change")?;
        let client = members.need("client").and_then(|node| self.client_name(node, "client"));
        let changes = [
            members.take("policy").map(|node| ChangeTo::Policies(self.policies(node))),
            members.take("attach").and_then(|node| self.policy(node)).map(ChangeTo::Attach),
            members.take("detach").and_then(|node| self.policy(node)).map(ChangeTo::Detach),
            members.take("certificate").and_then(|node| self.status(node)).map(ChangeTo::Certificate),
        ];
        members.close(self);
        let named = ["policy", "attach", "detach", "certificate"].iter().filter(|key| node.member(key).is_some());
        if named.count() != 1 {
            let one = "`change` needs one of `policy`, `attach`, `detach` or `certificate`";
            self.fault(node.place, one.to_owned());
        }
        let to = changes.into_iter().flatten().next();
        Some(Act::Change(Change { client: client?, to: to? }))
    }

    fn policy(&mut self, node: &Node) -> Option<Located<String>> {
        let policy = self.located(node, "policy")?;
        let known = &self.words.policies;
        self.known(&policy, "policy", known).then_some(policy)
    }

    fn status(&mut self, node: &Node) -> Option<String> {
        self.word(node, "certificate", &CERTIFICATES).map(str::to_owned)
    }

    fn repeat(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "repeat")?;
        let times = members.need("times").and_then(|node| self.number(node, "times", 1, MOST_TIMES));
        let steps = members.need("do").map(|node| self.steps(node));
        members.close(self);
        Some(Act::Repeat { times: u32::try_from(times?).ok()?, steps: steps? })
    }
}
