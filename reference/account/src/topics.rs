//! Reserved topics (broker sheet, section 12): who may do what with a topic that begins with `$`.

/// Whether clients may publish to a reserved topic: the P rows of the table.
///
/// Only Basic Ingest takes publishes for now: the services behind the other rows are not built, and a request that
/// nobody answers would look accepted.
pub(crate) fn takes_publish(topic: &str) -> bool {
    //= MB-PUB-23
    topic.strip_prefix("$aws/rules/").is_some_and(|rule| !rule.is_empty())
}

/// Whether clients may subscribe with a filter that begins with `$`.
pub(crate) fn takes_subscription(filter: &str) -> bool {
    //= MB-RSV-02
    //= MB-RSV-03
    filter.starts_with("$aws/") && !filter.starts_with("$aws/rules/") && filter != "$aws/rules"
}

#[cfg(test)]
mod tests {
    use super::*;

    //= MB-RSV-09
    //= MB-RSV-07
    #[test]
    fn lifecycle_topics_are_subscribed_to_and_never_published_to_by_clients() {
        assert!(takes_subscription("$aws/events/presence/+/c"));
        assert!(!takes_publish("$aws/events/presence/connected/c"));
        assert!(!takes_subscription("$AWS/events/presence/+/c"));
        assert!(!takes_subscription("$aws/rules/r/#"));
        assert!(!takes_subscription("$share/g/t"));
        assert!(takes_publish("$aws/rules/r/t"));
    }
}
