//! Bytes from a connection, however they are cut: see `touchstone_agreement::check_connection_bytes`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Err(difference) = touchstone_agreement::check_connection_bytes(data) {
        panic!("{difference}");
    }
});
