//! What cannot be shown by reading alone: packets put together to be sent.

use touchstone_vocabulary::QoS;
use touchstone_wire::{
    Ack, Decoded, EncodeError, FilterBlock, Form, Packet, PacketId, Properties, Property, PropertyBlock,
    ProtocolVersion, Publish, ReasonCode, RetainHandling, Rules, Subscribe, Subscription, TopicBlock, Unsubscribe,
    decode, encode, publish_head, publish_length,
};

const V3: ProtocolVersion = ProtocolVersion::V311;
const V5: ProtocolVersion = ProtocolVersion::V5;

/// A PUBLISH at QoS 0 without properties.
const fn publish<'a>(topic: &'a str, payload: &'a [u8]) -> Publish<'a> {
    let qos = QoS::AtMostOnce;
    Publish { dup: false, qos, retain: false, topic, id: None, properties: Properties::NONE, payload }
}

fn encoded(packet: Packet<'_>, version: ProtocolVersion) -> Vec<u8> {
    let mut out = Vec::new();
    encode(&packet, version, &mut out).unwrap();
    out
}

#[test]
fn a_topic_that_no_frame_can_hold_is_refused_and_nothing_is_written() {
    let topic = "a".repeat(65_536);
    let mut out = vec![1, 2];
    let outcome = encode(&Packet::Publish(publish(&topic, b"")), V5, &mut out);
    assert_eq!((outcome, out), (Err(EncodeError::FieldTooLong(65_536)), vec![1, 2]));
}

#[test]
fn a_payload_that_no_frame_can_hold_is_refused_and_nothing_is_written() {
    let payload = vec![0; 268_435_453];
    let mut out = vec![1, 2];
    let outcome = publish_head(&publish("a", &payload), V3, &mut out);
    assert_eq!((outcome, out), (Err(EncodeError::PacketTooLong(268_435_456)), vec![1, 2]));
}

#[test]
fn the_longest_publish_has_a_head_and_a_length() {
    let payload = vec![0; 268_435_452];
    let mut out = Vec::new();
    publish_head(&publish("a", &payload), V3, &mut out).unwrap();
    assert_eq!(out, [0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1, b'a']);
    assert_eq!(publish_length(&publish("a", &payload), V3), Rules::strict(V3).largest);
}

#[test]
fn a_packet_as_large_as_its_receiver_takes_is_read() {
    let frame = encoded(Packet::Publish(publish("a", &[0; 200])), V5);
    let rules = Rules { largest: frame.len(), ..Rules::strict(V5) };
    assert!(matches!(decode(&frame, &rules), Decoded::Packet { .. }));
    assert!(matches!(decode(&frame, &Rules { largest: frame.len() - 1, ..rules }), Decoded::Violation(_)));
}

#[test]
fn the_longest_packet_of_the_standard_is_waited_for() {
    assert_eq!(decode(&[0x30, 0xFF, 0xFF, 0xFF, 0x7F], &Rules::strict(V3)), Decoded::Incomplete);
}

#[test]
fn a_form_too_short_for_its_tail_is_lengthened() {
    let mut block = PropertyBlock::new();
    block.push(Property::ReasonString("r")).unwrap();
    let ack =
        Ack { id: PacketId::new(10), reason: ReasonCode::SUCCESS, form: Form::Bare, properties: Properties::NONE };
    let refused = Ack { reason: ReasonCode::NOT_AUTHORIZED, ..ack };
    let explained = Ack { properties: block.as_properties(), ..ack };
    assert_eq!(encoded(Packet::Puback(ack), V5), [0x40, 2, 0, 10]);
    assert_eq!(encoded(Packet::Puback(refused), V5), [0x40, 3, 0, 10, 0x87]);
    assert_eq!(encoded(Packet::Puback(explained), V5), [0x40, 8, 0, 10, 0, 4, 0x1F, 0, 1, b'r']);
    assert_eq!(encoded(Packet::Puback(refused), V3), [0x40, 2, 0, 10]);
}

