//! The codec against bytes that nobody chose.

use proptest::prelude::*;
use touchstone_wire::{
    Decoded, Packet, ProtocolVersion, Rules, Strictness, decode, encode, publish_head, publish_length,
};

use crate::packets::{malformed, well_formed};

/// Either version.
fn version() -> impl Strategy<Value = ProtocolVersion> {
    prop_oneof![Just(ProtocolVersion::V311), Just(ProtocolVersion::V5)]
}

/// Either strictness.
fn strictness() -> impl Strategy<Value = Strictness> {
    prop_oneof![Just(Strictness::Strict), Just(Strictness::Tolerant)]
}

/// A whole frame with a random type and body.
fn frame() -> impl Strategy<Value = Vec<u8>> {
    (any::<u8>(), prop::collection::vec(any::<u8>(), 0..100)).prop_map(|(first, body)| {
        let mut frame = vec![first, body.len() as u8];
        frame.extend(body);
        frame
    })
}

/// A vector with a few of its bytes changed, taken out or put in.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let mut frames: Vec<_> = well_formed().into_iter().map(|vector| vector.bytes).collect();
    frames.extend(malformed().into_iter().map(|vector| vector.bytes));
    frames.retain(|frame| frame.len() < 400);
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    (prop::sample::select(frames), prop::collection::vec(change, 1..4)).prop_map(|(mut frame, changes)| {
        for (place, byte, kind) in changes {
            change_at(&mut frame, place, byte, kind);
        }
        frame
    })
}

/// Makes one change; one that lengthens or shortens the frame mends its Remaining Length of one byte.
fn change_at(frame: &mut Vec<u8>, place: prop::sample::Index, byte: u8, kind: u8) {
    if frame.len() < 3 {
        return;
    }
    let at = place.index(frame.len());
    match kind {
        0 => frame[at] = byte,
        1 => frame[at] ^= 1 << (byte % 8),
        2 if at >= 2 => _ = frame.remove(at),
        _ if at >= 2 => frame.insert(at, byte),
        _ => {}
    }
    if kind >= 2 && frame.len() < 130 {
        frame[1] = (frame.len() - 2) as u8;
    }
}

/// Checks all that holds of any bytes whatever.
fn check_anything(bytes: &[u8], rules: &Rules) -> Result<(), TestCaseError> {
    let answer = decode(bytes, rules);
    if let Decoded::Packet { packet, length } = &answer {
        check_encoding(packet, &bytes[..*length], rules)?;
    }
    if let Decoded::Violation(violation) = &answer {
        prop_assert!(violation.offset <= bytes.len());
    }
    check_prefixes(bytes, &answer, rules)
}

/// Checks that a packet is written as it was read; what only a tolerant reader reads may become shorter.
fn check_encoding(packet: &Packet<'_>, frame: &[u8], rules: &Rules) -> Result<(), TestCaseError> {
    let mut out = vec![7];
    encode(packet, rules.version, &mut out).unwrap();
    if rules.strictness == Strictness::Strict {
        prop_assert_eq!(&out[1..], frame);
    }
    if let Packet::Publish(publish) = packet {
        let mut head = vec![7];
        publish_head(publish, rules.version, &mut head).unwrap();
        head.extend_from_slice(publish.payload);
        prop_assert_eq!(publish_length(publish, rules.version), head.len() - 1);
        prop_assert_eq!(head, out);
    }
    Ok(())
}

/// Checks that each prefix is incomplete or answered as the whole.
fn check_prefixes(bytes: &[u8], whole: &Decoded<'_>, rules: &Rules) -> Result<(), TestCaseError> {
    let mut answered = false;
    for length in 0..bytes.len() {
        let answer = decode(&bytes[..length], rules);
        answered |= answer != Decoded::Incomplete;
        match answered {
            true => prop_assert_eq!(&answer, whole),
            false => prop_assert_eq!(&answer, &Decoded::Incomplete),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_answered_alike_however_they_are_cut(
        bytes in prop::collection::vec(any::<u8>(), 0..60), version in version(), strictness in strictness(),
    ) {
        check_anything(&bytes, &Rules { strictness, ..Rules::strict(version) })?;
    }

    #[test]
    fn random_frames_are_answered_alike_however_they_are_cut(
        bytes in frame(), version in version(), strictness in strictness(),
    ) {
        check_anything(&bytes, &Rules { strictness, ..Rules::strict(version) })?;
    }

    #[test]
    fn mutated_vectors_are_answered_alike_however_they_are_cut(
        bytes in mutated(), version in version(), strictness in strictness(),
    ) {
        check_anything(&bytes, &Rules { strictness, ..Rules::strict(version) })?;
    }
}
