//! Text into tokens, whatever is wrong with it.

use std::borrow::Cow;

use super::finding::{Findings, Remark};
use crate::error::Span;

/// What JSON is made of, and bare words, which it is not.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'t> {
    Open(Bracket),
    Close(Bracket),
    Colon,
    Comma,
    Text(Quoted<'t>),
    Number(&'t str),
    Boolean(bool),
    Null,
    /// Anything else without blanks.
    Bare(&'t str),
}

/// A kind of bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Brace,
    Square,
}

impl Bracket {
    /// What closes it.
    pub(super) const fn closing(self) -> &'static str {
        match self {
            Self::Brace => "}",
            Self::Square => "]",
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Brace => "brace",
            Self::Square => "bracket",
        }
    }
}

/// A text with its escapes resolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quoted<'t> {
    pub(super) text: Cow<'t, str>,
    /// Whether each byte of the text is a byte of the document.
    pub(super) is_plain: bool,
}

impl<'t> Quoted<'t> {
    pub(super) const fn plain(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), is_plain: true }
    }
}

const JSON: &str = "POL-DOC-01";

/// Walks through a text.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next token and its bytes; what is no token is reported on the way.
    pub(super) fn next(&mut self, found: &mut Findings<'_>) -> Option<(Token<'t>, Span)> {
        loop {
            let rest = self.text.get(self.at..)?;
            let start = self.at;
            let token = match rest.chars().next()? {
                ' ' | '\t' | '\n' | '\r' => {
                    self.at += 1;
                    continue;
                }
                '{' => self.single(Token::Open(Bracket::Brace)),
                '}' => self.single(Token::Close(Bracket::Brace)),
                '[' => self.single(Token::Open(Bracket::Square)),
                ']' => self.single(Token::Close(Bracket::Square)),
                ':' => self.single(Token::Colon),
                ',' => self.single(Token::Comma),
                '"' => self.quoted(rest, found),
                '#' => self.comment(line_of(rest).len(), found),
                '/' if rest.starts_with("//") => self.comment(line_of(rest).len(), found),
                '/' if rest.starts_with("/*") => {
                    let end = rest.get(2..).and_then(|inside| inside.find("*/"));
                    self.comment(end.map_or(rest.len(), |end| end + 4), found)
                }
                first if is_quote(first) => self.misquoted(rest, first, found),
                first if first.is_ascii_graphic() => Some(self.word(rest)),
                _ => self.stray(rest, found),
            };
            if let Some(token) = token {
                return Some((token, Span { start, end: self.at }));
            }
        }
    }

    const fn single(&mut self, token: Token<'t>) -> Option<Token<'t>> {
        self.at += 1;
        Some(token)
    }

    //= POL-LINT-06
    fn comment(&mut self, length: usize, found: &mut Findings<'_>) -> Option<Token<'t>> {
        let span = Span { start: self.at, end: self.at + length };
        self.at = span.end;
        found.add(Remark::error("POL-LINT-06", span, "JSON has no comments").remedy("remove the comment"));
        None
    }

    fn word(&mut self, rest: &'t str) -> Token<'t> {
        let ends = |(at, character): (usize, char)| {
            !character.is_ascii_graphic()
                || "{}[]:,\"'#".contains(character)
                || (character == '/' && rest.get(at..).is_some_and(|it| it.starts_with("//") || it.starts_with("/*")))
        };
        let length = rest.char_indices().find(|each| ends(*each)).map_or(rest.len(), |(at, _)| at).max(1);
        let word = rest.get(..length).unwrap_or_default();
        self.at += length;
        match word {
            "true" => Token::Boolean(true),
            "false" => Token::Boolean(false),
            "null" => Token::Null,
            number if is_number(number) => Token::Number(number),
            other => Token::Bare(other),
        }
    }

    /// Characters that JSON has no use for: blanks of other kinds, control characters, letters beyond ASCII.
    fn stray(&mut self, rest: &str, found: &mut Findings<'_>) -> Option<Token<'t>> {
        let is_stray = |character: char| {
            !character.is_ascii_graphic() && !matches!(character, ' ' | '\t' | '\n' | '\r') && !is_quote(character)
        };
        let length = rest.find(|character| !is_stray(character)).unwrap_or(rest.len());
        let first = rest.chars().next().unwrap_or_default();
        // A quote that is never closed comes here as well.
        let length = length.max(first.len_utf8());
        let span = Span { start: self.at, end: self.at + length };
        self.at = span.end;
        let message = format!("U+{:04X} stands outside of text", u32::from(first));
        found.add(
            Remark::error(JSON, span, message)
                .remedy("remove it; between values JSON knows only blank, tab and line break"),
        );
        None
    }

    /// Text between quotes that are not those of JSON.
    fn misquoted(&mut self, rest: &'t str, first: char, found: &mut Findings<'_>) -> Option<Token<'t>> {
        let closes = |character: char| match first {
            '\'' => character == '\'',
            '‘' | '’' => matches!(character, '‘' | '’'),
            _ => matches!(character, '“' | '”' | '„' | '"'),
        };
        let inside = rest.get(first.len_utf8()..)?;
        let ends = |character: char| closes(character) || character == '\n';
        let end = inside.char_indices().find(|(_, character)| ends(*character));
        let Some((end, closing)) = end.filter(|(_, character)| closes(*character)) else {
            return self.stray(rest, found);
        };
        let length = first.len_utf8() + end + closing.len_utf8();
        let span = Span { start: self.at, end: self.at + length };
        self.at = span.end;
        let message = format!("text is quoted with `\"`, not with `{first}`");
        let text = inside.get(..end).unwrap_or_default();
        found.add(Remark::error(JSON, span, message).remedy(format!("write `\"{text}\"`")));
        Some(Token::Text(Quoted::plain(text)))
    }

    fn quoted(&mut self, rest: &'t str, found: &mut Findings<'_>) -> Option<Token<'t>> {
        let inside = rest.get(1..)?;
        let start = self.at + 1;
        let (length, is_closed) = end_of_text(inside);
        let raw = inside.get(..length).unwrap_or_default();
        let raw = if is_closed { raw } else { raw.trim_end_matches([' ', '\t', '\r', ',', ']', '}']) };
        self.at = start + raw.len() + usize::from(is_closed);
        if !is_closed {
            let span = Span { start: start - 1, end: self.at };
            found.add(
                Remark::error(JSON, span, "the text that begins here is never closed")
                    .remedy("write `\"` where the text ends"),
            );
        }
        let quoted = resolve(raw, start, found);
        //= POL-DOC-19
        if let Some((at, character)) = raw.char_indices().find(|(_, character)| *character > '\u{ff}') {
            let span = Span { start: start + at, end: start + at + character.len_utf8() };
            let message = format!("`{character}` is outside of the characters that a document may hold as they are");
            found.add(Remark::hint("POL-DOC-19", span, message).remedy("write it as an escape such as `\\u4e2d`"));
        }
        Some(Token::Text(quoted))
    }
}

fn is_quote(character: char) -> bool {
    matches!(character, '\'' | '‘' | '’' | '“' | '”' | '„')
}

fn line_of(rest: &str) -> &str {
    rest.split(['\n', '\r']).next().unwrap_or_default()
}

/// How long a text is, and whether a quote closes it. A line break is part of the text only when the quotes of the next
/// line do not pair without it.
fn end_of_text(inside: &str) -> (usize, bool) {
    let mut is_escaped = false;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'\n' => {
                is_escaped = false;
                let next = inside.get(at + 1..).map(line_of).unwrap_or_default();
                if quotes_pair(next) {
                    return (at, false);
                }
            }
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return (at, true),
            _ => (),
        }
    }
    (inside.len(), false)
}

