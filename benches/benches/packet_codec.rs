//! How fast is a PUBLISH of MQTT 5 decoded and encoded, beside the codecs of rumqttc and rmqtt?
//!
//! The same frame of about 300 bytes for all, at QoS 1 with seven properties; all codecs must first find the same in it.
//! Every decoder starts from a buffer of its own that holds the frame, as it does behind a socket; making that buffer is
//! not counted, dropping what was decoded is. Ours borrows where the others own; `and kept` adds what a broker copies of
//! it to keep it. Every encoder writes to a buffer that is large enough.

#![expect(clippy::unwrap_used, reason = "a benchmark whose set-up fails has nothing to say")]

use std::hint::black_box;

use bytes::{Bytes, BytesMut};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput};
use rmqtt_codec::v5 as rmqtt;
use rumqttc::v5::mqttbytes::v5 as rumqtt;
use tokio_util::codec::{Decoder, Encoder};
use touchstone_vocabulary::QoS;
use touchstone_wire::{
    Decoded, Packet, PacketId, Property, PropertyBlock, ProtocolVersion, Publish, Rules, decode, encode,
};

const TOPIC: &str = "dt/berlin/hall-3/line-7/lamp-0042/telemetry";
const PAYLOAD: [u8; 124] = [b'x'; 124];

fn main() {
    let frame = frame();
    assert!((290..=310).contains(&frame.len()), "{} bytes", frame.len());
    let mut criterion = Criterion::default().configure_from_args();
    for (name, compare) in [
        ("decode a PUBLISH of 300 bytes", decoders as fn(&mut BenchmarkGroup<'_, WallTime>, &[u8])),
        ("encode a PUBLISH of 300 bytes", encoders),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(frame.len() as u64));
        compare(&mut group, &frame);
        group.finish();
    }
    criterion.final_summary();
}

fn frame() -> Vec<u8> {
    let mut properties = PropertyBlock::new();
    for property in [
        Property::PayloadFormatIndicator(1),
        Property::MessageExpiryInterval(3_600),
        Property::ContentType("application/json"),
        Property::ResponseTopic("cmd/berlin/lamp-0042/answers"),
        Property::CorrelationData(b"0123456789abcdef"),
        Property::UserProperty("trace", "00-4bf92f3577b34da6"),
        Property::UserProperty("unit", "lux"),
    ] {
        properties.push(property).unwrap();
    }
    let publish = Publish {
        dup: false,
        qos: QoS::AtLeastOnce,
        retain: false,
        topic: TOPIC,
        id: Some(PacketId::FIRST),
        properties: properties.as_properties(),
        payload: &PAYLOAD,
    };
    let mut frame = Vec::new();
    encode(&Packet::Publish(publish), ProtocolVersion::V5, &mut frame).unwrap();
    frame
}

fn decoders(group: &mut BenchmarkGroup<'_, WallTime>, frame: &[u8]) {
    agree(frame);
    let buffer = || BytesMut::from(frame);
    group.bench_function("touchstone", |bencher| {
        bencher.iter_batched_ref(buffer, |buffer| black_box(ours(buffer)).payload.len(), BatchSize::SmallInput);
    });
    group.bench_function("touchstone, and kept", |bencher| {
        bencher.iter_batched_ref(buffer, |buffer| drop(black_box(kept(&ours(buffer)))), BatchSize::SmallInput);
    });
    group.bench_function("rumqttc", |bencher| {
        bencher.iter_batched_ref(
            buffer,
            |buffer| drop(black_box(rumqtt::Packet::read(buffer, None).unwrap())),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("rmqtt", |bencher| {
        let mut codec = rmqtt::Codec::new(0, 0);
        bencher.iter_batched_ref(
            buffer,
            |buffer| drop(black_box(codec.decode(buffer).unwrap())),
            BatchSize::SmallInput,
        );
    });
}

fn encoders(group: &mut BenchmarkGroup<'_, WallTime>, frame: &[u8]) {
    group.bench_function("touchstone", |bencher| {
        let packet = Packet::Publish(ours(frame));
        let mut out = Vec::with_capacity(512);
        bencher.iter(|| {
            out.clear();
            encode(black_box(&packet), ProtocolVersion::V5, &mut out).unwrap();
            black_box(&out);
        });
        assert_eq!(out, frame);
    });
    group.bench_function("rumqttc", |bencher| {
        let packet = rumqtt::Packet::read(&mut BytesMut::from(frame), None).unwrap();
        let mut out = BytesMut::with_capacity(512);
        bencher.iter(|| {
            out.clear();
            packet.write(black_box(&mut out), None).unwrap();
            black_box(&out);
        });
        assert_eq!(out.len(), frame.len());
    });
    group.bench_function("rmqtt, and the packet cloned", |bencher| {
        // It takes the packet it encodes.
        let mut codec = rmqtt::Codec::new(0, 0);
        let (packet, _) = codec.decode(&mut BytesMut::from(frame)).unwrap().unwrap();
        let mut out = BytesMut::with_capacity(512);
        bencher.iter(|| {
            out.clear();
            codec.encode(black_box(&packet).clone(), &mut out).unwrap();
            black_box(&out);
        });
        assert_eq!(out.len(), frame.len());
    });
}

/// All three must find the same topic, payload and number of user properties.
fn agree(frame: &[u8]) {
    let found = ours(frame);
    let users = found.properties.iter().filter(|property| matches!(property, Property::UserProperty(..))).count();
    assert_eq!((found.topic, found.payload, users), (TOPIC, PAYLOAD.as_slice(), 2));
    let other = rumqtt::Packet::read(&mut BytesMut::from(frame), None).unwrap();
    let rumqtt::Packet::Publish(other) = other else { unreachable!("rumqttc found {other:?}") };
    let users = other.properties.map_or(0, |properties| properties.user_properties.len());
    assert_eq!((&other.topic[..], &other.payload[..], users), (TOPIC.as_bytes(), PAYLOAD.as_slice(), 2));
    let other = rmqtt::Codec::new(0, 0).decode(&mut BytesMut::from(frame)).unwrap();
    let Some((rmqtt::Packet::Publish(other), _)) = other else { unreachable!("rmqtt found {other:?}") };
    let users = other.properties.map_or(0, |properties| properties.user_properties.len());
    assert_eq!((&other.topic[..], &other.payload[..], users), (TOPIC, PAYLOAD.as_slice(), 2));
}

fn ours(frame: &[u8]) -> Publish<'_> {
    match decode(frame, &Rules::strict(ProtocolVersion::V5)) {
        Decoded::Packet { packet: Packet::Publish(publish), .. } => publish,
        other => unreachable!("the frame holds a PUBLISH: {other:?}"),
    }
}

/// What outlives the buffer when a broker keeps a publish.
fn kept(publish: &Publish<'_>) -> (Box<str>, Bytes, PropertyBlock) {
    let mut properties = PropertyBlock::new();
    properties.extend(publish.properties);
    (publish.topic.into(), Bytes::copy_from_slice(publish.payload), properties)
}
