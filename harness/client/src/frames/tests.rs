//! Byte vectors written by hand from the figures of the standard.

use serde_json::{Value, json};
use touchstone_vocabulary::QoS;
use touchstone_wire::{PacketId, ProtocolVersion};

use super::*;

const V3: ProtocolVersion = ProtocolVersion::V311;
const V5: ProtocolVersion = ProtocolVersion::V5;

/// Builds from a mapping.
fn built(kind: &str, version: ProtocolVersion, fields: &Value) -> Result<Vec<u8>, FrameError> {
    let fields: Vec<_> =
        fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    build(kind, version, &fields)
}

/// The bytes that hex digits and quoted letters stand for: `00 01 'a'`.
fn bytes(text: &str) -> Vec<u8> {
    let byte = |word: &str| match word.strip_prefix('\'') {
        Some(letters) => letters.trim_end_matches('\'').as_bytes().to_vec(),
        None => vec![u8::from_str_radix(word, 16).unwrap()],
    };
    text.split_whitespace().flat_map(byte).collect()
}

#[track_caller]
fn check_built(kind: &str, version: ProtocolVersion, fields: &Value, expected: &str) {
    assert_eq!(built(kind, version, fields), Ok(bytes(expected)), "{kind} {fields}");
}

#[track_caller]
fn check_refused(kind: &str, fields: &Value, message: &str) {
    assert_eq!(built(kind, V5, fields).unwrap_err().to_string(), message);
}

#[test]
fn a_connect_without_fields_is_plain() {
    let none = json!({});
    check_built("connect", V3, &none, "10 16 00 04 'MQTT' 04 02 04 b0 00 0a 'touchstone'");
    check_built("connect", V5, &none, "10 17 00 04 'MQTT' 05 02 04 b0 00 00 0a 'touchstone'");
}

#[test]
fn a_connect_carries_will_user_name_and_password_in_the_order_of_the_standard() {
    let fields = json!({
        "client id": "c", "clean": false, "keep alive": 10, "user name": "u", "password": { "hex": "00ff" },
        "properties": { "session-expiry-interval": 3600 },
        "will": { "topic": "w", "payload": "gone", "qos": 1, "retain": true, "properties": { "will-delay-interval": 5 } },
    });
    check_built(
        "connect",
        V5,
        &fields,
        "10 29 00 04 'MQTT' 05 ec 00 0a 05 11 00 00 0e 10 00 01 'c' 05 18 00 00 00 05 00 01 'w' 00 04 'gone' 00 01 'u' \
         00 02 00 ff",
    );
}

#[test]
fn every_field_of_a_connect_can_be_made_illegal() {
    let fields = json!({
        "protocol name": "MQIsdp", "level": 3, "connect flags": 255, "flags": 1, "keep alive": null,
        "client id": { "hex": "c080" }, "trailing": "de ad",
    });
    check_built("connect", V3, &fields, "11 10 00 06 'MQIsdp' 03 ff 00 02 c0 80 de ad");
}

#[test]
fn a_connack_of_either_version_has_flags_and_code() {
    let fields = json!({ "session present": true, "code": 5 });
    check_built("connack", V3, &fields, "20 02 01 05");
    check_built("connack", V5, &json!({ "code": "not-authorized" }), "20 03 00 87 00");
    check_built("connack", V5, &json!({ "acknowledge flags": 254 }), "20 03 fe 00 00");
}

#[test]
fn a_publish_has_an_identifier_exactly_above_qos_0() {
    check_built("publish", V3, &json!({ "topic": "a/b", "payload": "x" }), "30 06 00 03 'a/b' 'x'");
    let fields = json!({ "topic": "t", "qos": 1, "id": 258, "dup": true, "retain": true, "payload": "x" });
    check_built("publish", V3, &fields, "3b 06 00 01 't' 01 02 'x'");
    check_built("publish", V5, &fields, "3b 07 00 01 't' 01 02 00 'x'");
    check_built("publish", V5, &json!({ "qos": 3, "id": 0 }), "36 06 00 01 't' 00 00 00");
    check_built("publish", V5, &json!({ "qos": 1, "id": null }), "32 04 00 01 't' 00");
    check_refused(
        "publish",
        &json!({ "id": 1 }),
        "`id` wants nothing at QoS 0, where a PUBLISH has no packet identifier, not `1`",
    );
}

