use super::*;

const DEVICE: PolicyKind = PolicyKind::Device;
const IAM: PolicyKind = PolicyKind::Iam;

fn publish(topic: &str) -> String {
    allow(r#""iot:Publish""#, &format!(r#""R:topic/{topic}""#))
}

//= POL-LINT-30 (test)
#[test]
fn a_thing_variable_is_reported_where_no_thing_is_known() {
    let thing = "${iot:Connection.Thing.ThingName}";
    let shadow = |name: &str| allow(r#""iot:GetThingShadow""#, &format!(r#""R:thing/{name}""#));
    speaks_only_of("30 W", DEVICE, &shadow(thing), &shadow("T"));
    speaks_only_of("30 W", DEVICE, &shadow(thing), &publish(thing));
    speaks_only_of("30 W", IAM, &publish(thing), &publish("${iot:ClientId}"));
    speaks_only_of("30 I", PolicyKind::AuthenticatedPool, &publish(thing), &publish("a"));
    speaks_only_of("30 W", PolicyKind::UnauthenticatedPool, &publish(thing), &publish("a"));
    let retained = allow(r#""iot:GetRetainedMessage""#, &format!(r#""R:topic/{thing}""#));
    speaks_only_of("30 W", DEVICE, &retained, &publish(thing));
}

//= POL-LINT-31 (test)
#[test]
fn a_variable_that_never_resolves_is_reported() {
    for wrong in
        ["${iot:Thing.ThingName}", "${iot:ClientId", "${credentials-iot:ThingName}", "${iot:JobId}", "${aws:username}"]
    {
        for right in [
            "${iot:ClientId}",
            "${IOT:clientid}",
            "${*}${?}${$}",
            "${iot:ClientId, 'nobody'}",
            "${iot:Connection.Thing.Attributes[site]}",
            "${iot:Certificate.Subject.CommonName.1}",
            "${iot:Certificate.Issuer.AlternativeName.DNSName}",
            "${aws:SourceIp}",
            "${cognito-identity.amazonaws.com:sub}",
            "$aws/things/T",
        ] {
            speaks_only_of("31 W", DEVICE, &publish(wrong), &publish(right));
        }
    }
    speaks_only_of("31 W", IAM, &publish("${iot:CertificateId}"), &publish("${credentials-iot:ThingName}"));
    speaks_only_of("31 W", IAM, &publish("${iot:Foo}"), &publish("${aws:PrincipalTag/team}"));
    let text = format!(r#"{{"Statement": {}}}"#, publish("a/${iot:Thing.ThingName}"));
    let found = finding(&text, "POL-LINT-31");
    assert_eq!(found.remedy.as_deref(), Some("write `${iot:Connection.Thing.ThingName}`"));
    let pointed_at = written(&text).get(found.span.start..found.span.end).map(str::to_owned);
    assert_eq!(pointed_at.as_deref(), Some("${iot:Thing.ThingName}"));
}

//= POL-LINT-32 (test)
#[test]
fn the_client_id_in_a_filter_is_too_broad_where_anybody_connects() {
    let filter = allow(r#""iot:Subscribe""#, r#""R:topicfilter/my/${iot:ClientId}/topic""#);
    let connect = |resource: &str| allow(r#""iot:Connect""#, &format!("\"{resource}\""));
    let attached = r#"{"Effect": "Allow", "Action": "iot:Connect", "Resource": "R:client/${iot:ClientId}",
        "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}}"#;
    for wrong in [connect("*"), connect("R:client/*"), connect("R:client/${iot:ClientId}"), attached.to_owned()] {
        for right in ["R:client/${iot:Connection.Thing.ThingName}", "R:client/c"] {
            speaks_only_of("32 S", DEVICE, &format!("{wrong}, {filter}"), &format!("{}, {filter}", connect(right)));
        }
        speaks_only_of("32 I", DEVICE, &format!("{wrong}, {}", publish("my/${iot:ClientId}")), &filter);
    }
}

//= POL-LINT-33 (test)
#[test]
fn a_thing_attribute_in_a_filter_is_too_broad() {
    let filter =
        |key: &str| allow(r#""iot:Subscribe""#, &format!(r#""R:topicfilter/${{iot:Connection.Thing.{key}}}/a""#));
    speaks_only_of("33 S", DEVICE, &filter("Attributes[site]"), &filter("ThingTypeName"));
    speaks_only_of("33 S", DEVICE, &filter("Attributes[site]"), &publish("${iot:Connection.Thing.Attributes[site]}"));
}

//= POL-LINT-47 (test)
#[test]
fn topics_of_a_shared_certificate_are_reported_when_it_is_known_to_be_shared() {
    let facts = RegistryFacts { certificate_is_shared: true, ..RegistryFacts::default() };
    let shared = Surroundings { facts, ..Surroundings::default() };
    let wrong = publish("${iot:Certificate.Subject.CommonName}");
    speaks_only_of_with("47 S", &shared, &wrong, &publish("${iot:Connection.Thing.ThingName}"));
    assert_eq!(judged(&wrong, &of(DEVICE)), ["19 I"]);
}

//= POL-LINT-53 (test)
#[test]
fn a_variable_in_a_deny_protects_nothing_where_it_has_no_value() {
    let denied = |key: &str| deny(r#""iot:Publish""#, &format!(r#""R:topic/${{{key}}}/a""#));
    let thing = denied("iot:Connection.Thing.ThingName");
    speaks_only_of("53 S", DEVICE, &thing, &deny(r#""iot:Publish""#, r#""R:topic/a""#));
    speaks_only_of("53 S", DEVICE, &thing, &publish("${iot:Connection.Thing.ThingName}"));
    assert!(judged(&denied("iot:ClientId"), &of(DEVICE)).contains(&"53 I".to_owned()));
    let connect = allow(r#""iot:Connect""#, r#""R:client/${iot:Connection.Thing.ThingName}""#);
    assert!(judged(&format!("{connect}, {thing}"), &of(DEVICE)).contains(&"53 I".to_owned()));
    let certificate = denied("iot:CertificateId");
    assert!(judged(&format!("{connect}, {certificate}"), &of(DEVICE)).contains(&"53 S".to_owned()));
}
