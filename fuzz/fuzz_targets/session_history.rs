//! What several clients do, against the model: see `touchstone_agreement::check_session_history`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Err(difference) = touchstone_agreement::check_session_history(data) {
        panic!("{difference}");
    }
});
