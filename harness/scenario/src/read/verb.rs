//! The verbs that compare, count and run side by side.

use crate::finding::did_you_mean;
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::members::Members;
use crate::{Act, Check, Comparator, Known, Located, Orders, Parallel, Share, Stream, Subject, Version};

/// At most so many steps stand in a `parallel` that is played in all orders: 5! is 120.
pub(crate) const MOST_IN_ALL_ORDERS: usize = 5;

/// At most so many messages are streamed.
pub(crate) const MOST_STREAMED: i64 = 100_000;

/// The words of `orders:`.
pub(crate) const ORDERS: [(&str, Orders); 2] = [("all", Orders::All), ("seeded", Orders::Seeded)];

impl Reader<'_> {
    pub(super) fn parallel(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "parallel")?;
        let orders = members.take("orders").map_or(Some(Orders::Seeded), |node| self.word(node, "orders", &ORDERS));
        let of = members.need("of").map(|node| self.steps(node)).unwrap_or_default();
        members.close(self);
        if orders == Some(Orders::All) && of.len() > MOST_IN_ALL_ORDERS {
            self.fault(
                node.place,
                format!("expected at most {MOST_IN_ALL_ORDERS} steps with `orders: all`, found {}", of.len()),
            );
        }
        Some(Act::Parallel(Parallel { orders: orders?, of }))
    }

    pub(super) fn stream(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "stream")?;
        let from = members.need("from").and_then(|node| self.client_name(node, "from"));
        let message = self.message_members(&mut members);
        let count = members.need("count").and_then(|node| self.number(node, "count", 1, MOST_STREAMED));
        let record = members.take("record").and_then(|node| self.text(node, "record"));
        members.close(self);
        let message = message?;
        if record.is_some() && message.qos != 1 {
            self.fault(node.place, "`record` keeps what was acknowledged, and so needs `qos: 1`".to_owned());
        }
        Some(Act::Stream(Stream { from: from?, message, count: u32::try_from(count?).ok()?, record }))
    }

    pub(super) fn each(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "each")?;
        let rows = members.need("rows").map(|node| self.rows(node)).unwrap_or_default();
        let what = members.need("do");
        members.close(self);
        let what = what?;
        let mut steps = Vec::new();
        for row in &rows {
            let filled = self.with_row(what, row);
            steps.extend(self.steps(&filled));
        }
        Some(Act::Each(steps))
    }

    /// `{ payloads of: [..], covers: .. }`, or comparisons by the value they are about.
    pub(super) fn check(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "check")?;
        let Some(clients) = members.take("payloads of") else {
            let checks = members.rest().filter_map(|(name, node)| self.comparisons(Subject::Value(name.clone()), node));
            let checks: Vec<Check> = checks.collect();
            if node.entries().is_empty() {
                self.fault(node.place, "`check` compares nothing".to_owned());
            }
            return Some(Act::Check(checks));
        };
        let clients = self.client_names(clients, "payloads of");
        self.comparisons(Subject::Payloads(clients), node).map(|check| Act::Check(vec![check]))
    }

    fn comparisons(&mut self, subject: Subject, node: &Node) -> Option<Check> {
        let mut members = Members::of(self, node, "check")?;
        if matches!(subject, Subject::Payloads(_)) {
            members.take("payloads of");
        }
        let within = members.take("within").and_then(|node| self.span(node, "within"));
        let without =
            members.take("without duplicates").map_or(Some(false), |node| self.truth(node, "without duplicates"));
        let mut comparisons = Vec::new();
        for (name, value) in members.rest() {
            match Comparator::WORDS.iter().find(|(word, _)| *word == name.value) {
                Some((_, comparator)) => comparisons.push((*comparator, value.json())),
                None => {
                    let near = did_you_mean(&name.value, Comparator::WORDS.iter().map(|(word, _)| *word));
                    self.fault(name.place, format!("unknown comparison `{}`{near}", name.value));
                }
            }
        }
        if comparisons.is_empty() && members.rest().next().is_none() {
            self.fault(node.place, "`check` needs a comparison: `=`, `<`, `>`, `set equals` or `covers`".to_owned());
        }
        Some(Check { subject, comparisons, without_duplicates: without?, within })
    }

    /// `exactly: n, of: .., others: ..` about several clients.
    pub(super) fn share(&mut self, (name, node): &(Located<String>, Node)) -> Option<Share> {
        let known = Known::only(self.clients.iter().cloned());
        let clients: Vec<_> = self.family(name).into_iter().filter(|name| self.known(name, "client", &known)).collect();
        let speaks: Vec<Version> = clients.first().map(|client| self.speaks(&client.value)).unwrap_or_default();
        let mut members = Members::of(self, node, "expect")?;
        let most = i64::try_from(clients.len()).unwrap_or(i64::MAX);
        let exactly = members.need("exactly").and_then(|node| self.number(node, "exactly", 0, most));
        let of = members.need("of");
        let of = match of.and_then(Node::scalar) {
            Some("online") => None,
            _ => of.and_then(|node| self.expected(node, &speaks)),
        };
        let nothing = Node { place: node.place, kind: Kind::Text("nothing".to_owned()) };
        let others = members.take("others").unwrap_or(&nothing);
        let others = self.expected(others, &speaks);
        members.close(self);
        Some(Share { clients, exactly: usize::try_from(exactly?).ok()?, of, others: others? })
    }
}
