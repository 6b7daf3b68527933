//! The built-in targets.
