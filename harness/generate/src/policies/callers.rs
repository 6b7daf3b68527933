//! Who asks, and with what.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use touchstone_oracle::policy::{Association, Caller, Certificate, Principal, Protocol, Thing, Value};

pub(super) fn caller(u: &mut Unstructured<'_>) -> Result<Caller> {
    let (principal, protocol) = *u.choose(WAYS)?;
    caller_by(u, principal, protocol)
}

/// A caller of this kind.
pub(super) fn caller_by(u: &mut Unstructured<'_>, principal: Principal, protocol: Protocol) -> Result<Caller> {
    let is_on_mqtt = matches!(protocol, Protocol::Mqtt | Protocol::Websocket);
    let client_id =
        (*u.choose(&["lamp", "lamp", "a", "*", "+", "?", "a/b", "", "é", "${iot:ClientId}", "b", "true"])?).to_owned();
    let through_endpoint = u.ratio(1, 8)?;
    let mut caller = Caller {
        protocol,
        principal,
        source_ip: u.choose(&[None, Some("192.0.2.7"), Some("2001:db8::7"), Some("a")])?.map(str::to_owned),
        source_vpce: through_endpoint.then(|| "vpce-a".to_owned()),
        domain_name: u.choose(&[None, Some("a"), Some("iot.example")])?.map(str::to_owned),
        thing: if u.ratio(1, 4)? { None } else { Some(thing(u, &client_id)?) },
        group_parents: [("near", "far"), ("loop", "loop")].map(|(child, parent)| (child.into(), parent.into())).into(),
        keys: keys(u, through_endpoint)?,
        ..Caller::default()
    };
    if principal == Principal::Certificate {
        caller.certificate = Some(certificate(u)?);
    }
    if matches!(principal, Principal::CognitoAuthenticated | Principal::CognitoUnauthenticated) {
        caller.cognito_sub = Some("eu-west-1:b".to_owned());
    }
    if protocol == Protocol::CredentialProvider {
        let attached = caller.thing.as_ref().map(|thing| &*thing.name);
        caller.thing_name_header = u.choose(&[attached, attached, None, Some("other")])?.map(str::to_owned);
    }
    if is_on_mqtt {
        caller.connect_attributes = match u.int_in_range(0..=3)? {
            0 => None,
            1 => Some(vec![]),
            2 => Some(vec!["LastWill".to_owned()]),
            _ => Some(vec!["LastWill".to_owned(), "PersistentConnect".to_owned()]),
        };
        let will = "arn:aws:iot:eu-west-1:123456789012:topic/a/b";
        caller.last_will_topic = if u.ratio(1, 2)? { Some(will.to_owned()) } else { None };
        caller.client_id = Some(client_id);
    }
    Ok(caller)
}

const WAYS: &[(Principal, Protocol)] = &[
    (Principal::Certificate, Protocol::Mqtt),
    (Principal::Certificate, Protocol::Mqtt),
    (Principal::Certificate, Protocol::Mqtt),
    (Principal::Certificate, Protocol::Mqtt),
    (Principal::Certificate, Protocol::Mqtt),
    (Principal::Certificate, Protocol::Https),
    (Principal::Certificate, Protocol::CredentialProvider),
    (Principal::CustomAuthorizer, Protocol::Websocket),
    (Principal::IamUser, Protocol::Websocket),
    (Principal::IamUser, Protocol::Https),
    (Principal::CognitoAuthenticated, Protocol::Websocket),
    (Principal::CognitoUnauthenticated, Protocol::Https),
];

fn thing(u: &mut Unstructured<'_>, client_id: &str) -> Result<Thing> {
    let value = *u.choose(&["a", "b", "*", "a/b"])?;
    let attribute = *u.choose(&["Room", "room"])?;
    Ok(Thing {
        name: if u.ratio(1, 6)? { "b".to_owned() } else { client_id.to_owned() },
        type_name: u.choose(&[None, Some("a"), Some("b")])?.map(str::to_owned),
        attributes: BTreeMap::from([(attribute.to_owned(), value.to_owned())]),
        attached: !u.ratio(1, 6)?,
        association: if u.ratio(1, 4)? { Association::Exclusive } else { Association::NonExclusive },
        groups: u.choose(&[&["near"][..], &[], &["far", "loop"]])?.iter().map(|&group| group.to_owned()).collect(),
    })
}

fn certificate(u: &mut Unstructured<'_>) -> Result<Certificate> {
    let all = ["a", "b", "a*b", "a, b", "x\\y", "+", "lamp", "é"];
    let mut names = Vec::new();
    for _ in 0..u.int_in_range(0..=6)? {
        names.push((*u.choose(&all)?).to_owned());
    }
    if u.ratio(1, 40)? {
        let last = if u.ratio(1, 2)? { "," } else { "a" };
        names.insert(0, "a".repeat(u.int_in_range(1_023..=1_024)?) + last);
    }
    let serial_number = u.choose(&[None, Some("1a2b"), Some("1a*b")])?.map(str::to_owned);
    let issuer = if u.ratio(1, 2)? { vec!["a.example".to_owned()] } else { vec![] };
    Ok(Certificate {
        id: "1f".repeat(32),
        serial_number,
        subject: BTreeMap::from([("CommonName".to_owned(), names)]),
        issuer: BTreeMap::from([("AlternativeName.DNSName".to_owned(), issuer)]),
    })
}

fn keys(u: &mut Unstructured<'_>, through_endpoint: bool) -> Result<BTreeMap<String, Value>> {
    let one = |key: &str, value: &str| (key.to_owned(), Value::One(value.to_owned()));
    let many = |key: &str, values: &[&str]| {
        (key.to_owned(), Value::Many(values.iter().map(|&value| value.to_owned()).collect()))
    };
    let mut keys = BTreeMap::new();
    for (key, value) in [
        one("aws:CurrentTime", u.choose(&["2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z"])?),
        one("aws:MultiFactorAuthAge", u.choose(&["3600", "3599.5", "-1", "0"])?),
        one("aws:RequestTag/Owner", u.choose(&["a", "A", "b"])?),
        one("aws:SecureTransport", u.choose(&["true", "false", "TRUE"])?),
        one("aws:SourceArn", "arn:aws:iot:eu-west-1:123456789012:topic/a/b"),
        one("example:Digest", u.choose(&["QmE=", "qmE=", "Qm!="])?),
        one("credentials-iot:ThingName", "lamp"),
        many("aws:TagKeys", u.choose(&[&["a", "b"][..], &["b"], &[]])?),
    ] {
        if u.ratio(2, 3)? {
            keys.insert(key, value);
        }
    }
    if through_endpoint {
        keys.extend([one("aws:VpcSourceIp", "10.0.3.4"), one("aws:SourceVpc", "vpc-a")]);
    }
    Ok(keys)
}
