//! policy.md 4.2: which facts become variables

use super::*;
use crate::{
    Attachment, CertIndexBase, CertificateFacts, ConnectFacts, Facts, PrincipalKind, Protocol, Side, Switches,
    ThingFacts, VpcEndpoint,
};

/// A device with a thing of its name, over MQTT.
fn device() -> Facts {
    Facts {
        client_id: Some("lamp".to_owned()),
        source_ip: Some("192.0.2.7".to_owned()),
        thing: Some(ThingFacts::attached("lamp", [("room".to_owned(), "4".to_owned())].into())),
        ..Facts::default()
    }
}

fn with_names(names: &[(&str, &[&str])]) -> Facts {
    let subject = names.iter().map(|(name, values)| {
        ((*name).to_owned(), values.iter().map(|&value| value.to_owned()).collect::<Vec<String>>())
    });
    let certificate =
        CertificateFacts { id: "ab".to_owned(), subject: subject.collect(), ..CertificateFacts::default() };
    Facts { certificate: Some(certificate), ..device() }
}

/// The text that stands for a variable in AWS IoT Core policies, if it has one.
fn text(facts: &Facts, key: &str) -> Option<String> {
    text_on(facts, Side::Iot, key)
}

fn text_on(facts: &Facts, side: Side, key: &str) -> Option<String> {
    let values = facts.values(side, &Switches::default());
    let candidates =
        ["lamp", "4", "true", "false", "a", "b", "c", "d", "e", "f", "192.0.2.7", "10.0.0.1", "ab", "vpce-1", "light"];
    candidates
        .into_iter()
        .find(|text| topic_is_covered(&format!("R:topic/${{{key}}}"), text, &values))
        .map(str::to_owned)
}

//= POL-VAR-20 (test)
#[test]
fn a_client_id_exists_on_mqtt_alone() {
    assert_eq!(text(&device(), "iot:ClientId").as_deref(), Some("lamp"));
    assert_eq!(text(&Facts { protocol: Protocol::Https, ..device() }, "iot:ClientId"), None);
}

//= POL-VAR-21 (test)
//= POL-VAR-44 (test)
#[test]
fn a_vpc_endpoint_hides_the_address_and_brings_its_own_keys() {
    let endpoint =
        VpcEndpoint { id: "vpce-1".to_owned(), vpc: Some("a".to_owned()), source_ip: Some("10.0.0.1".to_owned()) };
    let inside = Facts { vpc_endpoint: Some(endpoint), ..device() };
    let keys = ["aws:SourceIp", "aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"];
    assert_eq!(keys.map(|key| text(&device(), key)), [Some("192.0.2.7".to_owned()), None, None, None]);
    let texts = ["vpce-1", "a", "10.0.0.1"].map(|text| Some(text.to_owned()));
    assert_eq!(keys.map(|key| text(&inside, key)), [&[None][..], &texts].concat()[..]);
}

//= POL-VAR-24 (test)
//= POL-VAR-25 (test)
//= POL-VAR-26 (test)
//= POL-OP-01 (test)
#[test]
fn a_number_names_a_value_of_an_attribute() {
    let facts = with_names(&[("Country", &["a", "b", "c"])]);
    let key = "iot:Certificate.Subject.Country";
    let of = |suffix: &str| text(&facts, &format!("{key}{suffix}"));
    assert_eq!([of(""), of(".1"), of(".2")].map(Option::unwrap), ["a", "b", "c"]);
    assert_eq!([of(".0"), of(".3"), of(".List"), of(".01")], [None, None, None, None]);
    let one = Switches { cert_index_base: CertIndexBase::One, ..Switches::default() };
    let values = facts.values(Side::Iot, &one);
    assert!(topic_is_covered("R:topic/${iot:Certificate.Subject.Country.1}", "a", &values));
    assert!(topic_is_covered("R:topic/${iot:Certificate.Subject.Country.3}", "c", &values));
    let any = r#"{"ForAnyValue:StringEquals": {"iot:Certificate.Subject.Country.List": "c"}}"#;
    assert!(condition_holds(any, &values));
}

