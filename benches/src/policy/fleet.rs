//! Many principals under one policy.

use std::sync::Arc;

use touchstone_policy::{Action, PolicySet, Rights, Values};

use super::{Asked, SITE, thing, values};

/// Principals of a fleet.
const PRINCIPALS: usize = 10_000;

/// The values of 10,000 things; each tenth is at another site.
#[must_use]
pub fn principals() -> Vec<Values> {
    let site = |number: usize| if number.is_multiple_of(10) { "oslo" } else { SITE };
    (0..PRINCIPALS).map(|number| values(&thing(number), site(number))).collect()
}

/// The rights of the principals over one shared set, and a delivery to each of them.
#[must_use]
pub fn fan_out(set: &Arc<PolicySet>, principals: &[Values]) -> (Vec<Rights>, Asked) {
    let rights = principals.iter().map(|values| Rights::new(Arc::clone(set), values)).collect();
    (rights, Asked::topic(Action::RECEIVE, format!("fleet/{SITE}/news")))
}
