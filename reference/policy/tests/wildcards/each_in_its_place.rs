//! The twin of the two that are refused: each type where it belongs.

use touchstone_policy::ResourcePattern;
use touchstone_vocabulary::TopicFilter;

fn covers(_pattern: &ResourcePattern) {}

fn subscribe(_filter: &TopicFilter) {}

fn ask(pattern: &ResourcePattern, filter: &TopicFilter) {
    covers(pattern);
    subscribe(filter);
}

pub(super) fn main() {
    let _: fn(&ResourcePattern, &TopicFilter) = ask;
}
