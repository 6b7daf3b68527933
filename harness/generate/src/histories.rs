//! What several clients do in turn, with few client ids, so that they meet.

mod words;

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Result, Unstructured};
use touchstone_wire::ProtocolVersion;

/// The client ids, each with a principal of its own.
pub const CLIENTS: [&str; 3] = ["a", "b", "c"];
/// Topics that are published to; the last three hold the clients' wills.
pub const TOPICS: [&str; 6] = ["t", "u", "u/v", "will/a", "will/b", "will/c"];
/// Filters that are subscribed with.
pub const FILTERS: [&str; 7] = ["t", "u", "u/+", "u/#", "+", "#", "will/+"];

/// What several clients do, one after the other; it prints in words.
#[derive(Clone, PartialEq, Eq)]
pub struct History {
    /// What each client's principal may do at first, in the order of [`CLIENTS`].
    pub rights: [Rights; 3],
    /// What happens.
    pub steps: Vec<Step>,
}

/// What a principal may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Whether it may connect.
    pub connect: bool,
    publish: u8,
    subscribe: u8,
    receive: u8,
}

/// Something that happens. A client's step uses its newest connection, and is nothing while it is offline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A CONNECT on a new connection.
    Connect(Arrival),
    /// A second CONNECT on the same connection.
    ConnectAgain(&'static str),
    /// SUBSCRIBE with a filter at a QoS.
    Subscribe(&'static str, &'static str, u8),
    /// UNSUBSCRIBE with a filter.
    Unsubscribe(&'static str, &'static str),
    /// PUBLISH to a topic at a QoS.
    Publish(&'static str, &'static str, u8),
    /// PUBACK for the oldest delivery that waits for one; deliveries without it stay unacknowledged.
    Acknowledge(&'static str),
    /// PINGREQ.
    Ping(&'static str),
    /// DISCONNECT.
    Disconnect {
        /// Of which client.
        client: &'static str,
        /// Whether it asks for its will (5).
        with_will: bool,
        /// The Session Expiry Interval it brings, in seconds (5).
        expiry: Option<u32>,
    },
    /// The connection is lost.
    Lose(&'static str),
    /// The client's principal gets other rights.
    SetRights(&'static str, Rights),
    /// So many seconds pass in which nobody sends anything.
    Pass(u32),
    /// So many seconds pass in which everybody who is online pings in time.
    PassPinging(u32),
}

/// A CONNECT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The client id.
    pub client: &'static str,
    /// The version it speaks.
    pub version: ProtocolVersion,
    /// Clean Session or Clean Start.
    pub clean: bool,
    /// Session Expiry Interval in seconds (5).
    pub expiry: u32,
    /// Keep Alive in seconds.
    pub keep_alive: u16,
    /// Receive Maximum (5).
    pub window: Option<u16>,
    /// The QoS of its will, if it has one.
    pub will: Option<u8>,
    /// How it presents itself.
    pub manner: Manner,
}

/// How a client presents itself at CONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As itself.
    Proper,
    /// With a certificate that may do nothing.
    Stranger,
    /// Without a certificate.
    NoCertificate,
    /// With the reserved flag set.
    ReservedFlag,
    /// With a will at QoS 2.
    WillAtQos2,
    /// With a will whose topic holds a wildcard.
    WillToWildcard,
}

impl Rights {
    /// Everything that a history asks for.
    pub const ALL: Self = Self { connect: true, publish: u8::MAX, subscribe: u8::MAX, receive: u8::MAX };

    /// Topics it may publish to.
    pub fn publish(&self) -> impl Iterator<Item = &'static str> + use<> {
        chosen(&TOPICS, self.publish)
    }

    /// Filters it may subscribe with.
    pub fn subscribe(&self) -> impl Iterator<Item = &'static str> + use<> {
        chosen(&FILTERS, self.subscribe)
    }

    /// Topics of which it may receive.
    pub fn receive(&self) -> impl Iterator<Item = &'static str> + use<> {
        chosen(&TOPICS, self.receive)
    }
}

fn chosen(names: &'static [&'static str], bits: u8) -> impl Iterator<Item = &'static str> + use<> {
    names.iter().enumerate().filter(move |(number, _)| bits >> number & 1 == 1).map(|(_, name)| *name)
}

