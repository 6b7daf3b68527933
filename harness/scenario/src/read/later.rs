//! Verbs whose place is kept: what is inside them is read and checked, and the case is `unsupported`.

use crate::node::Node;
use crate::read::Reader;
use crate::read::members::Members;
use crate::{Act, Located};

impl Reader<'_> {
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
