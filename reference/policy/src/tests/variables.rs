//! policy.md 4

use super::*;

//= POL-VAR-01 (test)
//= POL-VAR-20 (test)
#[test]
fn a_variable_is_replaced_when_a_request_is_decided() {
    let set = allowing(r#""R:topic/my/${iot:ClientId}""#);
    let decide = |id, topic| set.decide(Action::PUBLISH, Resource::topic(topic), &client(id));
    assert_eq!(decide("c1", "my/c1"), Outcome::Allowed);
    assert_eq!(decide("c2", "my/c1"), Outcome::ImplicitDeny);
    assert_eq!(decide("c2", "my/c2"), Outcome::Allowed);
}

//= POL-VAR-02 (test)
#[test]
fn nothing_is_replaced_before_the_fifth_colon() {
    let own = "arn:aws:iot:us-east-1:${iot:ClientId}:topic/v";
    assert!(!topic_is_covered(own, "v", &client("123456789012")));
}

//= POL-VAR-03 (test)
#[test]
fn the_older_version_knows_no_variables() {
    for version in [r#""Version": "2008-10-17","#, ""] {
        let policy = policy(&format!(
            r#"{{{version} "Statement": {{"Effect": "Allow", "Action": "*",
                "Resource": ["R:topic/v/${{iot:ClientId}}", "R:topic/plain/*"]}}}}"#
        ));
        let set = PolicySet::compile(&HOME, [("p", &policy)]);
        let decide = |topic| set.decide(Action::PUBLISH, Resource::topic(topic), &client("c1"));
        assert_eq!(decide("v/c1"), Outcome::ImplicitDeny);
        assert_eq!(decide("v/${iot:ClientId}"), Outcome::Allowed);
        assert_eq!(decide("plain/x"), Outcome::Allowed);
    }
}

//= POL-VAR-04 (test)
#[test]
fn the_names_of_keys_compare_without_case() {
    assert!(topic_is_covered("R:topic/v/${IOT:clientid}", "v/c1", &client("c1")));
    assert!(!topic_is_covered("R:topic/v/${IOT:clientid}", "v/C1", &client("c1")));
}

//= POL-VAR-05 (test)
//= POL-VAR-06 (test)
#[test]
fn an_inserted_value_is_literal_text() {
    let covers = |id: &str, topic| topic_is_covered("R:topic/own/${iot:ClientId}", topic, &client(id));
    assert!(covers("*", "own/*") && covers("+", "own/+") && covers("a/b", "own/a/b"));
    assert!(!covers("*", "own/x") && !covers("?", "own/x"));
}

//= POL-VAR-07 (test)
//= POL-VAR-13 (test)
#[test]
fn a_variable_without_a_value_matches_nothing() {
    for variable in ["${iot:Connection.Thing.ThingName}", "${iot:Thing.ThingName}", "${ iot:ClientId}"] {
        for topic in ["t/", "t/c1", &format!("t/{variable}")] {
            assert!(!topic_is_covered(&format!("R:topic/t/{variable}"), topic, &client("c1")), "{variable} {topic}");
        }
    }
}

