//! One frame: a packet of either version, most often as the standard has it, else damaged or no packet at all.

mod properties;

use arbitrary::{Arbitrary, Result, Unstructured};
use touchstone_vocabulary::QoS;
use touchstone_wire::{
    Ack, Auth, Connack, Connect, Disconnect, FilterBlock, Form, Packet, PacketId, Place, Properties, ProtocolVersion,
    Publish, ReasonCode, RetainHandling, Suback, Subscribe, Subscription, TopicBlock, Unsuback, Unsubscribe, Will,
    encode,
};

use self::properties::block;

/// The bytes of a frame, and by which version they are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The version spoken.
    pub version: ProtocolVersion,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether this is a well-formed packet, whole and with nothing after it.
    pub intact: bool,
}

const TEXTS: [&str; 6] = ["a", "t/u", "", "x/\u{10348}", "sensor/+", "#"];
const TOPICS: [&str; 4] = ["t", "a/b", "$aws/rules/r/t", "x/\u{10348}"];
const RECEIPTS: [u8; 9] = [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];
const SUBACKS: [&[u8]; 3] = [&[0x00], &[0x01, 0x80], &[0x02, 0x00, 0x01]];
const UNSUBACKS: [&[u8]; 2] = [&[0x00], &[0x11, 0x87]];
const PARTINGS: [u8; 6] = [0x00, 0x04, 0x80, 0x8E, 0x9C, 0xA2];

impl<'a> Arbitrary<'a> for Frame {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let version = if u.arbitrary()? { ProtocolVersion::V5 } else { ProtocolVersion::V311 };
        if u.ratio(1, 32)? {
            return Ok(Self { version, bytes: u.arbitrary()?, intact: false });
        }
        let mut bytes = Vec::new();
        write(u, version, &mut bytes)?;
        let intact = !u.ratio(2, 5)?;
        if !intact {
            damage(u, &mut bytes)?;
        }
        Ok(Self { version, bytes, intact })
    }
}

/// Changes one to three bytes, and mends a Remaining Length of one byte half of the time.
fn damage(u: &mut Unstructured<'_>, bytes: &mut Vec<u8>) -> Result<()> {
    for _ in 0..u.int_in_range(1..=3)? {
        let place = u.choose_index(bytes.len().max(1))?;
        match (u.int_in_range(0..=4_u8)?, bytes.get_mut(place)) {
            (0, Some(byte)) => *byte = u.arbitrary()?,
            (1 | 2, Some(byte)) => *byte ^= 1 << u.int_in_range(0..=7)?,
            (3, Some(_)) => drop(bytes.remove(place)),
            _ => bytes.insert(place, u.arbitrary()?),
        }
    }
    if let (Ok(length @ 0..=0x7F), Some(remaining)) = (u8::try_from(bytes.len().saturating_sub(2)), bytes.get_mut(1))
        && u.arbitrary()?
    {
        *remaining = length;
    }
    Ok(())
}