#[test]
fn a_payload_is_text_bytes_a_fill_or_json() {
    check_built("publish", V3, &json!({ "payload": { "hex": "00 FF" } }), "30 05 00 01 't' 00 ff");
    check_built("publish", V3, &json!({ "payload": { "fill": 3 } }), "30 06 00 01 't' 'xxx'");
    check_built("publish", V3, &json!({ "json": { "a": 1 } }), "30 0a 00 01 't' '{\"a\":1}'");
    check_refused("publish", &json!({ "payload": "x", "json": 1 }), "`json` is given twice");
    check_refused(
        "publish",
        &json!({ "payload": 7 }),
        "`payload` wants text in quotes, or one of `hex`, `fill` and `json`, not `7`",
    );
}

#[test]
fn properties_are_known_by_name_and_by_number() {
    let fields = json!({ "properties": {
        "content-type": "c", "correlation-data": { "hex": "ff" }, "message-expiry-interval": 10,
        "payload-format-indicator": 1, "subscription-identifier": [1, 128], "topic-alias": 9,
        "user-property": [["k", "v"], ["k", "w"]],
    } });
    let expected = "30 29 00 01 't' 25 03 00 01 'c' 09 00 01 ff 02 00 00 00 0a 01 01 0b 01 0b 80 01 23 00 09 \
        26 00 01 'k' 00 01 'v' 26 00 01 'k' 00 01 'w'";
    check_built("publish", V5, &fields, expected);
    check_built(
        "puback",
        V5,
        &json!({ "properties": { "user-property": ["k", "v"] } }),
        "40 0b 00 01 00 07 26 00 01 'k' 00 01 'v'",
    );
    check_built("pubrel", V5, &json!({ "properties": { "0x7f": "0102" } }), "62 07 00 01 00 03 7f 01 02");
    check_built("pubrel", V5, &json!({ "properties": { "31": "no" } }), "62 09 00 01 00 05 1f 00 02 'no'");
    check_refused(
        "publish",
        &json!({ "properties": { "topic-allias": 1 } }),
        "no property is called `topic-allias`; the nearest is `topic-alias`",
    );
}

#[test]
fn a_property_can_be_repeated_foreign_raw_and_of_a_false_length() {
    let repeated =
        json!({ "properties": [{ "topic-alias": 1 }, { "receive-maximum": 0 }, { "topic-alias": { "hex": "07" } }] });
    check_built("publish", V5, &repeated, "30 0c 00 01 't' 08 23 00 01 21 00 00 23 07");
    check_built("publish", V5, &json!({ "raw properties": "23 00" }), "30 06 00 01 't' 02 23 00");
    check_built("publish", V5, &json!({ "property length": 127 }), "30 04 00 01 't' 7f");
    check_built("publish", V5, &json!({ "property length": { "width": 3 } }), "30 06 00 01 't' 80 80 00");
    check_built("publish", V5, &json!({ "property length": null }), "30 03 00 01 't'");
    check_built("publish", V3, &json!({ "properties": {} }), "30 04 00 01 't' 00");
    check_built(
        "pubrec",
        V5,
        &json!({ "properties": { "reason-string": { "raw": "00" } } }),
        "50 06 00 01 00 02 1f 00",
    );
}

#[test]
fn acknowledgements_are_bare_short_or_full() {
    check_built("puback", V5, &json!({}), "40 02 00 01");
    check_built("pubcomp", V5, &json!({ "id": 0, "code": 16 }), "70 03 00 00 10");
    check_built("pubrec", V5, &json!({ "form": "full" }), "50 04 00 01 00 00");
    check_built("puback", V5, &json!({ "form": "bare", "code": 16 }), "40 02 00 01");
    check_refused("puback", &json!({ "form": "short" }), "`form` wants `bare`, `reason` or `full`, not `\"short\"`");
}

