//! Policies with a request, for the properties that need them.

use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;
use touchstone_generate::policies::PolicyCase;

/// Cases for a property; a failing one is shrunk through the bytes that it is made of.
pub(crate) fn policy_cases() -> impl Strategy<Value = PolicyCase> {
    prop::collection::vec(any::<u8>(), 0..1024)
        .prop_filter_map("too few bytes", |bytes| PolicyCase::arbitrary(&mut Unstructured::new(&bytes)).ok())
}
