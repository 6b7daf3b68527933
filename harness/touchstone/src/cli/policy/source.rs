//! Texts that people wrote, with the places that are said back to them.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anyhow::{Context as _, Error, Result, anyhow};
use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use touchstone_agreement::policy_request::{Refusal, Why};
use touchstone_policy::{Flaw, Span};

/// Far more than any policy or file of vectors may hold; what is larger is not read into memory.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Why a text cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("larger than {MOST_BYTES} bytes")]
    TooLarge,
    #[error("no UTF-8 at byte {0}")]
    NoText(usize),
}

/// Reads a text that is not too large.
pub(super) fn text_of(source: impl Read) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    let most = MOST_BYTES + 1;
    source.take(most).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length == most) {
        return Err(Unreadable::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| Unreadable::NoText(error.utf8_error().valid_up_to()))
}

/// A file and its text.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
}

/// A line and a column in characters, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Source {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = File::open(path).map_err(Unreadable::from).and_then(text_of);
        let text = text.with_context(|| format!("`{}` cannot be read", path.display()))?;
        Ok(Self { path: path.display().to_string(), text })
    }

    /// The line and column of a byte.
    pub(super) fn place(&self, byte: usize) -> Place {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let last = before.rsplit('\n').next().unwrap_or(before);
        Place { line: before.matches('\n').count() + 1, column: last.chars().count() + 1 }
    }

    /// The byte of a line and a column, the latter in bytes.
    fn byte(&self, line: usize, column: usize) -> usize {
        let lines = self.text.split_inclusive('\n').take(line.saturating_sub(1));
        (lines.map(str::len).sum::<usize>() + column.saturating_sub(1)).min(self.text.len())
    }

    /// `file:line:column`.
    pub(super) fn locate(&self, byte: usize) -> String {
        let Place { line, column } = self.place(byte);
        format!("{}:{line}:{column}", self.path)
    }

    /// What is wrong, with the text under the range.
    pub(super) fn fault(&self, range: Range<usize>, sentence: &str) -> Error {
        let snippet = self.snippet().annotation(AnnotationKind::Primary.span(self.clamp(range)));
        anyhow!(render(&[Level::ERROR.primary_title(sentence).element(snippet)]))
    }

    /// What is wrong with a policy that begins at a byte of this text.
    pub(super) fn flaw(&self, begins: usize, flaw: &Flaw) -> Error {
        self.fault(moved(flaw.span(), begins), flaw.sentence())
    }

    /// What is wrong at a line and a column in characters, as other readers count them.
    pub(super) fn fault_at(&self, line: u64, column: u64, sentence: &str) -> Error {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let begins = self.byte(number(line), 1);
        let rest = self.text.get(begins..).unwrap_or_default();
        let within: usize = rest.chars().take(number(column).saturating_sub(1)).map(char::len_utf8).sum();
        self.fault(begins + within..begins + within + 1, sentence)
    }

    /// What serde has to say, at the place where it stopped.
    pub(super) fn misread(&self, error: &serde_json::Error) -> Error {
        let sentence = error.to_string();
        let sentence = sentence.split(" at line ").next().unwrap_or_default();
        let byte = self.byte(error.line(), error.column());
        self.fault(byte.saturating_sub(1)..byte, sentence)
    }

    pub(super) fn snippet(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        Snippet::source(&self.text).path(&self.path)
    }

    /// The range inside of the text and on borders of characters.
    pub(super) fn clamp(&self, range: Range<usize>) -> Range<usize> {
        let border = |mut byte: usize| {
            byte = byte.min(self.text.len());
            while !self.text.is_char_boundary(byte) {
                byte -= 1;
            }
            byte
        };
        border(range.start)..border(range.end.max(range.start))
    }

    /// The text as a tree with places, after it is known that no member is there twice.
    pub(super) fn tree(&self) -> Result<Value<'_>> {
        const STRICT: ParseOptions = ParseOptions {
            allow_comments: false,
            allow_loose_object_property_names: false,
            allow_trailing_commas: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let tree = parse_to_ast(&self.text, &CollectOptions::default(), &STRICT).map_err(|error| {
            let range = error.range();
            self.fault(range.start..range.end, &error.kind().to_string().to_lowercase())
        })?;
        let root = tree.value.ok_or_else(|| self.fault(0..self.text.len(), "the text is empty"))?;
        self.refuse_repetition(&root)?;
        Ok(root)
    }

    fn refuse_repetition(&self, value: &Value<'_>) -> Result<()> {
        match value {
            Value::Array(array) => array.elements.iter().try_for_each(|element| self.refuse_repetition(element)),
            Value::Object(object) => {
                let mut seen = std::collections::BTreeSet::new();
                for member in &object.properties {
                    let name = member.name.as_str();
                    if !seen.insert(name) {
                        return Err(self.fault(range(&member.name), &format!("the member `{name}` is there twice")));
                    }
                    self.refuse_repetition(&member.value)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Why a document that is a file of its own is refused.
pub(super) fn refused(source: &Source, refusal: &Refusal) -> Error {
    match &refusal.why {
        Why::Malformed(error) => source.flaw(0, error.flaw()),
        Why::TooLong(_) | Why::OracleAlone(_) => source.fault(0..1, &refusal.to_string()),
    }
}

/// The report as text, in colours where the terminal has them.
pub(super) fn render(groups: &[Group<'_>]) -> String {
    Renderer::styled().render(groups)
}

/// The bytes of a node.
pub(super) fn range(node: &impl Ranged) -> Range<usize> {
    let range = node.range();
    range.start..range.end
}

/// A span of a text that begins at a byte of another.
pub(super) fn moved(span: Span, begins: usize) -> Range<usize> {
    span.start + begins..span.end + begins
}

/// The object of a member.
pub(super) fn object<'v, 't>(object: Option<&'v Object<'t>>, name: &str) -> Option<&'v Object<'t>> {
    object?.get_object(name)
}

/// The elements of a list under a member.
pub(super) fn elements<'v, 't>(object: Option<&'v Object<'t>>, name: &str) -> &'v [Value<'t>] {
    let array: Option<&Array<'t>> = object.and_then(|object| object.get_array(name));
    array.map_or(&[], |array| array.elements.as_slice())
}
