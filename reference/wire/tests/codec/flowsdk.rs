//! A foreign decoder as a witness: flowsdk and this crate over every vector, with each deviation named.

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use crate::packets::{malformed, well_formed};
use ::flowsdk::mqtt_serde::control_packet::MqttPacket;
use ::flowsdk::mqtt_serde::parser::{ParseError, ParseOk};
use touchstone_wire::ProtocolVersion;

/// What flowsdk says to one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    /// It reads the frame, and writes it again as it was.
    Agrees,
    /// It reads the frame, and writes it otherwise.
    WritesOtherwise,
    /// It says that bytes are missing.
    AsksForMore,
    /// It says that the frame is wrong.
    Refuses,
    /// It panics.
    Panics,
}

const SHORTENS: &str = "it writes the shortest form, whichever was read";
const JUDGES_FILTERS: &str =
    "it judges filters while decoding; here they have answers of their own (MB-SUB-15, MB-MAL-36)";
const NO_METHOD: &str = "it lets an AUTH pass without the method that section 3.15.2.2.2 demands";
const CUT_INTEGER: &str = "it takes the end of a whole packet for missing bytes";

/// Deviations over well-formed packets, where agreement is expected.
const WELL_FORMED: &[(&str, Answer, &str)] = &[
    ("V311: a subscribe with a misplaced wildcard", Answer::Refuses, JUDGES_FILTERS),
    ("V311: a subscribe with an empty filter", Answer::Refuses, JUDGES_FILTERS),
    ("V311: an unsubscribe with three filters", Answer::Refuses, JUDGES_FILTERS),
    ("V5: a subscribe with an empty filter", Answer::Refuses, JUDGES_FILTERS),
    (
        "V5: a connect with a will without properties",
        Answer::Refuses,
        "it judges the will topic, which is empty (MB-WIL-11)",
    ),
    ("V5: a bare auth", Answer::WritesOtherwise, "it writes reason code and property length out"),
    ("V5: a disconnect with a reason code", Answer::WritesOtherwise, "it writes the property length out"),
    ("V5: a disconnect with success written out", Answer::WritesOtherwise, SHORTENS),
    ("V5: a puback with a reason code", Answer::WritesOtherwise, SHORTENS),
    ("V5: a puback with an empty property block", Answer::WritesOtherwise, SHORTENS),
    ("V5: a puback with success written out", Answer::WritesOtherwise, SHORTENS),
    ("V5: a puback with the last code", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubcomp with a reason code", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubcomp with an empty property block", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubcomp with success written out", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubrec with a reason code", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubrec with an empty property block", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubrec with success written out", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubrel with a reason code", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubrel with an empty property block", Answer::WritesOtherwise, SHORTENS),
    ("V5: a pubrel with success written out", Answer::WritesOtherwise, SHORTENS),
];

/// Deviations over malformed packets, where refusal is expected.
const MALFORMED: &[(&str, Answer, &str)] = &[
    ("V311: the protocol name `MQIsdp` at level 3", Answer::Agrees, "it speaks MQTT 3.1 too"),
    ("V5: a block that ends within a variable byte integer", Answer::AsksForMore, CUT_INTEGER),
    ("V5: a property length that is cut", Answer::AsksForMore, CUT_INTEGER),
    ("V5: an auth with data but without a method", Answer::Agrees, NO_METHOD),
    ("V5: an auth without a method", Answer::Agrees, NO_METHOD),
];

#[test]
fn flowsdk_reads_and_writes_the_well_formed_packets_alike() {
    let answers = well_formed().into_iter().map(|vector| (vector.title(), ask(&vector.bytes, vector.version)));
    compare(&answers.collect(), Answer::Agrees, WELL_FORMED);
}

#[test]
fn flowsdk_asks_for_more_at_every_prefix_of_a_well_formed_packet() {
    for vector in well_formed() {
        // A first byte alone it refuses, so the prefixes begin where a length has begun.
        for length in 2..vector.bytes.len() {
            let answer = ask(&vector.bytes[..length], vector.version);
            assert_eq!(answer, Answer::AsksForMore, "{}, the first {length} bytes", vector.title());
        }
    }
}

#[test]
fn flowsdk_refuses_the_malformed_packets_too() {
    // A limit on size is ours alone.
    let vectors = malformed().into_iter().filter(|vector| vector.largest.is_none());
    let answers = vectors.map(|vector| (vector.title(), ask(&vector.bytes, vector.version)));
    compare(&answers.collect(), Answer::Refuses, MALFORMED);
}

/// Asks flowsdk about a buffer that holds one frame at most: with more it is known to panic.
fn ask(frame: &[u8], version: ProtocolVersion) -> Answer {
    let read = || match version {
        ProtocolVersion::V311 => MqttPacket::from_bytes_v3(frame),
        ProtocolVersion::V5 => MqttPacket::from_bytes_v5(frame),
    };
    match catch_unwind(read) {
        Err(_) => Answer::Panics,
        Ok(Err(ParseError::More(..)) | Ok(ParseOk::Continue(..))) => Answer::AsksForMore,
        Ok(Ok(ParseOk::Packet(packet, length))) if length == frame.len() => match packet.to_bytes() {
            Ok(bytes) if bytes == frame => Answer::Agrees,
            _ => Answer::WritesOtherwise,
        },
        Ok(_) => Answer::Refuses,
    }
}

/// Fails for an answer that is neither expected nor named, and for a named one that no longer occurs.
fn compare(answers: &BTreeMap<String, Answer>, expected: Answer, named: &[(&str, Answer, &str)]) {
    let deviations: BTreeMap<_, _> = answers.iter().filter(|(_, answer)| **answer != expected).collect();
    let named: BTreeMap<_, _> = named.iter().map(|(title, answer, _)| (title.to_string(), *answer)).collect();
    assert_eq!(deviations, named.iter().collect(), "left: what flowsdk does; right: what the table says");
}
