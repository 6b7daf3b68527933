//! policy.md 3

use super::*;
use crate::ResourceKind;

fn action_is_covered(pattern: &str, action: &str) -> bool {
    let set = set(&format!(r#"{{"Effect": "Allow", "Action": "{pattern}", "Resource": "*"}}"#));
    let outcomes = [action, &action.to_uppercase()]
        .map(|action| set.decide(Action::named(action), Resource::topic("t"), &nobody()));
    assert_eq!(outcomes[0], outcomes[1]);
    outcomes[0] == Outcome::Allowed
}

//= POL-MATCH-01 (test)
#[test]
fn actions_compare_without_case_over_the_whole_name() {
    assert!(action_is_covered("iot:publish", "iot:Publish"));
    assert!(action_is_covered("IOT:PUB*", "iot:Publish"));
    assert!(action_is_covered("iot:Pub*", "iot:Pub"));
    assert!(action_is_covered("iot:*l?s*", "iot:Publish"));
    assert!(action_is_covered("iot:Create*Job*", "iot:CreateJobTemplate"));
    assert!(!action_is_covered("iot:Publish", "iot:PublishX"));
    assert!(!action_is_covered("iot:Publis?", "iot:Publis"));
}

//= POL-MATCH-02 (test)
#[test]
fn the_prefix_of_an_action_takes_part() {
    assert!(!action_is_covered("iot:*", "iotjobsdata:DescribeJobExecution"));
    assert!(!action_is_covered("iotjobsdata:*", "iot:DescribeJobExecution"));
    assert!(action_is_covered("*", "iotjobsdata:DescribeJobExecution"));
}

//= POL-MATCH-03 (test)
#[test]
fn resources_keep_their_case() {
    let set = allowing(r#""R:client/c""#);
    assert_eq!(set.decide(Action::CONNECT, Resource::client("c"), &nobody()), Outcome::Allowed);
    assert_eq!(set.decide(Action::CONNECT, Resource::client("C"), &nobody()), Outcome::ImplicitDeny);
}

//= POL-MATCH-04 (test)
//= POL-OP-18 (test)
#[test]
fn a_star_stands_for_any_run_across_levels() {
    let covers = |topic| topic_is_covered("R:topic/t/*", topic, &nobody());
    assert!(covers("t/") && covers("t/a/b"));
    assert!(!covers("t"));
}

//= POL-MATCH-05 (test)
#[test]
fn a_question_mark_stands_for_one_character() {
    let covers = |topic| topic_is_covered("R:topic/some/?????/topic", topic, &nobody());
    assert!(covers("some/abcde/topic") && covers("some/ab/cd/topic") && covers("some/äöü€𝄞/topic"));
    assert!(!covers("some/abcd/topic"));
}

//= POL-MATCH-06 (test)
//= POL-MATCH-07 (test)
#[test]
fn mqtt_wildcards_are_ordinary_characters() {
    let set = set(
        r#"{"Effect": "Allow", "Action": "iot:Subscribe", "Resource": ["R:topicfilter/some/+/topic", "R:topicfilter/a/*"]},
           {"Effect": "Deny", "Action": "iot:Subscribe", "Resource": "R:topicfilter/a/restricted/*"}"#,
    );
    let decide = |filter| set.decide(Action::SUBSCRIBE, Resource::topic_filter(filter), &nobody());
    assert_eq!(decide("some/+/topic"), Outcome::Allowed);
    assert_eq!(decide("some/x/topic"), Outcome::ImplicitDeny);
    assert_eq!(decide("a/#"), Outcome::Allowed);
    assert_eq!(decide("a/restricted/#"), Outcome::ExplicitDeny);
}

//= POL-MATCH-08 (test)
#[test]
fn patterns_are_anchored_at_both_ends() {
    let covers = |topic| topic_is_covered("R:topic/some/*/topic", topic, &nobody());
    assert!(covers("some/x/topic"));
    assert!(!covers("some/x/topics") && !covers("xsome/x/topic") && !covers("some/topic"));
}

//= POL-MATCH-09 (test)
#[test]
fn only_a_bare_star_covers_the_pseudo_resource() {
    let decide = |resource: &str| allowing(resource).decide(Action::LIST_RETAINED_MESSAGES, Resource::ALL, &nobody());
    assert_eq!(decide(r#""*""#), Outcome::Allowed);
    assert_eq!(decide(r#""R:*""#), Outcome::ImplicitDeny);
    assert_eq!(decide(r#""R:topic/*""#), Outcome::ImplicitDeny);
}

//= POL-MATCH-10 (test)
#[test]
fn region_account_and_resource_take_wildcards() {
    for resource in [
        "arn:aws:iot:*:*:topic/a/*",
        "arn:aws:iot:us-*-?:12345678901?:topic/a/b",
        "R:*",
        "R:*/a/b",
        "R:t*/a/b",
        "R:?opic?a/b",
        "R:topic*b",
        "R:*c/a/*",
    ] {
        assert!(topic_is_covered(resource, "a/b", &nobody()), "{resource}");
    }
}

//= POL-MATCH-11 (test)
#[test]
fn partition_and_service_take_none() {
    assert!(!topic_is_covered("arn:*:iot:us-east-1:123456789012:topic/p", "p", &nobody()));
    assert!(!topic_is_covered("arn:aws:*:us-east-1:123456789012:topic/s", "s", &nobody()));
}

//= POL-MATCH-12 (test)
#[test]
fn the_kind_of_a_resource_is_part_of_its_text() {
    let set = allowing(r#"["R:topic/a", "R:thing/*"]"#);
    let decide = |kind, name| set.decide(Action::SUBSCRIBE, Resource::new(kind, name), &nobody());
    assert_eq!(decide(ResourceKind::TopicFilter, "a"), Outcome::ImplicitDeny);
    assert_eq!(decide(ResourceKind::ThingGroup, "a"), Outcome::ImplicitDeny);
    assert_eq!(decide(ResourceKind::Topic, "a"), Outcome::Allowed);
}

//= POL-MATCH-13 (test)
#[test]
fn the_negated_elements_cover_whatever_their_patterns_do_not() {
    let set = set(r#"{"Effect": "Allow", "NotAction": "iot:Publish", "NotResource": "R:topic/a/restricted/*"}"#);
    let decide = |action, topic| set.decide(action, Resource::topic(topic), &nobody());
    assert_eq!(decide(Action::RECEIVE, "b/x"), Outcome::Allowed);
    assert_eq!(decide(Action::named("signer:StartSigningJob"), "b/x"), Outcome::Allowed);
    assert_eq!(decide(Action::RECEIVE, "a/restricted/x"), Outcome::ImplicitDeny);
    assert_eq!(decide(Action::PUBLISH, "b/x"), Outcome::ImplicitDeny);
    assert_eq!(set.decide(Action::LIST_RETAINED_MESSAGES, Resource::ALL, &nobody()), Outcome::Allowed);
}

//= POL-MATCH-14 (test)
#[test]
fn braces_make_wildcards_literal() {
    assert!(topic_is_covered("R:topic/lit/${*}/${?}", "lit/*/?", &nobody()));
    assert!(!topic_is_covered("R:topic/lit/${*}/${?}", "lit/abc/d", &nobody()));
    assert!(topic_is_covered("R:topic/${$}aws/x", "$aws/x", &nobody()));
    assert!(topic_is_covered("R:topic/$(*)", "$(abc)", &nobody()));
}

//= POL-MATCH-15 (test)
#[test]
fn a_lone_dollar_sign_is_an_ordinary_character() {
    assert!(topic_is_covered("R:topic/$aws/things/x", "$aws/things/x", &nobody()));
}

//= POL-MATCH-16 (test)
#[test]
fn a_policy_for_another_place_covers_nothing() {
    for place in [
        "arn:aws:iot:us-west-2:123456789012",
        "arn:aws-cn:iot:us-east-1:123456789012",
        "arn:aws:iot:us-east-1:000000000000",
    ] {
        assert!(!topic_is_covered(&format!("{place}:topic/a"), "a", &nobody()), "{place}");
    }
}

//= POL-MATCH-17 (test)
#[test]
fn hostile_patterns_are_decided_without_delay() {
    let text = "a".repeat(65_536);
    for pattern in
        [format!("{}b", "a*".repeat(1024)), format!("{}b*", "*a".repeat(1024)), format!("*{}b*", "a?".repeat(500))]
    {
        assert!(!topic_is_covered(&format!("R:topic/{pattern}"), &text, &nobody()));
    }
    assert!(topic_is_covered(&format!("R:topic/{}", "a*".repeat(1024)), &text, &nobody()));
}

#[test]
fn every_literal_head_is_found_among_many() {
    let names: Vec<String> = (0..64).map(|number| "ab".chars().cycle().take(number).collect()).collect();
    let resources: Vec<String> =
        names.iter().map(|name| format!(r#""R:topic/{name}-x","R:client/{name}*y""#)).collect();
    let set = allowing(&format!("[{}]", resources.join(",")));
    for name in &names {
        assert_eq!(set.decide(Action::PUBLISH, Resource::topic(&format!("{name}-x")), &nobody()), Outcome::Allowed);
        assert_eq!(set.decide(Action::PUBLISH, Resource::client(&format!("{name}zy")), &nobody()), Outcome::Allowed);
        assert_eq!(
            set.decide(Action::PUBLISH, Resource::thing(&format!("{name}-x")), &nobody()),
            Outcome::ImplicitDeny
        );
        assert_eq!(set.decide(Action::PUBLISH, Resource::topic(name), &nobody()), Outcome::ImplicitDeny);
    }
}
