//! Texts for the parsers of both dialects: see `touchstone_agreement::check_policy_parser`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Err(difference) = touchstone_agreement::check_policy_parser(data) {
        panic!("{difference}");
    }
});
