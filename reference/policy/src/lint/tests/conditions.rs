use super::*;

const DEVICE: PolicyKind = PolicyKind::Device;
const IAM: PolicyKind = PolicyKind::Iam;

fn with(effect: &str, action: &str, condition: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "*", "Condition": {condition}}}"#)
}

fn on_connect(condition: &str) -> String {
    with("Allow", "iot:Connect", condition)
}

//= POL-LINT-35 (test)
#[test]
fn a_wildcard_for_an_operator_on_equal_text_is_reported() {
    let client =
        |operator: &str, value: &str| on_connect(&format!(r#"{{"{operator}": {{"iot:ClientId": "{value}"}}}}"#));
    for operator in ["StringEquals", "ForAnyValue:StringNotEqualsIgnoreCaseIfExists", "StringNotEquals"] {
        for wrong in ["lamp*", "lamp?"] {
            speaks_only_of("35 W", DEVICE, &client(operator, wrong), &client(operator, "lamp${*}${?}"));
            speaks_only_of("35 W", DEVICE, &client(operator, wrong), &client("StringLike", wrong));
        }
    }
}

//= POL-LINT-36 (test)
#[test]
fn for_all_values_needs_a_test_that_the_key_is_there() {
    let all = r#""ForAllValues:StringEquals": {"iot:Certificate.Subject.Country.List": ["DE"]}"#;
    let wrong = on_connect(&format!("{{{all}}}"));
    let tested = on_connect(&format!(r#"{{{all}, "Null": {{"iot:Certificate.Subject.Country.List": "false"}}}}"#));
    speaks_only_of("36 S", DEVICE, &wrong, &tested);
    let wanted = on_connect(r#"{"ForAllValues:StringEquals": {"iot:ConnectAttributes": []}}"#);
    speaks_only_of("36 S", DEVICE, &wrong, &wanted);
    speaks_only_of("36 S", DEVICE, &wrong, &with("Deny", "iot:Connect", &format!("{{{all}}}")));
    let any = on_connect(r#"{"ForAnyValue:StringEquals": {"iot:Certificate.Subject.Country.List": ["DE"]}}"#);
    speaks_only_of("36 S", DEVICE, &wrong, &any);
}

//= POL-LINT-36 (test)
#[test]
fn for_all_values_is_for_sets() {
    let all =
        |key: &str| with("Deny", "iot:Connect", &format!(r#"{{"ForAllValues:StringEquals": {{"{key}": ["a"]}}}}"#));
    speaks_only_of("36 S", DEVICE, &all("iot:ClientId"), &all("iot:Certificate.AvailableKeys"));
}

//= POL-LINT-37 (test)
#[test]
fn a_set_needs_a_qualifier() {
    for key in [
        "iot:ConnectAttributes",
        "iot:Certificate.Subject.Country.List",
        "iot:Certificate.AvailableKeys",
        "aws:TagKeys",
    ] {
        let on = |operator: &str, key: &str| on_connect(&format!(r#"{{"{operator}": {{"{key}": "true"}}}}"#));
        for right in ["ForAnyValue:StringEquals", "ForAllValues:StringEquals", "Null"] {
            speaks_only_of("37 W", DEVICE, &on("StringEquals", key), &on(right, key));
        }
        speaks_only_of(
            "37 W",
            DEVICE,
            &on("StringEquals", key),
            &on("StringEquals", "iot:Certificate.Subject.Country"),
        );
    }
}

const ADDRESS: &str = r#""IpAddress": {"aws:SourceIp": "192.0.2.0/24"}"#;

//= POL-LINT-48 (test)
#[test]
fn the_address_and_calls_by_services_exclude_each_other() {
    let via = |value: &str| format!(r#"{{{ADDRESS}, "Bool": {{"aws:ViaAWSService": "{value}"}}}}"#);
    speaks_only_of(
        "48 W",
        IAM,
        &with("Allow", "iot:CreateJob", &via("true")),
        &with("Allow", "iot:CreateJob", &via("false")),
    );
    speaks_only_of(
        "48 W",
        IAM,
        &with("Allow", "iot:CreateJob", &via("true")),
        &with("Deny", "iot:CreateJob", &via("true")),
    );
}

//= POL-LINT-48 (test)
#[test]
fn the_address_is_reported_when_it_is_known_to_be_another_one() {
    let wrong = with("Allow", "iot:CreateJob", &format!("{{{ADDRESS}}}"));
    let right = with("Allow", "iot:CreateJob", r#"{"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}"#);
    for calls in [Calls::ByServices, Calls::ThroughVpcEndpoint] {
        let facts = RegistryFacts { calls, ..RegistryFacts::default() };
        speaks_only_of_with("48 W", &Surroundings { kind: IAM, facts, ..Surroundings::default() }, &wrong, &right);
    }
    assert!(!judged(&wrong, &of(IAM)).contains(&"48 W".to_owned()));
}

//= POL-LINT-56 (test)
#[test]
fn a_condition_of_mqtt_on_an_action_of_https_is_reported() {
    for condition in [
        r#"{"Bool": {"iot:Connection.Thing.IsAttached": "true"}}"#,
        r#"{"StringEquals": {"iot:ClientId": "a"}}"#,
        r#"{"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"}}"#,
        r#"{"ArnEquals": {"iot:LastWillTopic": "R:topic/a"}}"#,
    ] {
        for action in ["iot:GetThingShadow", "iotjobsdata:UpdateJobExecution", "iot:ListRetainedMessages"] {
            speaks_only_of("56 W", DEVICE, &with("Allow", action, condition), &on_connect(condition));
            let certificate = r#"{"StringEquals": {"iot:CertificateId": "a"}}"#;
            speaks_only_of("56 W", DEVICE, &with("Allow", action, condition), &with("Allow", action, certificate));
        }
    }
}

//= POL-LINT-60 (test)
#[test]
fn tag_keys_that_differ_in_letter_case_earn_a_hint() {
    let tags = |one: &str, other: &str| {
        let tag = |key: &str| {
            with("Allow", "iot:TagResource", &format!(r#"{{"StringEquals": {{"aws:ResourceTag/{key}": "a"}}}}"#))
        };
        format!("{}, {}", tag(one), tag(other))
    };
    speaks_only_of("60 I", IAM, &tags("Owner", "owner"), &tags("Owner", "Owner"));
    speaks_only_of("60 I", IAM, &tags("Owner", "owner"), &tags("Owner", "Team"));
}
