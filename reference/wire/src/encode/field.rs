//! The fields that packets are made of.

use crate::encode::EncodeError;
use crate::{Properties, ProtocolVersion};

/// The largest variable byte integer.
const LARGEST: usize = 268_435_455;

/// The digits of a variable byte integer, and how many there are.
pub(super) fn digits(value: usize) -> Result<([u8; 4], usize), EncodeError> {
    if value > LARGEST {
        return Err(EncodeError::PacketTooLong(value));
    }
    let count = count_digits(value);
    let mut rest = value;
    let mut digits = [0; 4];
    for (place, digit) in digits.iter_mut().enumerate() {
        let more = if place + 1 < count { 0x80 } else { 0 };
        *digit = (rest & 0x7F) as u8 | more;
        rest >>= 7;
    }
    Ok((digits, count))
}

/// Bytes of a variable byte integer.
pub(super) const fn count_digits(value: usize) -> usize {
    match value {
        0..=0x7F => 1,
        0x80..=0x3FFF => 2,
        0x4000..=0x001F_FFFF => 3,
        _ => 4,
    }
}

/// Appends a variable byte integer.
pub(crate) fn write_integer(value: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let (digits, count) = digits(value)?;
    out.extend(digits.into_iter().take(count));
    Ok(())
}

/// Appends length-prefixed bytes.
pub(crate) fn write_binary(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let length = u16::try_from(bytes.len()).map_err(|_| EncodeError::FieldTooLong(bytes.len()))?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

/// Appends a string.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    write_binary(text.as_bytes(), out)
}

/// Appends property length and properties; nothing on 3.1.1.
pub(super) fn write_properties(
    properties: Properties<'_>,
    version: ProtocolVersion,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    if version == ProtocolVersion::V311 {
        return Ok(());
    }
    //= MQTT-2.2.2-1 v5
    write_integer(properties.as_bytes().len(), out)?;
    out.extend_from_slice(properties.as_bytes());
    Ok(())
}
