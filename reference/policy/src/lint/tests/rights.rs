use super::*;

const DEVICE: PolicyKind = PolicyKind::Device;

fn connect() -> String {
    allow(r#""iot:Connect""#, r#""R:client/c""#)
}

fn on(action: &str, resource: &str) -> String {
    allow(&format!("\"iot:{action}\""), &format!("\"{resource}\""))
}

/// Statements one after the other.
fn all(statements: &[String]) -> String {
    statements.join(", ")
}

//= POL-LINT-19 (test)
#[test]
fn messages_need_a_connection() {
    for action in ["Publish", "Subscribe", "Receive"] {
        let alone = on(action, "R:topic/a");
        speaks_only_of("19 I", DEVICE, &alone, &all(&[alone.clone(), connect()]));
        speaks_only_of("19 I", DEVICE, &alone, &all(&[alone.clone(), on("Conn*", "*")]));
    }
    speaks_only_of("19 I", DEVICE, &on("Publish", "R:topic/a"), &on("GetThingShadow", "R:thing/T"));
}

//= POL-LINT-19 (test)
#[test]
fn a_hint_on_one_document_is_a_warning_on_the_set() {
    let other = written(&format!(r#"{{"Version": "2012-10-17", "Statement": {}}}"#, on("GetThingShadow", "R:thing/T")));
    let granted = written(&format!(r#"{{"Version": "2012-10-17", "Statement": {}}}"#, connect()));
    for (others, said) in [([other.as_str()], vec!["19 W"]), ([granted.as_str()], Vec::new())] {
        let surroundings = Surroundings { others: Some(&others), ..Surroundings::default() };
        assert_eq!(judged(&on("Publish", "R:topic/a"), &surroundings), said);
    }
}

//= POL-LINT-20 (test)
#[test]
fn a_subscription_needs_receive_on_what_its_filter_stands_for() {
    let pair = |filter: &str, topic: &str| {
        all(&[on("Subscribe", &format!("R:topicfilter/{filter}")), on("Receive", &format!("R:topic/{topic}"))])
    };
    speaks_only_of("20 I", DEVICE, &on("Subscribe", "R:topicfilter/a"), &pair("a", "a"));
    for (filter, wrong, right) in [
        ("a/#", "a/b", "a/*"),
        ("a/+/c", "a/b/c", "a/*/c"),
        ("a/*", "a/b*", "a/*"),
        ("a", "b", "?"),
        ("${iot:ClientId}", "c", "${iot:ClientId}"),
    ] {
        speaks_only_of("20 I", DEVICE, &pair(filter, wrong), &pair(filter, right));
    }
    let everything = all(&[on("Subscribe", "*"), on("Receive", "*")]);
    speaks_only_of("20 I", DEVICE, &all(&[on("Subscribe", "*"), on("Receive", "R:topic/*")]), &everything);
    let but = r#"{"Effect": "Allow", "Action": "iot:Receive", "NotResource": "R:topic/a/b"}"#;
    let subscribe = on("Subscribe", "R:topicfilter/a/*");
    speaks_only_of("20 I", DEVICE, &subscribe, &all(&[subscribe.clone(), but.to_owned()]));
}

//= POL-LINT-20 (test)
#[test]
fn receive_needs_a_subscription_but_on_the_job_topics_of_one_thing() {
    let receive = |topic: &str| on("Receive", &format!("R:topic/{topic}"));
    let right = receive("$aws/things/T/jobs/*");
    for wrong in ["a", "$aws/things/*/jobs/get", "$aws/things/T/shadow/get/accepted"] {
        speaks_only_of("20 I", DEVICE, &receive(wrong), &right);
    }
    speaks_only_of("20 I", DEVICE, &receive("a"), &all(&[receive("a"), on("Subscribe", "R:topicfilter/a")]));
}

//= POL-LINT-21 (test)
#[test]
fn a_retained_publish_needs_publish_on_its_topic() {
    let retain = on("RetainPublish", "R:topic/a/b");
    for publish in ["R:topic/a/b", "R:topic/a/*", "*"] {
        speaks_only_of("21 I", DEVICE, &retain, &all(&[retain.clone(), on("Publish", publish)]));
    }
    let elsewhere = all(&[retain.clone(), on("Publish", "R:topic/a/c")]);
    speaks_only_of("21 I", DEVICE, &elsewhere, &on("*Publish", "R:topic/a/b"));
}

//= POL-LINT-23 (test)
#[test]
fn a_denied_filter_that_a_wider_one_by_passes_is_reported() {
    let subscribe = on("Subscribe", "R:topicfilter/building/*");
    let receive = on("Receive", "R:topic/building/*");
    let denied = |action: &str, resource: &str| deny(&format!("\"iot:{action}\""), &format!("\"{resource}\""));
    let filter = denied("Subscribe", "R:topicfilter/building/room/*");
    let wrong = all(&[subscribe.clone(), receive.clone(), filter.clone()]);
    let topic = denied("Receive", "R:topic/building/room/*");
    speaks_only_of("23 W", DEVICE, &wrong, &all(&[subscribe.clone(), receive.clone(), filter.clone(), topic]));
    speaks_only_of("23 W", DEVICE, &wrong, &all(&[subscribe.clone(), filter.clone()]));
    let narrow = on("Subscribe", "R:topicfilter/building/room/a");
    speaks_only_of("23 W", DEVICE, &wrong, &all(&[narrow, receive.clone(), filter.clone()]));
    let wider = denied("Subscribe", "R:topicfilter/building/#");
    speaks_only_of("23 W", DEVICE, &wrong, &all(&[subscribe, receive, filter, wider]));
}

//= POL-LINT-41 (test)
#[test]
fn a_request_needs_both_its_answers() {
    let request = |topic: &str, receive: &str, subscribe: &str| {
        let topic = format!("R:topic/$aws/things/T/{topic}");
        let receive = format!("R:topic/$aws/things/T/{receive}");
        all(&[
            on("Publish", &topic),
            on("Receive", &receive),
            on("Subscribe", &format!("R:topicfilter/$aws/things/T/{subscribe}")),
        ])
    };
    let right = request("shadow/get", "shadow/*", "shadow/get/*");
    speaks_only_of("41 I", DEVICE, &request("shadow/get", "shadow/get/accepted", "shadow/*"), &right);
    speaks_only_of("41 I", DEVICE, &request("shadow/get", "shadow/*", "shadow/get/accepted"), &right);
    let named = request("shadow/name/cfg/update", "shadow/name/cfg/*", "shadow/name/cfg/*");
    speaks_only_of("41 I", DEVICE, &request("shadow/name/cfg/update", "jobs/*", "shadow/name/cfg/*"), &named);
    let jobs = request("jobs/start-next", "jobs/*", "shadow/get/accepted");
    speaks_only_of("41 I", DEVICE, &request("jobs/start-next", "jobs/start-next/accepted", "jobs/*"), &jobs);
}

//= POL-LINT-42 (test)
#[test]
fn named_shadows_over_mqtt_need_named_shadows_over_https() {
    let publish = on("Publish", "R:topic/$aws/things/T/shadow/name/cfg/update");
    let update = |resource: &str| all(&[publish.clone(), on("UpdateThingShadow", resource)]);
    for right in ["R:thing/T/cfg", "R:thing/T*", "R:thing/U"] {
        speaks_only_of("42 W", DEVICE, &update("R:thing/T"), &update(right));
    }
    speaks_only_of("42 W", DEVICE, &update("R:thing/T"), &publish);
}

//= POL-LINT-49 (test)
#[test]
fn a_will_needs_publish_on_its_topic() {
    let connect = |condition: &str| {
        format!(r#"{{"Effect": "Allow", "Action": "iot:Connect", "Resource": "R:client/c", "Condition": {condition}}}"#)
    };
    let will = connect(r#"{"ArnEquals": {"iot:LastWillTopic": "R:topic/will"}}"#);
    speaks_only_of("49 I", DEVICE, &will, &all(&[will.clone(), on("Publish", "R:topic/w*")]));
    let elsewhere = all(&[will.clone(), on("Publish", "R:topic/a")]);
    speaks_only_of("49 I", DEVICE, &elsewhere, &all(&[will, on("Publish", "*")]));
    let attribute = connect(r#"{"ForAnyValue:StringEquals": {"iot:ConnectAttributes": ["LastWill"]}}"#);
    speaks_only_of("49 I", DEVICE, &attribute, &all(&[attribute.clone(), on("Publish", "R:topic/a")]));
    let negated = connect(r#"{"ForAllValues:StringNotEquals": {"iot:ConnectAttributes": ["LastWill"]}}"#);
    speaks_only_of("49 I", DEVICE, &attribute, &negated);
}

#[test]
fn entries_longer_than_any_document_are_not_compared_with_each_other() {
    let long = |name: usize| {
        written(&format!(r#"{{"Statement": {}}}"#, on("RetainPublish", &format!("R:topic/{}", "x".repeat(name)))))
    };
    let report = |name: usize| lint(&long(name), &of(DEVICE));
    assert!(report(1000).findings.iter().any(|finding| finding.rule.id == "POL-LINT-21"));
    assert!(!report(1000).is_uncompared);
    assert!(report(20_000).is_uncompared);
    assert!(report(20_000).is_refused());
}
