//! A policy's resource pattern where a topic filter is wanted.

use touchstone_policy::ResourcePattern;
use touchstone_vocabulary::TopicFilter;

fn subscribe(_filter: &TopicFilter) {}

fn ask(pattern: &ResourcePattern) {
    subscribe(pattern);
}

fn main() {}
