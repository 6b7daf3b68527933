//! Fields from the front of a frame, each with its offset.

use crate::decode::statement::{self, Statement};
use crate::{PacketId, ProtocolVersion, Strictness, Violation};

/// What is left to read of a frame, or of a property block within it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    /// Offset of the end of `rest` from the first byte of the packet.
    end: usize,
    /// The version by which the rest is read.
    pub(super) version: ProtocolVersion,
    /// How strictly the rest is read.
    pub(super) strictness: Strictness,
    /// What a field breaks that is not all there.
    past_end: &'static Statement,
}

impl<'a> Reader<'a> {
    /// Reads `rest`, which ends `end` bytes after the first byte of the packet.
    pub(super) const fn new(rest: &'a [u8], end: usize, version: ProtocolVersion, strictness: Strictness) -> Self {
        Self { rest, end, version, strictness, past_end: &statement::TRUNCATED }
    }

    /// Reads the property block that was just taken.
    pub(super) const fn within(&self, block: &'a [u8]) -> Self {
        Self { rest: block, end: self.offset(), past_end: &statement::PROPERTY_PAST_LENGTH, ..*self }
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Result<u8, Violation> {
        let Some((byte, rest)) = self.rest.split_first() else {
            return Err(self.broken(self.past_end));
        };
        self.rest = rest;
        Ok(*byte)
    }

    /// A two byte integer.
    pub(super) fn two_bytes(&mut self) -> Result<u16, Violation> {
        self.fixed().map(u16::from_be_bytes)
    }

    /// A value of `N` bytes.
    pub(super) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Violation> {
        let Some((bytes, rest)) = self.rest.split_first_chunk() else {
            return Err(self.broken(self.past_end));
        };
        self.rest = rest;
        Ok(*bytes)
    }

    /// The next `length` bytes; without so many, `None`, and nothing is read.
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// Length-prefixed bytes; `past_end` is broken when they are not all there.
    fn prefixed(&mut self, past_end: &Statement) -> Result<&'a [u8], Violation> {
        let field = *self;
        let length = self.two_bytes()?;
        self.take(usize::from(length)).ok_or_else(|| field.broken(past_end))
    }

    /// Binary data.
    pub(super) fn binary(&mut self) -> Result<&'a [u8], Violation> {
        //= MB-MAL-18
        self.prefixed(&statement::BINARY_PAST_END)
    }

    /// A string: well-formed UTF-8 without U+0000.
    pub(super) fn text(&mut self) -> Result<&'a str, Violation> {
        //= MB-MAL-18
        let bytes = self.prefixed(&statement::TEXT_PAST_END)?;
        self.check_text(bytes)
    }

    /// Checks a string as [`Self::text`] does, and answers its bytes.
    pub(super) fn checked_text(&mut self) -> Result<&'a [u8], Violation> {
        //= MB-MAL-18
        let bytes = self.prefixed(&statement::TEXT_PAST_END)?;
        // ASCII without U+0000 is the common case, and one pass tells it.
        match bytes.iter().fold(true, |plain, byte| plain & matches!(byte, 1..=0x7F)) {
            true => Ok(bytes),
            false => self.check_text(bytes).map(str::as_bytes),
        }
    }

    /// The string in the bytes just read.
    fn check_text(&self, bytes: &'a [u8]) -> Result<&'a str, Violation> {
        let start = self.offset() - bytes.len();
        //= MB-MAL-19
        //= MB-MAL-21
        //= MB-MAL-22
        let text = std::str::from_utf8(bytes)
            .map_err(|error| statement::ILL_FORMED_UTF8.broken(self.version, start + error.valid_up_to()))?;
        //= MB-MAL-20
        match memchr::memchr(0, bytes) {
            None => Ok(text),
            Some(at) => Err(statement::NUL_IN_TEXT.broken(self.version, start + at)),
        }
    }

    /// A variable byte integer of MQTT 5.
    pub(super) fn integer(&mut self) -> Result<u32, Violation> {
        match self.rest {
            [digit @ 0..0x80, rest @ ..] => {
                self.rest = rest;
                Ok(u32::from(*digit))
            }
            _ => self.long_integer(),
        }
    }

    /// A variable byte integer that is not one byte, or not whole.
    #[cold]
    fn long_integer(&mut self) -> Result<u32, Violation> {
        let field = *self;
        let mut value = 0;
        for shift in [0, 7, 14, 21] {
            let digit = self.byte().map_err(|_| field.broken(field.past_end))?;
            value |= u32::from(digit & 0x7F) << shift;
            if digit & 0x80 == 0 {
                //= MB-MAL-15
                if digit == 0 && shift > 0 {
                    return Err(statement::INTEGER_MINIMAL.broken(self.version, self.offset() - 1));
                }
                return Ok(value);
            }
        }
        Err(statement::INTEGER_PAST_FOUR.broken(self.version, self.offset() - 1))
    }

    /// A packet identifier; `zero` is broken when it is zero.
    pub(super) fn packet_id(&mut self, zero: &Statement) -> Result<PacketId, Violation> {
        let field = *self;
        PacketId::new(self.two_bytes()?).ok_or_else(|| field.broken(zero))
    }

    /// Everything that is left.
    pub(super) const fn take_rest(&mut self) -> &'a [u8] {
        let rest = self.rest;
        self.rest = &[];
        rest
    }

    /// Whether nothing is left.
    pub(super) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Offset of the next byte from the first byte of the packet.
    pub(super) const fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    /// The violation of `statement` by the next byte.
    pub(super) const fn broken(&self, statement: &Statement) -> Violation {
        statement.broken(self.version, self.offset())
    }

    /// Refuses bytes after the last field.
    pub(super) const fn finish(&self) -> Result<(), Violation> {
        //= MB-MAL-17
        match self.is_at_end() {
            true => Ok(()),
            false => Err(self.broken(&statement::SURPLUS)),
        }
    }
}
