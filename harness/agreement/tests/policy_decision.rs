//! The question of `policy_decision`, asked a few thousand times on stable, and what the generator makes.

mod policy_cases;

use policy_cases::policy_cases;
use proptest::prelude::*;
use touchstone_agreement::{PolicyCensus, check_policy_decision};
use touchstone_generate::policies::PolicyCase;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_and_the_oracle_agree(case in policy_cases()) {
        let difference = check_policy_decision(&case).err();
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }
}

#[test]
fn the_generator_makes_cases_worth_comparing() {
    let mut census = PolicyCensus::default();
    for seed in 0..10_000 {
        let case = PolicyCase::of_seed(seed);
        census.count(check_policy_decision(&case).unwrap());
        census.sample(&case);
    }
    println!("{census}");
    assert!(census.refused <= 200, "{census}");
    assert!(census.allowed >= 2_000 && census.explicitly_denied >= 1_000, "{census}");
    assert!(census.decided_by_a_variable >= 1_000 && census.decided_by_a_condition >= 1_000, "{census}");
    assert!(census.flipped_by_one_character >= 1_000, "{census}");
    assert!(census.decided_by_the_index_base >= 15 && census.decided_by_the_prefix >= 30, "{census}");
}
