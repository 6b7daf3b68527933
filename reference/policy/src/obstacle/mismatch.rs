//! Why an entry does not cover what a request has, as far as one can point at it.

use std::fmt;

use super::covers;
use crate::document::{ResourcePattern, Version};
use crate::error::Span;
use crate::resource::Fields;
use crate::variables::Values;

/// What sets a listed entry apart from what a request has.
///
/// As text it says so of the entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// Fields of an ARN differ, the first of them by its name.
    Field {
        /// `partition`, `service`, `region`, `account` or `type`.
        name: &'static str,
        /// What the entry has there.
        entry: String,
        /// What the request has there.
        request: String,
    },
    /// The request is on `*`, which no ARN covers.
    Pseudo,
    /// The letter case alone, which counts.
    LetterCase,
    /// A level `+` or `#`, which is no wildcard in a policy.
    MqttWildcard,
    /// A `*` or `?` in a value of an operator that takes it as it stands.
    PlainWildcard,
    /// A variable, in a document of a version that has none.
    PlainVariable,
    /// No difference: the entry matches, and the operator is a negated one.
    Matches,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Field { name, entry, request } => {
                return write!(f, "its {name} is `{entry}`, that of the request `{request}`");
            }
            Self::Pseudo => "the request is on `*`, which an ARN does not cover",
            Self::LetterCase => "differs in letter case alone, which counts",
            Self::MqttWildcard => "`+` and `#` are ordinary characters in a policy; `*` covers any text",
            Self::PlainWildcard => "`*` and `?` are ordinary characters for this operator",
            Self::PlainVariable => "`${` is plain text in a document whose `Version` is not 2012-10-17",
            Self::Matches => "matches, which the operator does not want",
        })
    }
}

/// Why an entry of `Resource` does not cover a resource: its text with the variables filled that its document has, and with
/// those filled that a document of 2012-10-17 would have; values are literals.
pub(super) fn of_resource(text: &str, with_variables: &str, resource: &str) -> Option<Mismatch> {
    let (entry, asked) = (Fields::of(text)?, Fields::of(resource));
    let Some(asked) = asked else { return Some(Mismatch::Pseudo) };
    let is_covered = |text: &str| {
        let span = Span { start: 0, end: 0 };
        covers(&ResourcePattern { text: text.to_owned(), span }, Version::Of2012, resource, &Values::default())
    };
    let Fields { partition, service, region, account, rest } = asked;
    let head = |region: &str, account: &str| format!("arn:{partition}:{service}:{region}:{account}:*");
    let different = |name, entry: &str, request: &str| {
        Some(Mismatch::Field { name, entry: entry.to_owned(), request: request.to_owned() })
    };
    if entry.partition != partition {
        return different("partition", entry.partition, partition);
    }
    if entry.service != service {
        return different("service", entry.service, service);
    }
    if !is_covered(&head(entry.region, account)) {
        return different("region", entry.region, region);
    }
    if !is_covered(&head(region, entry.account)) {
        return different("account", entry.account, account);
    }
    let kind = |rest: &str| rest.split_once('/').map(|(kind, _)| kind.to_owned());
    if let (Some(own), Some(wanted)) = (kind(entry.rest), kind(rest))
        && own != wanted
        && !own.contains(['*', '?', '$'])
    {
        return different("type", &own, &wanted);
    }
    if text != with_variables {
        return is_covered(with_variables).then_some(Mismatch::PlainVariable);
    }
    let in_place = |rest: &str| format!("arn:{partition}:{service}:{region}:{account}:{rest}");
    let lower = |text: &str| text.to_lowercase();
    let folded = ResourcePattern { text: lower(&in_place(entry.rest)), span: Span { start: 0, end: 0 } };
    if covers(&folded, Version::Of2012, &lower(resource), &Values::default()) {
        return Some(Mismatch::LetterCase);
    }
    let widened: Vec<&str> =
        entry.rest.split('/').map(|level| if matches!(level, "+" | "#") { "*" } else { level }).collect();
    is_covered(&in_place(&widened.join("/"))).then_some(Mismatch::MqttWildcard)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(entry: &str, asked: &str) -> Option<Mismatch> {
        let arn = |text: &str| text.replace("R:", "arn:aws:iot:eu-west-1:123456789012:");
        of_resource(&arn(entry), &arn(entry), &arn(asked))
    }

    fn field(name: &'static str, entry: &str, request: &str) -> Option<Mismatch> {
        Some(Mismatch::Field { name, entry: entry.to_owned(), request: request.to_owned() })
    }

    #[test]
    fn the_first_field_that_differs_is_named() {
        let arn = "arn:aws:iot:us-east-?:123456789012:topic/a";
        assert_eq!(between(arn, "R:topic/a"), field("region", "us-east-?", "eu-west-1"));
        assert_eq!(between("arn:aws-cn:iot:*:*:topic/a", "R:topic/a"), field("partition", "aws-cn", "aws"));
        assert_eq!(between("arn:aws:iot:eu-west-1:1:topic/a", "R:topic/a"), field("account", "1", "123456789012"));
        assert_eq!(between("R:topic/a", "R:topicfilter/a"), field("type", "topic", "topicfilter"));
        assert_eq!(between("R:topic/a", "*"), Some(Mismatch::Pseudo));
    }

    #[test]
    fn letter_case_and_wildcards_of_mqtt_are_named_where_they_alone_make_the_difference() {
        assert_eq!(between("R:topic/Dt/*", "R:topic/dt/a"), Some(Mismatch::LetterCase));
        assert_eq!(between("R:topicfilter/dt/+/b", "R:topicfilter/dt/a/b"), Some(Mismatch::MqttWildcard));
        assert_eq!(between("R:topicfilter/dt/#", "R:topicfilter/dt/a"), Some(Mismatch::MqttWildcard));
        assert_eq!(between("R:topicfilter/dt/#", "R:topicfilter/x/a"), None);
    }

    #[test]
    fn another_name_is_just_another_name() {
        assert_eq!(between("R:topic/a", "R:topic/b"), None);
    }
}
