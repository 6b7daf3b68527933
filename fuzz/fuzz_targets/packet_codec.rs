//! Decoding and encoding of any bytes: see `touchstone_agreement::check_packet_codec`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Err(difference) = touchstone_agreement::check_packet_codec(data) {
        panic!("{difference}");
    }
});
