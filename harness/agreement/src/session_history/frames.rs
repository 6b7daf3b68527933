//! What clients send, as bytes.

use touchstone_generate::histories::{Arrival, Manner};
use touchstone_oracle::session::{Connect as Wish, Fault, Message};
use touchstone_vocabulary::QoS;
use touchstone_wire::{
    Ack, Connect, Disconnect, FilterBlock, Form, Packet, PacketId, Properties, Property, PropertyBlock,
    ProtocolVersion, Publish, ReasonCode, RetainHandling, Subscribe, Subscription, TopicBlock, Unsubscribe, Will,
    encode,
};

/// What an arrival asks for, in the words of the model; `number` tells its will from others.
pub(super) fn wish(arrival: &Arrival, number: usize) -> Wish {
    let five = arrival.version == ProtocolVersion::V5;
    let topic = format!("will/{}", arrival.client);
    let seconds = match arrival.keep_alive {
        0 => 1_200,
        seconds => seconds.clamp(30, 1_200),
    };
    Wish {
        client: arrival.client.to_owned(),
        five,
        clean: arrival.clean,
        expiry: u64::from(arrival.expiry) * 1_000,
        keep_alive: u64::from(seconds) * 1_000,
        window: arrival.window.filter(|_| five).map_or(100, usize::from),
        will: arrival.will.map(|qos| Message { topic, payload: format!("{number} is gone"), qos }),
        fault: match arrival.manner {
            Manner::Proper => None,
            Manner::Stranger => Some(Fault::Stranger),
            Manner::NoCertificate => Some(Fault::NoCredential),
            Manner::ReservedFlag => Some(Fault::Form(None)),
            Manner::WillAtQos2 => Some(Fault::Form(Some(0x9B))),
            Manner::WillToWildcard => Some(Fault::Form(Some(0x90))),
        },
    }
}

/// The CONNECT of an arrival.
pub(super) fn connect(arrival: &Arrival, wish: &Wish) -> Vec<u8> {
    let mut block = PropertyBlock::new();
    if wish.five {
        put(&mut block, Property::SessionExpiryInterval(arrival.expiry));
        if let Some(window) = arrival.window {
            put(&mut block, Property::ReceiveMaximum(window));
        }
    }
    let of = |topic, qos, payload| Will { topic, payload, qos, retain: false, properties: Properties::NONE };
    let will = match (arrival.manner, &wish.will) {
        (Manner::WillAtQos2, _) => Some(of("t", QoS::ExactlyOnce, &b""[..])),
        (Manner::WillToWildcard, _) => Some(of("a/#", QoS::AtMostOnce, &b""[..])),
        (_, will) => will.as_ref().map(|will| of(&will.topic, qos(will.qos), will.payload.as_bytes())),
    };
    let packet = Connect {
        version: arrival.version,
        clean_start: arrival.clean,
        keep_alive: arrival.keep_alive,
        client_id: arrival.client,
        will,
        user_name: None,
        password: None,
        properties: block.as_properties(),
    };
    let mut bytes = written(&Packet::Connect(packet), arrival.version);
    if arrival.manner == Manner::ReservedFlag
        && let Some(flags) = bytes.get_mut(9)
    {
        *flags |= 1;
    }
    bytes
}

pub(super) fn subscribe(version: ProtocolVersion, filter: &str, at: u8) -> Vec<u8> {
    let mut filters = FilterBlock::new(version);
    let pushed = filters.push(&Subscription {
        filter,
        qos: qos(at),
        no_local: false,
        retain_as_published: false,
        retain_handling: RetainHandling::Always,
    });
    debug_assert_eq!(pushed, Ok(()), "the filters are short");
    let filters = filters.as_filters();
    written(&Packet::Subscribe(Subscribe { id: PacketId::FIRST, properties: Properties::NONE, filters }), version)
}

pub(super) fn unsubscribe(version: ProtocolVersion, filter: &str) -> Vec<u8> {
    let mut filters = TopicBlock::new();
    let pushed = filters.push(filter);
    debug_assert_eq!(pushed, Ok(()), "the filters are short");
    let filters = filters.as_topics();
    written(&Packet::Unsubscribe(Unsubscribe { id: PacketId::FIRST, properties: Properties::NONE, filters }), version)
}

pub(super) fn publish(version: ProtocolVersion, message: &Message) -> Vec<u8> {
    let packet = Publish {
        dup: false,
        qos: qos(message.qos),
        retain: false,
        topic: &message.topic,
        id: (message.qos == 1).then_some(PacketId::FIRST),
        properties: Properties::NONE,
        payload: message.payload.as_bytes(),
    };
    written(&Packet::Publish(packet), version)
}

pub(super) fn puback(version: ProtocolVersion, id: PacketId) -> Vec<u8> {
    let ack = Ack { id: Some(id), reason: ReasonCode::SUCCESS, form: Form::Bare, properties: Properties::NONE };
    written(&Packet::Puback(ack), version)
}

pub(super) fn disconnect(version: ProtocolVersion, with_will: bool, expiry: Option<u32>) -> Vec<u8> {
    let mut block = PropertyBlock::new();
    if let Some(seconds) = expiry {
        put(&mut block, Property::SessionExpiryInterval(seconds));
    }
    let reason = if with_will { ReasonCode::DISCONNECT_WITH_WILL } else { ReasonCode::SUCCESS };
    let form = if version == ProtocolVersion::V5 { Form::Full } else { Form::Bare };
    written(&Packet::Disconnect(Disconnect { reason, form, properties: block.as_properties() }), version)
}

pub(super) fn pingreq() -> Vec<u8> {
    written(&Packet::Pingreq, ProtocolVersion::V311)
}

const fn qos(number: u8) -> QoS {
    if number == 0 { QoS::AtMostOnce } else { QoS::AtLeastOnce }
}

fn put(block: &mut PropertyBlock, property: Property<'_>) {
    let pushed = block.push(property);
    debug_assert_eq!(pushed, Ok(()), "the properties are short");
}

fn written(packet: &Packet<'_>, version: ProtocolVersion) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoded = encode(packet, version, &mut bytes);
    debug_assert_eq!(encoded, Ok(()), "the packets are short");
    bytes
}
