//! Tables: rows written out or as a product, and `$(row.x)` replaced by their values.

use crate::finding::did_you_mean;
use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::capture::{Part, parts};
use crate::read::members::Members;

/// One row with its values as nodes.
pub(super) struct RowValues {
    pub(super) name: String,
    pub(super) values: Vec<(String, Node)>,
}

impl Reader<'_> {
    pub(super) fn rows(&mut self, node: &Node) -> Vec<RowValues> {
        let rows = match &node.kind {
            Kind::List(items) => items.iter().filter_map(|item| self.written_row(item)).collect(),
            _ => self.crossed_rows(node).unwrap_or_default(),
        };
        for (i, row) in rows.iter().enumerate() {
            if rows.iter().take(i).any(|other: &RowValues| other.name == row.name) {
                self.fault(node.place, format!("two rows are named `{}`", row.name));
            }
        }
        if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
            self.fault(node.place, "expected at least one row".to_owned());
        }
        rows
    }

    fn written_row(&mut self, node: &Node) -> Option<RowValues> {
        let mut members = Members::of(self, node, "a row")?;
        let name = members.need("name").and_then(|name| self.located(name, "name"));
        let values = members.rest().map(|(name, value)| (name.value.clone(), value.clone())).collect();
        members.close_open(self);
        let name = name?;
        if name.value.is_empty() || name.value.chars().any(|c| !plain(c)) {
            self.fault(
                name.place,
                format!("expected letters, digits, `-`, `_` or `.` as a row's name, found `{}`", name.value),
            );
        }
        Some(RowValues { name: name.value, values })
    }

    /// `cross: { a: [..], b: [..] }`: the product, each row named by its values.
    fn crossed_rows(&mut self, node: &Node) -> Option<Vec<RowValues>> {
        let mut members = Members::of(self, node, "rows")?;
        let cross = members.need("cross");
        members.close(self);
        let axes = Members::of(self, cross?, "cross")?;
        let count = axes.rest().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.items().len()));
        if !count.is_some_and(|count| (1..=10_000).contains(&count)) || axes.rest().next().is_none() {
            self.fault(node.place, "expected a product of 1 to 10000 rows".to_owned());
            return None;
        }
        let first = RowValues { name: String::new(), values: Vec::new() };
        let rows = axes.rest().fold(vec![first], |rows, (axis, values)| {
            rows.iter().flat_map(|row| values.items().iter().map(|value| row.with(&axis.value, value))).collect()
        });
        Some(rows)
    }

    /// A node in which every `$(row.x)` is replaced; the place stays that of its use.
    pub(super) fn with_row(&mut self, node: &Node, row: &RowValues) -> Node {
        let kind = match &node.kind {
            Kind::Text(text) => self.text_with_row(node, text, row),
            Kind::List(items) => Kind::List(items.iter().map(|item| self.with_row(item, row)).collect()),
            Kind::Map(entries) => {
                let mut replaced = Vec::new();
                for (name, value) in entries {
                    let key = Node { place: name.place, kind: Kind::Text(name.value.clone()) };
                    let key = self.with_row(&key, row);
                    let mut name = name.clone();
                    name.value = key.scalar().map_or(name.value, str::to_owned);
                    // `each` has rows of its own.
                    let value = if name.value == "each" { value.clone() } else { self.with_row(value, row) };
                    replaced.push((name, value));
                }
                Kind::Map(replaced)
            }
            other => other.clone(),
        };
        Node { place: node.place, kind }
    }

    fn text_with_row(&mut self, node: &Node, text: &str, row: &RowValues) -> Kind {
        let mut replaced = String::new();
        let whole = parts(text);
        for part in &whole {
            match part {
                Part::Row { name, written } => match row.values.iter().find(|(column, _)| column == name) {
                    Some((_, value)) if whole.len() == 1 => return value.kind.clone(),
                    Some((_, value)) if value.scalar().is_some() => {
                        replaced.push_str(value.scalar().unwrap_or_default());
                    }
                    Some(_) => self.fault(node.place, format!("`{written}` is no scalar and cannot stand within text")),
                    None => {
                        let near = did_you_mean(name, row.values.iter().map(|(column, _)| column.as_str()));
                        self.fault(node.place, format!("row `{}` has no `{name}`{near}", row.name));
                        replaced.push_str(written);
                    }
                },
                Part::Text(text) => replaced.push_str(text),
                Part::Capture { written, .. } | Part::Broken(written) => replaced.push_str(written),
            }
        }
        Kind::Text(replaced)
    }
}

impl RowValues {
    fn with(&self, axis: &str, value: &Node) -> Self {
        let text = value.scalar().map_or_else(|| value.json().to_string(), str::to_owned);
        let word: String = text.chars().map(|c| if plain(c) { c } else { '_' }).collect();
        let between = if self.name.is_empty() { "" } else { "-" };
        let mut values = self.values.clone();
        values.push((axis.to_owned(), value.clone()));
        Self { name: format!("{}{between}{word}", self.name), values }
    }
}

fn plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}
