//! Limits on topic names and filters.

use crate::Limits;

/// Whether a topic name or filter is within the limits on bytes and slashes; the three levels of a Basic Ingest prefix
/// do not count (MB-LIM-12, MB-LIM-13).
pub(crate) fn fits(text: &str, limits: &Limits) -> bool {
    let counted = match text.strip_prefix("$aws/rules/") {
        Some(rule) => rule.split_once('/').map_or("", |(_, rest)| rest),
        None => text,
    };
    counted.len() <= limits.topic_bytes && counted.matches('/').count() <= limits.topic_slashes
}
