//! policy.md 5

use super::*;

fn attributes(texts: &[&'static str]) -> Values {
    Values { connect_attributes: Some(texts.iter().map(|&text| text.into()).collect()), ..client("c") }
}

fn address(text: &str) -> Values {
    Values { source_ip: Some(text.to_owned()), ..nobody() }
}

//= POL-COND-01 (test)
#[test]
fn every_key_of_every_operator_must_hold() {
    let both = r#"{"StringEquals": {"iot:ClientId": "c"}, "Bool": {"iot:Connection.Thing.IsAttached": "true"}}"#;
    assert!(condition_holds(both, &thing("c")));
    assert!(!condition_holds(both, &client("c")) && !condition_holds(both, &thing("d")));
    assert!(condition_holds("{}", &nobody()) && condition_holds(r#"{"StringEquals": {}}"#, &nobody()));
}

//= POL-COND-02 (test)
#[test]
fn values_are_alternatives_and_a_negated_operator_wants_none_of_them() {
    assert!(condition_holds(r#"{"StringEquals": {"iot:ClientId": ["a", "b"]}}"#, &client("b")));
    assert!(!condition_holds(r#"{"StringNotEquals": {"iot:ClientId": ["a", "b"]}}"#, &client("b")));
    assert!(condition_holds(r#"{"StringNotEquals": {"iot:ClientId": ["a", "b"]}}"#, &client("c")));
}

//= POL-COND-03 (test)
//= POL-COND-04 (test)
#[test]
fn an_absent_key_fails_a_positive_operator_unless_it_may_be_absent() {
    assert!(!condition_holds(r#"{"StringEquals": {"iot:ClientId": "c"}}"#, &nobody()));
    assert!(condition_holds(r#"{"StringNotEquals": {"iot:ClientId": "c"}}"#, &nobody()));
    assert!(!condition_holds(r#"{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#, &nobody()));
    assert!(condition_holds(r#"{"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#, &nobody()));
    assert!(condition_holds(r#"{"StringEqualsIfExists": {"iot:ClientId": "c"}}"#, &nobody()));
    assert!(!condition_holds(r#"{"StringEqualsIfExists": {"iot:ClientId": "c"}}"#, &client("d")));
    assert!(condition_holds(r#"{"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}}"#, &Values::default()));
    assert!(!condition_holds(r#"{"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}}"#, &nobody()));
}

//= POL-COND-05 (test)
#[test]
fn null_asks_for_absence_or_presence() {
    let null = |wanted: &str, values: &Values| {
        condition_holds(&format!(r#"{{"Null": {{"iot:ConnectAttributes": {wanted}}}}}"#), values)
    };
    for absent in [&nobody(), &attributes(&[])] {
        assert!(null(r#""true""#, absent) && !null("false", absent));
    }
    assert!(null("false", &attributes(&["LastWill"])) && !null("true", &attributes(&["LastWill"])));
    assert!(!null(r#""${iot:ClientId}""#, &client("true")));
}

//= POL-COND-06 (test)
//= POL-COND-07 (test)
//= POL-COND-08 (test)
#[test]
fn text_compares_exactly_or_without_case_or_by_pattern() {
    let holds = |operator: &str, value: &str, id| {
        condition_holds(&format!(r#"{{"{operator}": {{"iot:ClientId": "{value}"}}}}"#), &client(id))
    };
    assert!(
        holds("StringEquals", "a*", "a*") && !holds("StringEquals", "a*", "ab") && !holds("StringEquals", "A", "a")
    );
    assert!(holds("StringEqualsIgnoreCase", "ÄB", "äb") && !holds("StringEqualsIgnoreCase", "ab", "abc"));
    assert!(!holds("StringNotEqualsIgnoreCase", "Bad", "BAD") && holds("StringNotEqualsIgnoreCase", "Bad", "BAD-1"));
    assert!(holds("StringLike", "a?c*", "abcd") && !holds("StringLike", "A*", "abc"));
    assert!(!holds("StringNotLike", "bad-*", "bad-1") && holds("StringNotLike", "bad-*", "BAD-1"));
}

//= POL-COND-09 (test)
#[test]
fn arns_compare_field_by_field() {
    let will = |text: &str| Values { last_will_topic: Some(text.to_owned()), ..client("c:d") };
    let holds = |operator: &str, pattern: &str, text| {
        condition_holds(&format!(r#"{{"{operator}": {{"iot:LastWillTopic": "{pattern}"}}}}"#), &will(text))
    };
    assert!(holds("ArnEquals", "arn:aws:iot:*:1:topic/*", "arn:aws:iot:x:1:topic/a:b"));
    assert!(!holds("ArnLike", "arn:aws:iot:*:1:topic/*", "arn:aws:iot:x:2:y:1:topic/a"));
    assert!(holds("ArnLike", "arn:aws:iot:*:1:topic/a:b", "arn:aws:iot:x:1:topic/a:b"));
    assert!(holds("ArnLike", "arn:aws:iot:x:*:topic/a:b:c*", "arn:aws:iot:x:1:topic/a:b:cd:e"));
    assert!(holds("ArnNotLike", "arn:aws:iot:*:1:topic/*", "arn:aws:iot:x:2:topic/a"));
    assert!(holds("ArnLike", "arn:aws:iot:x:1:topic/${iot:ClientId}", "arn:aws:iot:x:1:topic/c:d"));
    assert!(!holds("ArnLike", "arn:aws:iot:${iot:ClientId}:topic/a", "arn:aws:iot:c:d:topic/a"));
}

//= POL-COND-10 (test)
#[test]
fn addresses_lie_within_networks() {
    let holds = |network: &str, text| {
        condition_holds(&format!(r#"{{"IpAddress": {{"aws:SourceIp": "{network}"}}}}"#), &address(text))
    };
    assert!(holds("192.0.2.0/24", "192.0.2.77") && !holds("192.0.2.0/24", "192.0.3.1"));
    assert!(holds("192.0.2.1", "192.0.2.1") && !holds("192.0.2.1", "192.0.2.2") && holds("0.0.0.0/0", "1.2.3.4"));
    assert!(
        holds("2001:db8::/32", "2001:db8::7") && !holds("2001:db8::/32", "2001:db9::7") && !holds("::/0", "1.2.3.4")
    );
    assert!(
        !holds("192.0.2.0/33", "192.0.2.0") && !holds("somewhere", "192.0.2.0") && !holds("0.0.0.0/0", "somewhere")
    );
}

//= POL-COND-11 (test)
//= POL-DOC-15 (test)
#[test]
fn booleans_compare_without_case() {
    let attached = |value: &str, values: &Values| {
        condition_holds(&format!(r#"{{"Bool": {{"iot:Connection.Thing.IsAttached": {value}}}}}"#), values)
    };
    assert!(attached(r#""True""#, &thing("t")) && attached("true", &thing("t")) && attached("false", &nobody()));
    assert!(!attached(r#""true""#, &nobody()) && !attached(r#""yes""#, &thing("t")));
    assert!(!condition_holds(r#"{"Bool": {"iot:ClientId": "yes"}}"#, &client("yes")));
}

//= POL-COND-15 (test)
//= POL-COND-16 (test)
//= POL-COND-17 (test)
//= POL-COND-18 (test)
//= POL-OP-17 (test)
#[test]
fn qualifiers_quantify_over_the_set() {
    let holds = |operator: &str, values: &str, set: &Values| {
        condition_holds(&format!(r#"{{"{operator}": {{"iot:ConnectAttributes": {values}}}}}"#), set)
    };
    let (both, will) = (&attributes(&["LastWill", "PersistentConnect"]), &attributes(&["LastWill"]));
    let (empty, absent) = (&attributes(&[]), &nobody());
    for (operator, expected) in [
        ("ForAllValues:StringEquals", [false, true, true, true]),
        ("ForAnyValue:StringEquals", [true, true, false, false]),
        ("ForAllValues:StringNotEquals", [false, false, true, true]),
        ("ForAnyValue:StringNotEquals", [true, false, false, false]),
    ] {
        assert_eq!(
            [both, will, empty, absent].map(|set| holds(operator, r#"["LastWill"]"#, set)),
            expected,
            "{operator}"
        );
    }
    assert!(holds("ForAllValues:StringEquals", "[]", empty) && !holds("ForAllValues:StringEquals", "[]", will));
}

//= POL-COND-19 (test)
//= POL-OP-11 (test)
#[test]
fn without_a_qualifier_some_value_must_match_or_none() {
    let holds = |operator: &str, set| {
        condition_holds(&format!(r#"{{"{operator}": {{"iot:ConnectAttributes": "LastWill"}}}}"#), set)
    };
    let both = &attributes(&["LastWill", "PersistentConnect"]);
    assert!(holds("StringEquals", both) && !holds("StringNotEquals", both));
}

//= POL-COND-20 (test)
//= POL-COND-21 (test)
#[test]
fn variables_fill_the_values_of_text_operators() {
    assert!(condition_holds(r#"{"StringEquals": {"iot:Connection.Thing.ThingName": "${iot:ClientId}"}}"#, &thing("t")));
    assert!(condition_holds(r#"{"Bool": {"iot:Connection.Thing.IsAttached": "${iot:ClientId}"}}"#, &thing("true")));
    assert!(!condition_holds(r#"{"IpAddress": {"aws:SourceIp": "${aws:SourceIp}"}}"#, &address("192.0.2.1")));
    assert!(!condition_holds(r#"{"StringLike": {"iot:ClientId": "${iot:Nothing}*"}}"#, &client("c")));
    assert!(condition_holds(r#"{"StringNotLike": {"iot:ClientId": "${iot:Nothing}*"}}"#, &client("c")));
    assert!(!condition_holds(r#"{"StringLike": {"iot:ClientId": "${*}"}}"#, &client("c")));
}

//= POL-COND-22 (test)
//= POL-DOC-16 (test)
#[test]
fn keys_compare_without_case_and_unknown_ones_are_absent() {
    let mut values = nobody();
    values.others.set("aws:ResourceTag/owner", "me");
    assert!(condition_holds(r#"{"StringEquals": {"aws:resourcetag/Owner": "me"}}"#, &values));
    assert!(!condition_holds(r#"{"StringEquals": {"iot:Foo": "x"}}"#, &values));
}
