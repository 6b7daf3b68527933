//! Does decoding give one answer to the same bytes, and does encoding undo it?

use arbitrary::{Arbitrary, Unstructured};
use touchstone_generate::packets::Frame;
use touchstone_wire::{
    Decoded, Packet, ProtocolVersion, Rules, Strictness, decode, encode, publish_head, publish_length,
};

/// Reads a frame drawn from a fuzzer's bytes, and the bytes themselves.
///
/// # Errors
/// As [`check_frame`].
pub fn check_packet_codec(data: &[u8]) -> Result<(), String> {
    for version in [ProtocolVersion::V311, ProtocolVersion::V5] {
        check_frame(&Frame { version, bytes: data.to_vec(), intact: false })?;
    }
    Frame::arbitrary(&mut Unstructured::new(data)).map_or(Ok(()), |frame| check_frame(&frame))
}

/// Reads a frame strictly and tolerantly.
///
/// # Errors
/// When an intact frame is not a packet; when a packet is not written as it was read; when a prefix has another answer
/// than *incomplete* and than the whole.
pub fn check_frame(frame: &Frame) -> Result<(), String> {
    for strictness in [Strictness::Strict, Strictness::Tolerant] {
        let rules = Rules { strictness, ..Rules::strict(frame.version) };
        check_by(frame, &rules).map_err(|difference| format!("{strictness:?}, {frame:02x?}: {difference}"))?;
    }
    Ok(())
}

fn check_by(frame: &Frame, rules: &Rules) -> Result<(), String> {
    let bytes = frame.bytes.as_slice();
    let whole = decode(bytes, rules);
    match &whole {
        Decoded::Packet { packet, length } => {
            let read = bytes.get(..*length).ok_or("more was read than there was")?;
            if frame.intact && read.len() != bytes.len() {
                return Err(format!("only {length} bytes were read"));
            }
            check_written(packet, read, rules)?;
        }
        Decoded::Violation(violation) if violation.offset > bytes.len() => {
            return Err(format!("{violation:?} lies behind the bytes"));
        }
        answer if frame.intact => return Err(format!("the answer is {answer:?}")),
        _ => {}
    }
    check_prefixes(bytes, &whole, rules)
}

/// A packet read strictly is written as it was; read tolerantly it is written as something that reads the same.
fn check_written(packet: &Packet<'_>, read: &[u8], rules: &Rules) -> Result<(), String> {
    let mut out = Vec::new();
    encode(packet, rules.version, &mut out).map_err(|error| error.to_string())?;
    if rules.strictness == Strictness::Strict && out != read {
        return Err(format!("it is written as {out:02x?}"));
    }
    if decode(&out, rules) != (Decoded::Packet { packet: *packet, length: out.len() }) {
        return Err(format!("{out:02x?} does not read the same"));
    }
    if let Packet::Publish(publish) = packet {
        let mut head = Vec::new();
        publish_head(publish, rules.version, &mut head).map_err(|error| error.to_string())?;
        head.extend_from_slice(publish.payload);
        if head != out || publish_length(publish, rules.version) != out.len() {
            return Err(format!("head and length say {head:02x?}"));
        }
    }
    Ok(())
}

/// Each prefix is incomplete until the answer is certain, and from then on answered as the whole.
fn check_prefixes(bytes: &[u8], whole: &Decoded<'_>, rules: &Rules) -> Result<(), String> {
    let mut certain = false;
    // The middle of a long payload is like its neighbours.
    let lengths = (0..bytes.len()).filter(|length| *length < 300 || length + 3 > bytes.len());
    for length in lengths {
        let answer = decode(bytes.get(..length).unwrap_or_default(), rules);
        certain |= answer != Decoded::Incomplete;
        if certain && answer != *whole {
            return Err(format!("{length} bytes are answered with {answer:?}, all with {whole:?}"));
        }
    }
    Ok(())
}
