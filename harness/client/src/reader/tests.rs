//! Streams written by hand from the standard.

use serde_json::json;
use touchstone_vocabulary::QoS;
use touchstone_wire::{PacketId, ProtocolVersion, ReasonCode};

use super::*;

const V3: Option<ProtocolVersion> = Some(ProtocolVersion::V311);
const V5: Option<ProtocolVersion> = Some(ProtocolVersion::V5);

/// What comes of a stream, in words.
fn read(version: Option<ProtocolVersion>, bytes: &[u8]) -> Vec<String> {
    FrameReader::new(version).feed(bytes).iter().map(describe).collect()
}

#[test]
fn a_stream_gives_the_same_frames_however_it_arrives() {
    let stream =
        [&[0x20, 2, 0, 0][..], &[0x30, 4, 0, 1, b't', b'x'], &[0xD0, 0], &[0x42, 2, 0, 1], &[0x90, 3, 0, 1, 1]]
            .concat();
    let whole = FrameReader::new(V3).feed(&stream);
    let mut reader = FrameReader::new(V3);
    let single: Vec<Frame> = stream.iter().flat_map(|byte| reader.feed(&[*byte])).collect();
    assert_eq!(single, whole);
    assert_eq!(whole.iter().map(|frame| frame.bytes.clone()).collect::<Vec<_>>().concat(), stream);
    assert_eq!(whole.iter().map(|frame| frame.verdict.is_ok()).collect::<Vec<_>>(), [true, true, true, false, true]);
    assert_eq!(reader.pending(), b"");
}

#[test]
fn a_publish_is_seen_with_all_that_it_carries() {
    let bytes = [0x3B, 15, 0, 1, b't', 0, 3, 7, 0x26, 0, 1, b'k', 0, 1, b'v', b'h', b'i'];
    let seen = FrameReader::new(V5).feed(&bytes).remove(0).verdict;
    assert_eq!(
        seen,
        Ok(Seen::Publish {
            dup: true,
            qos: QoS::AtLeastOnce,
            retain: true,
            topic: "t".into(),
            id: PacketId::new(3),
            payload: b"hi".to_vec(),
            properties: vec![("user-property", json!(["k", "v"]))],
        })
    );
}

#[test]
fn a_connack_is_seen_with_its_properties_by_name() {
    let bytes = [0x20, 11, 1, 0, 8, 0x21, 0, 100, 0x27, 0, 2, 0, 0];
    let seen = FrameReader::new(V5).feed(&bytes).remove(0).verdict;
    let properties = vec![("receive-maximum", json!(100)), ("maximum-packet-size", json!(131_072))];
    assert_eq!(seen, Ok(Seen::Connack { session_present: true, code: ReasonCode::SUCCESS, properties }));
}

#[test]
fn frames_are_described_in_words() {
    assert_eq!(read(V3, &[0x20, 2, 0, 5]), ["CONNACK session_present=false code=5"]);
    assert_eq!(read(V5, &[0x20, 3, 1, 0, 0]), ["CONNACK session_present=true code=0x00(success)"]);
    assert_eq!(read(V3, &[0x32, 6, 0, 1, b't', 0, 3, b'x']), ["PUBLISH topic=t qos=1 id=3 payload=\"x\""]);
    assert_eq!(read(V3, &[0x31, 4, 0, 1, b't', 0xFF]), ["PUBLISH retain topic=t qos=0 payload=[ff]"]);
    assert_eq!(read(V5, &[0x40, 3, 0, 9, 0x87]), ["PUBACK id=9 code=0x87(not-authorized)"]);
    assert_eq!(read(V5, &[0x90, 5, 0, 1, 0, 1, 0x87]), ["SUBACK id=1 codes=[0x01, 0x87]"]);
    assert_eq!(read(V3, &[0xB0, 2, 0, 1]), ["UNSUBACK id=1 codes=[]"]);
    assert_eq!(
        read(V5, &[0xE0, 7, 0x8E, 5, 0x1F, 0, 2, b'n', b'o']),
        ["DISCONNECT code=0x8E(session-taken-over) reason-string=\"no\""]
    );
    assert_eq!(read(V5, &[0x50, 2, 0, 1, 0xD0, 0]), ["PUBREC", "PINGRESP"]);
}

#[test]
fn a_broken_frame_is_named_by_statement_and_the_next_is_read_all_the_same() {
    let read = read(V5, &[0x36, 6, 0, 1, b't', 0, 1, 0, 0xD0, 0]);
    assert!(read[0].starts_with("broken PUBLISH (MQTT-3.3.1-4 v5 at byte 0: "), "{}", read[0]);
    assert!(read[0].ends_with("[36 06 00 01 74 00 01 00]"), "{}", read[0]);
    assert_eq!(read[1], "PINGRESP");
}

#[test]
fn a_length_that_is_not_minimal_is_broken_but_splits() {
    let frames = FrameReader::new(V5).feed(&[0xD0, 0x80, 0x00, 0xD0, 0]);
    assert_eq!(frames.iter().map(|frame| frame.bytes.len()).collect::<Vec<_>>(), [3, 2]);
    assert!(frames[0].verdict.is_err() && frames[1].verdict.is_ok());
}

#[test]
fn without_a_version_a_frame_is_right_that_is_right_in_either() {
    let frames = FrameReader::new(None).feed(&[0x20, 2, 0, 1, 0x20, 3, 0, 0x84, 0, 0x20, 2, 0, 0x84]);
    assert_eq!(frames.iter().map(|frame| frame.verdict.is_ok()).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn after_a_length_that_cannot_be_read_nothing_is_kept() {
    let mut reader = FrameReader::new(V5);
    let frames = reader.feed(&[0xD0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]);
    assert_eq!(frames[0].bytes.len(), 8);
    assert!(frames[0].verdict.is_err());
    assert_eq!(reader.feed(&[0xD0, 0]), []);
    assert_eq!(reader.pending(), b"");
}

#[test]
fn a_frame_above_the_largest_is_broken_from_its_header_alone() {
    let frames = FrameReader::new(V3).feed(&[0x30, 0xFF, 0xFF, 0xFF, 0x7F]);
    assert_eq!(frames[0].verdict.as_ref().map_err(|violation| violation.fault), Err(Fault::TooLarge));
}

#[test]
fn a_frame_that_is_not_complete_is_pending() {
    let mut reader = FrameReader::new(V3);
    assert_eq!(reader.feed(&[0xD0, 0, 0x30, 9, 0]).len(), 1);
    assert_eq!(reader.pending(), [0x30, 9, 0]);
}

//= OP-01
#[test]
fn return_code_7_is_seen_and_no_other_that_3_1_1_does_not_have() {
    let code = |bytes: [u8; 4], version| match FrameReader::new(version).feed(&bytes).remove(0).verdict {
        Ok(Seen::Connack { code, .. }) => Some(code),
        _ => None,
    };
    assert_eq!(code([0x20, 2, 0, 5], V3), Some(ReasonCode::new(5)));
    assert_eq!(code([0x20, 2, 0, 7], V3), Some(ReasonCode::new(7)));
    for bytes in [[0x20, 2, 0, 6], [0x20, 2, 0, 8], [0x20, 2, 1, 7]] {
        assert_eq!(code(bytes, V3), None, "{bytes:?}");
    }
    assert_eq!(code([0x20, 2, 0, 7], V5), None);
}
