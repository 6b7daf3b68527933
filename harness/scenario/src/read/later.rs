//! Verbs whose place is kept: what is inside them is read and checked, and the case is `unsupported`.

use crate::node::Node;
use crate::read::Reader;
use crate::read::members::Members;
use crate::{Act, Located};

impl Reader<'_> {
    pub(super) fn parallel(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "parallel")?;
        members.take("orders");
        let steps = members.need("of").map(|node| self.steps(node)).unwrap_or_default();
        members.close(self);
        Some(later("parallel", node).with(steps))
    }

    pub(super) fn stream(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "stream")?;
        let from = members.need("from").and_then(|node| self.client_name(node, "from"));
        self.message_members(&mut members);
        members.need("count").and_then(|node| self.number(node, "count", 1, 1_000_000));
        members.take("record");
        members.close(self);
        from.map(|_| later("stream", node))
    }

    /// The steps inside have a table of their own and are read when it is.
    pub(super) fn each(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "each")?;
        members.need("rows").map(|node| self.rows(node));
        members.need("do");
        members.close(self);
        Some(later("each", node))
    }

    pub(super) fn pages(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "pages")?;
        for key in ["as", "operation", "through"] {
            members.need(key).and_then(|node| self.text(node, key));
        }
        for key in ["with", "collect", "count"] {
            members.take(key);
        }
        members.close(self);
        Some(later("pages", node))
    }

    pub(super) fn check(&mut self, node: &Node) -> Option<Act> {
        Members::of(self, node, "check")?;
        Some(later("check", node))
    }

    pub(super) fn dial(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "dial")?;
        let client = members.need("client").and_then(|node| self.client_name(node, "client"));
        members.take("sign");
        let speaks = client.as_ref().map(|client| self.speaks(&client.value)).unwrap_or_default();
        self.gets(members.take("gets"), &speaks);
        members.close(self);
        client.map(|_| later("dial", node))
    }
}

/// An act of this name with nothing inside.
pub(super) fn later(verb: &str, node: &Node) -> Act {
    Act::Later { verb: Located { value: verb.to_owned(), place: node.place }, steps: Vec::new() }
}

impl Act {
    fn with(self, inner: Vec<crate::Step>) -> Self {
        match self {
            Self::Later { verb, .. } => Self::Later { verb, steps: inner },
            other => other,
        }
    }
}
