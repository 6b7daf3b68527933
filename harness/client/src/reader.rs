//! From received bytes to frames: split leniently, judged strictly.

mod describe;
mod seen;
#[cfg(test)]
mod tests;

use touchstone_wire::{
    Connack, Decoded, Fault, Packet, Properties, ProtocolVersion, ReasonCode, Rules, Strictness, Violation, decode,
};

pub use describe::{describe, hex};
pub use seen::Seen;

/// Splits a stream of bytes into frames by their remaining length alone, and judges each by itself.
///
/// A frame that breaks the standard does not stop it; only a length that cannot be read, or one above
/// [`Self::LARGEST`], does, since nobody knows where the next frame would begin. It never holds more than one frame.
#[derive(Clone, Debug)]
pub struct FrameReader {
    /// The version that frames are judged by; without one a frame passes that is right in either.
    pub version: Option<ProtocolVersion>,
    pending: Vec<u8>,
    lost: bool,
}

/// A frame as it came, and what it is by the strict rules of the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its bytes, fixed header included.
    pub bytes: Vec<u8>,
    /// What was seen in it, or the first statement that it breaks.
    pub verdict: Result<Seen, Violation>,
}

/// What the front of the pending bytes holds.
enum Split {
    Incomplete,
    Whole(usize),
    Unreadable,
}

impl FrameReader {
    /// Bytes that a frame may have. A longer one is given out as far as it came, and what follows is dropped.
    pub const LARGEST: usize = 4 * 1024 * 1024;

    /// A reader at the beginning of a stream.
    #[must_use]
    pub const fn new(version: Option<ProtocolVersion>) -> Self {
        Self { version, pending: Vec::new(), lost: false }
    }

    /// Takes in bytes and gives out the frames that they complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        if self.lost {
            return frames;
        }
        self.pending.extend_from_slice(bytes);
        let mut rest = self.pending.as_slice();
        loop {
            match split(rest) {
                Split::Incomplete => break,
                Split::Whole(length) => {
                    let (frame, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                    frames.push(Frame { bytes: frame.to_vec(), verdict: judge(frame, self.version) });
                    rest = after;
                }
                Split::Unreadable => {
                    frames.push(Frame { bytes: rest.to_vec(), verdict: judge(rest, self.version) });
                    self.lost = true;
                    rest = &[];
                    break;
                }
            }
        }
        let done = self.pending.len() - rest.len();
        self.pending.drain(..done);
        frames
    }

    /// The bytes of a frame that is not complete.
    #[must_use]
    pub fn pending(&self) -> &[u8] {
        &self.pending
    }
}

/// Where the first frame ends, by its remaining length, minimal or not.
fn split(bytes: &[u8]) -> Split {
    let mut length = 0;
    for place in 0..4 {
        let Some(byte) = bytes.get(1 + place) else { return Split::Incomplete };
        length |= usize::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            let whole = 2 + place + length;
            return match whole {
                _ if whole > FrameReader::LARGEST => Split::Unreadable,
                _ if whole > bytes.len() => Split::Incomplete,
                _ => Split::Whole(whole),
            };
        }
    }
    Split::Unreadable
}

//= OP-01
/// CONNACK with the return code 7. The standard does not have it, yet an endpoint may refuse a 3.1.1 client with it.
const REFUSED_WITH_7: [u8; 4] = [0x20, 2, 0, 7];

/// What a frame is by the strict rules, and by what is known of endpoints besides.
#[must_use]
pub fn decoded(bytes: &[u8], version: ProtocolVersion) -> Decoded<'_> {
    if version == ProtocolVersion::V311 && bytes == REFUSED_WITH_7 {
        let (code, properties) = (ReasonCode::new(7), Properties::default());
        let packet = Packet::Connack(Connack { session_present: false, code, properties });
        return Decoded::Packet { packet, length: bytes.len() };
    }
    decode(bytes, &Rules { version, largest: FrameReader::LARGEST, strictness: Strictness::Strict })
}

/// What a frame is by the strict rules. Without a version the one that it does not break counts.
fn judge(bytes: &[u8], version: Option<ProtocolVersion>) -> Result<Seen, Violation> {
    let Some(version) = version else {
        let five = judge(bytes, Some(ProtocolVersion::V5));
        return five.or_else(|violation| judge(bytes, Some(ProtocolVersion::V311)).map_err(|_| violation));
    };
    match decoded(bytes, version) {
        Decoded::Packet { packet, length } if length == bytes.len() => Ok(Seen::of(&packet)),
        Decoded::Violation(violation) => Err(violation),
        Decoded::Packet { .. } | Decoded::Incomplete => Err(Violation {
            statement: "section 2.1.4 v5",
            reason: "the packet does not end where its remaining length says",
            offset: 1,
            fault: Fault::Malformed,
        }),
    }
}
