//! What is known of a request, in the form of a vector's context.

use serde_json::{Map, Value as Json, json};
use touchstone_oracle::policy::Caller;
use touchstone_policy::{Attachment, Facts, PrincipalKind, Protocol, ThingFacts, Value};

/// The facts as members of a context; those that are as by default are left out.
#[must_use]
pub fn context(facts: &Facts) -> Map<String, Json> {
    let mut members = Map::new();
    let mut set = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    set(
        "protocol",
        match facts.protocol {
            Protocol::Mqtt => None,
            Protocol::Https => Some(json!("https")),
            Protocol::CredentialProvider => Some(json!("credential-provider")),
        },
    );
    set(
        "principal",
        match facts.principal {
            PrincipalKind::Certificate => None,
            PrincipalKind::IamUser => Some(json!("iam-user")),
            PrincipalKind::CognitoAuthenticated => Some(json!("cognito-authenticated")),
            PrincipalKind::CognitoUnauthenticated => Some(json!("cognito-unauthenticated")),
            PrincipalKind::CustomAuthorizer => Some(json!("custom-authorizer")),
        },
    );
    set("client_id", facts.client_id.as_ref().map(|text| json!(text)));
    set("source_ip", facts.source_ip.as_ref().map(|text| json!(text)));
    set("domain_name", facts.domain_name.as_ref().map(|text| json!(text)));
    set("thing", facts.thing.as_ref().map(thing));
    set("thing_name_header", facts.named_thing.as_ref().map(|text| json!(text)));
    set("cognito_sub", facts.cognito_identity.as_ref().map(|text| json!(text)));
    set(
        "certificate",
        facts.certificate.as_ref().map(|certificate| {
            json!({
                "id": certificate.id,
                "serial_number": certificate.serial_number,
                "subject": certificate.subject,
                "issuer": certificate.issuer,
            })
        }),
    );
    if let Some(connect) = &facts.connect {
        set("connect_attributes", (!connect.attributes.is_empty()).then(|| json!(connect.attributes)));
        set("last_will_topic", connect.last_will_topic.as_ref().map(|text| json!(text)));
    }
    let mut keys: Map<String, Json> = facts
        .others
        .iter()
        .map(|(key, value)| match value {
            Value::One(text) => (key.to_owned(), json!(text)),
            Value::Many(texts) => (key.to_owned(), json!(texts)),
        })
        .collect();
    if let Some(endpoint) = &facts.vpc_endpoint {
        set("source_vpce", Some(json!(endpoint.id)));
        let inside = [("aws:SourceVpc", &endpoint.vpc), ("aws:VpcSourceIp", &endpoint.source_ip)];
        keys.extend(inside.into_iter().filter_map(|(key, text)| Some((key.to_owned(), json!(text.as_ref()?)))));
    }
    set("keys", (!keys.is_empty()).then_some(Json::Object(keys)));
    members
}

fn thing(facts: &ThingFacts) -> Json {
    let mut thing = json!({ "name": facts.thing.name, "attached": facts.attachment.is_some() });
    let mut set = |name: &str, value: Option<Json>| {
        if let (Some(value), Some(members)) = (value, thing.as_object_mut()) {
            members.insert(name.to_owned(), value);
        }
    };
    set("type", facts.thing.type_name.as_ref().map(|text| json!(text)));
    set("attributes", (!facts.thing.attributes.is_empty()).then(|| json!(facts.thing.attributes)));
    set("association", (facts.attachment == Some(Attachment::Exclusive)).then(|| json!("exclusive")));
    set("groups", (!facts.groups.is_empty()).then(|| json!(facts.groups)));
    thing
}

/// The facts as the oracle takes them.
///
/// # Errors
/// When the context is none, a defect of [`context`].
pub fn caller(facts: &Facts) -> Result<Caller, serde_json::Error> {
    serde_json::from_value(Json::Object(context(facts)))
}

#[cfg(test)]
mod tests {
    use touchstone_policy::{AttachedThing, CertificateFacts, ConnectFacts, VpcEndpoint};

    use super::*;

    #[test]
    fn the_facts_come_back_from_their_context() {
        let mut facts = Facts {
            client_id: Some("lamp".to_owned()),
            source_ip: Some("192.0.2.7".to_owned()),
            domain_name: Some("d".to_owned()),
            vpc_endpoint: Some(VpcEndpoint {
                id: "vpce-1".to_owned(),
                vpc: Some("vpc-1".to_owned()),
                source_ip: Some("10.0.0.1".to_owned()),
            }),
            certificate: Some(CertificateFacts {
                id: "ab".to_owned(),
                serial_number: Some("7".to_owned()),
                subject: [("CommonName".to_owned(), vec!["x".to_owned(), "y".to_owned()])].into(),
                ..CertificateFacts::default()
            }),
            thing: Some(ThingFacts {
                thing: AttachedThing {
                    name: "door".to_owned(),
                    type_name: Some("t".to_owned()),
                    attributes: [("a".to_owned(), "b".to_owned())].into(),
                },
                attachment: Some(Attachment::Exclusive),
                groups: ["g".to_owned()].into(),
            }),
            named_thing: Some("door".to_owned()),
            connect: Some(ConnectFacts {
                attributes: vec!["LastWill".into()],
                last_will_topic: Some("arn:aws:iot:eu-west-1:123456789012:topic/w".to_owned()),
            }),
            ..Facts::default()
        };
        facts.others.set("aws:username", "u");
        facts.others.set_many("aws:tagkeys", ["k".to_owned(), "l".to_owned()]);
        assert_eq!(super::super::facts("iot:Connect", &caller(&facts).unwrap()), facts);
    }
}
