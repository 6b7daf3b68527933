//! The codec from outside: against the vectors of `scenarios/packets`, against random bytes, against a foreign decoder.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test ends where it fails")]
#![expect(clippy::disallowed_methods, reason = "the vectors are files, and every file of the folder counts")]

mod encoding;
mod flowsdk;
mod packets;
mod random;
mod vectors;
