//! `clients:` — families spread, everything left out at its default.

use touchstone_vocabulary::Span;

use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::dial::SIGN;
use crate::read::members::Members;
use crate::read::packet::CONNECT_FIELDS;
use crate::{Client, Habits, Known, Located, Message, SessionKind, Transport};

/// Words that `expect` uses beside clients' names.
const RESERVED: [&str; 3] = ["within", "not before", "across"];

/// The words of `session:`.
pub(crate) const SESSIONS: [(&str, SessionKind); 2] =
    [("clean", SessionKind::Clean), ("persistent", SessionKind::Persistent)];

/// The words of `transport:`.
pub(crate) const TRANSPORTS: [(&str, Transport); 2] = [("tls", Transport::Tls), ("websocket", Transport::WebSocket)];

impl Reader<'_> {
    pub(super) fn clients(&mut self, node: &Node) -> Vec<Client> {
        self.clients.clear();
        self.upgrading.clear();
        if !matches!(node.kind, Kind::Map(_)) {
            self.wanted(node, "clients by name for `clients`");
        }
        let mut clients = Vec::new();
        for (name, node) in node.entries() {
            for name in self.family(name) {
                if RESERVED.contains(&name.value.as_str()) {
                    self.fault(name.place, format!("no client may be named `{}`", name.value));
                }
                if self.clients.contains(&name.value) {
                    self.fault(name.place, format!("two clients are named `{}`", name.value));
                }
                self.clients.push(name.value.clone());
                clients.extend(self.client(&name, node));
            }
        }
        clients
    }

    fn client(&mut self, name: &Located<String>, node: &Node) -> Option<Client> {
        let mut members = Members::of(self, node, "a client")?;
        let id = members.take("id").map_or(Some(name.value.clone()), |node| self.text(node, "id"));
        let policies = members
            .take("policy")
            .map_or_else(|| vec![Located { value: "all".to_owned(), place: name.place }], |node| self.policies(node));
        let session =
            members.take("session").map_or(Some(SessionKind::Clean), |node| self.word(node, "session", &SESSIONS));
        let transport =
            members.take("transport").map_or(Some(Transport::Tls), |node| self.word(node, "transport", &TRANSPORTS));
        if transport == Some(Transport::WebSocket) {
            self.upgrading.push(name.value.clone());
        }
        let keep_alive = members.take("keep alive").map_or(Some(Span::from_secs(1_200)), |node| self.keep_alive(node));
        let window = members.take("window").map_or(Some(262_144), |node| self.size(node, "window"));
        let account = members.take("account").and_then(|node| self.declared(node, "account", self.accounts.clone()));
        let authorizer =
            members.take("authorizer").and_then(|node| self.declared(node, "authorizer", self.authorizers.clone()));
        let client = Client {
            name: name.clone(),
            id: id?,
            policies,
            session: session?,
            keep_alive: keep_alive?,
            window: window?,
            account,
            thing: members.take("thing").and_then(|node| self.located(node, "thing")),
            authorizer,
            transport: transport?,
            sign: self.fields(members.take("sign"), "sign", &SIGN),
            will: members.take("will").and_then(|node| self.message(node, "will")),
            habits: members.take("habits").map_or_else(Habits::default, |node| self.habits(node)),
            properties: self.properties(members.take("properties")),
            connect: self.packet_fields(members.take("connect"), "connect", &CONNECT_FIELDS),
        };
        members.close(self);
        Some(client)
    }

    /// One policy or a list of them; each must be a file.
    pub(super) fn policies(&mut self, node: &Node) -> Vec<Located<String>> {
        let known = &self.words.policies;
        let policies = self.texts(node, "policy");
        for policy in &policies {
            self.known(policy, "policy", known);
        }
        policies
    }

    fn keep_alive(&mut self, node: &Node) -> Option<Span> {
        let span = self.span(node, "keep alive")?;
        let fits = span.millis().is_multiple_of(1_000) && span.whole_secs() <= 65_535;
        if !fits {
            self.wanted(node, "whole seconds up to 65535s for `keep alive`");
        }
        fits.then_some(span)
    }

    fn declared(&mut self, node: &Node, what: &str, names: Vec<String>) -> Option<Located<String>> {
        let name = self.located(node, what)?;
        self.known(&name, what, &Known::only(names)).then_some(name)
    }

    /// A topic with a payload, as a will has it.
    fn message(&mut self, node: &Node, what: &str) -> Option<Message> {
        let mut members = Members::of(self, node, what)?;
        let message = self.message_members(&mut members);
        members.close(self);
        message
    }

    /// The members of a message within a larger mapping.
    pub(super) fn message_members(&mut self, members: &mut Members<'_>) -> Option<Message> {
        let topic = members.need("topic").and_then(|node| self.text(node, "topic"));
        let payload = self.payload(members.take("payload"), members.take("json"));
        let qos = self.qos(members.take("qos"));
        let retain = members.take("retain").map_or(Some(false), |node| self.truth(node, "retain"));
        let properties = self.properties(members.take("properties"));
        Some(Message { topic: topic?, payload: payload?, qos: qos?, retain: retain?, properties })
    }

    fn habits(&mut self, node: &Node) -> Habits {
        let Some(mut members) = Members::of(self, node, "habits") else { return Habits::default() };
        let mut habit =
            |reader: &mut Self, word| members.take(word).is_none_or(|node| reader.truth(node, word).unwrap_or(true));
        let habits = Habits { acks: habit(self, "acks"), pings: habit(self, "pings") };
        members.close(self);
        habits
    }
}
