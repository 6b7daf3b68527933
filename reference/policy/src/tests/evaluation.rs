//! policy.md 6

use proptest::prelude::*;

use super::*;
use crate::Deciding;

const ALLOW: &str = r#"{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}"#;
const DENY: &str = r#"{"Effect": "Deny", "Action": "iot:Publish", "Resource": "R:topic/x"}"#;

//= POL-EVAL-01 (test)
//= POL-EVAL-03 (test)
#[test]
fn an_explicit_deny_wins_whatever_the_order() {
    for statements in [format!("{ALLOW},{DENY}"), format!("{DENY},{ALLOW}")] {
        assert_eq!(explain(&set(&statements), "x").outcome, Outcome::ExplicitDeny);
        assert_eq!(explain(&set(&statements), "y").outcome, Outcome::Allowed);
    }
    assert_eq!(explain(&set(DENY), "y").outcome, Outcome::ImplicitDeny);
    assert_eq!(explain(&set(""), "y").outcome, Outcome::ImplicitDeny);
}

//= POL-EVAL-01 (test)
#[test]
fn an_explanation_names_every_statement_that_decided() {
    let first = policy(&format!(r#"{{"Statement": [{ALLOW}, {ALLOW}]}}"#));
    let second = policy(&format!(r#"{{"Statement": {DENY}}}"#));
    let set = PolicySet::compile(&HOME, [("first", &first), ("second", &second)]);
    let by = |policy: &str, statement, sid: Option<&str>, span| Deciding {
        policy: policy.to_owned(),
        statement,
        sid: sid.map(str::to_owned),
        span,
    };
    let spans: Vec<_> = first.statements().iter().map(crate::Statement::span).collect();
    assert_eq!(
        explain(&set, "y").deciding,
        [by("first", 0, Some("All"), spans[0]), by("first", 1, Some("All"), spans[1])]
    );
    assert_eq!(explain(&set, "x").deciding, [by("second", 0, None, second.statements()[0].span())]);
}

//= POL-EVAL-02 (test)
#[test]
fn a_statement_covers_only_when_action_resource_and_condition_do() {
    let set = set(
        r#"{"Effect": "Allow", "Action": "iot:Publish", "Resource": "R:topic/a", "Condition": {"StringEquals": {"iot:ClientId": "c"}}}"#,
    );
    assert_eq!(set.decide(Action::PUBLISH, Resource::topic("a"), &client("c")), Outcome::Allowed);
    assert_eq!(set.decide(Action::RECEIVE, Resource::topic("a"), &client("c")), Outcome::ImplicitDeny);
    assert_eq!(set.decide(Action::PUBLISH, Resource::topic("b"), &client("c")), Outcome::ImplicitDeny);
    assert_eq!(set.decide(Action::PUBLISH, Resource::topic("a"), &client("d")), Outcome::ImplicitDeny);
}

//= POL-EVAL-18 (test)
#[test]
fn an_arn_of_another_account_covers_nothing() {
    let set = allowing(r#""arn:aws:iot:us-east-1:567890123456:topic/a""#);
    assert_eq!(explain(&set, "a").outcome, Outcome::ImplicitDeny);
}

#[test]
fn a_set_is_shared_among_threads() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(&allowing(r#""*""#));
}

fn statements() -> impl Strategy<Value = String> {
    let resource = prop::sample::select(vec!["*", "R:*", "R:topic/a*", "R:topic/?", "R:topic/ab", "R:t*b"]);
    let action = prop::sample::select(vec!["*", "iot:Publish", "iot:Connect"]);
    (prop::sample::select(vec!["Allow", "Deny"]), action, resource).prop_map(|(effect, action, resource)| {
        format!(r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "{resource}"}}"#)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    //= POL-EVAL-17 (test)
    #[test]
    fn adding_an_allow_never_denies_and_adding_a_deny_never_allows(mut list in prop::collection::vec(statements(), 0..4), extra in statements(), topic in "[ab]{0,3}") {
        let before = explain(&set(&list.join(",")), &topic).outcome;
        let denies = extra.contains("Deny");
        list.push(extra);
        let after = explain(&set(&list.join(",")), &topic).outcome;
        let (less, more) = if denies { (after, before) } else { (before, after) };
        prop_assert!(less != Outcome::Allowed || more == Outcome::Allowed);
    }

    //= POL-EVAL-03 (test)
    //= POL-EVAL-16 (test)
    #[test]
    fn order_and_repetition_change_nothing(list in prop::collection::vec(statements(), 1..4), topic in "[ab]{0,3}") {
        let mut turned: Vec<String> = list.iter().rev().cloned().collect();
        turned.extend(list.clone());
        prop_assert_eq!(explain(&set(&list.join(",")), &topic).outcome, explain(&set(&turned.join(",")), &topic).outcome);
    }
}
