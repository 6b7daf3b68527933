//! The raw client: frames built by hand, sockets, and what came back kept as bytes beside its decoding.