/// Appends a packet of a type drawn evenly.
fn write(u: &mut Unstructured<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<()> {
    let id = PacketId::new(u.int_in_range(1..=u16::MAX)?).unwrap_or(PacketId::FIRST);
    let types = if version == ProtocolVersion::V5 { 15 } else { 14 };
    match u.int_in_range(1..=types)? {
        1 => connect(u, version, out)?,
        2 => connack(u, version, out)?,
        3 => publish(u, version, id, out)?,
        kind @ 4..=7 => ack(u, version, id, kind, out)?,
        8 => subscribe(u, version, id, out)?,
        9 => {
            let (block, codes) = (block(u, version, Place::Suback)?, u.choose(&SUBACKS)?);
            put(&Packet::Suback(Suback { id, properties: block.as_properties(), codes }), version, out);
        }
        10 => unsubscribe(u, version, id, out)?,
        11 => {
            let (block, codes) = (block(u, version, Place::Unsuback)?, u.choose(&UNSUBACKS)?);
            let codes = if version == ProtocolVersion::V5 { codes } else { &[][..] };
            put(&Packet::Unsuback(Unsuback { id, properties: block.as_properties(), codes }), version, out);
        }
        12 => put(&Packet::Pingreq, version, out),
        13 => put(&Packet::Pingresp, version, out),
        14 => disconnect(u, version, out)?,
        _ => auth(u, version, out)?,
    }
    Ok(())
}

fn put(packet: &Packet<'_>, version: ProtocolVersion, out: &mut Vec<u8>) {
    let written = encode(packet, version, out);
    debug_assert_eq!(written, Ok(()), "what is drawn here is short");
}

fn connect(u: &mut Unstructured<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<()> {
    let (own, wills) = (block(u, version, Place::Connect)?, block(u, version, Place::Will)?);
    let will = Will {
        topic: u.choose(&TEXTS)?,
        payload: b"gone",
        qos: qos(u)?,
        retain: u.arbitrary()?,
        properties: wills.as_properties(),
    };
    let user_name = u.ratio(1, 3)?.then_some("user?x=y");
    let may_have_password = version == ProtocolVersion::V5 || user_name.is_some();
    let connect = Connect {
        version,
        clean_start: u.arbitrary()?,
        keep_alive: u.arbitrary()?,
        client_id: u.choose(&TEXTS)?,
        will: u.ratio(1, 2)?.then_some(will),
        user_name,
        password: (may_have_password && u.arbitrary()?).then_some(&b"\x00\xFF"[..]),
        properties: own.as_properties(),
    };
    put(&Packet::Connect(connect), version, out);
    Ok(())
}

fn connack(u: &mut Unstructured<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<()> {
    let block = block(u, version, Place::Connack)?;
    let codes: &[u8] = if version == ProtocolVersion::V5 { &[0x00, 0x80, 0x87, 0x9F] } else { &[0x00, 0x02, 0x05] };
    let code = ReasonCode::new(*u.choose(codes)?);
    let session_present = code == ReasonCode::SUCCESS && u.arbitrary()?;
    put(&Packet::Connack(Connack { session_present, code, properties: block.as_properties() }), version, out);
    Ok(())
}

fn publish(u: &mut Unstructured<'_>, version: ProtocolVersion, id: PacketId, out: &mut Vec<u8>) -> Result<()> {
    let block = block(u, version, Place::Publish)?;
    let qos = qos(u)?;
    let length = if u.ratio(1, 16)? { u.int_in_range(100..=20_000)? } else { u.int_in_range(0..=40)? };
    let payload = vec![u.arbitrary()?; length];
    let aliased = block.as_properties().topic_alias().is_some();
    let publish = Publish {
        dup: qos != QoS::AtMostOnce && u.arbitrary()?,
        qos,
        retain: u.arbitrary()?,
        topic: if aliased && u.arbitrary()? { "" } else { u.choose(&TOPICS)? },
        id: (qos != QoS::AtMostOnce).then_some(id),
        properties: block.as_properties(),
        payload: &payload,
    };
    put(&Packet::Publish(publish), version, out);
    Ok(())
}

fn ack(u: &mut Unstructured<'_>, version: ProtocolVersion, id: PacketId, kind: u8, out: &mut Vec<u8>) -> Result<()> {
    let codes: &[u8] = if kind < 6 { &RECEIPTS } else { &[0x00, 0x92] };
    let place = [Place::Puback, Place::Pubrec, Place::Pubrel, Place::Pubcomp].get(usize::from(kind - 4));
    let block = block(u, version, place.copied().unwrap_or(Place::Puback))?;
    let (reason, form, properties) = tail(u, version, codes, block.as_properties())?;
    let ack = Ack { id: Some(id), reason, form, properties };
    let packet = match kind {
        4 => Packet::Puback(ack),
        5 => Packet::Pubrec(ack),
        6 => Packet::Pubrel(ack),
        _ => Packet::Pubcomp(ack),
    };
    put(&packet, version, out);
    Ok(())
}

fn subscribe(u: &mut Unstructured<'_>, version: ProtocolVersion, id: PacketId, out: &mut Vec<u8>) -> Result<()> {
    let block = block(u, version, Place::Subscribe)?;
    let mut filters = FilterBlock::new(version);
    for _ in 0..u.int_in_range(1..=4)? {
        let pushed = filters.push(&Subscription {
            filter: u.choose(&TEXTS)?,
            qos: qos(u)?,
            no_local: u.arbitrary()?,
            retain_as_published: u.arbitrary()?,
            retain_handling: *u.choose(&[RetainHandling::Always, RetainHandling::WhenNew, RetainHandling::Never])?,
        });
        debug_assert_eq!(pushed, Ok(()), "the filters above are short");
    }
    let subscribe = Subscribe { id, properties: block.as_properties(), filters: filters.as_filters() };
    put(&Packet::Subscribe(subscribe), version, out);
    Ok(())
}

fn unsubscribe(u: &mut Unstructured<'_>, version: ProtocolVersion, id: PacketId, out: &mut Vec<u8>) -> Result<()> {
    let block = block(u, version, Place::Unsubscribe)?;
    let mut filters = TopicBlock::new();
    for _ in 0..u.int_in_range(1..=4)? {
        let pushed = filters.push(u.choose(&TEXTS)?);
        debug_assert_eq!(pushed, Ok(()), "the filters above are short");
    }
    let unsubscribe = Unsubscribe { id, properties: block.as_properties(), filters: filters.as_topics() };
    put(&Packet::Unsubscribe(unsubscribe), version, out);
    Ok(())
}

fn disconnect(u: &mut Unstructured<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<()> {
    let block = block(u, version, Place::Disconnect)?;
    let (reason, form, properties) = tail(u, version, &PARTINGS, block.as_properties())?;
    put(&Packet::Disconnect(Disconnect { reason, form, properties }), version, out);
    Ok(())
}

/// AUTH, which has either no tail or all of it.
fn auth(u: &mut Unstructured<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<()> {
    let block = block(u, version, Place::Auth)?;
    let auth = if block.as_properties().authentication_method().is_some() {
        Auth { reason: ReasonCode::RE_AUTHENTICATE, form: Form::Full, properties: block.as_properties() }
    } else {
        Auth { reason: ReasonCode::SUCCESS, form: Form::Bare, properties: Properties::NONE }
    };
    put(&Packet::Auth(auth), version, out);
    Ok(())
}

/// An optional tail: reason code and properties.
fn tail<'p>(
    u: &mut Unstructured<'_>,
    version: ProtocolVersion,
    codes: &[u8],
    properties: Properties<'p>,
) -> Result<(ReasonCode, Form, Properties<'p>)> {
    let reason = ReasonCode::new(*u.choose(codes)?);
    Ok(match u.int_in_range(0..=2)? {
        1 if version == ProtocolVersion::V5 => (reason, Form::Reason, Properties::NONE),
        2 if version == ProtocolVersion::V5 => (reason, Form::Full, properties),
        _ => (ReasonCode::SUCCESS, Form::Bare, Properties::NONE),
    })
}

fn qos(u: &mut Unstructured<'_>) -> Result<QoS> {
    Ok(*u.choose(&[QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce])?)
}
