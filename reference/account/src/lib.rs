//! One account in one Region as a deterministic state machine.