#[test]
fn a_subscribe_lists_filters_with_their_options() {
    let fields = json!({ "id": 10, "filters": [
        "a", { "filter": "b/#", "qos": 2, "no local": true, "retain as published": true, "retain handling": 2 },
        { "filter": { "hex": "c0" }, "options": 255 },
    ] });
    check_built("subscribe", V3, &fields, "82 10 00 0a 00 01 'a' 00 00 03 'b/#' 2e 00 01 c0 ff");
    check_built("subscribe", V5, &fields, "82 11 00 0a 00 00 01 'a' 00 00 03 'b/#' 2e 00 01 c0 ff");
    check_built("subscribe", V3, &json!({ "filters": [] }), "82 02 00 01");
    check_refused(
        "subscribe",
        &json!({ "filters": [{ "filter": "a", "quos": 1 }] }),
        "`filters` has no field `quos`; the nearest is `qos`",
    );
}

#[test]
fn an_unsubscribe_lists_filters_alone() {
    check_built("unsubscribe", V3, &json!({ "filters": ["a", { "filter": "b" }] }), "a2 08 00 01 00 01 'a' 00 01 'b'");
    check_built("unsubscribe", V5, &json!({}), "a2 06 00 01 00 00 01 't'");
}

#[test]
fn a_suback_and_an_unsuback_list_codes() {
    check_built("suback", V3, &json!({ "codes": [1, 128] }), "90 04 00 01 01 80");
    check_built("suback", V5, &json!({ "codes": ["granted-qos-1"] }), "90 04 00 01 00 01");
    check_built("unsuback", V3, &json!({ "id": 0 }), "b0 02 00 00");
    check_built("unsuback", V5, &json!({}), "b0 04 00 01 00 00");
}

#[test]
fn pings_disconnects_and_auths_are_short_unless_told_otherwise() {
    check_built("pingreq", V3, &json!({}), "c0 00");
    check_built("pingresp", V5, &json!({ "trailing": "00" }), "d0 01 00");
    check_built("disconnect", V3, &json!({}), "e0 00");
    check_built("disconnect", V5, &json!({ "code": "disconnect-with-will-message" }), "e0 01 04");
    let properties = json!({ "code": 0, "properties": { "session-expiry-interval": 0 } });
    check_built("disconnect", V5, &properties, "e0 07 00 05 11 00 00 00 00");
    let auth = json!({ "code": "continue-authentication", "properties": { "authentication-method": "m" } });
    check_built("auth", V5, &auth, "f0 06 18 04 15 00 01 'm'");
}

#[test]
fn the_fixed_header_can_lie() {
    check_built("pingreq", V3, &json!({ "type": 0, "flags": 15 }), "0f 00");
    check_built("pingreq", V3, &json!({ "remaining length": 300 }), "c0 ac 02");
    check_built("pingreq", V3, &json!({ "remaining length": { "hex": "ffffffff7f" } }), "c0 ff ff ff ff 7f");
    check_built("pingreq", V3, &json!({ "remaining length": { "width": 4 } }), "c0 80 80 80 00");
    check_built("pingreq", V3, &json!({ "remaining length": 268_435_456 }), "c0 80 80 80 80 01");
}

#[test]
fn a_length_prefix_can_lie() {
    check_built("publish", V3, &json!({ "topic": { "text": "t", "length": 9 } }), "30 03 00 09 't'");
    check_built("publish", V3, &json!({ "topic": { "hex": "c3", "length": 0 } }), "30 03 00 00 c3");
    let long = json!({ "topic": { "fill": 65_536 } });
    check_refused("publish", &long, "65536 bytes are more than the 65,535 that a length prefix can say");
}

