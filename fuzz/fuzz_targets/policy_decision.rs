//! The compiled policy set against the model: see `touchstone_agreement::check_policy_decision`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use touchstone_agreement::check_policy_decision;
use touchstone_generate::policies::PolicyCase;

fuzz_target!(|case: PolicyCase| {
    if let Err(difference) = check_policy_decision(&case) {
        panic!("{difference}");
    }
});
