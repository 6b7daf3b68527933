//! What one client may say on one connection: frames that mostly belong there, some of them damaged, cut anywhere.

use arbitrary::{Result, Unstructured};
use touchstone_vocabulary::QoS;
use touchstone_wire::{
    Ack, Connect, Disconnect, FilterBlock, Form, Packet, PacketId, Properties, Property, PropertyBlock,
    ProtocolVersion, Publish, ReasonCode, RetainHandling, Subscribe, Subscription, TopicBlock, Unsubscribe, Will,
    encode,
};

/// The bytes of a connection and where they are cut.
#[derive(Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Everything the client sends.
    pub bytes: Vec<u8>,
    /// Lengths of the pieces in which it arrives; what is left comes last.
    pub cuts: Vec<usize>,
}

const TOPICS: [&str; 8] =
    ["t", "a/b", "a", "", "a/+", "$aws/rules/r/t", "$aws/events/presence/connected/c", "x/\u{10348}"];
const FILTERS: [&str; 8] = ["#", "t", "a/#", "+/b", "a/#/b", "$aws/events/#", "", "$share/g/t"];
const CLIENTS: [&str; 6] = ["c", "canary-reader", "", "$c", "c/#", "\u{0}"];

impl Conversation {
    /// Draws a conversation.
    ///
    /// # Errors
    /// None but those of [`Unstructured`].
    pub fn generate(u: &mut Unstructured<'_>) -> Result<Self> {
        let version = if u.arbitrary()? { ProtocolVersion::V5 } else { ProtocolVersion::V311 };
        let mut bytes = Vec::new();
        if u.ratio(15, 16)? {
            append(&mut bytes, &frame(u, version, 0)?, u)?;
        }
        for _ in 0..u.int_in_range(0..=12)? {
            let kind = u.int_in_range(0..=9)?;
            append(&mut bytes, &frame(u, version, kind)?, u)?;
        }
        if u.ratio(1, 8)? {
            bytes.extend(u.arbitrary::<Vec<u8>>()?);
        }
        let mut cuts = Vec::new();
        for _ in 0..u.int_in_range(0..=8)? {
            cuts.push(u.int_in_range(1..=64)?);
        }
        Ok(Self { bytes, cuts })
    }

    /// The pieces in which the bytes arrive.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes.as_slice();
        let cuts = self.cuts.iter().copied().chain(std::iter::once(usize::MAX));
        cuts.filter_map(move |length| {
            let (piece, after) = rest.split_at_checked(length.min(rest.len()))?;
            rest = after;
            (!piece.is_empty()).then_some(piece)
        })
    }
}

impl std::fmt::Debug for Conversation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "bytes ")?;
        self.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, " in pieces of {:?}", self.cuts)
    }
}

/// Appends a frame, one in sixteen with a byte changed, dropped or doubled.
fn append(bytes: &mut Vec<u8>, frame: &[u8], u: &mut Unstructured<'_>) -> Result<()> {
    let start = bytes.len();
    bytes.extend_from_slice(frame);
    if u.ratio(15, 16)? || frame.is_empty() {
        return Ok(());
    }
    let place = start + u.choose_index(frame.len())?;
    match u.int_in_range(0..=2)? {
        0 => bytes.splice(place..=place, [u.arbitrary::<u8>()?]).for_each(drop),
        1 => bytes.splice(place..=place, []).for_each(drop),
        _ => bytes.insert(place, u.arbitrary()?),
    }
    Ok(())
}

fn frame(u: &mut Unstructured<'_>, version: ProtocolVersion, kind: u8) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let id = PacketId::new(u.int_in_range(1..=4)?).unwrap_or(PacketId::FIRST);
    match kind {
        0 => connect(u, version, &mut out)?,
        1..=3 => publish(u, version, id, &mut out)?,
        4 | 5 => subscribe(u, version, id, &mut out)?,
        6 => unsubscribe(u, version, id, &mut out)?,
        7 => write(&ack(u, id)?, version, &mut out),
        8 => write(&Packet::Pingreq, version, &mut out),
        _ => {
            let code =
                *u.choose(&[ReasonCode::SUCCESS, ReasonCode::DISCONNECT_WITH_WILL, ReasonCode::SESSION_TAKEN_OVER])?;
            let form = if code == ReasonCode::SUCCESS { Form::Bare } else { Form::Reason };
            let packet = Disconnect { reason: code, form, properties: Properties::NONE };
            write(&Packet::Disconnect(packet), version, &mut out);
        }
    }
    Ok(out)
}

