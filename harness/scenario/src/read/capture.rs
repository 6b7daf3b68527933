//! Captures: `$(x)`, which must be bound before it is used, and `$(x = integer)`, which binds it.

use std::collections::BTreeSet;

use crate::Place;
use crate::finding::{Choices, did_you_mean};
use crate::node::{Kind, Node};
use crate::read::Reader;

/// What a binding may take.
const TYPES: [&str; 7] = ["any", "integer", "number", "string", "boolean", "object", "array"];

/// A piece of a text.
#[derive(Debug, PartialEq)]
pub(super) enum Part<'t> {
    /// Text without meaning.
    Text(&'t str),
    /// `$(row.x)`.
    Row { name: &'t str, written: &'t str },
    /// `$(x)`, or `$(x = type)` which binds.
    Capture { name: &'t str, kind: Option<&'t str>, written: &'t str },
    /// `$(` without an end or without a name.
    Broken(&'t str),
}

/// A text cut at its captures.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$(") {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let length = after.find(')').map_or(rest.len() - before.len(), |end| end + 3);
        let (written, next) = rest.split_at(before.len() + length);
        let written = written.split_at(before.len()).1;
        parts.push(part(written));
        rest = next;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

fn part(written: &str) -> Part<'_> {
    let Some(inner) = written.strip_prefix("$(").and_then(|inner| inner.strip_suffix(')')) else {
        return Part::Broken(written);
    };
    let (name, kind) = inner.split_once('=').map_or((inner, None), |(name, kind)| (name, Some(kind.trim())));
    let name = name.trim();
    let plain =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    match (name.strip_prefix("row."), kind) {
        (Some(column), None) if plain(column) => Part::Row { name: column, written },
        _ if plain(name) => Part::Capture { name, kind, written },
        _ => Part::Broken(written),
    }
}

/// Reports captures that are used before anything binds them.
pub(super) fn judge(reader: &mut Reader<'_>, steps: &Node) {
    Walk { reader, bound: BTreeSet::new(), tables: 0 }.node(steps);
}

/// A way through steps in the order of the file.
struct Walk<'r, 'w> {
    reader: &'r mut Reader<'w>,
    bound: BTreeSet<String>,
    /// How many `each` with rows of their own surround the node.
    tables: usize,
}

impl Walk<'_, '_> {
    fn node(&mut self, node: &Node) {
        match &node.kind {
            Kind::Text(text) => self.text(node.place, text),
            Kind::List(items) => items.iter().for_each(|item| self.node(item)),
            Kind::Map(entries) => entries.iter().for_each(|(name, value)| {
                self.text(name.place, &name.value);
                self.member(&name.value, value);
            }),
            _ => {}
        }
    }

    fn member(&mut self, name: &str, value: &Node) {
        let counts = matches!(name, "repeat" | "stream") && self.bound.insert("i".to_owned());
        self.tables += usize::from(name == "each");
        self.node(value);
        self.tables -= usize::from(name == "each");
        if counts {
            self.bound.remove("i");
        }
        self.results(name, value);
    }

    /// Verbs that keep what they saw: `record: x`, `count: x`, `collect: { path: x }`.
    fn results(&mut self, verb: &str, value: &Node) {
        let results: &[&str] = match verb {
            "stream" => &["record"],
            "pages" => &["collect", "count"],
            _ => &[],
        };
        for node in results.iter().filter_map(|key| value.member(key)) {
            let names = node.entries().iter().map(|(_, name)| name).chain([node]);
            self.bound.extend(names.filter_map(Node::scalar).map(str::to_owned));
        }
    }

    fn text(&mut self, place: Place, text: &str) {
        for part in parts(text) {
            match part {
                Part::Capture { name, kind: Some(kind), .. } => self.bind(place, name, kind),
                Part::Capture { name, kind: None, written } if !self.bound.contains(name) => {
                    let near = did_you_mean(name, self.bound.iter().map(String::as_str));
                    self.reader.fault(place, format!("nothing above binds `{written}`{near}"));
                }
                Part::Row { written, .. } if self.tables == 0 => {
                    self.reader.fault(place, format!("`{written}` stands in a file without `rows`"));
                }
                Part::Broken(written) => {
                    let wanted = "`$(name)` or `$(name = integer)`";
                    self.reader.fault(place, format!("expected {wanted}, found `{written}`"));
                }
                Part::Text(_) | Part::Capture { .. } | Part::Row { .. } => {}
            }
        }
    }

    fn bind(&mut self, place: Place, name: &str, kind: &str) {
        if !TYPES.contains(&kind) {
            let near = did_you_mean(kind, TYPES);
            let wanted = Choices(&TYPES);
            self.reader.fault(place, format!("expected {wanted} after `{name} =`, found `{kind}`{near}"));
        }
        self.bound.insert(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_captures() {
        let capture = |name, kind, written| Part::Capture { name, kind, written };
        assert_eq!(parts("a/$(x)/b"), [Part::Text("a/"), capture("x", None, "$(x)"), Part::Text("/b")]);
        assert_eq!(parts("$(id = integer)"), [capture("id", Some("integer"), "$(id = integer)")]);
        assert_eq!(parts("$(row.qos)"), [Part::Row { name: "qos", written: "$(row.qos)" }]);
        assert_eq!(parts("${iot:ClientId}"), [Part::Text("${iot:ClientId}")]);
        assert_eq!(parts("x$("), [Part::Text("x"), Part::Broken("$(")]);
        assert_eq!(parts("$()"), [Part::Broken("$()")]);
    }
}
