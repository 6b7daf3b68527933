//! The question of `packet_codec`, asked a few thousand times on stable, and what the generator makes.

use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;
use touchstone_agreement::{check_frame, check_packet_codec};
use touchstone_generate::{bytes_of, packets::Frame};
use touchstone_wire::{Decoded, Rules, decode};

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_have_one_answer_and_packets_are_written_as_they_were_read(data in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(check_packet_codec(&data), Ok(()));
    }
}

#[test]
fn the_generator_makes_every_packet_and_damages_some() {
    let mut decoded = 0;
    let mut packets: BTreeMap<&str, usize> = BTreeMap::new();
    let mut statements: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..10_000 {
        let frame = Frame::arbitrary(&mut Unstructured::new(&bytes_of(seed))).unwrap();
        assert_eq!(check_frame(&frame), Ok(()));
        match decode(&frame.bytes, &Rules::strict(frame.version)) {
            Decoded::Packet { packet, .. } => {
                decoded += 1;
                *packets.entry(packet.name()).or_default() += 1;
            }
            Decoded::Violation(violation) => *statements.entry(violation.statement).or_default() += 1,
            Decoded::Incomplete => {}
        }
    }
    println!("{} % decode, {} statements are broken, packets of 10,000: {packets:?}", decoded / 100, statements.len());
    assert!(decoded >= 4_000, "{decoded} of 10,000 decode");
    assert_eq!(packets.len(), 15);
    assert!(packets.values().all(|count| *count >= 100), "{packets:?}");
}
