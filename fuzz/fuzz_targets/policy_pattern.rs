//! Patterns against their definition: see `touchstone_agreement::check_policy_pattern`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Err(difference) = touchstone_agreement::check_policy_pattern(data) {
        panic!("{difference}");
    }
});
