//! What a peer of each habit sends and is sent, and how much of it may be held.

use touchstone_vocabulary::QoS;
use touchstone_wire::ProtocolVersion;

use crate::Habit;

/// Payload bytes of a delivery.
pub(crate) const DELIVERY: usize = 16 * 1_024;
/// Bytes that a server reads at once.
pub(crate) const CHUNK: usize = 16 * 1_024;

const KIB: usize = 1_024;
const MIB: usize = 1_024 * KIB;
/// What a connection and its session may take by themselves.
const ITSELF: usize = 16 * KIB;
/// What is encoded for a wire ahead of what it takes.
const ROOM: usize = 64 * KIB;

/// Whether one peer of this habit is worth thousands of others.
pub(crate) const fn is_heavy(habit: Habit) -> bool {
    matches!(habit, Habit::SlowAtQos0 | Habit::SlowAtQos1)
}

/// The most that may be held for a peer, by the limits of the account.
pub(crate) const fn most(habit: Habit) -> usize {
    match habit {
        Habit::Idle => ITSELF,
        // MB-MAL-54: 8 MiB or 1,000 deliveries, then the connection ends.
        Habit::SlowAtQos0 => ITSELF + ROOM + 8 * MIB + 1_000 * 256,
        // MB-SES-12: 64 MiB or 100,000 deliveries are stored, later ones dropped; MB-LIM-21: 100 are in flight.
        Habit::SlowAtQos1 => ITSELF + ROOM + 64 * MIB + 100 * (DELIVERY + 256) + 64 * MIB / DELIVERY * 256,
        // Over 4 KiB of answers nothing more is read; what was read at once is answered.
        Habit::FloodsPingreq => ITSELF + ROOM + 2 * (4 * KIB + CHUNK),
        // MB-LIM-11: a CONNECT of 128 KiB; a buffer that grows by doubling.
        Habit::HalfConnect => ITSELF + 2 * 128 * KIB,
    }
}

/// At which QoS a peer of this habit subscribes.
pub(crate) const fn subscribes(habit: Habit) -> Option<QoS> {
    match habit {
        Habit::SlowAtQos0 => Some(QoS::AtMostOnce),
        Habit::SlowAtQos1 => Some(QoS::AtLeastOnce),
        Habit::Idle | Habit::FloodsPingreq | Habit::HalfConnect => None,
    }
}

/// How many deliveries of [`DELIVERY`] bytes a load is: at QoS 0 just below what ends the connection, at QoS 1 above what is
/// stored.
pub(crate) const fn deliveries(habit: Habit) -> usize {
    match habit {
        Habit::SlowAtQos0 => 500,
        Habit::SlowAtQos1 => 5_000,
        Habit::Idle | Habit::FloodsPingreq | Habit::HalfConnect => 0,
    }
}

/// What a peer of this habit sends itself, the first and the second time.
pub(crate) fn sent(habit: Habit, turn: usize) -> Vec<u8> {
    match habit {
        Habit::FloodsPingreq => [0xC0, 0x00].repeat(512 * KIB),
        // Its fixed header announces 131,069 bytes; it never brings the last.
        Habit::HalfConnect => {
            let whole = connect_of_128_kib();
            let (first, second) = whole.split_at(whole.len() / 2);
            let but_the_last = second.split_last().map_or(second, |(_, rest)| rest);
            if turn == 0 { first } else { but_the_last }.to_vec()
        }
        Habit::Idle | Habit::SlowAtQos0 | Habit::SlowAtQos1 => Vec::new(),
    }
}

/// A CONNECT of 3.1.1 as large as one may be: its user name and password fill it.
fn connect_of_128_kib() -> Vec<u8> {
    let text = |length: u16| [length.to_be_bytes().to_vec(), vec![b'x'; length.into()]].concat();
    let head = b"\x00\x04MQTT\x04\xC2\x04\xB0".to_vec();
    let body = [head, text(8), text(65_535), text(65_000)].concat();
    let mut frame = vec![0x10];
    let mut left = body.len();
    while left > 0 {
        let more = if left > 127 { 0x80 } else { 0 };
        frame.push(u8::try_from(left % 128).unwrap_or_default() | more);
        left /= 128;
    }
    [frame, body].concat()
}

/// The topic of one peer's deliveries.
pub(crate) fn topic(number: usize) -> String {
    format!("peer/{number}")
}

/// The version that all peers speak.
pub(crate) const VERSION: ProtocolVersion = ProtocolVersion::V311;
