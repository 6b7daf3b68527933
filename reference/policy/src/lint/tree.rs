//! Tokens into a tree, whatever is missing or too much. A stack of its own, so that no text can exhaust that of the thread.

use super::finding::{Findings, Remark};
use super::lexer::{Bracket, Lexer, Quoted, Token};
use super::written::{Entry, twins};
use crate::error::Span;

/// Deeper nesting than any document needs (seven levels) is refused, as the grammar of documents refuses it.
const DEEPEST: usize = 32;

const JSON: &str = "POL-DOC-01";
const BRACKETS: &str = "POL-LINT-05";

/// A value with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value<'t> {
    pub(super) node: Node<'t>,
    pub(super) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node<'t> {
    Object(Vec<Member<'t>>),
    Array(Vec<Value<'t>>),
    Text(Quoted<'t>),
    Number(&'t str),
    Boolean(bool),
    Null,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member<'t> {
    pub(super) name: Entry<'t>,
    pub(super) value: Value<'t>,
}

/// Reads the one value of a text.
pub(super) fn read<'t>(text: &'t str, found: &mut Findings<'_>) -> Option<Value<'t>> {
    let mut builder = Builder { stack: Vec::new(), root: None, surplus: surplus(text), is_over: false };
    let mut lexer = Lexer::new(text);
    while !builder.is_over
        && let Some((token, span)) = lexer.next(found)
    {
        builder.take(token, span, found);
    }
    let end = Span { start: text.len(), end: text.len() };
    if builder.root.is_none() && builder.stack.is_empty() {
        let remark = Remark::error(JSON, Span { start: 0, end: text.len() }, "the text holds no document");
        found.add(remark.remedy("write an object such as `{\"Version\": \"2012-10-17\", \"Statement\": []}`"));
    }
    while !builder.stack.is_empty() {
        builder.leave_open(end, found);
    }
    builder.root
}

/// By how many the closing braces and brackets outnumber the opening ones.
fn surplus(text: &str) -> [isize; 2] {
    let (mut lexer, mut unheard, mut surplus) = (Lexer::new(text), Findings::new(text), [0, 0]);
    while let Some((token, _)) = lexer.next(&mut unheard) {
        let [braces, squares] = &mut surplus;
        match token {
            Token::Open(Bracket::Brace) => *braces -= 1,
            Token::Close(Bracket::Brace) => *braces += 1,
            Token::Open(Bracket::Square) => *squares -= 1,
            Token::Close(Bracket::Square) => *squares += 1,
            _ => (),
        }
    }
    surplus
}

/// An object or a list that is not closed yet.
struct Frame<'t> {
    bracket: Bracket,
    open: Span,
    members: Vec<Member<'t>>,
    items: Vec<Value<'t>>,
    /// Objects that stand where a member should, as in `{{`: they become items of the next list outside.
    strays: Vec<Value<'t>>,
    is_stray: bool,
    name: Option<Entry<'t>>,
    awaits: Awaits,
    last: Span,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaits {
    /// A first member or item.
    First,
    /// Another one, after this comma.
    Next(Span),
    Colon,
    Value,
    /// A comma or the end.
    Comma,
}

struct Builder<'t> {
    stack: Vec<Frame<'t>>,
    root: Option<Value<'t>>,
    surplus: [isize; 2],
    is_over: bool,
}

impl<'t> Builder<'t> {
    fn take(&mut self, token: Token<'t>, span: Span, found: &mut Findings<'_>) {
        if self.stack.is_empty() && self.root.is_some() && !matches!(token, Token::Close(_)) {
            self.is_over = true;
            let remark = Remark::error(JSON, span, "text follows after the document");
            found.add(remark.remedy("remove what stands behind the last brace"));
            return;
        }
        match token {
            Token::Open(bracket) => self.open(bracket, span, found),
            Token::Close(bracket) => self.close(bracket, span, found),
            Token::Comma => self.comma(span, found),
            Token::Colon => self.colon(span, found),
            Token::Text(quoted) => self.text(quoted, span, found),
            Token::Bare(word) => self.bare(word, span, found),
            Token::Number(number) => self.value(Value { node: Node::Number(number), span }, found),
            Token::Boolean(boolean) => self.value(Value { node: Node::Boolean(boolean), span }, found),
            Token::Null => self.value(Value { node: Node::Null, span }, found),
        }
    }

    fn open(&mut self, bracket: Bracket, span: Span, found: &mut Findings<'_>) {
        if self.stack.len() >= DEEPEST {
            self.is_over = true;
            found.add(Remark::error(JSON, span, format!("the text is nested deeper than {DEEPEST} levels")));
            return;
        }
        let mut is_stray = false;
        if let Some(frame) = self.stack.last_mut() {
            match (frame.bracket, frame.awaits) {
                (Bracket::Square, Awaits::Comma) => missing_comma(frame, span, "item", found),
                (Bracket::Brace, Awaits::Colon) => missing_colon(frame, found),
                (Bracket::Brace, Awaits::First | Awaits::Next(_) | Awaits::Comma) => {
                    is_stray = true;
                    let message = format!("an opening {} stands where a member is expected", bracket.name());
                    let remark =
                        Remark::error(BRACKETS, span, message).beside(frame.open, "inside of what begins here");
                    found.add(remark.remedy("remove it if it is doubled, or close what comes before it"));
                }
                _ => (),
            }
        }
        let (awaits, name) = (Awaits::First, None);
        let (members, items, strays) = (Vec::new(), Vec::new(), Vec::new());
        self.stack.push(Frame { bracket, open: span, members, items, strays, is_stray, name, awaits, last: span });
    }

    //= POL-LINT-05
    fn close(&mut self, bracket: Bracket, span: Span, found: &mut Findings<'_>) {
        let is_top = self.stack.last().is_some_and(|frame| frame.bracket == bracket);
        let [braces, squares] = &mut self.surplus;
        let surplus = if bracket == Bracket::Brace { braces } else { squares };
        if !is_top && (*surplus > 0 || !self.stack.iter().any(|frame| frame.bracket == bracket)) {
            *surplus -= 1;
            let message = format!("a closing {} stands here without an opening one", bracket.name());
            found.add(Remark::error(BRACKETS, span, message).remedy("remove it, or open what it should close"));
            return;
        }
        while self.stack.last().is_some_and(|frame| frame.bracket != bracket) {
            self.leave_open(span, found);
        }
        self.finish(span, found);
    }

    /// Ends what nothing closes.
    fn leave_open(&mut self, at: Span, found: &mut Findings<'_>) {
        if let Some(frame) = self.stack.last_mut() {
            let name = frame.bracket.name();
            let remark = Remark::error(BRACKETS, frame.open, format!("the {name} that opens here is never closed"));
            let remedy = format!("write `{}` there", frame.bracket.closing());
            found.add(remark.beside(at, format!("a closing {name} is missing before this")).remedy(remedy));
            frame.awaits = Awaits::Comma;
        }
        self.finish(Span { start: at.start, end: at.start }, found);
    }

    fn finish(&mut self, close: Span, found: &mut Findings<'_>) {
        let Some(mut frame) = self.stack.pop() else { return };
        match frame.awaits {
            //= POL-LINT-01
            Awaits::Next(comma) => {
                let closing = frame.bracket.closing();
                let remark = Remark::error("POL-LINT-01", comma, format!("a comma stands before `{closing}`"));
                let whole = if frame.bracket == Bracket::Brace { "object" } else { "list" };
                found.add(remark.beside(close, format!("the {whole} ends here")).remedy("remove the comma"));
            }
            Awaits::Colon | Awaits::Value => without_value(&mut frame, close, found),
            Awaits::First | Awaits::Comma => (),
        }
        let span = Span { start: frame.open.start, end: close.end };
        let node = match frame.bracket {
            Bracket::Brace => Node::Object(frame.members),
            Bracket::Square => Node::Array(frame.items),
        };
        if let Node::Object(members) = &node {
            duplicates(members, found);
        }
        let value = Value { node, span };
        let Some(outer) = self.stack.last_mut() else {
            self.root = Some(value);
            return;
        };
        outer.last = span;
        match outer.bracket {
            Bracket::Square => outer.items.extend(frame.strays.into_iter().chain([value])),
            Bracket::Brace => {
                outer.strays.append(&mut frame.strays);
                match outer.name.take() {
                    Some(name) if !frame.is_stray => outer.members.push(Member { name, value }),
                    _ => outer.strays.push(value),
                }
            }
        }
        outer.awaits = Awaits::Comma;
    }

    fn comma(&mut self, span: Span, found: &mut Findings<'_>) {
        let Some(frame) = self.stack.last_mut() else {
            return found.add(Remark::error(JSON, span, "a comma stands before the document"));
        };
        match frame.awaits {
            Awaits::Comma => (),
            Awaits::First => {
                found.add(Remark::error(JSON, span, "nothing stands before the comma").remedy("remove the comma"));
            }
            Awaits::Next(other) => {
                let remark = Remark::error(JSON, span, "two commas follow each other").beside(other, "the first one");
                found.add(remark.remedy("remove one of them"));
            }
            Awaits::Colon | Awaits::Value => without_value(frame, span, found),
        }
        frame.awaits = Awaits::Next(span);
        frame.last = span;
    }

    fn colon(&mut self, span: Span, found: &mut Findings<'_>) {
        let Some(frame) = self.stack.last_mut() else {
            return found.add(Remark::error(JSON, span, "a colon stands before the document"));
        };
        match (frame.bracket, frame.awaits) {
            (Bracket::Brace, Awaits::Colon) => frame.awaits = Awaits::Value,
            (Bracket::Square, Awaits::Comma) => {
                let remark =
                    Remark::error(BRACKETS, frame.last, "a member stands in a list, without an object around it");
                found.add(remark.beside(frame.open, "the list").remedy("open a brace before the member"));
                frame.items.pop();
                frame.awaits = Awaits::First;
            }
            _ => found.add(Remark::error(JSON, span, "no name stands before the colon")),
        }
        frame.last = span;
    }

    fn text(&mut self, quoted: Quoted<'t>, span: Span, found: &mut Findings<'_>) {
        let Some(frame) = self.stack.last_mut().filter(|frame| frame.bracket == Bracket::Brace) else {
            return self.value(Value { node: Node::Text(quoted), span }, found);
        };
        match frame.awaits {
            Awaits::First | Awaits::Next(_) => (),
            Awaits::Comma => missing_comma(frame, span, "member", found),
            Awaits::Colon | Awaits::Value => return self.value(Value { node: Node::Text(quoted), span }, found),
        }
        frame.name = Some(Entry::new(quoted, span));
        frame.awaits = Awaits::Colon;
        frame.last = span;
    }

    fn bare(&mut self, word: &'t str, span: Span, found: &mut Findings<'_>) {
        let message = format!("`{word}` stands without quotes");
        let meant = match word.to_ascii_lowercase().as_str() {
            "none" | "nil" | "undefined" => "write `null`, or text in quotes".to_owned(),
            word @ ("true" | "false" | "null") => format!("write `{word}`"),
            _ => format!("write `\"{word}\"`"),
        };
        found.add(Remark::error(JSON, span, message).remedy(meant));
        self.text(Quoted::plain(word), span, found);
    }

    /// Puts a value where one is expected, and says so where none is.
    fn value(&mut self, value: Value<'t>, found: &mut Findings<'_>) {
        let span = value.span;
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(value);
            return;
        };
        match (frame.bracket, frame.awaits) {
            (Bracket::Square, Awaits::Comma) => missing_comma(frame, span, "item", found),
            (Bracket::Brace, Awaits::Colon) => missing_colon(frame, found),
            (Bracket::Brace, Awaits::First | Awaits::Next(_) | Awaits::Comma) => {
                found.add(Remark::error(JSON, span, "the name of a member is quoted text"));
                frame.last = span;
                return;
            }
            _ => (),
        }
        match (frame.bracket, frame.name.take()) {
            (Bracket::Brace, Some(name)) => frame.members.push(Member { name, value }),
            _ => frame.items.push(value),
        }
        frame.awaits = Awaits::Comma;
        frame.last = span;
    }
}

//= POL-LINT-02
fn missing_comma(frame: &Frame<'_>, next: Span, what: &str, found: &mut Findings<'_>) {
    let gap = Span { start: frame.last.end, end: frame.last.end };
    let remark = Remark::error("POL-LINT-02", gap, format!("a comma is missing between two {what}s"));
    found.add(remark.beside(next, format!("the next {what}")).remedy("write a comma between them"));
}

fn missing_colon(frame: &mut Frame<'_>, found: &mut Findings<'_>) {
    let gap = Span { start: frame.last.end, end: frame.last.end };
    let remark = Remark::error(JSON, gap, "a colon is missing between the name of a member and its value");
    found.add(remark.remedy("write a colon"));
    frame.awaits = Awaits::Value;
}

fn without_value(frame: &mut Frame<'_>, at: Span, found: &mut Findings<'_>) {
    if let Some(name) = frame.name.take() {
        let remark = Remark::error(JSON, name.span, format!("the member `{}` has no value", name.text));
        found.add(remark.beside(at, "the value is missing before this").remedy("write a colon and the value"));
    }
}

//= POL-LINT-07
fn duplicates(members: &[Member<'_>], found: &mut Findings<'_>) {
    for (first, second) in twins(members.iter().map(|member| &member.name), |name| &name.text) {
        let message = format!("the member `{}` is there twice", second.text);
        let remark = Remark::error("POL-LINT-07", second.span, message);
        found.add(remark.beside(first.span, "the first one").remedy("join the two, or remove one"));
    }
}
