//! Rows of the sheet that the vectors leave out, so that the model is judged by more than its twin.

use super::*;

const PLACE: &str = "arn:aws:iot:us-east-1:123456789012:";

fn read(statements: &str, version: &str) -> Policy {
    let text = format!(r#"{{{version} "Statement": [{statements}]}}"#).replace("R:", PLACE);
    Policy::parse(&text, Dialect::Iot).unwrap()
}

fn judge_one(policy: &Policy, action: &str, resource: &str, caller: &Caller) -> Judgement {
    let policies = Policies { iot: vec![InForce::new("p", policy)], iam: vec![] };
    judge(&policies, action, &resource.replace("R:", PLACE), caller, Settings::default())
}

fn client(name: &str) -> Caller {
    Caller { client_id: Some(name.to_owned()), ..Caller::default() }
}

/// Whether publishing to the topic is allowed by the resource.
fn covers(resource: &str, topic: &str) -> bool {
    let statement = format!(r#"{{"Effect": "Allow", "Action": "iot:Publish", "Resource": "{resource}"}}"#);
    let policy = read(&statement, r#""Version": "2012-10-17","#);
    judge_one(&policy, "iot:Publish", &format!("R:topic/{topic}"), &client("c*")).decision == Decision::Allowed
}

/// Whether the condition holds for this caller, who connects.
fn holds(condition: &str, caller: &Caller) -> bool {
    let statement = format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition}}}"#);
    let policy = read(&statement, r#""Version": "2012-10-17","#);
    judge_one(&policy, "iot:Connect", "*", caller).decision == Decision::Allowed
}

fn certificate(attribute: &str, values: &[&str]) -> Caller {
    let values = values.iter().map(|&value| value.to_owned()).collect();
    let certificate = Certificate { subject: [(attribute.to_owned(), values)].into(), ..Certificate::default() };
    Caller { certificate: Some(certificate), ..client("c") }
}

//= POL-EVAL-01 (test)
#[test]
fn an_explicit_deny_wins_and_is_named() {
    let statements = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "iot:Publish", "Resource": "R:topic/x"}"#;
    let policy = read(statements, "");
    let judgement = judge_one(&policy, "iot:Publish", "R:topic/x", &Caller::default());
    assert_eq!(judgement, Judgement { decision: Decision::ExplicitDeny, deciding: vec![("p".to_owned(), 1)] });
    let judgement = judge_one(&policy, "iot:Publish", "R:topic/y", &Caller::default());
    assert_eq!(judgement, Judgement { decision: Decision::Allowed, deciding: vec![("p".to_owned(), 0)] });
    let nothing = judge_one(&read("", ""), "iot:Publish", "R:topic/y", &Caller::default());
    assert_eq!(nothing, Judgement { decision: Decision::ImplicitDeny, deciding: vec![] });
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
    assert!(!covers("R:topic/${iot:Foo,'x'}", "x") && !covers("R:topic/${iot:Foo, 'x' }", "x"));
}

