//! Operations that touch several resources, asked of the engine and the oracle in every position of the switches.

#![expect(clippy::unwrap_used, reason = "a difference fails the test")]

use touchstone_agreement::check_policy_operation;
use touchstone_generate::policies::OperationCase;
use touchstone_oracle::policy::{Decision, JobResourceCheck};

/// The decision in a position of the switch.
fn decided(case: &OperationCase, position: JobResourceCheck) -> Option<Decision> {
    let mut case = case.clone();
    case.case.settings.job_resource_check = position;
    check_policy_operation(&case).unwrap()
}

//= POL-OP-07
//= POL-IAM-10
//= POL-ACT-59
#[test]
fn the_engine_and_the_oracle_agree_on_operations_in_both_positions_of_the_switch() {
    let (mut allowed, mut denied, mut turned, mut refused) = (0, 0, 0, 0);
    for seed in 0..4_000 {
        let case = OperationCase::of_seed(seed);
        let [all, any] = [JobResourceCheck::All, JobResourceCheck::Any].map(|position| decided(&case, position));
        allowed += u32::from(all == Some(Decision::Allowed));
        denied += u32::from(all == Some(Decision::ExplicitDeny));
        refused += u32::from(all.is_none());
        turned += u32::from(all != any);
    }
    println!(
        "{allowed} allowed, {denied} denied, {turned} decided otherwise when one resource is enough, {refused} refused"
    );
    assert!(allowed >= 200 && denied >= 200 && turned >= 60 && refused <= 80, "{allowed} {denied} {turned} {refused}");
}
