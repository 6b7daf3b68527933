//! The question of `session_history`, asked a few thousand times on stable, and what the generator makes.

use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;
use touchstone_agreement::{Deed, check_chain_of_owners, check_history, tally_of};
use touchstone_generate::bytes_of;
use touchstone_generate::histories::{Arrival, History, Manner, Rights, Step};
use touchstone_wire::ProtocolVersion;

/// Histories; a failing one is shrunk through the bytes that it is made of.
fn histories() -> impl Strategy<Value = History> {
    prop::collection::vec(any::<u8>(), 40..300)
        .prop_filter_map("too few bytes", |bytes| History::arbitrary(&mut Unstructured::new(&bytes)).ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    //= MB-INV-01
    //= MB-INV-02
    //= MB-INV-03
    //= MB-INV-04
    //= MB-INV-05
    //= MB-INV-06
    //= MB-INV-08
    #[test]
    fn sessions_go_as_the_model_says(history in histories()) {
        let difference = check_history(&history).err();
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }
}

/// Deeds in which publishing is as frequent as everything else together.
fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        5 => Just(Deed::Publish),
        1 => Just(Deed::Connect),
        1 => Just(Deed::Acknowledge),
        1 => Just(Deed::Disconnect),
        1 => Just(Deed::Lose),
        1 => Just(Deed::Pass),
    ];
    prop::collection::vec(deed, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    //= MB-INV-07
    #[test]
    fn what_was_acknowledged_reaches_one_of_the_owners(deeds in deeds(), five in any::<bool>()) {
        let version = if five { ProtocolVersion::V5 } else { ProtocolVersion::V311 };
        prop_assert_eq!(check_chain_of_owners(version, &deeds), Ok(()));
    }
}

#[test]
fn the_generator_makes_histories_in_which_clients_meet() {
    let (mut takeovers, mut denied, mut wills) = (0, 0, 0);
    for seed in 0..10_000 {
        let history = History::arbitrary(&mut Unstructured::new(&bytes_of(seed))).unwrap();
        let tally = tally_of(&history).unwrap();
        takeovers += usize::from(tally.takeovers > 0);
        denied += usize::from(tally.denied > 0);
        wills += usize::from(tally.wills > 0);
    }
    let (takeovers, denied, wills) = (takeovers / 100, denied / 100, wills / 100);
    println!("{takeovers} % with a takeover, {denied} % with a denied delivery, {wills} % with a will that fired");
    assert!(takeovers >= 50 && denied >= 20 && wills >= 20);
}

//= MB-LCE-10
//= MB-LCE-11
#[test]
fn version_numbers_go_on_after_a_takeover_however_long_the_client_stays() {
    let arrival = Arrival {
        client: "a",
        version: ProtocolVersion::V5,
        clean: true,
        expiry: 0,
        keep_alive: 600,
        window: None,
        will: None,
        manner: Manner::Proper,
    };
    let connect = || Step::Connect(arrival.clone());
    let steps = vec![connect(), connect(), Step::PassPinging(3_700), connect()];
    assert_eq!(check_history(&History { rights: [Rights::ALL; 3], steps }), Ok(()));
}
