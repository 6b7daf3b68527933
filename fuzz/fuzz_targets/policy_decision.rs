//! The compiled policy set against the model: see `touchstone_agreement::check_policy_decision`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use touchstone_agreement::{PolicyCase, check_policy_decision};

fuzz_target!(|case: PolicyCase| check_policy_decision(&case));