#[test]
fn what_is_not_known_is_refused_with_the_nearest() {
    check_refused("publsih", &json!({}), "no packet is called `publsih`; the nearest is `publish`");
    check_refused("publish", &json!({ "topics": "t" }), "`publish` has no field `topics`; the nearest is `topic`");
    check_refused("pingreq", &json!({ "id": 1 }), "`pingreq` has no field `id`; the nearest is `type`");
    check_refused(
        "puback",
        &json!({ "code": "not-authorised" }),
        "no reason code is called `not-authorised`; the nearest is `not-authorized`",
    );
    let twice = [("id".to_owned(), json!(1)), ("id".to_owned(), json!(2))];
    assert_eq!(build("puback", V5, &twice), Err(FrameError::Twice { field: "id".to_owned() }));
}

#[test]
fn the_fields_of_a_packet_are_listed() {
    let common = ["properties", "raw properties", "property length", "type", "flags", "remaining length", "trailing"];
    assert_eq!(fields_of("puback"), Ok([&["id", "code", "form"][..], &common[..]].concat()));
    assert_eq!(fields_of("pingreq").as_deref(), Ok(&common[3..]));
}

#[test]
fn integers_of_variable_length_follow_the_table_of_the_standard() {
    for (value, expected) in [
        (0, "00"),
        (127, "7f"),
        (128, "80 01"),
        (16_383, "ff 7f"),
        (16_384, "80 80 01"),
        (2_097_151, "ff ff 7f"),
        (2_097_152, "80 80 80 01"),
        (268_435_455, "ff ff ff 7f"),
    ] {
        assert_eq!(varint(value), bytes(expected), "{value}");
    }
    assert_eq!(varint_of_width(1, 2), [0x81, 0x00]);
}

#[test]
fn the_ordinary_verbs_agree_with_frames_built_by_field() {
    let id = PacketId::new(7).unwrap();
    let will = Willing { topic: "w".into(), payload: b"gone".to_vec(), qos: QoS::AtLeastOnce, retain: true };
    let connecting = Connecting {
        client_id: "c".into(),
        clean: true,
        keep_alive: 60,
        will: Some(will),
        user_name: Some("u".into()),
        password: Some(b"p".to_vec()),
        ..Connecting::default()
    };
    let publishing = Publishing { topic: "a", payload: b"x", id: Some(id), retain: true };
    for version in [V3, V5] {
        let fields = json!({ "client id": "c", "keep alive": 60, "user name": "u", "password": "p",
            "will": { "topic": "w", "payload": "gone", "qos": 1, "retain": true } });
        assert_eq!(connect(version, &connecting), built("connect", version, &fields));
        let fields = json!({ "topic": "a", "payload": "x", "id": 7, "qos": 1, "retain": true });
        assert_eq!(publish(version, &publishing), built("publish", version, &fields));
        let fields = json!({ "id": 7, "filters": [{ "filter": "a", "qos": 1 }] });
        assert_eq!(subscribe(version, id, &[("a", QoS::AtLeastOnce)]), built("subscribe", version, &fields));
        let fields = json!({ "id": 7, "filters": ["a"] });
        assert_eq!(unsubscribe(version, id, &["a"]), built("unsubscribe", version, &fields));
        assert_eq!(Ok(puback(id)), built("puback", version, &json!({ "id": 7 })));
        assert_eq!(Ok(pingreq()), built("pingreq", version, &json!({})));
        assert_eq!(Ok(disconnect()), built("disconnect", version, &json!({})));
    }
}

#[test]
fn a_session_expiry_is_asked_for_on_5_only() {
    let connecting = Connecting { client_id: "c".into(), session_expiry: Some(3_600), ..Connecting::default() };
    assert_eq!(connect(V3, &connecting), Ok(bytes("10 0d 00 04 'MQTT' 04 00 00 00 00 01 'c'")));
    assert_eq!(connect(V5, &connecting), Ok(bytes("10 13 00 04 'MQTT' 05 00 00 00 05 11 00 00 0e 10 00 01 'c'")));
}
