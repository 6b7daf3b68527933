//! The question of `connection_bytes`, asked a few thousand times on stable.

use proptest::prelude::*;
use touchstone_agreement::check_connection_bytes;

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