impl<'a> Arbitrary<'a> for History {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let rights = [Rights::arbitrary(u)?, Rights::arbitrary(u)?, Rights::arbitrary(u)?];
        let mut steps = Vec::new();
        let mut pinging = 0;
        // Who may be online, near enough to keep steps from being nothing.
        let mut online = BTreeSet::new();
        while !u.is_empty() && steps.len() < 40 {
            let client = client(u)?;
            let step = if online.contains(client) { Step::by(u, client)? } else { Step::arriving(u, client)? };
            match &step {
                Step::Connect(arrival) if arrival.manner == Manner::Proper => _ = online.insert(arrival.client),
                Step::Disconnect { client, .. } | Step::Lose(client) => _ = online.remove(client),
                // Pinging through an hour is long; twice in a history is enough.
                Step::PassPinging(_) if pinging == 2 => continue,
                Step::PassPinging(_) => pinging += 1,
                _ => {}
            }
            steps.push(step);
        }
        Ok(Self { rights, steps })
    }
}

impl<'a> Arbitrary<'a> for Rights {
    /// Publishing and subscribing seven times in eight, receiving five times in eight.
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        // Four bytes are spread over all bits, so that a fuzzer's few bytes are left for steps.
        let spread = u64::from(u.arbitrary::<u32>()?).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let [a, b, c, d, e, f, g, h] = (spread ^ (spread >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes();
        let connect = (a ^ h) & 0xF != 0;
        Ok(Self { connect, publish: a | b | c, subscribe: c | d | e, receive: f | g & h })
    }
}

impl Step {
    /// A step of a client that may be online, or of somebody else.
    fn by(u: &mut Unstructured<'_>, client: &'static str) -> Result<Self> {
        Ok(match u.int_in_range(0..=31_u8)? {
            0..=4 => Self::Connect(Arrival::of(u, client)?),
            5..=9 => Self::Subscribe(client, u.choose(&FILTERS)?, qos(u)?),
            10..=17 => Self::Publish(client, u.choose(&TOPICS)?, qos(u)?),
            18..=21 => Self::Acknowledge(client),
            22 => Self::Ping(client),
            23 => Self::Unsubscribe(client, u.choose(&FILTERS)?),
            24 => {
                let expiry = *u.choose(&[None, None, None, Some(0), Some(60), Some(100_000)])?;
                Self::Disconnect { client, with_will: u.ratio(1, 3)?, expiry }
            }
            25 | 26 => Self::Lose(client),
            27 => Self::SetRights(client, Rights::arbitrary(u)?),
            28 | 29 => Self::Pass(*u.choose(&[1, 30, 61, 91, 600, 901, 1_801, 3_599, 3_700])?),
            30 => Self::PassPinging(*u.choose(&[100, 1_000, 3_700])?),
            _ => Self::ConnectAgain(client),
        })
    }

    /// A step while a client is offline.
    fn arriving(u: &mut Unstructured<'_>, client: &'static str) -> Result<Self> {
        Ok(match u.int_in_range(0..=7_u8)? {
            0 => Self::Pass(*u.choose(&[1, 30, 61, 601, 3_599, 3_700])?),
            1 => Self::SetRights(client, Rights::arbitrary(u)?),
            _ => Self::Connect(Arrival::of(u, client)?),
        })
    }
}

impl Arrival {
    fn of(u: &mut Unstructured<'_>, client: &'static str) -> Result<Self> {
        Ok(Self {
            client,
            version: if u.arbitrary()? { ProtocolVersion::V5 } else { ProtocolVersion::V311 },
            clean: u.ratio(1, 3)?,
            expiry: *u.choose(&[0, 60, 600, 100_000])?,
            keep_alive: *u.choose(&[0, 0, 60, 600])?,
            window: *u.choose(&[None, None, Some(1), Some(2)])?,
            will: *u.choose(&[None, Some(0), Some(1)])?,
            manner: match u.int_in_range(0..=15_u8)? {
                1 => Manner::NoCertificate,
                2 => Manner::WillAtQos2,
                3 => Manner::WillToWildcard,
                4 => Manner::Stranger,
                5 => Manner::ReservedFlag,
                _ => Manner::Proper,
            },
        })
    }
}

/// A client id, the first as often as the others together.
fn client(u: &mut Unstructured<'_>) -> Result<&'static str> {
    let [first, second, third] = CLIENTS;
    u.choose(&[first, second, first, third]).copied()
}

fn qos(u: &mut Unstructured<'_>) -> Result<u8> {
    u.choose(&[1, 0, 1]).copied()
}
