//! What clients do and see: connect, subscribe, publish, ping, expect; and HTTP requests.

use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::members::Members;
use crate::{
    Act, Asked, Call, Connect, Expect, Expected, FilterAsked, Gets, Known, Located, Outcome, Publish, Subscribe,
    Unsubscribe, Version,
};

impl Reader<'_> {
    pub(super) fn connect(&mut self, node: &Node) -> Option<Act> {
        self.some(node, "client");
        let connects: Vec<Connect> = node.items().iter().flat_map(|item| self.asked(item, "connect")).collect();
        Some(Act::Connect(connects))
    }

    pub(super) fn ping(&mut self, node: &Node) -> Option<Act> {
        let mut asked = self.asked(node, "ping").into_iter();
        let first = asked.next();
        if asked.next().is_some() {
            self.wanted(node, "one client for `ping`");
        }
        first.map(Act::Ping)
    }

    /// An empty list says nothing.
    fn some(&mut self, node: &Node, what: &str) {
        if node.items().is_empty() {
            self.fault(node.place, format!("expected at least one {what}"));
        }
    }

    /// A client, a family, or `{ client, gets, within }`.
    fn asked(&mut self, node: &Node, what: &str) -> Vec<Asked<String>> {
        if !matches!(node.kind, Kind::Map(_)) {
            let names = self.client_names(node, what);
            return names.into_iter().map(|what| Asked { what, gets: None, within: None }).collect();
        }
        let Some(mut members) = Members::of(self, node, what) else { return Vec::new() };
        let client = members.need("client").and_then(|node| self.client_name(node, "client"));
        let speaks = self.spoken_by(client.as_ref());
        let gets = self.gets(members.take("gets"), &speaks);
        let within = members.take("within").and_then(|node| self.span(node, "within"));
        members.close(self);
        client.map(|what| Asked { what, gets, within }).into_iter().collect()
    }

    fn spoken_by(&self, client: Option<&Located<String>>) -> Vec<Version> {
        client.map_or_else(|| vec![Version::V3, Version::V5], |client| self.speaks(&client.value))
    }

    pub(super) fn subscribe(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "subscribe")?;
        let from = members.need("from").and_then(|node| self.client_name(node, "from"));
        let filters = members.need("filters").inspect(|node| self.some(node, "filter"));
        let filters = filters.map(Node::items).unwrap_or_default();
        let filters = filters.iter().filter_map(|node| self.filter(node)).collect();
        let speaks = self.spoken_by(from.as_ref());
        let gets = self.gets(members.take("gets"), &speaks);
        let properties = self.properties(members.take("properties"));
        members.close(self);
        Some(Act::Subscribe(Subscribe { from: from?, filters, gets, properties }))
    }

    fn filter(&mut self, node: &Node) -> Option<FilterAsked> {
        let mut members = Members::of(self, node, "a filter")?;
        let filter = members.need("filter").and_then(|node| self.text(node, "filter"));
        let qos = self.qos(members.take("qos"));
        let mut option =
            |reader: &mut Self, word| members.take(word).is_some_and(|node| reader.truth(node, word) == Some(true));
        let no_local = option(self, "no local");
        let retain_as_published = option(self, "retain as published");
        let handling =
            members.take("retain handling").map_or(Some(0), |node| self.number(node, "retain handling", 0, 2));
        members.close(self);
        let retain_handling = u8::try_from(handling?).ok()?;
        Some(FilterAsked { filter: filter?, qos: qos?, no_local, retain_as_published, retain_handling })
    }

    pub(super) fn unsubscribe(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "unsubscribe")?;
        let from = members.need("from").and_then(|node| self.client_name(node, "from"));
        let filters = members.need("filters").map(|node| self.texts(node, "filters")).unwrap_or_default();
        let filters = filters.into_iter().map(|filter| filter.value).collect();
        let speaks = self.spoken_by(from.as_ref());
        let gets = self.gets(members.take("gets"), &speaks);
        members.close(self);
        Some(Act::Unsubscribe(Unsubscribe { from: from?, filters, gets }))
    }

    pub(super) fn publish(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "publish")?;
        let from = members.need("from").and_then(|node| self.client_name(node, "from"));
        let message = self.message_members(&mut members);
        let speaks = self.spoken_by(from.as_ref());
        let gets = self.gets(members.take("gets"), &speaks);
        members.close(self);
        Some(Act::Publish(Publish { from: from?, message: message?, gets }))
    }

    pub(super) fn expect(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "expect")?;
        let within = members.take("within").and_then(|node| self.span(node, "within"));
        let not_before = members.take("not before").and_then(|node| self.span(node, "not before"));
        let across = members.take("across").map(Node::items).unwrap_or_default();
        if across.is_empty() && members.rest().next().is_none() {
            self.fault(node.place, "`expect` names no client".to_owned());
        }
        let counts = |node: &Node| node.member("exactly").is_some_and(|count| matches!(count.kind, Kind::Integer(..)));
        let (shared, single): (Vec<_>, Vec<_>) = members.rest().partition(|(_, node)| counts(node));
        let clients = single.into_iter().flat_map(|entry| self.expectations(entry)).collect();
        let shares = shared.into_iter().filter_map(|entry| self.share(entry)).collect();
        let across = across.iter().flat_map(|item| self.across(item)).collect();
        Some(Act::Expect(Expect { clients, shares, across, within, not_before }))
    }

    pub(super) fn expectations(&mut self, (name, node): &(Located<String>, Node)) -> Vec<(Located<String>, Expected)> {
        let known = Known::only(self.clients.iter().cloned());
        let names = self.family(name);
        let names = names.into_iter().filter(|name| self.known(name, "client", &known)).collect::<Vec<_>>();
        let expected = |reader: &mut Self, name: Located<String>| {
            let speaks = reader.speaks(&name.value);
            Some((name, reader.expected(node, &speaks)?))
        };
        names.into_iter().filter_map(|name| expected(self, name)).collect()
    }

    fn across(&mut self, node: &Node) -> Vec<(Located<String>, Expected)> {
        match node.entries() {
            [entry] => self.expectations(entry),
            _ => {
                self.wanted(node, "one client with its outcome in `across`");
                Vec::new()
            }
        }
    }

    pub(super) fn call(&mut self, node: &Node) -> Option<Act> {
        if node.member("operation").is_some() {
            return self.call_operation(node);
        }
        let mut members = Members::of(self, node, "call")?;
        let client = members.take("client").and_then(|node| self.client_name(node, "client"));
        let account = members.take("account").and_then(|node| self.account(node));
        let method = members.need("method").and_then(|node| self.text(node, "method"));
        let path = members.need("path").and_then(|node| self.text(node, "path"));
        let headers = members.take("headers").map(|node| self.mapping(node, "headers")).unwrap_or_default();
        let headers =
            headers.iter().filter_map(|(name, node)| Some((name.value.clone(), self.text(node, "a header")?)));
        let headers = headers.collect();
        let body = self.payload(members.take("body"), members.take("json"));
        let gets = members.take("gets").and_then(|node| self.http_gets(node));
        members.close(self);
        Some(Act::Call(Call { client, account, method: method?, path: path?, headers, body: body?, gets }))
    }

    /// An HTTP answer is an HTTP answer.
    pub(super) fn http_gets(&mut self, node: &Node) -> Option<Gets> {
        let gets = self.gets(Some(node), &[Version::V3, Version::V5])?;
        if let Gets::Outcome(expected) = &gets
            && !matches!(expected.v5.reference, Outcome::Http(_))
        {
            self.fault(
                node.place,
                "a `call` gets an HTTP answer, such as `200` or `{ http: { status: 403 } }`".to_owned(),
            );
        }
        Some(gets)
    }

    fn account(&mut self, node: &Node) -> Option<Located<String>> {
        let name = self.located(node, "account")?;
        let known = Known::only(self.accounts.iter().cloned());
        self.known(&name, "account", &known).then_some(name)
    }
}
