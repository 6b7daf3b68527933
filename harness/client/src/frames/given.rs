//! A value that was given for a field, read as what the field wants.

use serde_json::{Map, Value};
use touchstone_wire::ReasonCode;

use crate::FrameError;
use crate::frames::bytes::{binary, prefixed, varint, varint_of_width};
use crate::frames::error::nearest;

/// What `fill` may ask for: no packet is longer.
const LONGEST: u64 = 268_435_455;

/// A value that was given for a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'a> {
    pub(super) field: &'a str,
    pub(super) value: &'a Value,
}

impl<'a> Given<'a> {
    pub(super) fn new(field: &'a str, value: &'a Value) -> Self {
        Self { field, value }
    }

    /// Whether the field's bytes are to be left out.
    pub(super) fn is_left_out(self) -> bool {
        self.value.is_null()
    }

    /// Refuses any value but `null`.
    pub(super) fn nothing(self, wanted: &'static str) -> Result<(), FrameError> {
        if self.is_left_out() { Ok(()) } else { Err(self.unfit(wanted)) }
    }

    /// A number up to `most`.
    pub(super) fn number<N: TryFrom<u64>>(self, most: u64) -> Result<N, FrameError> {
        let number = self.value.as_u64().filter(|number| *number <= most);
        number.and_then(|number| N::try_from(number).ok()).ok_or_else(|| self.unfit(number_up_to(most)))
    }

    /// True or false.
    pub(super) fn switch(self) -> Result<bool, FrameError> {
        self.value.as_bool().ok_or_else(|| self.unfit("true or false"))
    }

    /// A reason code by number or name.
    pub(super) fn code(self) -> Result<u8, FrameError> {
        let Some(name) = self.value.as_str() else { return self.number(255) };
        ReasonCode::from_name(name).map(ReasonCode::value).ok_or_else(|| FrameError::UnknownCode {
            code: name.to_owned(),
            nearest: nearest(name, ReasonCode::NAMES.iter().copied()),
        })
    }

    /// The elements of a list.
    pub(super) fn list(self) -> Result<impl Iterator<Item = Given<'a>>, FrameError> {
        let elements = self.value.as_array().ok_or_else(|| self.unfit("a list"))?;
        Ok(elements.iter().map(move |value| Given { field: self.field, value }))
    }

    /// The members of a mapping.
    pub(super) fn mapping(self) -> Result<&'a Map<String, Value>, FrameError> {
        self.value.as_object().ok_or_else(|| self.unfit("a mapping"))
    }

    /// Bytes as hex digits, with spaces where one likes, alone or under `hex`.
    pub(super) fn hex(self) -> Result<Vec<u8>, FrameError> {
        let digits = self.only("hex").unwrap_or(self.value).as_str();
        digits.and_then(bytes_of_hex).ok_or_else(|| self.unfit("an even number of hex digits, in quotes"))
    }

    /// Text or bytes, without a length prefix.
    pub(super) fn content(self) -> Result<Vec<u8>, FrameError> {
        if let Some(text) = self.value.as_str() {
            return Ok(text.as_bytes().to_vec());
        }
        if self.only("hex").is_some() {
            return self.hex();
        }
        if let Some(fill) = self.only("fill") {
            let count = Given::new(self.field, fill).number(LONGEST)?;
            return Ok(vec![b'x'; count]);
        }
        if let Some(text) = self.only("text") {
            return Given::new(self.field, text).content();
        }
        match self.only("json") {
            Some(json) => Ok(json.to_string().into_bytes()),
            None => Err(self.unfit("text in quotes, or one of `hex`, `fill` and `json`")),
        }
    }

    /// Text or bytes behind a length prefix; a `length` beside them makes the prefix false.
    pub(super) fn text(self) -> Result<Vec<u8>, FrameError> {
        let Some(length) = self.value.get("length") else { return binary(&self.content()?) };
        let mut rest = self.mapping()?.clone();
        rest.remove("length");
        let content = Given::new(self.field, &Value::Object(rest)).content()?;
        Ok(prefixed(Given::new(self.field, length).number(65_535)?, &content))
    }

    /// A variable byte integer that ought to say `actual`: a number, bytes, or a width.
    pub(super) fn length(self, actual: usize) -> Result<Vec<u8>, FrameError> {
        if let Some(width) = self.only("width") {
            return Ok(varint_of_width(actual as u64, Given::new(self.field, width).number(8)?));
        }
        match self.value {
            Value::Null => Ok(Vec::new()),
            Value::Number(_) => Ok(varint(self.number(u64::from(u32::MAX))?)),
            _ if self.only("hex").is_some() => self.hex(),
            _ => Err(self.unfit("a number, or one of `hex` and `width`")),
        }
    }

    /// The value under this key, when it is the only one.
    pub(super) fn only(self, key: &str) -> Option<&'a Value> {
        self.value.as_object().filter(|members| members.len() == 1)?.get(key)
    }

    pub(super) fn unfit(self, wanted: &'static str) -> FrameError {
        FrameError::Unfit { field: self.field.to_owned(), wanted, given: self.value.to_string() }
    }
}

/// The words for a number's bound.
fn number_up_to(most: u64) -> &'static str {
    match most {
        0..=3 => "a number from 0 to 3",
        4..=8 => "a number from 0 to 8",
        9..=15 => "a number from 0 to 15",
        16..=255 => "a number from 0 to 255",
        256..=65_535 => "a number from 0 to 65,535",
        65_536..=LONGEST => "a number from 0 to 268,435,455",
        _ => "a number from 0 to 4,294,967,295",
    }
}

/// The bytes that hex digits stand for; spaces between them do not count.
fn bytes_of_hex(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> =
        digits.chars().filter(|digit| !digit.is_whitespace()).map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| u8::try_from(high << 4 | low).ok()).collect()
}
