//! What clients receive is byte for byte the same in simulation and over loopback (W3).

#![expect(clippy::expect_used, reason = "a corpus that cannot be read fails the test")]

use std::path::Path;
use std::sync::Arc;

use touchstone::{Cut, Loopback, Pool, Sim, settings};
use touchstone_scenario::Known;
use touchstone_suite::{Corpus, Script, Target, Transcript, compare, perform};

fn corpus() -> Corpus {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Corpus::load(&root, Known::only(settings::NAMES.iter().map(ToString::to_string)))
        .expect("the corpus is well formed")
}

fn pool() -> Arc<Pool> {
    Arc::new(Pool::new().expect("the authority signs its own certificate"))
}

fn played(script: &Script, target: &dyn Target) -> Transcript {
    perform(script, target, 1).transcript
}

#[test]
fn simulation_and_loopback_show_clients_the_same_bytes() {
    let (corpus, pool) = (corpus(), pool());
    let sim = Sim::new(Arc::clone(&pool), Cut::Whole);
    let loopback = Loopback::new(pool, Cut::Whole);
    let (mut packets, mut connections, mut differences, mut stalled) = (0, 0, Vec::new(), Vec::new());
    for script in &corpus.scripts {
        let (simulated, looped) = (played(script, &sim), played(script, &loopback));
        connections += simulated.connections.len();
        if simulated.connections.iter().any(|connection| connection.stalled) {
            stalled.push(script.case.id.as_str());
        }
        match compare(&simulated, &looped) {
            Ok(compared) => packets += compared,
            Err(difference) => differences.push(format!("{}: {difference}", script.case.id)),
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    println!("compared {packets} packets on {connections} connections of {} cases", corpus.scripts.len());
    println!("with a client that stopped reading, compared as far as both read: {}", stalled.join(", "));
    assert!(packets > corpus.scripts.len(), "cases without packets compare nothing");
}

/// A transcript in which two packets in a row differ, so that each change below is one.
fn rich(transcripts: impl Iterator<Item = Transcript>) -> (Transcript, usize, usize) {
    let mut found = transcripts.filter_map(|transcript| {
        let place = transcript.connections.iter().enumerate().find_map(|(connection, received)| {
            let packet = received.packets.windows(2).position(|pair| matches!(pair, [a, b] if a != b))?;
            Some((connection, packet))
        })?;
        Some((transcript, place.0, place.1))
    });
    found.next().expect("some case receives two packets that differ")
}

#[test]
fn a_flipped_byte_an_extra_puback_and_two_swapped_packets_are_each_noticed() {
    let (corpus, sim) = (corpus(), Sim::new(pool(), Cut::Whole));
    let (transcript, connection, packet) = rich(corpus.scripts.iter().map(|script| played(script, &sim)));
    assert!(compare(&transcript, &transcript).is_ok());

    let mut flipped = transcript.clone();
    let bytes = &mut flipped.connections[connection].packets[packet];
    *bytes.last_mut().expect("a packet has bytes") ^= 1;
    assert!(compare(&transcript, &flipped).is_err());

    let mut extra = transcript.clone();
    extra.connections[connection].packets.push(vec![0x40, 0x02, 0x00, 0x01]);
    assert!(compare(&transcript, &extra).is_err());

    let mut swapped = transcript.clone();
    swapped.connections[connection].packets.swap(packet, packet + 1);
    assert!(compare(&transcript, &swapped).is_err());

    let mut unended = transcript.clone();
    unended.connections[connection].ended = !unended.connections[connection].ended;
    assert!(compare(&transcript, &unended).is_err());
}