fn quotes_pair(line: &str) -> bool {
    let (mut is_escaped, mut quotes) = (false, 0_usize);
    for byte in line.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => quotes += 1,
            _ => (),
        }
    }
    quotes.is_multiple_of(2)
}

/// Resolves the escapes of a text that begins at `start`.
fn resolve<'t>(raw: &'t str, start: usize, found: &mut Findings<'_>) -> Quoted<'t> {
    for (at, byte) in raw.bytes().enumerate().filter(|(_, byte)| *byte < 0x20) {
        if !found.wants(JSON) {
            break;
        }
        let span = Span { start: start + at, end: start + at + 1 };
        let message = format!("the control character U+{byte:04X} must be written as an escape");
        found.add(Remark::error(JSON, span, message).remedy(format!("write `\\u{byte:04x}`, or remove it")));
    }
    if !raw.contains('\\') {
        return Quoted::plain(raw);
    }
    let (mut text, mut at) = (String::with_capacity(raw.len()), 0);
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.find('\\').unwrap_or(rest.len());
        text.push_str(rest.get(..length).unwrap_or_default());
        at += length;
        let Some(escape) = rest.get(length..).filter(|rest| !rest.is_empty()) else { break };
        let (character, width) = escaped(escape);
        if character.is_none() {
            let span = Span { start: start + at, end: start + at + width };
            let written = escape.get(..width).unwrap_or_default();
            found.add(
                Remark::error(JSON, span, format!("`{written}` is no escape"))
                    .remedy("a backslash is written `\\\\`; JSON knows `\\\" \\\\ \\/ \\b \\f \\n \\r \\t` and `\\u` with four digits"),
            );
        }
        text.push(character.unwrap_or('\u{fffd}'));
        at += width;
    }
    Quoted { text: Cow::Owned(text), is_plain: false }
}

/// The character of an escape, and how many bytes the escape has.
fn escaped(escape: &str) -> (Option<char>, usize) {
    let Some(letter) = escape.chars().nth(1) else { return (None, escape.len()) };
    let character = match letter {
        '"' | '\\' | '/' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unit_escape(escape),
        other => return (None, 1 + other.len_utf8()),
    };
    (Some(character), 2)
}

fn unit_escape(escape: &str) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    match unit(2) {
        None => (None, 2),
        Some(high @ 0xd800..=0xdbff) => match unit(8).filter(|_| escape.get(6..8) == Some("\\u")) {
            Some(low @ 0xdc00..=0xdfff) => (char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 12),
            _ => (None, 6),
        },
        Some(unit) => (char::from_u32(unit), 6),
    }
}

/// Whether a word is a number by RFC 8259.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