//= POL-COND-05 (test)
//= POL-COND-15 (test)
//= POL-COND-16 (test)
//= POL-COND-19 (test)
#[test]
fn conditions_quantify_over_sets() {
    let asks = |attributes: &[&str]| Caller {
        connect_attributes: Some(attributes.iter().map(|&name| name.to_owned()).collect()),
        ..client("c")
    };
    let condition = |operator: &str| format!(r#"{{"{operator}": {{"iot:ConnectAttributes": "LastWill"}}}}"#);
    let both = asks(&["LastWill", "PersistentConnect"]);
    let all = condition("ForAllValues:StringEquals");
    assert!(!holds(&all, &both) && holds(&all, &asks(&[])));
    let any = condition("ForAnyValue:StringEquals");
    assert!(holds(&any, &both) && !holds(&any, &asks(&[])));
    assert!(holds(&condition("StringEquals"), &both) && !holds(&condition("StringNotEquals"), &both));
    assert!(holds(r#"{"Null": {"iot:ConnectAttributes": "true"}}"#, &asks(&[])));
}

//= POL-COND-09 (test)
#[test]
fn parts_of_an_arn_are_compared_one_by_one() {
    let caller = |source: &str| Caller {
        keys: [("aws:SourceArn".to_owned(), Value::One(source.to_owned()))].into(),
        ..client("a:b")
    };
    let condition = r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:iot:*:${iot:ClientId}:topic/w"}}"#;
    assert!(!holds(condition, &caller("arn:aws:iot:r:a:b:topic/w")) && !holds(condition, &caller("a")));
    let condition = r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:iot:*:a:topic/${iot:ClientId}"}}"#;
    assert!(
        holds(condition, &caller("arn:aws:iot:r:a:topic/a:b"))
            && !holds(condition, &caller("arn:aws:iot:r:s:a:topic/a:b"))
    );
}

//= POL-VAR-25 (test)
//= POL-VAR-32 (test)
#[test]
fn values_of_a_certificate_are_counted_from_zero_and_end_with_the_fifth() {
    let caller = certificate("CommonName", &["a", "b", "c", "d", "e", "f"]);
    let is = |suffix: &str, value: &str| {
        holds(&format!(r#"{{"StringEquals": {{"iot:Certificate.Subject.CommonName{suffix}": "{value}"}}}}"#), &caller)
    };
    assert!(is("", "a") && is(".1", "b") && is(".4", "e"));
    assert!(!is(".0", "a") && !is(".5", "f") && !is(".List", "f") && is(".List", "e"));
}

//= POL-OP-01 (test)
#[test]
fn the_other_reading_counts_values_of_a_certificate_from_one() {
    let caller = certificate("CommonName", &["a", "b"]);
    let statement =
        r#"{"Effect": "Allow", "Action": "*", "Resource": "R:topic/${iot:Certificate.Subject.CommonName.1}"}"#;
    let policy = read(statement, r#""Version": "2012-10-17","#);
    let policies = Policies { iot: vec![InForce::new("p", &policy)], iam: vec![] };
    let may = |topic: &str, cert_index_base: usize| {
        let settings = Settings { cert_index_base, ..Settings::default() };
        judge(&policies, "iot:Publish", &format!("{PLACE}topic/{topic}"), &caller, settings).decision
            == Decision::Allowed
    };
    assert!(may("b", 0) && !may("a", 0) && may("a", 1) && !may("b", 1));
}

//= POL-OP-05 (test)
#[test]
fn older_names_of_job_actions_grant_only_when_the_switch_is_on() {
    let policy = read(r#"{"Effect": "Allow", "Action": "iot:UpdateJobExecution", "Resource": "*"}"#, "");
    let policies = Policies { iot: vec![InForce::new("p", &policy)], iam: vec![] };
    let may = |action: &str, iot_prefix_job_actions: bool| {
        let settings = Settings { iot_prefix_job_actions, ..Settings::default() };
        judge(&policies, action, "*", &client("c"), settings).decision == Decision::Allowed
    };
    assert!(!may("iotjobsdata:UpdateJobExecution", false) && may("iotjobsdata:UpdateJobExecution", true));
    assert!(!may("iotjobsdata:DescribeJobExecution", true));
}

//= POL-OP-05 (test)
#[test]
fn an_action_that_has_two_names_is_denied_by_either() {
    let decision = |denied: &str| {
        let statements = format!(
            r#"{{"Effect": "Allow", "Action": "*", "Resource": "*"}}, {{"Effect": "Deny", {denied}, "Resource": "*"}}"#
        );
        let policy = read(&statements, "");
        let policies = Policies { iot: vec![InForce::new("p", &policy)], iam: vec![] };
        let settings = Settings { iot_prefix_job_actions: true, ..Settings::default() };
        judge(&policies, "iotjobsdata:UpdateJobExecution", "*", &client("c"), settings).decision
    };
    assert_eq!(decision(r#""Action": "iot:UpdateJobExecution""#), Decision::ExplicitDeny);
    assert_eq!(decision(r#""NotAction": "iot:UpdateJobExecution""#), Decision::ExplicitDeny);
    assert_eq!(decision(r#""NotAction": ["iot:Update*", "iotjobsdata:*"]"#), Decision::Allowed);
}

//= POL-ACT-42 (test)
//= POL-ACT-55 (test)
//= POL-ACT-59 (test)
//= POL-IAM-10 (test)
//= POL-OP-07 (test)
#[test]
fn a_job_operation_needs_each_resource_or_one_that_it_is_checked_on() {
    let caller = Caller { principal: Principal::IamUser, ..Caller::default() };
    let both_ways = |action: &str, allowed: &str, touched: &[&str], tagged: Option<&str>| {
        let statement = format!(r#"{{"Effect": "Allow", "Action": "iot:*Job*", "Resource": "R:{allowed}"}}"#);
        let policy = read(&statement, "");
        let policies = Policies { iot: vec![], iam: vec![vec![InForce::new("p", &policy)]] };
        let arn = |name: &&str| format!("{PLACE}{name}");
        let touched = Touched { resources: touched.iter().map(arn).collect(), tagged: tagged.as_ref().map(arn) };
        [JobResourceCheck::All, JobResourceCheck::Any].map(|job_resource_check| {
            let settings = Settings { job_resource_check, ..Settings::default() };
            judge_job(&policies, action, &touched, &caller, settings) == Some(Decision::Allowed)
        })
    };
    let job_and_thing = ["job/j", "thing/t"];
    assert_eq!(both_ways("iot:CancelJobExecution", "job/j", &job_and_thing, None), [false, true]);
    assert_eq!(both_ways("iot:CancelJobExecution", "*", &job_and_thing, None), [true, true]);
    assert_eq!(both_ways("iot:CancelJobExecution", "thinggroup/g", &["job/j", "thinggroup/g"], None), [false, false]);
    assert_eq!(both_ways("iot:CancelJob", "job/j", &job_and_thing, None), [true, true]);
    assert_eq!(both_ways("iot:CancelJob", "job/j", &job_and_thing, Some("job/j")), [false, false]);
    assert_eq!(both_ways("iot:ListJobs", "thinggroup/g", &["thinggroup/g"], None), [false, true]);
    assert_eq!(both_ways("iot:ListJobs", "job/j", &["job/j"], None), [false, false]);
}

//= POL-EVAL-11 (test)
#[test]
fn an_iam_principal_needs_every_set_to_allow_and_none_to_deny() {
    let allow = read(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#, "");
    let deny = read(r#"{"Effect": "Deny", "Action": "iot:Publish", "Resource": "*"}"#, "");
    let nothing = read("", "");
    let caller = Caller { principal: Principal::IamUser, ..Caller::default() };
    let decision = |bound: &Policy| {
        let iam = vec![vec![InForce::new("identity", &allow)], vec![InForce::new("session", bound)]];
        judge(&Policies { iot: vec![], iam }, "iot:Publish", "*", &caller, Settings::default()).decision
    };
    assert_eq!(decision(&allow), Decision::Allowed);
    assert_eq!(decision(&nothing), Decision::ImplicitDeny);
    assert_eq!(decision(&deny), Decision::ExplicitDeny);
}

//= POL-DOC-01 (test)
#[test]
fn json_is_strict() {
    let is_read = |text: &str| json::read(text).is_ok();
    assert!(is_read(r#" {"a": [1, -0.5e+3, true, null, "\u00e9\ud83d\ude00\n"]} "#));
    for broken in
        ["", "{", "[1,]", "01", "1.", "+1", "nul", "{'a':1}", r#""\x""#, r#""\ud800""#, "\"\t\"", "[] []", "\u{feff}[]"]
    {
        assert!(!is_read(broken), "{broken}");
    }
    assert!(!is_read(&"[".repeat(1 << 20)));
}

//= POL-DOC-14 (test)
#[test]
fn only_iam_lets_an_unknown_operator_with_an_empty_map_pass() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringSame": {}}}}"#;
    assert!(Policy::parse(text, Dialect::Iam).is_ok() && Policy::parse(text, Dialect::Iot).is_err());
}
