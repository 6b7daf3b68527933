//! A topic filter where a policy's resource pattern is wanted.

use touchstone_policy::ResourcePattern;
use touchstone_vocabulary::TopicFilter;

fn covers(_pattern: &ResourcePattern) {}

fn ask(filter: &TopicFilter) {
    covers(filter);
}

fn main() {}
