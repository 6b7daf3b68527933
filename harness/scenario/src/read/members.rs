//! The members of one mapping: each asked for once, and what nobody asked for is unknown.

use crate::finding::{Choices, nearest};
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::{Located, Place};

/// A mapping that is being read.
pub(crate) struct Members<'n> {
    what: String,
    place: Place,
    entries: &'n [(Located<String>, Node)],
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'n> Members<'n> {
    /// The mapping's members; a finding when the node is no mapping.
    pub(crate) fn of(reader: &mut Reader<'_>, node: &'n Node, what: &str) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            reader.wanted(node, &format!("a mapping for `{what}`"));
            return None;
        };
        let what = what.to_owned();
        Some(Self { what, place: node.place, entries, asked: Vec::new(), missing: Vec::new() })
    }

    /// A member that may be left out.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.asked.push(key);
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// A member that must stand there; `close` reports it when it does not.
    pub(crate) fn need(&mut self, key: &'static str) -> Option<&'n Node> {
        let found = self.take(key);
        if found.is_none() {
            self.missing.push(key);
        }
        found
    }

    /// The members that nobody asked for.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &'n (Located<String>, Node)> {
        self.entries.iter().filter(|(name, _)| !self.asked.contains(&name.value.as_str()))
    }

    /// Reports what is missing and what nobody asked for. A member that is only misspelt is not missing as well.
    pub(crate) fn close(mut self, reader: &mut Reader<'_>) {
        let mut missing = std::mem::take(&mut self.missing);
        for (name, _) in self.rest() {
            let near = nearest(&name.value, self.asked.iter().copied());
            let known = near.map_or_else(
                || format!("; it takes {}", Choices(&self.asked)),
                |near| format!("; did you mean `{near}`?"),
            );
            missing.retain(|missing| Some(*missing) != near);
            reader.fault(name.place, format!("unknown key `{}` in `{}`{known}", name.value, self.what));
        }
        self.missing = missing;
        self.close_open(reader);
    }

    /// Reports what is missing; other members are names of the file's own.
    pub(crate) fn close_open(self, reader: &mut Reader<'_>) {
        for key in self.missing {
            reader.fault(self.place, format!("`{}` needs `{key}`", self.what));
        }
    }
}
