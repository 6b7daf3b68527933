//! Benchmarks live in `benches/`, one file per question.
