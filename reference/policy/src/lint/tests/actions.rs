use super::*;

const DEVICE: PolicyKind = PolicyKind::Device;
const IAM: PolicyKind = PolicyKind::Iam;
const ALL: &str = r#""*""#;

/// What is proposed instead of an action.
fn proposed(action: &str, kind: PolicyKind, id: &str) -> Option<String> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": {}}}"#, allow(&format!("\"{action}\""), ALL));
    lint(&text, &of(kind)).findings.into_iter().find(|finding| finding.rule.id == id)?.remedy
}

//= POL-LINT-12 (test)
#[test]
fn an_unknown_action_is_reported_with_the_nearest_name() {
    speaks_only_of("12 W", DEVICE, &allow(r#""iot:Receieve""#, ALL), &allow(r#""iot:rECEIVE""#, ALL));
    for (wrong, right) in [
        ("iot:Receieve", "write `iot:Receive`"),
        ("iot:GetThingSadow", "write `iot:GetThingShadow`"),
        ("iotjobsdata:StartNextPendingJobExecutio", "write `iotjobsdata:StartNextPendingJobExecution`"),
        ("iotjobdata:DescribeJobExecution", "write `iotjobsdata:DescribeJobExecution`"),
    ] {
        assert_eq!(proposed(wrong, DEVICE, "POL-LINT-12").as_deref(), Some(right), "{wrong}");
    }
    let moved = proposed("iot:GetPendingJobExecutions", IAM, "POL-LINT-12");
    assert_eq!(moved.as_deref(), Some("write `iotjobsdata:GetPendingJobExecutions`"));
}

//= POL-LINT-12 (test)
#[test]
fn a_wildcard_that_covers_no_action_is_reported() {
    speaks_only_of("12 W", DEVICE, &allow(r#""iot:Pub*x""#, ALL), &allow(r#""iot:Pub*h""#, ALL));
}

//= POL-LINT-12 (test)
#[test]
fn actions_of_other_services_are_reported_in_device_policies_only() {
    let foreign = allow(r#""s3:GetObject""#, ALL);
    speaks_only_of("12 W", DEVICE, &foreign, &allow(r#""greengrass:Discover""#, ALL));
    assert!(!judged(&foreign, &of(IAM)).contains(&"12 W".to_owned()));
}

//= POL-LINT-13 (test)
#[test]
fn a_blank_in_an_action_is_reported_and_in_the_prefix_refused() {
    let right = allow(r#""iot:CreateJob""#, ALL);
    speaks_only_of("13 W", IAM, &allow(r#""iot: CreateJob""#, ALL), &right);
    speaks_only_of("13 E", IAM, &allow(r#""io t:CreateJob""#, ALL), &right);
    assert_eq!(proposed("iot: CreatJob", IAM, "POL-LINT-13").as_deref(), Some("write `iot:CreateJob`"));
}

//= POL-LINT-14 (test)
#[test]
fn an_action_whose_prefix_does_not_fit_is_reported() {
    let thing = r#""R:thing/T""#;
    let right = allow(r#""iotjobsdata:StartNextPendingJobExecution""#, thing);
    speaks_only_of("14 W", DEVICE, &allow(r#""iot:StartNextPendingJobExecution""#, thing), &right);
    let create = allow(r#""iot:CreateJob""#, ALL);
    speaks_only_of("14 W", DEVICE, &create, &allow(r#""iot:GetThingShadow""#, thing));
    speaks_only_of("14 W", IAM, &allow(r#""iotjobsdata:CreateJob""#, ALL), &create);
    let describe = allow(r#""iot:DescribeJobExecution""#, ALL);
    speaks_only_of("14 W", DEVICE, &describe, &allow(r#""iot:De*""#, ALL));
    assert!(!judged(&describe, &of(IAM)).contains(&"14 W".to_owned()));
}

//= POL-LINT-18 (test)
#[test]
fn the_list_of_retained_messages_needs_the_resource_of_all() {
    let wrong = allow(r#""iot:ListRetainedMessages""#, r#""R:topic/a""#);
    speaks_only_of("18 W", DEVICE, &wrong, &allow(r#""iot:ListRetainedMessages""#, r#"["R:topic/a", "*"]"#));
}

//= POL-LINT-28 (test)
#[test]
fn every_action_of_a_service_is_too_broad_in_an_allow() {
    for action in [r#""*""#, r#""iot:*""#, r#""IOT:*""#, r#""iotjobsdata:*""#] {
        speaks_only_of("28 S", DEVICE, &allow(action, r#""R:topic/a""#), &deny(action, r#""R:topic/a""#));
    }
    speaks_only_of("28 S", IAM, &allow(r#""iot:*""#, ALL), &allow(r#""iot:Get*""#, ALL));
}

//= POL-LINT-43 (test)
#[test]
fn messages_and_administration_in_one_statement_of_an_iam_policy_earn_a_hint() {
    let wrong = allow(r#"["iot:Subscribe", "iot:CreateJob"]"#, ALL);
    let right = format!("{}, {}", allow(r#""iot:Subscribe""#, ALL), allow(r#""iot:CreateJob""#, ALL));
    speaks_only_of("43 I", IAM, &wrong, &right);
    assert!(!judged(&wrong, &of(DEVICE)).contains(&"43 I".to_owned()));
}

//= POL-LINT-50 (test)
#[test]
fn an_action_that_is_asked_for_on_several_resources_needs_all_of_them() {
    let create = |resources: &str| allow(r#""iot:CreateJob""#, resources);
    for only in [r#""R:job/*""#, r#""R:thinggroup/G""#] {
        for both in [r#"["R:job/*", "R:thinggroup/G"]"#, r#"["R:job/*", "R:thing/T"]"#, ALL, r#""R:*""#] {
            speaks_only_of("50 W", IAM, &create(only), &create(both));
        }
    }
    let cancel = |resources: &str| allow(r#""iot:CancelJobExecution""#, resources);
    speaks_only_of(
        "50 W",
        IAM,
        &cancel(r#""R:job/*""#),
        &format!("{}, {}", cancel(r#""R:job/*""#), cancel(r#""R:thing/T""#)),
    );
    speaks_only_of("50 W", IAM, &cancel(r#""R:thing/T""#), &allow(r#""iot:DescribeJobExecution""#, r#""R:thing/T""#));
}