//= POL-VAR-23 (test)
#[test]
fn the_keys_of_a_certificate_belong_to_who_is_known_by_it() {
    let facts = with_names(&[("Country", &["a"])]);
    let seen = |principal| {
        let facts = Facts { principal, ..facts.clone() };
        ["iot:CertificateId", "iot:Certificate.Subject.Country"].map(|key| text(&facts, key))
    };
    assert_eq!(seen(PrincipalKind::Certificate), ["ab", "a"].map(|text| Some(text.to_owned())));
    assert_eq!(seen(PrincipalKind::CustomAuthorizer), [None, None]);
}

//= POL-VAR-24 (test)
//= POL-VAR-27 (test)
#[test]
fn every_listed_attribute_has_a_key_and_no_other_does() {
    for attribute in [
        "DistinguishedNameQualifier",
        "Country",
        "Organization",
        "OrganizationalUnit",
        "State",
        "CommonName",
        "SerialNumber",
        "Title",
        "Surname",
        "GivenName",
        "Initials",
        "Pseudonym",
        "GenerationQualifier",
        "AlternativeName.RFC822Name",
        "AlternativeName.DNSName",
        "AlternativeName.DirectoryName",
        "AlternativeName.UniformResourceIdentifier",
        "AlternativeName.IPAddress",
    ] {
        let subject = with_names(&[(attribute, &["a"])]);
        assert_eq!(
            text(&subject, &format!("iot:Certificate.Subject.{attribute}")).as_deref(),
            Some("a"),
            "{attribute}"
        );
        assert_eq!(text(&subject, &format!("iot:Certificate.Issuer.{attribute}")), None);
        let mut issued = with_names(&[]);
        issued.certificate.as_mut().unwrap().issuer.insert(attribute.to_owned(), vec!["b".to_owned()]);
        assert_eq!(text(&issued, &format!("iot:Certificate.Issuer.{attribute}")).as_deref(), Some("b"), "{attribute}");
    }
    assert_eq!(text(&with_names(&[("Locality", &["a"])]), "iot:Certificate.Subject.Locality"), None);
}

