//! The primitives that every frame is made of.

use crate::FrameError;

/// A whole frame: the first byte, the true remaining length, the body.
#[must_use]
pub fn frame(first: u8, body: &[u8]) -> Vec<u8> {
    let mut frame = header(first, body.len());
    frame.extend_from_slice(body);
    frame
}

/// A fixed header that claims this remaining length, true or not.
#[must_use]
pub fn header(first: u8, remaining: usize) -> Vec<u8> {
    let mut header = vec![first];
    header.extend(varint(remaining as u64));
    header
}

/// A string behind its length prefix; nothing else about it is judged.
///
/// # Errors
/// The text is longer than 65,535 bytes, which a prefix of two bytes cannot say.
pub fn string(text: &str) -> Result<Vec<u8>, FrameError> {
    binary(text.as_bytes())
}

/// Binary data behind its length prefix, or a string that is not UTF-8.
///
/// # Errors
/// The data are longer than 65,535 bytes, which a prefix of two bytes cannot say.
pub fn binary(bytes: &[u8]) -> Result<Vec<u8>, FrameError> {
    let length = u16::try_from(bytes.len()).map_err(|_| FrameError::Long { length: bytes.len() })?;
    Ok(prefixed(length, bytes))
}

/// A variable byte integer in as few bytes as possible; more than four of them above 268,435,455.
#[must_use]
pub fn varint(value: u64) -> Vec<u8> {
    varint_of_width(value, 1)
}

/// A variable byte integer in at least `width` bytes, which is not the minimal form if fewer would do.
#[must_use]
pub fn varint_of_width(value: u64, width: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = value;
    loop {
        let digit = rest.to_le_bytes().first().copied().unwrap_or_default() & 0x7F;
        rest >>= 7;
        if rest == 0 && bytes.len() + 1 >= width {
            bytes.push(digit);
            return bytes;
        }
        bytes.push(digit | 0x80);
    }
}

/// A property: the identifier, then the value's bytes as they are.
#[must_use]
pub fn property(id: u8, value: &[u8]) -> Vec<u8> {
    let mut property = vec![id];
    property.extend_from_slice(value);
    property
}

/// Properties behind their true length.
#[must_use]
pub fn block(properties: &[u8]) -> Vec<u8> {
    let mut block = varint(properties.len() as u64);
    block.extend_from_slice(properties);
    block
}

/// Bytes behind a length prefix that may be false.
pub(super) fn prefixed(length: u16, bytes: &[u8]) -> Vec<u8> {
    let mut prefixed = length.to_be_bytes().to_vec();
    prefixed.extend_from_slice(bytes);
    prefixed
}