fn connect(u: &mut Unstructured<'_>, version: ProtocolVersion, out: &mut Vec<u8>) -> Result<()> {
    let mut block = PropertyBlock::new();
    if version == ProtocolVersion::V5 && u.arbitrary()? {
        push(&mut block, Property::SessionExpiryInterval(u.int_in_range(0..=100)?));
        push(&mut block, Property::ReceiveMaximum(u.int_in_range(1..=3)?));
        push(&mut block, Property::MaximumPacketSize(u.int_in_range(20..=200)?));
    }
    let will = Will {
        topic: u.choose(&TOPICS)?,
        payload: b"gone",
        qos: qos(u)?,
        retain: u.arbitrary()?,
        properties: Properties::NONE,
    };
    let packet = Connect {
        version,
        clean_start: u.arbitrary()?,
        keep_alive: u.int_in_range(0..=60)?,
        client_id: if u.ratio(3, 4)? { "c" } else { u.choose(&CLIENTS)? },
        will: u.ratio(1, 4)?.then_some(will),
        user_name: u.ratio(1, 8)?.then_some("u?x-amz-customauthorizer-name=A"),
        password: None,
        properties: block.as_properties(),
    };
    write(&Packet::Connect(packet), version, out);
    Ok(())
}

fn publish(u: &mut Unstructured<'_>, version: ProtocolVersion, id: PacketId, out: &mut Vec<u8>) -> Result<()> {
    let mut block = PropertyBlock::new();
    if version == ProtocolVersion::V5 && u.arbitrary()? {
        push(&mut block, Property::TopicAlias(u.int_in_range(0..=9)?));
        push(&mut block, Property::MessageExpiryInterval(u.int_in_range(0..=3)?));
        push(&mut block, Property::UserProperty("k", "v"));
    }
    let qos = qos(u)?;
    let payload = vec![b'p'; u.int_in_range(0..=300)?];
    let packet = Publish {
        dup: qos != QoS::AtMostOnce && u.arbitrary()?,
        qos,
        retain: u.ratio(1, 4)?,
        topic: if u.arbitrary()? { "t" } else { u.choose(&TOPICS)? },
        id: (qos != QoS::AtMostOnce).then_some(id),
        properties: block.as_properties(),
        payload: &payload,
    };
    write(&Packet::Publish(packet), version, out);
    Ok(())
}

fn subscribe(u: &mut Unstructured<'_>, version: ProtocolVersion, id: PacketId, out: &mut Vec<u8>) -> Result<()> {
    let mut filters = FilterBlock::new(version);
    for _ in 0..u.int_in_range(1..=9)? {
        let subscription = Subscription {
            filter: if u.arbitrary()? { "t" } else { u.choose(&FILTERS)? },
            qos: qos(u)?,
            no_local: u.ratio(1, 8)?,
            retain_as_published: u.arbitrary()?,
            retain_handling: *u.choose(&[RetainHandling::Always, RetainHandling::WhenNew, RetainHandling::Never])?,
        };
        let pushed = filters.push(&subscription);
        debug_assert!(pushed.is_ok(), "the filters above are short");
    }
    let packet = Subscribe { id, properties: Properties::NONE, filters: filters.as_filters() };
    write(&Packet::Subscribe(packet), version, out);
    Ok(())
}

fn unsubscribe(u: &mut Unstructured<'_>, version: ProtocolVersion, id: PacketId, out: &mut Vec<u8>) -> Result<()> {
    let mut topics = TopicBlock::new();
    let pushed = topics.push(u.choose(&FILTERS)?);
    debug_assert!(pushed.is_ok(), "the filters above are short");
    let packet = Unsubscribe { id, properties: Properties::NONE, filters: topics.as_topics() };
    write(&Packet::Unsubscribe(packet), version, out);
    Ok(())
}

fn ack<'a>(u: &mut Unstructured<'_>, id: PacketId) -> Result<Packet<'a>> {
    let ack = Ack { id: Some(id), reason: ReasonCode::SUCCESS, form: Form::Bare, properties: Properties::NONE };
    Ok(match u.int_in_range(0..=9)? {
        0 => Packet::Pubrec(ack),
        1 => Packet::Pubrel(ack),
        _ => Packet::Puback(ack),
    })
}

fn qos(u: &mut Unstructured<'_>) -> Result<QoS> {
    Ok(*u.choose(&[QoS::AtMostOnce, QoS::AtLeastOnce, QoS::AtLeastOnce, QoS::AtMostOnce, QoS::ExactlyOnce])?)
}

fn push(block: &mut PropertyBlock, property: Property<'_>) {
    let pushed = block.push(property);
    debug_assert!(pushed.is_ok(), "the properties above are short");
}

fn write(packet: &Packet<'_>, version: ProtocolVersion, out: &mut Vec<u8>) {
    let written = encode(packet, version, out);
    debug_assert!(written.is_ok(), "the packets above are short");
}