//= POL-VAR-28 (test)
//= POL-VAR-29 (test)
#[test]
fn the_serial_number_of_a_certificate_is_not_that_of_its_subject() {
    let mut facts = with_names(&[("SerialNumber", &["a"])]);
    facts.certificate.as_mut().unwrap().serial_number = Some("b".to_owned());
    assert_eq!(text(&facts, "iot:Certificate.SerialNumber").as_deref(), Some("b"));
    assert_eq!(text(&facts, "iot:Certificate.Subject.SerialNumber").as_deref(), Some("a"));
    let has = |key: &str| {
        let condition = format!(r#"{{"ForAnyValue:StringEquals": {{"iot:Certificate.AvailableKeys": "{key}"}}}}"#);
        condition_holds(&condition, &facts.values(Side::Iot, &Switches::default()))
    };
    assert!(has("iot:Certificate.SerialNumber") && has("iot:Certificate.Subject.SerialNumber"));
    assert!(!has("iot:Certificate.Subject.Country"));
}

//= POL-VAR-32 (test)
//= POL-LIMIT-10 (test)
#[test]
fn the_sixth_value_of_an_attribute_does_not_exist() {
    let facts = with_names(&[("Country", &["a", "b", "c", "d", "e", "f"])]);
    assert_eq!(text(&facts, "iot:Certificate.Subject.Country.4").as_deref(), Some("e"));
    assert_eq!(text(&facts, "iot:Certificate.Subject.Country.5"), None);
    let listed = |value: &str| {
        let list = "iot:Certificate.Subject.Country.List";
        let condition = format!(r#"{{"ForAnyValue:StringEquals": {{"{list}": "{value}"}}}}"#);
        condition_holds(&condition, &facts.values(Side::Iot, &Switches::default()))
    };
    assert!(listed("e") && !listed("f"));
}

//= POL-VAR-33 (test)
//= POL-COND-24 (test)
#[test]
fn policies_see_special_characters_behind_a_backslash() {
    let values = with_names(&[("Organization", &[r#"a,"\+=<>;b"#])]).values(Side::Iot, &Switches::default());
    let key = "iot:Certificate.Subject.Organization";
    let holds = |text: &str| condition_holds(&format!(r#"{{"StringEquals": {{"{key}": "{text}"}}}}"#), &values);
    assert!(holds(r#"a\\,\\\"\\\\\\+\\=\\<\\>\\;b"#));
    assert!(!holds(r#"a,\"\\+=<>;b"#));
}

//= POL-VAR-34 (test)
//= POL-VAR-35 (test)
//= POL-VAR-36 (test)
//= POL-VAR-37 (test)
//= POL-VAR-38 (test)
//= POL-OP-25 (test)
//= POL-OP-34 (test)
//= POL-OP-35 (test)
#[test]
fn a_thing_counts_under_its_own_client_id_or_when_it_is_exclusive() {
    let seen = |facts: &Facts| {
        ["ThingName", "IsAttached", "Attributes[room]"].map(|key| text(facts, &format!("iot:Connection.Thing.{key}")))
    };
    let attached = ["lamp", "true", "4"].map(|text| Some(text.to_owned()));
    let detached = [None, Some("false".to_owned()), None];
    assert_eq!(seen(&device()), attached);
    let other = Facts { client_id: Some("Lamp".to_owned()), ..device() };
    assert_eq!(seen(&other), detached);
    let with = |attachment| {
        let thing = ThingFacts { attachment, ..device().thing.unwrap() };
        Facts { thing: Some(thing), ..other.clone() }
    };
    assert_eq!(seen(&with(Some(Attachment::Exclusive))), attached);
    assert_eq!(seen(&with(None)), detached);
    assert_eq!(seen(&Facts { thing: None, ..device() }), detached);
    assert_eq!(seen(&Facts { protocol: Protocol::Https, ..device() }), [None, None, None]);
}

//= POL-VAR-39 (test)
#[test]
fn the_credential_provider_has_the_thing_that_the_header_names() {
    let request = |named: Option<&str>| Facts {
        protocol: Protocol::CredentialProvider,
        client_id: None,
        named_thing: named.map(str::to_owned),
        ..device()
    };
    let seen =
        |named| ["ThingName", "IsAttached"].map(|key| text(&request(named), &format!("iot:Connection.Thing.{key}")));
    assert_eq!(seen(Some("lamp")), ["lamp", "true"].map(|text| Some(text.to_owned())));
    assert_eq!(seen(None), [None, None]);
    assert_eq!(seen(Some("door")), [None, None]);
}

//= POL-VAR-40 (test)
//= POL-VAR-41 (test)
//= POL-OP-10 (test)
#[test]
fn things_belong_to_the_side_of_aws_iot_and_to_who_has_signed_in() {
    let name = "iot:Connection.Thing.ThingName";
    let by = |principal| Facts { principal, ..device() };
    assert_eq!(text(&by(PrincipalKind::CognitoAuthenticated), name).as_deref(), Some("lamp"));
    assert_eq!(text(&by(PrincipalKind::CognitoUnauthenticated), name), None);
    let user = by(PrincipalKind::IamUser);
    assert_eq!(text_on(&user, Side::Iam, name), None);
    assert_eq!(text_on(&user, Side::Iam, "iot:Connection.Thing.IsAttached"), None);
    assert_eq!(text_on(&user, Side::Iam, "iot:ClientId").as_deref(), Some("lamp"));
}

//= POL-VAR-42 (test)
//= POL-VAR-43 (test)
#[test]
fn a_connect_brings_its_attributes_and_its_will() {
    let connect = ConnectFacts {
        attributes: vec!["LastWill".into()],
        last_will_topic: Some("arn:aws:iot:r:1:topic/w".to_owned()),
    };
    let condition = r#"{"ForAllValues:StringEquals": {"iot:ConnectAttributes": "LastWill"},
        "ArnEquals": {"iot:LastWillTopic": "arn:aws:iot:*:1:topic/w"}}"#;
    let holds = |facts: &Facts| condition_holds(condition, &facts.values(Side::Iot, &Switches::default()));
    let connecting = Facts { connect: Some(connect), ..device() };
    assert!(holds(&connecting));
    assert!(!holds(&Facts { protocol: Protocol::Https, ..connecting }));
    assert!(!holds(&device()));
}

//= POL-VAR-45 (test)
#[test]
fn a_cognito_identity_has_its_id() {
    let by = |principal| Facts { principal, cognito_identity: Some("a".to_owned()), ..device() };
    let identity = |principal| text(&by(principal), "cognito-identity.amazonaws.com:sub");
    assert_eq!(identity(PrincipalKind::CognitoAuthenticated).as_deref(), Some("a"));
    assert_eq!(identity(PrincipalKind::CognitoUnauthenticated).as_deref(), Some("a"));
    assert_eq!(identity(PrincipalKind::IamUser), None);
    assert_eq!(text(&device(), "cognito-identity.amazonaws.com:sub"), None);
}

//= POL-VAR-49 (test)
#[test]
fn the_clock_tells_the_time_in_both_forms() {
    for (seconds, wanted) in [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (1_767_357_296, "2026-01-02T12:34:56Z"),
        (1_893_455_999, "2029-12-31T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
    ] {
        let mut values = client("c");
        values.others.set_clock(seconds);
        let both = format!(r#"{{"StringEquals": {{"aws:CurrentTime": "{wanted}", "aws:EpochTime": "{seconds}"}}}}"#);
        assert!(condition_holds(&both, &values), "{wanted}");
        let equal = format!(r#"{{"DateEquals": {{"aws:CurrentTime": "{seconds}", "aws:EpochTime": "{wanted}"}}}}"#);
        assert!(condition_holds(&equal, &values), "{wanted}");
    }
    // The year 2100 has no leap day: this is no date.
    let mut values = client("c");
    values.others.set_clock(4_107_542_400);
    assert!(!condition_holds(r#"{"DateEquals": {"aws:CurrentTime": "2100-02-29T00:00:00Z"}}"#, &values));
    let reads = |text: &str| allowing(&format!(r#""R:topic/{text}""#)).reads_clock();
    assert!(reads("${AWS:currenttime}") && reads("a*${aws:EpochTime}") && !reads("${iot:ClientId}"));
    let condition = r#"{"DateLessThan": {"aws:CurrentTime": "2030-01-01"}}"#;
    assert!(
        set(&format!(r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {condition}}}"#))
            .reads_clock()
    );
}

//= POL-EVAL-04 (test)
//= POL-EVAL-05 (test)
//= POL-OP-27 (test)
#[test]
fn groups_count_with_all_above_them_while_the_thing_counts() {
    let parent = |group: &str| match group {
        "child" => Some("parent"),
        "parent" => Some("root"),
        "circle" => Some("circle"),
        _ => None,
    };
    let mut facts = device();
    facts.thing.as_mut().unwrap().groups = ["child", "circle"].map(str::to_owned).into();
    assert_eq!(Vec::from_iter(facts.groups_in_force(parent)), ["child", "circle", "parent", "root"]);
    let other = Facts { client_id: Some("door".to_owned()), ..facts.clone() };
    assert!(other.groups_in_force(parent).is_empty());
    let request = Facts { protocol: Protocol::Https, ..facts.clone() };
    assert!(request.groups_in_force(parent).is_empty());
}

//= POL-LIMIT-09 (test)
#[test]
fn the_fifty_first_attribute_of_a_thing_is_no_variable() {
    let attributes = (1..=51).map(|number| (format!("a{number:02}"), "4".to_owned()));
    let facts = Facts { thing: Some(ThingFacts::attached("lamp", attributes.collect())), ..device() };
    assert_eq!(text(&facts, "iot:Connection.Thing.Attributes[a50]").as_deref(), Some("4"));
    assert_eq!(text(&facts, "iot:Connection.Thing.Attributes[a51]"), None);
}
