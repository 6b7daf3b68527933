use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::action::Action;
use crate::principal::{PrincipalKind, Protocol, Side};
use crate::resource::Resource;
use crate::set::{Home, Outcome, PolicySet};
use crate::switches::Switches;

fn document(statements: &str) -> Policy {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": {statements}}}"#);
    Policy::parse(&text.replace("R:", "arn:aws:iot:eu-west-1:123456789012:")).unwrap()
}

fn allowing(rest: &str) -> Policy {
    document(&format!(r#"{{"Effect": "Allow", {rest}}}"#))
}

fn decided(policy: &Policy, probe: &Probe) -> Outcome {
    let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
    let values = probe.facts.values(Side::Iot, &Switches::default());
    let set = PolicySet::compile(&home, [("p", policy)]);
    set.decide(Action::named(&probe.action), Resource::arn(&probe.resource), &values)
}

/// What was gained and lost, after the engine has confirmed each request.
fn compared(old: &Policy, new: &Policy) -> (Verdict, Vec<String>) {
    let comparison = new.compare(old, &Askers::of(Side::Iot), &Budget::default());
    let is_shown = proof::are_equivalent(&Universe::of(&Askers::of(Side::Iot), &[old, new]), &Budget::default());
    assert_eq!(is_shown, comparison.verdict == Verdict::Equivalent, "{comparison:?}");
    let told = comparison.differences.iter().map(|difference| {
        let probe = &difference.probe;
        let (before, after) = (decided(old, probe), decided(new, probe));
        let (sign, confirmed) = match difference.change {
            Change::Gained => ('+', before != Outcome::Allowed && after == Outcome::Allowed),
            Change::Lost => ('-', before == Outcome::Allowed && after != Outcome::Allowed),
        };
        assert!(confirmed, "{before:?} before, {after:?} after: {difference:?}");
        let name = probe.resource.replace("arn:aws:iot:eu-west-1:123456789012:", "R:");
        let unasked = if probe.is_asked { "" } else { ", which nobody asks" };
        format!("{sign} {} on {name}{unasked}", probe.action)
    });
    (comparison.verdict, told.collect())
}

fn told(old: &Policy, new: &Policy) -> Vec<String> {
    compared(old, new).1
}

fn publish(resource: &str) -> Policy {
    allowing(&format!(r#""Action": "iot:Publish", "Resource": "{resource}""#))
}

#[test]
fn one_character_of_a_resource_is_told_from_both_sides() {
    let found = told(&publish("R:topic/dt/a"), &publish("R:topic/dt/b"));
    assert_eq!(found, ["+ iot:Publish on R:topic/dt/b", "- iot:Publish on R:topic/dt/a"]);
}

#[test]
fn a_slash_less_is_a_topic_more() {
    assert_eq!(told(&publish("R:topic/dt/*"), &publish("R:topic/dt*")), ["+ iot:Publish on R:topic/dt"]);
}

#[test]
fn another_variable_is_told_for_a_caller_who_has_both() {
    let old = allowing(r#""Action": "iot:Publish", "Resource": "R:topic/${iot:ClientId}""#);
    let new = allowing(r#""Action": "iot:Publish", "Resource": "R:topic/${iot:Connection.Thing.ThingName}""#);
    let (verdict, found) = compared(&old, &new);
    assert_eq!(verdict, Verdict::Different);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|it| !it.contains("nobody")), "{found:?}");
}

#[test]
fn a_client_connects_under_its_own_client_id_alone() {
    let old = allowing(r#""Action": "iot:Connect", "Resource": "R:client/${iot:ClientId}""#);
    let new = allowing(r#""Action": "iot:Connect", "Resource": "R:client/${iot:Connection.Thing.ThingName}""#);
    let comparison = new.compare(&old, &Askers::of(Side::Iot), &Budget::default());
    let first = &comparison.differences[0];
    assert_eq!((first.change, first.probe.is_asked), (Change::Lost, true));
    assert_eq!(first.probe.facts.client_id.as_deref(), first.probe.resource.rsplit('/').next());
}

#[test]
fn a_condition_more_is_told_for_a_caller_who_does_not_meet_it() {
    let old = publish("R:topic/a");
    let new = allowing(
        r#""Action": "iot:Publish", "Resource": "R:topic/a", "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}"#,
    );
    let comparison = new.compare(&old, &Askers::of(Side::Iot), &Budget::default());
    assert_eq!(told(&old, &new), ["- iot:Publish on R:topic/a"]);
    assert_ne!(comparison.differences[0].probe.facts.source_ip.as_deref(), Some("192.0.2.0"));
}

#[test]
fn borders_of_ranges_are_seen() {
    let of = |range: &str| {
        allowing(&format!(
            r#""Action": "iot:Publish", "Resource": "R:topic/a", "Condition": {{"IpAddress": {{"aws:SourceIp": "{range}"}}}}"#
        ))
    };
    assert_eq!(told(&of("192.0.2.0/25"), &of("192.0.2.0/24")), ["+ iot:Publish on R:topic/a"]);
}

#[test]
fn another_pattern_of_actions_is_told_for_a_known_action() {
    let of = |actions: &str| allowing(&format!(r#""Action": "{actions}", "Resource": "R:topic/*""#));
    let found = told(&of("iot:Re*"), &of("iot:Rec*"));
    assert_eq!(found, ["- iot:RetainPublish on R:topic/x"]);
}

#[test]
fn a_deny_more_is_told_with_the_statement_that_denies() {
    let allow = r#"{"Effect": "Allow", "Action": "iot:Publish", "Resource": "R:topic/*"}"#;
    let deny = r#"{"Effect": "Deny", "Action": "iot:Publish", "Resource": "R:topic/a?"}"#;
    let (old, new) = (document(allow), document(&format!("[{allow}, {deny}]")));
    let comparison = new.compare(&old, &Askers::of(Side::Iot), &Budget::default());
    let found: Vec<_> = comparison.differences.iter().map(|it| (it.change, it.old.clone(), it.new.clone())).collect();
    assert_eq!(found, [(Change::Lost, vec![0], vec![1])]);
}

#[test]
fn another_region_is_another_resource() {
    let found = told(&publish("R:topic/a"), &publish("arn:aws:iot:*:123456789012:topic/a"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("+ iot:Publish on arn:aws:iot:"), "{found:?}");
}

#[test]
fn the_pseudo_resource_is_covered_by_a_star_alone() {
    let of = |resource: &str| allowing(&format!(r#""Action": "iot:ListRetainedMessages", "Resource": "{resource}""#));
    assert_eq!(told(&of("R:*"), &of("*")).first().map(String::as_str), Some("+ iot:ListRetainedMessages on *"));
}

#[test]
fn order_lists_splitting_and_letter_case_make_no_difference() {
    let old = document(
        r#"[{"Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"], "Resource": ["R:topic/a/*", "R:topic/${iot:ClientId}"],
             "Condition": {"StringEquals": {"iot:DomainName": ["x", "y"]}, "Bool": {"iot:Connection.Thing.IsAttached": "true"}}},
            {"Effect": "Deny", "Action": "iot:*", "Resource": "R:topic/a/secret"}]"#,
    );
    let new = document(
        r#"[{"Effect": "Deny", "Action": ["IOT:*"], "Resource": ["R:topic/a/secret"]},
            {"Effect": "Allow", "Action": "iot:receive", "Resource": "R:topic/a/*",
             "Condition": {"Bool": {"iot:connection.thing.isAttached": true}, "StringEquals": {"iot:domainname": "y"}}},
            {"Effect": "Allow", "Action": "iot:receive", "Resource": ["R:topic/${iot:ClientId}", "R:topic/a/*"],
             "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}, "StringEquals": {"iot:DomainName": "x"}}},
            {"Effect": "Allow", "Action": "iot:receive", "Resource": "R:topic/${iot:ClientId}",
             "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}, "StringEquals": {"iot:DomainName": ["y", "y"]}}},
            {"Effect": "Allow", "Action": "iot:Publish", "Resource": ["R:topic/${iot:ClientId}", "R:topic/a/*", "R:topic/a/b"],
             "Condition": {"StringEquals": {"iot:DomainName": ["y", "x"]}, "Bool": {"iot:Connection.Thing.IsAttached": "true"}}}]"#,
    );
    assert_eq!(compared(&old, &new), (Verdict::Equivalent, vec![]));
}

#[test]
fn patterns_of_the_same_texts_are_equivalent() {
    let old = publish("R:topic/a*?");
    let new = allowing(r#""Action": "iot:Publish", "Resource": ["R:topic/a?*", "R:topic/a??*"]"#);
    assert_eq!(compared(&old, &new), (Verdict::Equivalent, vec![]));
}

#[test]
fn what_is_equal_by_its_values_alone_is_not_shown_to_be() {
    let of = |range: &str| {
        allowing(&format!(
            r#""Action": "iot:Publish", "Resource": "R:topic/a", "Condition": {{"IpAddress": {{"aws:SourceIp": "{range}"}}}}"#
        ))
    };
    assert_eq!(compared(&of("192.0.2.1"), &of("192.0.2.1/32")), (Verdict::NotFound, vec![]));
}

#[test]
fn without_a_budget_nothing_is_shown() {
    let policy = publish("R:topic/a*?");
    let comparison =
        policy.compare(&publish("R:topic/a?*"), &Askers::of(Side::Iot), &Budget { states: 10, callers: 1 });
    assert_eq!((comparison.verdict, comparison.extent.is_whole), (Verdict::NotFound, false));
}

#[test]
fn a_condition_that_is_negated_is_the_deny_of_its_opposite() {
    let with = |effect: &str, operator: &str| {
        format!(
            r#"{{"Effect": "{effect}", "Action": "iot:Publish", "Resource": "R:topic/a",
                "Condition": {{"{operator}": {{"iot:DomainName": ["x", "y"]}}}}}}"#
        )
    };
    let allow = r#"{"Effect": "Allow", "Action": "iot:Publish", "Resource": "R:topic/a"}"#;
    let old = document(&with("Allow", "StringNotEquals"));
    let new = document(&format!("[{allow}, {}]", with("Deny", "StringEquals")));
    assert_eq!(compared(&old, &new), (Verdict::Equivalent, vec![]));
}

#[test]
fn null_of_true_is_the_deny_of_null_of_false() {
    let with = |effect: &str, is_absent: &str| {
        format!(
            r#"{{"Effect": "{effect}", "Action": "iot:Publish", "Resource": "R:topic/a",
                "Condition": {{"Null": {{"iot:DomainName": "{is_absent}"}}}}}}"#
        )
    };
    let allow = r#"{"Effect": "Allow", "Action": "iot:Publish", "Resource": "R:topic/a"}"#;
    let old = document(&with("Allow", "true"));
    let new = document(&format!("[{allow}, {}]", with("Deny", "false")));
    assert_eq!(compared(&old, &new), (Verdict::Equivalent, vec![]));
}

const NAMES: [&str; 9] =
    ["a", "a*", "?", "a?", "*", "${iot:ClientId}", "a/${iot:ClientId}", "${iot:ClientId}*", "${*}"];
const CONDITIONS: [&str; 7] = [
    "{}",
    r#"{"StringEquals": {"iot:ClientId": "a"}}"#,
    r#"{"StringNotEquals": {"iot:ClientId": ["a", "b"]}}"#,
    r#"{"StringLikeIfExists": {"iot:DomainName": "a*"}}"#,
    r#"{"Null": {"iot:DomainName": "false"}}"#,
    r#"{"StringEquals": {"iot:DomainName": "${iot:ClientId}"}}"#,
    r#"{"Bool": {"iot:Connection.Thing.IsAttached": "true"}}"#,
];

fn statements() -> impl Strategy<Value = String> {
    let statement = (
        select(vec!["Allow", "Allow", "Deny"]),
        select(vec!["Action", "NotAction"]),
        select(vec!["iot:Publish", "iot:*", "iot:Re*", "iot:Connect"]),
        select(vec!["Resource", "Resource", "NotResource"]),
        select(&NAMES[..]),
        select(&CONDITIONS[..]),
    );
    let statement = statement.prop_map(|(effect, names, action, reaches, name, condition)| {
        format!(
            r#"{{"Effect": "{effect}", "{names}": "{action}", "{reaches}": "R:topic/{name}", "Condition": {condition}}}"#
        )
    });
    prop::collection::vec(statement, 1..4).prop_map(|statements| format!("[{}]", statements.join(", ")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is shown to be equivalent has no difference, and the engine confirms each difference.
    #[test]
    fn nothing_that_differs_is_shown_to_be_equivalent(old in statements(), new in statements()) {
        let (old, new) = (document(&old), document(&new));
        let _told = compared(&old, &new);
        let _told = compared(&new, &old);
    }

    #[test]
    fn a_document_is_equivalent_to_itself(statements in statements()) {
        let policy = document(&statements);
        prop_assert_eq!(compared(&policy, &policy), (Verdict::Equivalent, vec![]));
    }
}

fn compared_for(askers: &Askers, old: &Policy, new: &Policy) -> Compared {
    new.compare(old, askers, &Budget::default())
}

#[test]
fn who_a_cognito_identity_is_is_told_for_an_identity() {
    let old = publish("R:topic/${cognito-identity.amazonaws.com:sub}");
    let compared = compared_for(&Askers::of(Side::Iot), &old, &publish("R:topic/x"));
    let lost = compared.differences.iter().find(|it| it.change == Change::Lost).unwrap();
    assert_eq!(lost.probe.facts.principal, PrincipalKind::CognitoAuthenticated);
    assert!(lost.probe.is_asked && lost.probe.facts.cognito_identity.is_some(), "{lost:?}");
}

#[test]
fn a_role_alias_is_asked_for_at_the_credential_provider() {
    let of = |thing: &str| {
        allowing(&format!(r#""Action": "iot:AssumeRoleWithCertificate", "Resource": "R:rolealias/{thing}""#))
    };
    let new = of("${iot:Connection.Thing.ThingName}");
    let compared = compared_for(&Askers::of(Side::Iot), &of("none"), &new);
    let gained = compared.differences.iter().find(|it| it.change == Change::Gained).unwrap();
    let facts = &gained.probe.facts;
    assert_eq!((facts.protocol, gained.probe.is_asked), (Protocol::CredentialProvider, true), "{gained:?}");
    assert!(facts.named_thing.is_some() && facts.client_id.is_none(), "{facts:?}");
}

#[test]
fn a_shadow_is_asked_for_over_https_where_no_variable_of_things_resolves() {
    let of = |thing: &str| allowing(&format!(r#""Action": "iot:GetThingShadow", "Resource": "R:thing/{thing}""#));
    let compared = compared_for(&Askers::of(Side::Iot), &of("lamp"), &of("${iot:Connection.Thing.ThingName}"));
    let asked: Vec<Change> = compared.differences.iter().filter(|it| it.probe.is_asked).map(|it| it.change).collect();
    assert_eq!(asked, [Change::Lost]);
}

#[test]
fn documents_that_have_no_say_in_an_action_make_no_difference() {
    let of = |name: &str| allowing(&format!(r#""Action": "iot:RetainPublish", "Resource": "R:topic/{name}""#));
    let identities = Askers::of(Side::Iot).only(PrincipalKind::CognitoAuthenticated).unwrap();
    assert_eq!(compared_for(&identities, &of("a"), &of("b")).differences, []);
    assert_eq!(compared_for(&identities, &publish("R:topic/a"), &publish("R:topic/b")).verdict, Verdict::Different);
    assert_eq!(Askers::of(Side::Iot).only(PrincipalKind::IamUser), None);
}

#[test]
fn documents_of_a_group_are_in_force_for_its_things() {
    let old = publish("R:topic/a");
    let new = allowing(
        r#""Action": "iot:Publish", "Resource": "R:topic/a", "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}"#,
    );
    assert_eq!(compared_for(&Askers::of(Side::Iot), &old, &new).verdict, Verdict::Different);
    let lights = Askers::of(Side::Iot).in_group("lights");
    assert_eq!(compared_for(&lights, &old, &new).verdict, Verdict::NotFound);
    let other = compared_for(&lights, &old, &publish("R:topic/b"));
    let thing = other.differences.first().and_then(|it| it.probe.facts.thing.clone()).unwrap();
    assert!(thing.groups.contains("lights") && thing.attachment.is_some(), "{thing:?}");
}

#[test]
fn over_a_protocol_nobody_asks_for_what_it_does_not_have() {
    let of = |name: &str| allowing(&format!(r#""Action": "iot:Subscribe", "Resource": "R:topicfilter/{name}""#));
    let compared = compared_for(&Askers::of(Side::Iot).over(Protocol::Https), &of("a"), &of("b"));
    assert!(compared.differences.iter().all(|it| !it.probe.is_asked), "{compared:?}");
    assert_eq!(compared.verdict, Verdict::Different);
}
