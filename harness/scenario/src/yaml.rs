//! YAML text to nodes: the strict subset, without anchors, aliases, tags, merge keys and repeated keys.

use serde_saphyr::Spanned;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};

use crate::node::{Kind, Node};
use crate::written::Written;
use crate::{Finding, Located, Place};

/// Reads one document.
pub(crate) fn read(text: &str) -> Result<Node, Vec<Finding>> {
    let mut options = serde_saphyr::Options::default();
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    options.merge_keys = MergeKeyPolicy::AsOrdinary;
    options.strict_booleans = true;
    options.leading_zero_numbers_as_strings = true;
    options.underscored_numbers_as_strings = true;
    options.with_snippet = false;
    let read = serde_saphyr::from_str_with_options::<Spanned<Written>>(text, options);
    let root = read.map_err(|error| vec![syntax_fault(&error)])?;
    let mut tree = Tree { text, leaves: Vec::new(), findings: Vec::new() };
    let node = tree.node(root);
    tree.judge_gaps();
    tree.findings.sort();
    tree.findings.dedup();
    if tree.findings.is_empty() { Ok(node) } else { Err(tree.findings) }
}

fn syntax_fault(error: &serde_saphyr::Error) -> Finding {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let place = error.location().map(|location| place(&location)).unwrap_or_default();
    if message.starts_with("multiple YAML documents") {
        return Finding { place, message: "a file holds one document".to_owned() };
    }
    Finding { place, message: format!("this is no YAML: {message}") }
}

fn place(location: &serde_saphyr::Location) -> Place {
    let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Place { line: number(location.line()), column: number(location.column()) }
}

/// Turns what was handed over into nodes, and remembers which bytes belong to scalars.
struct Tree<'t> {
    text: &'t str,
    leaves: Vec<(usize, usize)>,
    findings: Vec<Finding>,
}

impl Tree<'_> {
    fn node(&mut self, written: Spanned<Written>) -> Node {
        let place = place(&written.referenced);
        let span = written.referenced.span();
        let start = span.byte_offset().and_then(|offset| usize::try_from(offset).ok()).unwrap_or_default();
        let length = span.byte_len().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
        let raw = self.text.get(start..start.saturating_add(length)).unwrap_or_default().to_owned();
        let kind = match written.value {
            Written::List(items) => Kind::List(items.into_iter().map(|item| self.node(item)).collect()),
            Written::Map(entries) => Kind::Map(self.entries(entries)),
            scalar => {
                self.leaves.push((start, start.saturating_add(length)));
                scalar_kind(scalar, &raw)
            }
        };
        if raw.starts_with('*') {
            self.fault(place, "aliases are not allowed; write the value out");
        }
        Node { place, kind }
    }

    fn entries(&mut self, written: Vec<(Spanned<Written>, Spanned<Written>)>) -> Vec<(Located<String>, Node)> {
        let mut entries: Vec<(Located<String>, Node)> = Vec::new();
        for (key, value) in written {
            let key = self.node(key);
            let value = self.node(value);
            let Some(name) = key.scalar() else {
                self.fault(key.place, &format!("expected a word as key, found {}", key.describe()));
                continue;
            };
            if name == "<<" {
                self.fault(key.place, "merge keys are not allowed; write the members out");
            }
            if entries.iter().any(|(other, _)| other.value == name) {
                self.fault(key.place, &format!("`{name}` stands twice in this mapping"));
                continue;
            }
            entries.push((Located { value: name.to_owned(), place: key.place }, value));
        }
        entries
    }

    fn fault(&mut self, place: Place, message: &str) {
        self.findings.push(Finding { place, message: message.to_owned() });
    }

    /// Anchors, aliases and tags stand between scalars, outside comments.
    fn judge_gaps(&mut self) {
        let mut leaves = std::mem::take(&mut self.leaves);
        leaves.sort_unstable();
        let mut leaves = leaves.into_iter().peekable();
        let (mut line, mut column, mut comment, mut before) = (1, 0, false, ' ');
        let mut inside_until = 0;
        for (at, character) in self.text.char_indices() {
            if before == '\n' {
                (line, column, comment) = (line + 1, 0, false);
            }
            column += 1;
            while let Some((_, end)) = leaves.next_if(|(start, _)| *start <= at) {
                inside_until = inside_until.max(end);
            }
            if at >= inside_until {
                comment |= character == '#' && !before.is_alphanumeric();
                let fault = if comment { None } else { gap_fault(character, column) };
                if let Some(message) = fault {
                    self.fault(Place { line, column }, message);
                }
            }
            before = character;
        }
    }
}

fn gap_fault(character: char, column: u32) -> Option<&'static str> {
    match character {
        '&' => Some("anchors are not allowed; write the value out where it is needed"),
        '*' => Some("aliases are not allowed; write the value out"),
        '!' => Some("tags are not allowed; quote text that begins with `!`"),
        '%' if column == 1 => Some("directives are not allowed"),
        _ => None,
    }
}

fn scalar_kind(scalar: Written, raw: &str) -> Kind {
    match scalar {
        Written::Bool(value) => Kind::Bool(value),
        Written::Integer(value) => Kind::Integer(value, raw.to_owned()),
        Written::Number => Kind::Number(raw.to_owned()),
        Written::Text(text) => Kind::Text(text),
        Written::Null | Written::List(_) | Written::Map(_) => Kind::Null,
    }
}
