//! policy.md 1, and resources that are named by ARN

use super::*;
use crate::ResourceKind;

/// Whether a pattern covers an ARN.
fn covers(pattern: &str, arn: &str) -> bool {
    allowing(&format!(r#""{pattern}""#)).decide(Action::named("x:Y"), Resource::arn(&written(arn)), &nobody())
        == Outcome::Allowed
}

//= POL-ARN-02 (test)
//= POL-ARN-03 (test)
//= POL-ARN-04 (test)
//= POL-ARN-05 (test)
//= POL-ARN-06 (test)
//= POL-ARN-07 (test)
//= POL-ARN-08 (test)
//= POL-ARN-09 (test)
//= POL-ARN-10 (test)
//= POL-ARN-11 (test)
//= POL-ARN-12 (test)
//= POL-ARN-14 (test)
#[test]
fn a_resource_is_the_same_by_arn_and_by_kind_and_name() {
    let names = [
        ("client", "c:1"),
        ("topic", "$aws/things/T/shadow/get"),
        ("topicfilter", "a/+/#"),
        ("thing", "T"),
        ("thing", "T/shadow"),
        ("thinggroup", "G"),
        ("job", "J"),
        ("jobtemplate", "t"),
        ("rolealias", "A"),
        ("cert", "ab"),
        ("cacert", "ab"),
        ("policy", "p"),
        ("thingtype", "N"),
        ("billinggroup", "N"),
        ("index", "N"),
        ("fleetmetric", "N"),
        ("tunnel", "N"),
        ("authorizer", "N"),
        ("stream", "N"),
        ("otaupdate", "N"),
        ("rule", "N"),
        ("ruledestination", "http/x"),
        ("provisioningtemplate", "N"),
        ("domainconfiguration", "N/x"),
        ("securityprofile", "N"),
        ("dimension", "N"),
        ("custommetric", "N"),
        ("mitigationaction", "N"),
        ("scheduledaudit", "N"),
        ("package", "N/version/V"),
        ("certificateprovider", "N"),
        ("command", "N"),
    ];
    for (kind, name) in names {
        let resource = Resource::new(ResourceKind::named(kind).unwrap(), name);
        let arn = written(&format!("R:{kind}/{name}"));
        for pattern in [arn.clone(), format!("R:{kind}/*"), "R:*".to_owned(), "*".to_owned(), format!("R:{kind}*")] {
            let set = allowing(&format!(r#""{pattern}""#));
            for resource in [resource, Resource::arn(&arn)] {
                assert_eq!(set.decide(Action::PUBLISH, resource, &nobody()), Outcome::Allowed, "{pattern} {arn}");
            }
        }
        for pattern in [format!("R:{kind}/other"), format!("R:x{kind}/*"), "R:".to_owned(), format!("R:{kind}")] {
            let set = allowing(&format!(r#""{pattern}""#));
            for resource in [resource, Resource::arn(&arn)] {
                assert_eq!(set.decide(Action::PUBLISH, resource, &nobody()), Outcome::ImplicitDeny, "{pattern} {arn}");
            }
        }
    }
}

//= POL-ARN-01 (test)
//= POL-ARN-16 (test)
//= POL-MATCH-10 (test)
#[test]
fn an_arn_of_another_place_or_service_is_covered_where_its_fields_are() {
    for (pattern, arn) in [
        ("arn:aws-cn:iot:cn-north-1:1:topic/*", "arn:aws-cn:iot:cn-north-1:1:topic/a"),
        ("arn:aws-us-gov:iot:*:*:thing/?", "arn:aws-us-gov:iot:us-gov-west-1:1:thing/t"),
        ("arn:aws:iot:us-*:*:topic/a", "arn:aws:iot:us-west-2:567890123456:topic/a"),
        ("arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a/b"),
        ("arn:aws:sqs:eu-west-1:1:queue", "arn:aws:sqs:eu-west-1:1:queue"),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a:b"),
        ("*", "anything"),
    ] {
        assert!(covers(pattern, arn), "{pattern} {arn}");
    }
    for (pattern, arn) in [
        ("arn:aws-cn:iot:cn-north-1:1:topic/*", "arn:aws:iot:cn-north-1:1:topic/a"),
        ("arn:aws:iot:us-*:1:topic/a", "arn:aws:iot:us-west-2:2:topic/a"),
        ("R:*", "arn:aws:iot:us-west-2:123456789012:topic/a"),
        ("arn:aws:iam::1:role/*", "arn:aws:iam::1:user/a"),
        ("arn:aws:iam:*:1:role/a", "arn:aws:iam::2:role/a"),
        ("arn:aws:sqs:eu-west-1:1:queue", "arn:aws:sqs:eu-west-1:1:queues"),
        ("R:*", "anything"),
        ("R:*", "*"),
    ] {
        assert!(!covers(pattern, arn), "{pattern} {arn}");
    }
}

//= POL-ARN-09 (test)
#[test]
fn a_managed_template_lies_in_no_account() {
    let managed = "arn:aws:iot:us-east-1::jobtemplate/AWS-Reboot:1.0";
    assert!(covers(managed, managed) && covers("arn:aws:iot:us-east-1:*:jobtemplate/*", managed));
    assert!(!covers("R:jobtemplate/*", managed));
}

//= POL-ARN-15 (test)
//= POL-MATCH-09 (test)
#[test]
fn the_pseudo_resource_is_covered_by_a_single_star_alone() {
    assert_eq!(Resource::arn("*"), Resource::ALL);
    assert!(covers("*", "*"));
    for pattern in ["R:*", "arn:aws:iot:*:*:*", "R:topic/*"] {
        assert!(!covers(pattern, "*"), "{pattern}");
    }
}

//= POL-MATCH-16 (test)
//= POL-EVAL-18 (test)
#[test]
fn what_is_written_for_another_place_covers_nothing_here() {
    for place in [
        "arn:aws:iot:us-west-2:123456789012",
        "arn:aws:iot:us-east-1:567890123456",
        "arn:aws-cn:iot:us-east-1:123456789012",
    ] {
        assert!(!topic_is_covered(&format!("{place}:topic/a"), "a", &nobody()), "{place}");
        let exempt = set(&format!(r#"{{"Effect": "Allow", "Action": "*", "NotResource": "{place}:topic/a"}}"#));
        assert_eq!(exempt.decide(Action::PUBLISH, Resource::topic("a"), &nobody()), Outcome::Allowed, "{place}");
    }
}

//= POL-MATCH-11 (test)
#[test]
fn a_wildcard_in_partition_or_service_is_text() {
    assert!(!covers("arn:*:iot:us-east-1:123456789012:topic/a", "R:topic/a"));
    assert!(!covers("arn:aws:*:us-east-1:123456789012:topic/a", "R:topic/a"));
    assert!(covers("arn:*:iot:us-east-1:123456789012:topic/a", "arn:*:iot:us-east-1:123456789012:topic/a"));
}

#[test]
fn decide_and_explain_agree_on_resources_of_any_place() {
    let set = set(
        r#"{"Effect": "Allow", "Action": "*", "Resource": ["R:topic/*", "arn:aws:iot:us-west-2:*:thing/*", "R:odd/x"]},
           {"Effect": "Deny", "Action": "iot:Publish", "NotResource": ["R:topic/a*", "arn:aws:*:*:*:*"]}"#,
    );
    for arn in ["R:topic/ab", "R:topic/b", "arn:aws:iot:us-west-2:1:thing/t", "R:odd/x", "R:odd/y", "x", "*"] {
        let arn = written(arn);
        for action in [Action::PUBLISH, Action::RECEIVE, Action::named("iot:New")] {
            let outcome = set.decide(action, Resource::arn(&arn), &nobody());
            assert_eq!(outcome, set.explain(action, Resource::arn(&arn), &nobody()).outcome, "{arn} {action}");
        }
    }
}
