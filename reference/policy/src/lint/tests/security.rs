use super::*;

const DEVICE: PolicyKind = PolicyKind::Device;
const IAM: PolicyKind = PolicyKind::Iam;

fn connect(resource: &str) -> String {
    allow(r#""iot:Connect""#, &format!("\"{resource}\""))
}

//= POL-LINT-24 (test)
#[test]
fn connect_with_any_client_id_is_too_broad() {
    for wrong in ["*", "R:*", "R:client/*", "R:client/${iot:ClientId}", "arn:aws:iot:*:*:client/*"] {
        for right in ["R:client/c", "R:client/lamp-*", "R:client/${iot:Connection.Thing.ThingName}", "R:thing/*"] {
            speaks_only_of("24 S", DEVICE, &connect(wrong), &connect(right));
        }
        let attached = format!(
            r#"{{"Effect": "Allow", "Action": "iot:Connect", "Resource": "{wrong}",
                "Condition": {{"Bool": {{"iot:Connection.Thing.IsAttached": ["true"]}}}}}}"#
        );
        speaks_only_of("24 S", DEVICE, &connect(wrong), &attached);
        speaks_only_of("24 S", DEVICE, &connect(wrong), &attached.replace("Allow", "Deny"));
        assert!(!judged(&connect(wrong), &of(IAM)).contains(&"24 S".to_owned()));
    }
}

//= POL-LINT-24 (test)
#[test]
fn connect_with_any_client_id_is_a_hint_for_claim_certificates() {
    let below = |kind: &str| {
        format!(r#"["R:{kind}/$aws/certificates/create/*", "R:{kind}/$aws/provisioning-templates/t/provision/*"]"#)
    };
    let publish = allow(r#"["iot:Publish", "iot:Receive"]"#, &below("topic"));
    let claim = format!("{}, {publish}, {}", connect("*"), allow(r#""iot:Subscribe""#, &below("topicfilter")));
    assert!(judged(&claim, &of(DEVICE)).contains(&"24 I".to_owned()));
    let more = format!("{claim}, {}", allow(r#""iot:Publish""#, r#""R:topic/a""#));
    speaks_only_of("24 S", DEVICE, &more, &connect("R:client/c"));
}

//= POL-LINT-25 (test)
#[test]
fn publishing_for_every_thing_is_too_broad() {
    let publish = |topic: &str| allow(r#""iot:Publish""#, &format!("\"{topic}\""));
    for wrong in ["R:topic/$aws/things/*", "R:topic/$aws/things/*/shadow/update", "*", "R:topic/*", "R:topic/$aws/*"] {
        for right in [
            "R:topic/$aws/things/MyThing*",
            "R:topic/$aws/things/${iot:Connection.Thing.ThingName}/*",
            "R:topic/things/*",
            "R:topic/$aws/rules/*",
        ] {
            speaks_only_of("25 S", DEVICE, &publish(wrong), &publish(right));
        }
        assert!(!judged(&publish(wrong), &of(IAM)).contains(&"25 S".to_owned()));
    }
}

//= POL-LINT-26 (test)
#[test]
fn subscribing_for_every_thing_is_too_broad() {
    let on = |action: &str, resource: &str| allow(&format!("\"iot:{action}\""), &format!("\"{resource}\""));
    for wrong in [
        "R:topicfilter/$aws/things/*",
        "R:topicfilter/$aws/things/#",
        "R:topicfilter/$aws/things/+/shadow/update",
        "R:topicfilter/$aws/things/+",
        "*",
    ] {
        for right in ["R:topicfilter/$aws/things/T/#", "R:topicfilter/$aws/things/T*", "R:topicfilter/a/#"] {
            speaks_only_of("26 S", DEVICE, &on("Subscribe", wrong), &on("Subscribe", right));
        }
    }
    speaks_only_of("26 S", DEVICE, &on("Subscribe", "*"), &on("Receive", "R:topic/$aws/things/*"));
}

//= POL-LINT-27 (test)
#[test]
fn shadows_and_jobs_of_every_thing_are_too_broad() {
    let on = |action: &str, resource: &str| allow(&format!("\"{action}\""), &format!("\"{resource}\""));
    for action in ["iot:GetThingShadow", "iotjobsdata:UpdateJobExecution", "iot:StartNextPendingJobExecution"] {
        for wrong in ["R:thing/*", "*", "R:thing/*/named"] {
            for right in ["R:thing/MyThing*", "R:thing/T", "R:thing/T/*"] {
                speaks_only_of("27 S", DEVICE, &on(action, wrong), &on(action, right));
            }
            speaks_only_of("27 S", DEVICE, &on(action, wrong), &on("iot:ListNamedShadowsForThing", wrong));
        }
    }
}

//= POL-LINT-29 (test)
#[test]
fn the_role_of_a_pool_administers_nothing() {
    let (authenticated, unauthenticated) = (PolicyKind::AuthenticatedPool, PolicyKind::UnauthenticatedPool);
    let messages = allow(r#"["iot:Publish", "iot:GetThingShadow"]"#, r#""R:topic/a""#);
    for kind in [authenticated, unauthenticated] {
        for action in [r#""iot:CreateThing""#, r#""iot:ListThings""#, r#""iot:*""#, r#""iot:CreateJob""#] {
            speaks_only_of("29 S", kind, &allow(action, r#""R:thing/T""#), &messages);
        }
    }
    let describe = |thing: &str| allow(r#""iot:DescribeThing""#, &format!(r#""R:thing/{thing}""#));
    speaks_only_of("29 S", authenticated, &describe("*"), &describe("T"));
    speaks_only_of("29 S", unauthenticated, &describe("T"), &messages);
    assert!(!judged(&allow(r#""iot:CreateThing""#, r#""*""#), &of(IAM)).contains(&"29 S".to_owned()));
}

//= POL-LINT-46 (test)
#[test]
fn the_role_of_a_role_alias_is_judged_when_it_is_known_to_be_one() {
    let unused_services = vec!["sqs".to_owned()];
    let facts = RegistryFacts { role_alias: Some(RoleAliasUsage { unused_services }), ..RegistryFacts::default() };
    let role = Surroundings { kind: IAM, facts, ..Surroundings::default() };
    let right = allow(r#"["dynamodb:PutItem", "iot:Publish"]"#, r#""R:topic/a""#);
    for action in ["dynamodb:*", "*", "cloudtrail:LookupEvents", "sqs:SendMessage", "iot:Publish"] {
        let wrong = allow(&format!("\"{action}\""), r#""*""#);
        speaks_only_of_with("46 S", &role, &wrong, &right);
        assert!(!judged(&wrong, &of(IAM)).contains(&"46 S".to_owned()));
    }
}

//= POL-LINT-54 (test)
#[test]
fn an_allow_of_everything_but_something_is_too_broad() {
    let but = |effect: &str, members: &str| format!(r#"{{"Effect": "{effect}", {members}}}"#);
    let action = r#""NotAction": "iot:Publish", "Resource": "*""#;
    speaks_only_of("54 S", DEVICE, &but("Allow", action), &but("Deny", action));
    let resource = r#""Action": ["iot:Receive", "iot:Publish"], "NotResource": "R:topic/a""#;
    speaks_only_of("54 S", DEVICE, &but("Allow", resource), &connect("R:client/c"));
    let receive = r#""Action": "iot:Receive", "NotResource": "R:topic/a""#;
    assert!(judged(&but("Allow", receive), &of(DEVICE)).contains(&"54 I".to_owned()));
}
