//! Short models written to be read.
