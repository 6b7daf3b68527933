//! Verbs whose place is kept: what is inside them is read and checked, and the case is `unsupported`.

use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::members::Members;
use crate::{Act, Located};

impl Reader<'_> {
    /// Calls an operation again for as long as a member of its answer names a further page.
    pub(super) fn pages(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "pages")?;
        self.operation_members(&mut members);
        members.need("through").and_then(|node| self.text(node, "through"));
        let collect = members.take("collect").map(|node| self.mapping(node, "collect")).unwrap_or_default();
        for (_, name) in collect {
            self.text(name, "collect");
        }
        members.take("count").and_then(|node| self.text(node, "count"));
        members.close(self);
        Some(later("pages", node))
    }

    /// `call:` of an operation, its input typed as the API's JSON.
    pub(super) fn call_operation(&mut self, node: &Node) -> Option<Act> {
        let mut members = Members::of(self, node, "call")?;
        self.operation_members(&mut members);
        members.take("gets").and_then(|node| self.http_gets(node));
        members.close(self);
        Some(later("call operation", node))
    }

    /// Who asks, for what, and with which input.
    fn operation_members(&mut self, members: &mut Members<'_>) {
        for key in ["as", "operation"] {
            members.need(key).and_then(|node| self.text(node, key));
        }
        if let Some(input) = members.take("with").filter(|input| !matches!(input.kind, Kind::Map(_))) {
            self.wanted(input, "a mapping for `with`");
        }
    }
}

/// An act of this name with nothing inside.
fn later(verb: &str, node: &Node) -> Act {
    Act::Later { verb: Located { value: verb.to_owned(), place: node.place }, steps: Vec::new() }
}