//= POL-VAR-08 (test)
#[test]
fn the_other_entries_of_a_list_stay_in_force() {
    let set = allowing(r#"["R:topic/${iot:Connection.Thing.ThingName}/x", "R:topic/a"]"#);
    assert_eq!(set.decide(Action::PUBLISH, Resource::topic("a"), &client("c1")), Outcome::Allowed);
}

//= POL-VAR-09 (test)
#[test]
fn an_unresolved_variable_denies_and_exempts_nothing() {
    let set = set(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"},
           {"Effect": "Deny", "Action": "iot:Publish", "Resource": "R:topic/${iot:Connection.Thing.ThingName}/bar"},
           {"Effect": "Deny", "Action": "iot:Receive", "NotResource": ["R:topic/${iot:Connection.Thing.ThingName}/*", "R:topic/pub"]}"#);
    let decide = |action, topic, values: &Values| set.decide(action, Resource::topic(topic), values);
    assert_eq!(decide(Action::PUBLISH, "t1/bar", &client("t1")), Outcome::Allowed);
    assert_eq!(decide(Action::PUBLISH, "t1/bar", &thing("t1")), Outcome::ExplicitDeny);
    assert_eq!(decide(Action::RECEIVE, "t1/a", &client("t1")), Outcome::ExplicitDeny);
    assert_eq!(decide(Action::RECEIVE, "t1/a", &thing("t1")), Outcome::Allowed);
    assert_eq!(decide(Action::RECEIVE, "pub", &client("t1")), Outcome::Allowed);
}

//= POL-VAR-10 (test)
#[test]
fn a_default_stands_in_for_a_missing_value() {
    let covers =
        |spelling: &str, topic, values: &Values| topic_is_covered(&format!("R:topic/d/{spelling}"), topic, values);
    let variable = "${iot:Connection.Thing.ThingName, 'none'}";
    assert!(covers(variable, "d/none", &client("c1")) && covers(variable, "d/t1", &thing("t1")));
    assert!(!covers(variable, "d/none", &thing("t1")));
    assert!(covers("${iot:X, '*'}", "d/*", &client("c1")) && !covers("${iot:X, '*'}", "d/x", &client("c1")));
    assert!(!covers("${iot:Connection.Thing.ThingName,'none'}", "d/none", &client("c1")));
}

//= POL-VAR-11 (test)
//= POL-VAR-42 (test)
#[test]
fn a_set_has_no_value_as_a_variable() {
    let values = Values { connect_attributes: Some(vec!["LastWill".into()]), ..client("c") };
    assert!(!topic_is_covered("R:topic/${iot:ConnectAttributes}", "LastWill", &values));
    assert!(condition_holds(r#"{"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"}}"#, &values));
}

//= POL-VAR-12 (test)
#[test]
fn an_unclosed_variable_is_plain_text() {
    assert!(topic_is_covered("R:topic/u/${iot:ClientId", "u/${iot:ClientId", &client("c")));
}

//= POL-VAR-14 (test)
#[test]
fn an_inserted_value_is_not_scanned_again() {
    let values = Values { source_ip: Some("192.0.2.1".to_owned()), ..client("x${aws:SourceIp}") };
    assert!(topic_is_covered("R:topic/n/${iot:ClientId}", "n/x${aws:SourceIp}", &values));
    assert!(!topic_is_covered("R:topic/n/${iot:ClientId}", "n/x192.0.2.1", &values));
}

//= POL-VAR-21 (test)
//= POL-VAR-22 (test)
//= POL-VAR-23 (test)
//= POL-VAR-43 (test)
#[test]
fn each_key_of_a_connection_has_its_value() {
    let values = Values {
        source_ip: Some("192.0.2.1".to_owned()),
        certificate_id: Some("ab12".to_owned()),
        domain_name: Some("iot.example.com".to_owned()),
        last_will_topic: Some("arn:will".to_owned()),
        ..client("c")
    };
    let variables = "R:topic/${aws:SourceIp} ${iot:CertificateId} ${iot:DomainName} ${iot:LastWillTopic}";
    assert!(topic_is_covered(variables, "192.0.2.1 ab12 iot.example.com arn:will", &values));
}

//= POL-VAR-34 (test)
//= POL-VAR-35 (test)
//= POL-VAR-36 (test)
//= POL-VAR-37 (test)
#[test]
fn each_key_of_a_thing_has_its_value() {
    let attached = AttachedThing {
        name: "lamp".to_owned(),
        type_name: Some("light".to_owned()),
        attributes: [("Room".to_owned(), "4".to_owned())].into(),
    };
    let values = Values { thing: ConnectedThing::Attached(attached), ..client("lamp") };
    let thing = "iot:Connection.Thing";
    let variables = format!(
        "${{{thing}.ThingName}} ${{{thing}.ThingTypeName}} ${{{thing}.attributes[Room]}} ${{{thing}.IsAttached}}"
    );
    assert!(topic_is_covered(&format!("R:topic/{variables}"), "lamp light 4 true", &values));
    assert!(!topic_is_covered("R:topic/${iot:Connection.Thing.Attributes[room]}", "4", &values));
    assert!(topic_is_covered("R:topic/${iot:Connection.Thing.IsAttached}", "false", &nobody()));
    assert!(!topic_is_covered("R:topic/${iot:Connection.Thing.IsAttached}", "false", &Values::default()));
}

//= POL-VAR-30 (test)
//= POL-VAR-31 (test)
//= POL-LIMIT-11 (test)
//= POL-COND-23 (test)
#[test]
fn a_certificate_value_with_a_wildcard_or_of_great_length_is_not_inserted() {
    let mut values = client("c");
    let mut covers = |value: &str| {
        values.others.set("iot:Certificate.SerialNumber", value);
        let serial = "iot:Certificate.SerialNumber";
        assert!(condition_holds(&format!(r#"{{"StringLike": {{"{serial}": "a*"}}}}"#), &values));
        topic_is_covered(&format!("R:topic/${{{serial}}}"), value, &values)
    };
    assert!(covers("abc") && covers(&"a".repeat(1024)));
    assert!(!covers("a*c") && !covers("a+c") && !covers("a#") && !covers("a$") && !covers("a?"));
    assert!(!covers(&"a".repeat(1025)));
    // Backslashes that stand before special characters are none of the value's own.
    let special = |count| format!("a{}", "\\,".repeat(count));
    assert!(covers(&special(1023)) && !covers(&special(1024)));
}

//= POL-VAR-46 (test)
#[test]
fn keys_of_a_role_alias_exist_in_iam_policies_only() {
    let mut facts = crate::Facts::default();
    facts.others.set("credentials-iot:ThingName", "lamp");
    let set = allowing(r#""R:topic/${credentials-iot:ThingName}""#);
    let decide = |side| {
        let values = facts.values(side, &crate::Switches::default());
        set.decide(Action::PUBLISH, Resource::topic("lamp"), &values)
    };
    assert_eq!(decide(crate::Side::Iam), Outcome::Allowed);
    assert_eq!(decide(crate::Side::Iot), Outcome::ImplicitDeny);
}
