//! Strict JSON with places: the tree is `jsonc-parser`'s, every leniency is off, and what it still lets pass is refused here.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::error::{Flaw, PolicyError, Span};

/// Deeper nesting than any document needs (seven levels) is refused before a tree is built.
const DEEPEST: usize = 32;

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

/// A document being read: makes errors that know their place.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'t> {
    text: &'t str,
}

impl<'t> Reader<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text }
    }

    pub(crate) fn malformed(self, span: impl Into<Span>, sentence: impl Into<String>) -> PolicyError {
        PolicyError::new(Flaw::new(self.text, span.into(), sentence))
    }

    /// Reads the one value of the text.
    pub(crate) fn value(self) -> Result<Value<'t>, PolicyError> {
        self.scan()?;
        //= POL-DOC-01
        match parse_to_ast(self.text, &CollectOptions::default(), &STRICT) {
            Ok(tree) => tree.value.ok_or_else(|| self.malformed(self.whole(), "the text is empty")),
            Err(error) => Err(self.malformed(error.range(), sentence(error.kind()))),
        }
    }

    /// The members of an object, after it is known that no name is there twice.
    pub(crate) fn members<'v>(self, object: &'v Object<'t>) -> Result<&'v [ObjectProp<'t>], PolicyError> {
        let mut names: Vec<(&str, Span)> =
            object.properties.iter().map(|member| (member.name.as_str(), member.name.range().into())).collect();
        names.sort_unstable();
        //= POL-DOC-17
        for pair in names.windows(2) {
            if let [(first, _), (second, span)] = pair
                && first == second
            {
                return Err(self.malformed(*span, format!("the member `{second}` is there twice")));
            }
        }
        Ok(&object.properties)
    }

    /// Refuses what the parser would let pass: raw control characters in text, blanks that JSON does not know, deep nesting.
    fn scan(self) -> Result<(), PolicyError> {
        let (mut quoted, mut escaped, mut depth) = (false, false, 0_usize);
        for (start, character) in self.text.char_indices() {
            let span = Span { start, end: start + character.len_utf8() };
            if quoted {
                match character {
                    '\0'..='\u{1f}' => return Err(self.malformed(span, unescaped(character))),
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '"' => quoted = false,
                    _ => (),
                }
                continue;
            }
            match character {
                '"' => quoted = true,
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                '\t' | '\n' | '\r' | ' '..='~' => (),
                _ => return Err(self.malformed(span, format!("U+{:04X} stands outside of text", u32::from(character)))),
            }
            if depth > DEEPEST {
                return Err(self.malformed(span, format!("the text is nested deeper than {DEEPEST} levels")));
            }
        }
        Ok(())
    }

    const fn whole(self) -> Span {
        Span { start: 0, end: self.text.len() }
    }
}

fn unescaped(character: char) -> String {
    format!("the control character U+{:04X} must be written as an escape", u32::from(character))
}

fn sentence(kind: &ParseErrorKind) -> String {
    use ParseErrorKind as Kind;
    let sentence = match kind {
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => "a comment has no place in a policy document",
        Kind::TrailingCommasNotAllowed => "a comma stands before the closing bracket or brace",
        Kind::ExpectedComma => "a comma is missing between two values",
        Kind::SingleQuotedStringsNotAllowed => "text is quoted with `\"`, not with `'`",
        Kind::MultipleRootJsonValues => "text follows after the document",
        Kind::UnterminatedArray => "the bracket is never closed",
        Kind::UnterminatedObject => "the brace is never closed",
        Kind::ExpectedColonAfterObjectKey => "a colon is missing after the name of the member",
        Kind::ExpectedObjectValue => "the member has no value",
        Kind::ExpectedStringObjectProperty => "the name of a member is quoted text",
        Kind::UnexpectedCloseBrace => "a closing brace stands here without an opening one",
        Kind::UnexpectedCloseBracket => "a closing bracket stands here without an opening one",
        other => return format!("the text is no JSON: {}", other.to_string().to_lowercase()),
    };
    sentence.to_owned()
}
