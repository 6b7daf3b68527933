//! The linter against the parser: see `touchstone_agreement::check_policy_lint`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use touchstone_agreement::check_policy_lint;

fuzz_target!(|text: &str| {
    if let Err(difference) = check_policy_lint(text) {
        panic!("{difference}");
    }
});
