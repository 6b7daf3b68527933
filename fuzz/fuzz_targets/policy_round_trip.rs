//! What is printed of a policy against the policy: see `touchstone_agreement::check_policy_round_trip`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Err(difference) = touchstone_agreement::check_policy_round_trip(data) {
        panic!("{difference}");
    }
});
