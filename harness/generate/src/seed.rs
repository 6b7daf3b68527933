//! From a seed to the bytes that a generator draws from.

/// 512 bytes that follow from a seed alone (SplitMix64).
#[must_use]
pub fn bytes_of(seed: u64) -> Vec<u8> {
    stretched(seed, 512)
}

/// At least so many bytes that follow from a seed alone (SplitMix64).
#[must_use]
pub fn stretched(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut word = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    (0..length.div_ceil(8)).flat_map(|_| word().to_le_bytes()).collect()
}
