//! The members of one mapping: each asked for once, and what nobody asked for is unknown.

use crate::finding::{Choices, did_you_mean};
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::{Located, Place};

/// A mapping that is being read.
pub(crate) struct Members<'n> {
    what: String,
    place: Place,
    entries: &'n [(Located<String>, Node)],
    asked: Vec<&'static str>,
}

impl<'n> Members<'n> {
    /// The mapping's members; a finding when the node is no mapping.
    pub(crate) fn of(reader: &mut Reader<'_>, node: &'n Node, what: &str) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            reader.wanted(node, &format!("a mapping for `{what}`"));
            return None;
        };
        Some(Self { what: what.to_owned(), place: node.place, entries, asked: Vec::new() })
    }

    /// A member that may be left out.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.asked.push(key);
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// A member that must stand there.
    pub(crate) fn need(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<&'n Node> {
        let found = self.take(key);
        if found.is_none() {
            reader.fault(self.place, format!("`{}` needs `{key}`", self.what));
        }
        found
    }

    /// The members that nobody asked for, which are other names rather than mistakes.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &'n (Located<String>, Node)> {
        self.entries.iter().filter(|(name, _)| !self.asked.contains(&name.value.as_str()))
    }

    /// Reports every member that nobody asked for.
    pub(crate) fn close(self, reader: &mut Reader<'_>) {
        for (name, _) in self.rest() {
            let near = did_you_mean(&name.value, self.asked.iter().copied());
            let known = if near.is_empty() { format!("; it takes {}", Choices(&self.asked)) } else { near };
            reader.fault(name.place, format!("unknown key `{}` in `{}`{known}", name.value, self.what));
        }
    }
}
