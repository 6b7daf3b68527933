use super::*;

const DEVICE: PolicyKind = PolicyKind::Device;
const IAM: PolicyKind = PolicyKind::Iam;

//= POL-LINT-15 (test)
#[test]
fn an_action_on_messages_needs_a_resource_of_its_type() {
    let subscribe = r#""iot:Subscribe""#;
    for right in [r#""R:topicfilter/a""#, r#""*""#, r#""R:*""#, r#""R:topic*""#] {
        speaks_only_of("15 W", DEVICE, &allow(subscribe, r#""R:topic/a""#), &allow(subscribe, right));
    }
    for action in ["iot:Publish", "iot:Receive", "iot:RetainPublish", "iot:GetRetainedMessage"] {
        let action = format!("\"{action}\"");
        speaks_only_of("15 W", DEVICE, &allow(&action, r#""R:topicfilter/a""#), &allow(&action, r#""R:topic/a""#));
    }
    let both = allow(r#"["iot:Subscribe", "iot:Receive"]"#, r#"["R:topic/a", "R:topicfilter/a"]"#);
    speaks_only_of("15 W", DEVICE, &allow(r#"["iot:Subscribe", "iot:Receive"]"#, r#""R:topic/a""#), &both);
}

//= POL-LINT-15 (test)
#[test]
fn a_resource_on_messages_needs_its_action() {
    let wide = allow(r#"["iot:Subscribe", "iot:Re*"]"#, r#"["R:topicfilter/a", "R:topic/a"]"#);
    let only_subscribe = allow(r#""iot:Subscribe""#, r#"["R:topicfilter/a", "R:topic/a"]"#);
    speaks_only_of("15 W", DEVICE, &only_subscribe, &wide);
    let only_publish = allow(r#""iot:Publish""#, r#"["R:topicfilter/a", "R:topic/a"]"#);
    speaks_only_of("15 W", DEVICE, &only_publish, &wide);
}

//= POL-LINT-16 (test)
#[test]
fn an_action_and_a_resource_type_that_never_meet_are_reported() {
    let connect = r#""iot:Connect""#;
    speaks_only_of("16 W", DEVICE, &allow(connect, r#""R:thing/T""#), &allow(connect, r#""R:client/T""#));
    speaks_only_of("16 W", DEVICE, &allow(connect, r#"["R:client/T", "R:thing/T"]"#), &allow(connect, r#""*""#));
    let shadow = r#""iot:GetThingShadow""#;
    speaks_only_of("16 W", DEVICE, &allow(shadow, r#""R:topic/a""#), &allow(shadow, r#""R:thing/T/s""#));
    speaks_only_of(
        "16 W",
        IAM,
        &allow(r#""iot:ListThings""#, r#""R:thing/*""#),
        &allow(r#""iot:ListThings""#, r#""*""#),
    );
    let tunnel = r#""iot:OpenTunnel""#;
    speaks_only_of("16 W", IAM, &allow(tunnel, r#""R:job/J""#), &allow(tunnel, r#"["R:tunnel/*", "R:thing/T"]"#));
    let every = allow(r#""iot:*""#, r#"["R:client/a", "R:thing/a", "R:job/a"]"#);
    speaks_only_of("16 W", DEVICE, &allow(r#""iot:*""#, r#""R:clients/a""#), &every);
}

//= POL-LINT-17 (test)
#[test]
fn slips_in_an_arn_are_reported() {
    let at = |resource: &str| allow(r#""iot:GetThingShadow""#, &format!("\"{resource}\""));
    for wrong in [
        "R:/thing/T",
        "R:thing",
        "R:",
        "arn:*:iot:us-east-1:123456789012:thing/T",
        "arn:aws:io*:us-east-1:123456789012:thing/T",
        "arn:aws:iot:us-east-1:12345678901:thing/T",
        "arn:aws:iot:us-east-1::thing/T",
    ] {
        for right in
            ["R:thing/T", "*", "R:*", "R:th*", "arn:aws:iot:*:*:thing/T", "arn:aws:iot:us-east-1:1234*:thing/T"]
        {
            speaks_only_of("17 W", DEVICE, &at(wrong), &at(right));
        }
    }
    speaks_only_of("17 E", DEVICE, &at("thing/T"), &at("R:thing/T"));
    speaks_only_of("17 E", DEVICE, &at("arn:aws:iot:us-east-1:123456789012"), &at("R:thing/T"));
    let role = |region: &str| allow(r#""iam:PassRole""#, &format!(r#""arn:aws:iam:{region}:123456789012:role/r""#));
    speaks_only_of("17 W", IAM, &role("us-east-1"), &role(""));
    let template = |kind: &str| {
        allow(r#""iot:DescribeManagedJobTemplate""#, &format!(r#""arn:aws:iot:us-east-1::{kind}/AWS-Reboot:1.0""#))
    };
    speaks_only_of("17 W", IAM, &template("job"), &template("jobtemplate"));
}

//= POL-LINT-17 (test)
#[test]
fn a_slash_before_the_type_is_one_mistake() {
    let said = |resource: &str| judged(&allow(r#""iot:GetThingShadow""#, &format!("\"{resource}\"")), &of(DEVICE));
    assert_eq!(said("R:/thing/T"), ["17 W"]);
    assert_eq!(said("R:/topic/T"), ["16 W", "17 W"]);
}

//= POL-LINT-22 (test)
#[test]
fn mqtt_wildcards_are_a_warning_where_they_match_next_to_nothing() {
    let (subscribe, publish) = (r#""iot:Subscribe""#, r#""iot:Publish""#);
    speaks_only_of(
        "22 W",
        DEVICE,
        &deny(subscribe, r#""R:topicfilter/a/#""#),
        &deny(subscribe, r#""R:topicfilter/a/*""#),
    );
    speaks_only_of("22 W", DEVICE, &allow(publish, r#""R:topic/+/a""#), &allow(publish, r#""R:topic/?/a""#));
    speaks_only_of(
        "22 I",
        DEVICE,
        &allow(subscribe, r#""R:topicfilter/a/+""#),
        &allow(subscribe, r#""R:topicfilter/a/*""#),
    );
    let attribute = allow(publish, r#""R:topic/${iot:Connection.Thing.Attributes[a#b]}""#);
    speaks_only_of("22 W", DEVICE, &allow(publish, r#""R:topic/a#b""#), &attribute);
}

//= POL-LINT-44 (test)
#[test]
fn publishing_where_only_the_service_publishes_is_reported() {
    let publish = |topic: &str| allow(r#""iot:Publish""#, &format!(r#""R:topic/{topic}""#));
    for (wrong, right) in [
        ("$aws/events/job/*", "$aws/*"),
        ("$aws/things/T/shadow/get/accepted", "$aws/things/T/shadow/get"),
        ("$aws/things/T/jobs/notify-next", "$aws/things/T/jobs/start-next"),
        ("$aws/things/T/shadow/update/delta", "things/T/shadow/update/delta"),
    ] {
        speaks_only_of("44 W", DEVICE, &publish(wrong), &publish(right));
    }
    let receive = allow(r#""iot:Receive""#, r#""R:topic/$aws/events/job/*""#);
    speaks_only_of("44 W", DEVICE, &publish("$aws/events/job/*"), &receive);
}

//= POL-LINT-45 (test)
#[test]
fn a_subscription_to_a_whole_shadow_earns_a_hint() {
    let subscribe = |filter: &str| allow(r#""iot:Subscribe""#, &format!(r#""R:topicfilter/$aws/things/{filter}""#));
    for wrong in ["T/shadow/*", "T/shadow/#", "*"] {
        speaks_only_of("45 I", DEVICE, &subscribe(wrong), &subscribe("T/shadow/update/*"));
    }
}

//= POL-LINT-51 (test)
#[test]
fn leftovers_of_templates_are_reported() {
    let at = |arn: &str| allow(r#""iot:Connect""#, &format!("\"{arn}\""));
    for wrong in [
        "arn:aws:iot:region:123456789012:client/c",
        "arn:aws:iot:us-east-1:account-id:client/c",
        "arn:aws:iot:us-east-1:57EXAMPLE833:client/c",
        "arn:aws:iot:*region*:*account-id*:client/c",
        "R:client/<name>",
    ] {
        for right in ["R:client/c", "arn:aws:iot:*:*:client/c", "R:client/a<b", "R:client/region"] {
            speaks_only_of("51 W", DEVICE, &at(wrong), &at(right));
        }
    }
}

//= POL-LINT-51 (test)
#[test]
fn a_leftover_is_found_in_a_condition_value() {
    let will = |arn: &str| {
        format!(
            r#"{{"Effect": "Allow", "Action": "iot:Connect", "Resource": "R:client/c",
            "Condition": {{"ArnEquals": {{"iot:LastWillTopic": "{arn}"}}}}}}"#
        )
    };
    speaks_only_of("51 W", DEVICE, &will("arn:aws:iot:*region*:123456789012:topic/w"), &will("R:topic/w"));
}

//= POL-LINT-52 (test)
#[test]
fn a_variable_where_none_is_replaced_is_reported() {
    let at = |arn: &str| allow(r#""iot:Connect""#, &format!("\"{arn}\""));
    speaks_only_of("52 W", DEVICE, &at("arn:aws:iot:${aws:x}:123456789012:client/c"), &at("R:client/${iot:ClientId}"));
    speaks_only_of("52 W", DEVICE, &allow(r#""iot:${x}""#, r#""*""#), &allow(r#""iot:Connect""#, r#""*""#));
}

//= POL-LINT-55 (test)
#[test]
fn a_star_in_the_middle_of_a_topic_earns_a_hint() {
    let publish = |resource: &str| allow(r#""iot:Publish""#, &format!("\"{resource}\""));
    for right in
        ["R:topic/some/topic/*", "R:topic/some/?????/topic", "*", "R:*", "R:topic/${*}/a", "arn:aws:iot:*:*:topic/a"]
    {
        speaks_only_of("55 I", DEVICE, &publish("R:topic/some/*/topic"), &publish(right));
    }
}

//= POL-LINT-57 (test)
#[test]
fn a_deny_of_receive_on_filters_is_reported() {
    let receive = r#""iot:Receive""#;
    speaks_only_of("57 W", DEVICE, &deny(receive, r#""R:topicfilter/x""#), &deny(receive, r#""R:topic/x""#));
    let both = deny(r#"["iot:Subscribe", "iot:Receive"]"#, r#"["R:topicfilter/x", "R:topic/x"]"#);
    speaks_only_of("57 W", DEVICE, &deny(r#"["iot:Subscribe", "iot:Receive"]"#, r#""R:topicfilter/x""#), &both);
    speaks_only_of("57 W", DEVICE, &deny(receive, r#""R:topicfilter/x""#), &allow(receive, r#""R:topicfilter/x""#));
}

//= POL-LINT-58 (test)
#[test]
fn a_wildcard_in_a_device_policy_earns_a_hint() {
    let connect = r#""iot:Connect""#;
    for wrong in [r#""*""#, r#""R:client/*""#, r#""R:client/a?""#] {
        speaks_only_of("58 I", DEVICE, &allow(connect, wrong), &allow(connect, r#""R:client/${*}""#));
        assert!(!judged(&allow(connect, wrong), &of(IAM)).contains(&"58 I".to_owned()));
    }
}
