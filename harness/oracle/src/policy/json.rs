//! Strict JSON, with the order of members and what is written twice.

use super::Malformed;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
    Text(String),
    /// A number, `true` or `false`, as it is written.
    Plain(String),
    Null,
}

/// No policy document goes as deep as this.
const DEEPEST: usize = 20;

//= POL-DOC-01
/// Reads the one value that the whole text is.
pub(super) fn read(text: &str) -> Result<Json, Malformed> {
    let mut reader = Reader { characters: text.chars().collect(), place: 0, depth: 0 };
    let value = reader.value()?;
    reader.skip_white_space();
    match reader.next() {
        None => Ok(value),
        Some(_) => Err(reader.surprise("the end")),
    }
}

struct Reader {
    characters: Vec<char>,
    place: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.place).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.place += 1;
        next
    }

    fn surprise(&self, wanted: &str) -> Malformed {
        Malformed(format!("character {}: expected {wanted}", self.place))
    }

    fn skip_white_space(&mut self) {
        while self.peek().is_some_and(|character| " \t\r\n".contains(character)) {
            self.place += 1;
        }
    }

    /// Takes the next character that is not white space, which must be one of these.
    fn mark(&mut self, wanted: &str) -> Result<char, Malformed> {
        self.skip_white_space();
        self.next().filter(|next| wanted.contains(*next)).ok_or_else(|| self.surprise(&format!("one of `{wanted}`")))
    }

    fn value(&mut self) -> Result<Json, Malformed> {
        self.skip_white_space();
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.surprise("less nesting"));
        }
        let value = match self.peek() {
            Some('{') => self.elements("}", Self::member).map(Json::Object),
            Some('[') => self.elements("]", Self::value).map(Json::Array),
            Some('"') => self.text().map(Json::Text),
            _ => self.word(),
        };
        self.depth -= 1;
        value
    }

    /// What stands between brackets, with commas between.
    fn elements<T>(&mut self, end: &str, element: fn(&mut Self) -> Result<T, Malformed>) -> Result<Vec<T>, Malformed> {
        self.place += 1;
        let mut elements = Vec::new();
        self.skip_white_space();
        if self.peek().is_some_and(|next| end.contains(next)) {
            self.place += 1;
            return Ok(elements);
        }
        loop {
            elements.push(element(self)?);
            if self.mark(&format!(",{end}"))? != ',' {
                return Ok(elements);
            }
        }
    }

    fn member(&mut self) -> Result<(String, Json), Malformed> {
        self.skip_white_space();
        let name = self.text()?;
        self.mark(":")?;
        Ok((name, self.value()?))
    }

    fn text(&mut self) -> Result<String, Malformed> {
        self.mark("\"")?;
        let mut units: Vec<u16> = Vec::new();
        loop {
            match self.next() {
                Some('"') => return String::from_utf16(&units).map_err(|_| self.surprise("a whole surrogate pair")),
                Some('\\') => units.push(self.escape()?),
                Some(character) if character >= ' ' => units.extend_from_slice(character.encode_utf16(&mut [0; 2])),
                _ => return Err(self.surprise("a character of a text")),
            }
        }
    }

    fn escape(&mut self) -> Result<u16, Malformed> {
        Ok(match self.next() {
            Some(character @ ('"' | '\\' | '/')) => character as u16,
            Some('b') => 8,
            Some('f') => 12,
            Some('n') => 10,
            Some('r') => 13,
            Some('t') => 9,
            Some('u') => {
                let mut unit = 0;
                for _ in 0..4 {
                    let digit = self.next().and_then(|digit| digit.to_digit(16));
                    unit = unit * 16 + digit.ok_or_else(|| self.surprise("four hexadecimal digits"))? as u16;
                }
                unit
            }
            _ => return Err(self.surprise("an escape")),
        })
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Json, Malformed> {
        let mut word = String::new();
        while let Some(next) = self.peek().filter(|next| next.is_ascii_alphanumeric() || "+-.".contains(*next)) {
            word.push(next);
            self.place += 1;
        }
        match &*word {
            "null" => Ok(Json::Null),
            "true" | "false" => Ok(Json::Plain(word)),
            number if is_number(number) => Ok(Json::Plain(word)),
            _ => Err(self.surprise("a value")),
        }
    }
}

fn is_number(word: &str) -> bool {
    let are_digits = |text: &str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
    let (number, exponent) = word.split_once(['e', 'E']).map_or((word, None), |(start, end)| (start, Some(end)));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(start, end)| (start, Some(end)));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    are_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| are_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
