//! Which topic names a topic filter matches.

/// Whether the filter matches the topic name, as AWS IoT Core has it.
///
/// ```
/// use touchstone_oracle::topic::matches;
///
/// assert!(matches("site/+/door", "site/4/door"));
/// assert!(!matches("site/#", "site"));
/// ```
#[must_use]
pub fn matches(filter: &str, topic: &str) -> bool {
    //= MB-SUB-12
    if topic.starts_with('$') && filter.starts_with(['+', '#']) {
        return false;
    }
    let levels = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    levels_match(&levels(filter), &levels(topic))
}

fn levels_match(filter: &[String], topic: &[String]) -> bool {
    match (filter.split_first(), topic.split_first()) {
        (None, None) => true,
        //= MB-SUB-10
        (Some((wanted, [])), Some(_)) if wanted == "#" => true,
        //= MB-SUB-11
        //= MB-SUB-13
        (Some((wanted, more_wanted)), Some((found, more_found))) => {
            (wanted == "+" || wanted == found) && levels_match(more_wanted, more_found)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= MB-SUB-10 (test)
    #[test]
    fn a_number_sign_does_not_match_the_parent() {
        assert!(!matches("sensor/#", "sensor"));
        assert!(matches("sensor/#", "sensor/") && matches("sensor/#", "sensor/a/b"));
    }

    //= MB-SUB-11 (test)
    #[test]
    fn a_plus_sign_matches_an_empty_level() {
        assert!(matches("+/b", "/b") && matches("#", "a"));
        assert!(!matches("+", "a/b"));
    }

    //= MB-SUB-12 (test)
    #[test]
    fn a_leading_wildcard_never_matches_a_reserved_topic() {
        assert!(!matches("#", "$aws/x") && !matches("+/x", "$aws/x"));
        assert!(matches("$aws/#", "$aws/x"));
    }

    //= MB-SUB-13 (test)
    #[test]
    fn letter_case_is_kept() {
        assert!(!matches("A", "a"));
    }
}