#[test]
fn properties_are_left_out_on_3_1_1() {
    let mut block = PropertyBlock::new();
    block.push(Property::TopicAlias(3)).unwrap();
    let publish = Publish { properties: block.as_properties(), ..publish("a", b"!") };
    assert_eq!(encoded(Packet::Publish(publish), V5), [0x30, 8, 0, 1, b'a', 3, 0x23, 0, 3, b'!']);
    assert_eq!(encoded(Packet::Publish(publish), V3), [0x30, 4, 0, 1, b'a', b'!']);
    assert_eq!(publish_length(&publish, V3), 6);
}

#[test]
fn a_block_gives_back_the_properties_that_were_pushed() {
    let pushed = [
        Property::PayloadFormatIndicator(1),
        Property::MessageExpiryInterval(70_000),
        Property::SubscriptionIdentifier(268_435_455),
        Property::SubscriptionIdentifier(128),
        Property::CorrelationData(&[0, 255]),
        Property::UserProperty("", "v"),
        Property::TopicAlias(65_535),
    ];
    let mut block = PropertyBlock::new();
    for property in pushed {
        block.push(property).unwrap();
    }
    assert_eq!(block.as_properties().iter().collect::<Vec<_>>(), pushed);
}

#[test]
fn a_property_that_no_block_can_hold_leaves_the_block_as_it_was() {
    let mut block = PropertyBlock::new();
    block.push(Property::ReceiveMaximum(1)).unwrap();
    let long = "a".repeat(65_536);
    assert_eq!(block.push(Property::UserProperty("k", &long)), Err(EncodeError::FieldTooLong(65_536)));
    assert_eq!(block.push(Property::SubscriptionIdentifier(268_435_456)), Err(EncodeError::PacketTooLong(268_435_456)));
    assert_eq!(block.as_properties().iter().collect::<Vec<_>>(), [Property::ReceiveMaximum(1)]);
}

#[test]
fn a_getter_finds_the_first_property_of_its_kind() {
    let mut block = PropertyBlock::new();
    for property in [Property::UserProperty("k", "v"), Property::ContentType("t"), Property::TopicAlias(7)] {
        block.push(property).unwrap();
    }
    let properties = block.as_properties();
    assert_eq!((properties.topic_alias(), properties.content_type()), (Some(7), Some("t")));
    assert_eq!(properties.message_expiry_interval(), None);
}

#[test]
fn a_subscribe_put_together_is_read_again() {
    let subscription = Subscription {
        filter: "a/+",
        qos: QoS::AtLeastOnce,
        no_local: true,
        retain_as_published: true,
        retain_handling: RetainHandling::Never,
    };
    let mut block = FilterBlock::new(V5);
    block.push(&subscription).unwrap();
    let subscribe = Subscribe { id: PacketId::FIRST, properties: Properties::NONE, filters: block.as_filters() };
    assert_eq!(encoded(Packet::Subscribe(subscribe), V5), [0x82, 9, 0, 1, 0, 0, 3, b'a', b'/', b'+', 0x2D]);
    assert_eq!(encoded(Packet::Subscribe(subscribe), V3), [0x82, 8, 0, 1, 0, 3, b'a', b'/', b'+', 1]);
    assert_eq!(block.as_filters().iter().collect::<Vec<_>>(), [subscription]);
}

#[test]
fn an_unsubscribe_put_together_is_read_again() {
    let mut block = TopicBlock::new();
    block.push("a").unwrap();
    block.push("#").unwrap();
    let unsubscribe = Unsubscribe { id: PacketId::FIRST, properties: Properties::NONE, filters: block.as_topics() };
    assert_eq!(encoded(Packet::Unsubscribe(unsubscribe), V3), [0xA2, 8, 0, 1, 0, 1, b'a', 0, 1, b'#']);
    assert_eq!(block.as_topics().iter().collect::<Vec<_>>(), ["a", "#"]);
}
