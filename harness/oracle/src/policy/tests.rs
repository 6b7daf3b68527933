//! A row of the sheet each, so that the model is judged by more than its twin.

use super::*;

fn judge(statements: &str, action: &str, resource: &str, context: &Context) -> Judgement {
    let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    let place = "arn:aws:iot:us-east-1:123456789012:";
    decide(&[("p", &document.replace("R:", place))], action, &resource.replace("R:", place), context).unwrap()
}

/// Whether publishing to the topic is allowed by the resource.
fn covers(resource: &str, topic: &str) -> bool {
    let mut client = Context::default();
    client.set("iot:ClientId", "c*");
    let statement = format!(r#"{{"Effect": "Allow", "Action": "iot:Publish", "Resource": "{resource}"}}"#);
    judge(&statement, "iot:publish", &format!("R:topic/{topic}"), &client).decision == Decision::Allowed
}

/// Whether the condition holds for a set of attributes.
fn holds(condition: &str, attributes: &[&str]) -> bool {
    let mut context = Context::default();
    context.set_many("iot:ConnectAttributes", attributes);
    let statement = format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition}}}"#);
    judge(&statement, "iot:Connect", "*", &context).decision == Decision::Allowed
}

//= POL-EVAL-01 (test)
#[test]
fn an_explicit_deny_wins_and_is_named() {
    let statements = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "iot:Publish", "Resource": "R:topic/x"}"#;
    let judgement = judge(statements, "iot:Publish", "R:topic/x", &Context::default());
    assert_eq!(judgement, Judgement { decision: Decision::ExplicitDeny, deciding: vec![("p".to_owned(), 1)] });
    let judgement = judge(statements, "iot:Publish", "R:topic/y", &Context::default());
    assert_eq!(judgement, Judgement { decision: Decision::Allowed, deciding: vec![("p".to_owned(), 0)] });
    assert_eq!(judge("", "iot:Publish", "R:topic/y", &Context::default()).decision, Decision::ImplicitDeny);
}

//= POL-MATCH-04 (test)
//= POL-MATCH-05 (test)
//= POL-MATCH-08 (test)
#[test]
fn wildcards_span_levels_and_patterns_are_anchored() {
    assert!(covers("R:topic/t/*", "t/") && covers("R:topic/t/*", "t/a/b") && !covers("R:topic/t/*", "t"));
    assert!(covers("R:topic/?/é", "é/é") && !covers("R:topic/?", "ab") && !covers("R:topic/a", "ab"));
}

//= POL-MATCH-10 (test)
//= POL-MATCH-11 (test)
#[test]
fn a_place_takes_wildcards_but_in_partition_and_service() {
    assert!(covers("arn:aws:iot:*:?23456789012:t*/a", "a"));
    assert!(!covers("arn:*:iot:us-east-1:123456789012:topic/a", "a"));
}

//= POL-MATCH-14 (test)
//= POL-VAR-05 (test)
//= POL-VAR-07 (test)
//= POL-VAR-10 (test)
//= POL-VAR-12 (test)
#[test]
fn variables_are_filled_with_literal_text() {
    assert!(covers("R:topic/${iot:clientID}", "c*") && !covers("R:topic/${iot:ClientId}", "cc"));
    assert!(covers("R:topic/${*}", "*") && !covers("R:topic/${*}", "a"));
    assert!(!covers("R:topic/${iot:Foo}", "${iot:Foo}") && !covers("R:topic/${iot:Foo}", ""));
    assert!(covers("R:topic/${iot:Foo, 'x'}", "x") && covers("R:topic/${iot:ClientId", "${iot:ClientId"));
}

//= POL-COND-05 (test)
//= POL-COND-15 (test)
//= POL-COND-16 (test)
//= POL-COND-19 (test)
#[test]
fn conditions_quantify_over_sets() {
    let condition = |operator: &str| format!(r#"{{"{operator}": {{"iot:ConnectAttributes": "LastWill"}}}}"#);
    let both = ["LastWill", "PersistentConnect"];
    assert!(
        !holds(&condition("ForAllValues:StringEquals"), &both) && holds(&condition("ForAllValues:StringEquals"), &[])
    );
    assert!(
        holds(&condition("ForAnyValue:StringEquals"), &both) && !holds(&condition("ForAnyValue:StringEquals"), &[])
    );
    assert!(holds(&condition("StringEquals"), &both) && !holds(&condition("StringNotEquals"), &both));
    assert!(holds(r#"{"Null": {"iot:ConnectAttributes": "true"}}"#, &[]));
}

//= POL-COND-10 (test)
#[test]
fn addresses_lie_within_networks() {
    assert_eq!(address_lies_within("192.0.2.77", "192.0.2.0/24"), Some(true));
    assert_eq!(address_lies_within("192.0.3.1", "192.0.2.0/24"), Some(false));
    assert_eq!(address_lies_within("2001:db8::7", "2001:db8::/32"), Some(true));
    assert_eq!(address_lies_within("192.0.2.1", "somewhere"), None);
}

#[test]
fn what_is_not_modelled_is_said() {
    let document = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"k": "v"}}}}"#;
    let mut context = Context::default();
    context.set("k", "v");
    let error = decide(&[("p", document)], "iot:Connect", "*", &context).unwrap_err();
    assert_eq!(error.to_string(), "the model does not describe the operator `DateEquals`");
    assert!(decide(&[("p", "{")], "iot:Connect", "*", &context).is_err());
}
