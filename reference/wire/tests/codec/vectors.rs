//! The codec against the vectors of `scenarios/packets`.

use std::collections::BTreeSet;

use crate::packets::{again, malformed, told, well_formed};
use touchstone_wire::{Decoded, Packet, Place, Properties, ProtocolVersion, Rules, Strictness, decode};

#[test]
fn every_well_formed_packet_is_written_as_it_was_read() {
    for vector in well_formed() {
        let expected = Some((vector.bytes.clone(), vector.bytes.len()));
        assert_eq!(again(&vector.bytes, vector.version), expected, "{}", vector.title());
    }
}

#[test]
fn a_packet_is_read_alike_whatever_follows_it() {
    for vector in well_formed() {
        let followed = [vector.bytes.as_slice(), &[0xFF; 7]].concat();
        let expected = Some((vector.bytes.clone(), vector.bytes.len()));
        assert_eq!(again(&followed, vector.version), expected, "{}", vector.title());
    }
}

#[test]
fn every_strict_prefix_of_a_well_formed_packet_is_incomplete() {
    for vector in well_formed() {
        for length in 0..vector.bytes.len() {
            let answer = decode(&vector.bytes[..length], &Rules::strict(vector.version));
            assert_eq!(answer, Decoded::Incomplete, "{}, the first {length} bytes", vector.title());
        }
    }
}

#[test]
fn a_connect_is_read_by_the_level_it_names() {
    for vector in well_formed() {
        for spoken in [ProtocolVersion::V311, ProtocolVersion::V5] {
            if let Decoded::Packet { packet: Packet::Connect(connect), .. } =
                decode(&vector.bytes, &Rules::strict(spoken))
            {
                assert_eq!(connect.version, vector.version, "{}", vector.title());
            }
        }
    }
}

#[test]
fn every_malformed_packet_is_refused_for_its_fault() {
    for vector in malformed() {
        let Decoded::Violation(violation) = decode(&vector.bytes, &vector.rules()) else {
            panic!("{} ({}) is let through", vector.title(), vector.requires);
        };
        assert_eq!(told(&violation), vector.expected(), "{} ({})", vector.title(), vector.requires);
    }
}

#[test]
fn a_malformed_packet_fed_byte_by_byte_is_refused_at_its_byte_and_alike_after() {
    for vector in malformed() {
        for length in 0..=vector.bytes.len() {
            let answer = decode(&vector.bytes[..length], &vector.rules());
            let title = format!("{}, the first {length} bytes", vector.title());
            match answer {
                Decoded::Incomplete => assert!(length < vector.refused_at, "{title} are not refused"),
                Decoded::Violation(violation) => {
                    assert!(length >= vector.refused_at, "{title} are refused too soon");
                    assert_eq!(told(&violation), vector.expected(), "{title}");
                }
                Decoded::Packet { .. } => panic!("{title} are let through"),
            }
        }
    }
}

#[test]
fn a_tolerant_reader_lets_through_what_its_doc_says_and_no_more() {
    let mut through = BTreeSet::new();
    for vector in malformed() {
        let rules = Rules { strictness: Strictness::Tolerant, ..vector.rules() };
        match decode(&vector.bytes, &rules) {
            Decoded::Violation(violation) => assert_eq!(told(&violation), vector.expected(), "{}", vector.title()),
            _ => _ = through.insert(vector.title()),
        }
    }
    let expected = [
        "V311: a non-minimal remaining length of a connect",
        "V311: identifier 0 in a puback",
        "V311: identifier 0 in a pubcomp",
        "V311: identifier 0 in a pubrec",
        "V311: identifier 0 in a pubrel",
        "V311: two in four bytes of remaining length",
        "V311: zero in two bytes of remaining length",
        "V5: identifier 0 in a puback",
        "V5: identifier 0 in a pubcomp",
        "V5: identifier 0 in a pubrec",
        "V5: identifier 0 in a pubrel",
    ];
    assert_eq!(through.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn the_vectors_show_every_packet_type_of_both_versions() {
    let mut shown = BTreeSet::new();
    for vector in well_formed() {
        if let Decoded::Packet { packet, .. } = decode(&vector.bytes, &Rules::strict(vector.version)) {
            shown.insert((vector.version, packet.name()));
        }
    }
    assert_eq!(shown.len(), 14 + 15);
}

#[test]
fn the_vectors_show_every_property_wherever_it_may_stand() {
    let mut shown = BTreeSet::new();
    let mut wanted = BTreeSet::new();
    for vector in well_formed() {
        let Decoded::Packet { packet, .. } = decode(&vector.bytes, &Rules::strict(vector.version)) else { continue };
        for (place, properties) in blocks(&packet) {
            for property in properties.iter() {
                assert!(property.may_stand_in(place), "{}", vector.title());
                shown.insert((place, property.id()));
                wanted.extend(
                    Place::ALL
                        .into_iter()
                        .filter(|place| property.may_stand_in(*place))
                        .map(|place| (place, property.id())),
                );
            }
        }
    }
    assert_eq!(shown, wanted);
    assert_eq!(shown.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len(), 27);
}

/// The property blocks of a packet.
fn blocks<'a>(packet: &Packet<'a>) -> Vec<(Place, Properties<'a>)> {
    match packet {
        Packet::Connect(packet) => {
            let will = packet.will.map(|will| (Place::Will, will.properties));
            [Some((Place::Connect, packet.properties)), will].into_iter().flatten().collect()
        }
        Packet::Connack(packet) => vec![(Place::Connack, packet.properties)],
        Packet::Publish(packet) => vec![(Place::Publish, packet.properties)],
        Packet::Puback(packet) => vec![(Place::Puback, packet.properties)],
        Packet::Pubrec(packet) => vec![(Place::Pubrec, packet.properties)],
        Packet::Pubrel(packet) => vec![(Place::Pubrel, packet.properties)],
        Packet::Pubcomp(packet) => vec![(Place::Pubcomp, packet.properties)],
        Packet::Subscribe(packet) => vec![(Place::Subscribe, packet.properties)],
        Packet::Suback(packet) => vec![(Place::Suback, packet.properties)],
        Packet::Unsubscribe(packet) => vec![(Place::Unsubscribe, packet.properties)],
        Packet::Unsuback(packet) => vec![(Place::Unsuback, packet.properties)],
        Packet::Pingreq | Packet::Pingresp => Vec::new(),
        Packet::Disconnect(packet) => vec![(Place::Disconnect, packet.properties)],
        Packet::Auth(packet) => vec![(Place::Auth, packet.properties)],
    }
}
