//! The question of `connection_bytes`, asked a few thousand times on stable.

use arbitrary::Unstructured;
use proptest::prelude::*;
use touchstone_agreement::{check_connection_bytes, is_let_in};
use touchstone_generate::{Conversation, bytes_of};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    //= MB-MAL-05
    //= MB-MAL-03
    //= MB-MAL-01
    #[test]
    fn how_bytes_are_cut_changes_nothing_and_nobody_else_notices(data in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_eq!(check_connection_bytes(&data), Ok(()));
    }
}

#[test]
fn most_conversations_get_past_their_connect() {
    let draw = |seed| Conversation::generate(&mut Unstructured::new(&bytes_of(seed))).unwrap();
    let let_in = (0..2_000).filter(|seed| is_let_in(&draw(*seed)).unwrap()).count() / 20;
    println!("{let_in} % are let in");
    assert!(let_in >= 40);
}
