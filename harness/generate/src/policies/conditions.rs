//! Conditions that are just met or just missed.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value as Json, json};
use touchstone_oracle::policy::{Caller, Value};

use super::patterns::{VARIABLES, nearly};

/// A block with a condition or two.
pub(super) fn block(u: &mut Unstructured<'_>, caller: &Caller) -> Result<Json> {
    let keys = keys_of(caller);
    let mut block = Map::new();
    for _ in 0..u.int_in_range(1..=2)? {
        let mut chosen = Map::new();
        let (key, values) = u.choose(&keys)?;
        let operators = sort_of(key);
        let operator = if u.ratio(5, 6)? { *u.choose(operators)? } else { *u.choose(ALL)? };
        chosen.insert(spelled(u, key)?, listed(u, operator, values)?);
        if u.ratio(1, 6)? {
            let (key, values) = u.choose(&keys)?;
            chosen.insert(key.clone(), listed(u, operator, values)?);
        }
        block.insert(qualified(u, operator, values.len())?, Json::Object(chosen));
    }
    Ok(Json::Object(block))
}

/// Keys with the values that the caller may have, and some that nobody has.
fn keys_of(caller: &Caller) -> Vec<(String, Vec<String>)> {
    let one = |key: &str, value: Option<&String>| (key.to_owned(), value.into_iter().cloned().collect::<Vec<_>>());
    let thing = caller.thing.as_ref();
    let names = caller.certificate.iter().filter_map(|held| held.subject.get("CommonName")).flatten();
    let names: Vec<String> = names.cloned().collect();
    let is_attached = thing.is_some_and(|thing| thing.attached).to_string();
    let mut keys = vec![
        one("iot:ClientId", caller.client_id.as_ref()),
        one("iot:ClientId", caller.client_id.as_ref()),
        one("aws:SourceIp", caller.source_ip.as_ref()),
        one("aws:SourceIp", caller.source_ip.as_ref()),
        one("iot:DomainName", caller.domain_name.as_ref()),
        one("iot:Connection.Thing.ThingName", thing.map(|thing| &thing.name)),
        one("iot:Connection.Thing.ThingTypeName", thing.and_then(|thing| thing.type_name.as_ref())),
        one("iot:Connection.Thing.Attributes[Room]", thing.and_then(|thing| thing.attributes.values().next())),
        one("iot:Connection.Thing.IsAttached", Some(&is_attached)),
        one("iot:LastWillTopic", caller.last_will_topic.as_ref()),
        one("iot:Certificate.Subject.CommonName", names.first()),
        one("iot:Certificate.Subject.CommonName.1", names.get(1)),
        one("iot:Certificate.AvailableKeys", Some(&"iot:Certificate.Subject.CommonName".to_owned())),
        one("iot:Nothing", None),
        ("iot:Certificate.Subject.CommonName.List".to_owned(), names.clone()),
        ("iot:ConnectAttributes".to_owned(), caller.connect_attributes.clone().unwrap_or_default()),
    ];
    keys.extend(caller.keys.iter().map(|(key, value)| match value {
        Value::One(text) => (key.clone(), vec![text.clone()]),
        Value::Many(texts) => (key.clone(), texts.clone()),
    }));
    keys
}

const TEXT: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "Null",
];
const ARN: &[&str] = &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"];
const ADDRESS: &[&str] = &["IpAddress", "NotIpAddress"];
const NUMBER: &[&str] = &[
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
];
const DATE: &[&str] =
    &["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"];
const ALL: &[&str] = &[
    "Bool",
    "Null",
    "BinaryEquals",
    "StringEquals",
    "StringNotLike",
    "ArnLike",
    "ArnNotEquals",
    "IpAddress",
    "NotIpAddress",
    "NumericLessThan",
    "NumericNotEquals",
    "DateGreaterThan",
    "DateNotEquals",
];

/// The operators that are made for a key.
fn sort_of(key: &str) -> &'static [&'static str] {
    match key {
        "aws:SourceIp" | "aws:VpcSourceIp" => ADDRESS,
        "aws:CurrentTime" => DATE,
        "aws:MultiFactorAuthAge" => NUMBER,
        "iot:LastWillTopic" | "aws:SourceArn" => ARN,
        "example:Digest" => &["BinaryEquals"],
        "iot:Connection.Thing.IsAttached" | "aws:SecureTransport" => &["Bool", "Bool", "StringEquals"],
        _ => TEXT,
    }
}

fn spelled(u: &mut Unstructured<'_>, key: &str) -> Result<String> {
    Ok(match u.int_in_range(0..=9)? {
        0 => key.to_lowercase(),
        1 => key.to_uppercase(),
        _ => key.to_owned(),
    })
}

fn qualified(u: &mut Unstructured<'_>, operator: &str, values: usize) -> Result<String> {
    let qualifier = if values == 1 && u.ratio(3, 4)? { "" } else { *u.choose(&["", "ForAllValues:", "ForAnyValue:"])? };
    let suffix = if operator != "Null" && u.ratio(1, 4)? { "IfExists" } else { "" };
    Ok(format!("{qualifier}{operator}{suffix}"))
}

fn listed(u: &mut Unstructured<'_>, operator: &str, values: &[String]) -> Result<Json> {
    if operator == "Null" {
        return Ok(u.choose(&[json!("true"), json!("false"), json!(true), json!(["false", "x"])])?.clone());
    }
    let mut listed = Vec::new();
    for _ in 0..u.int_in_range(0..=5)?.clamp(1, 3) {
        let value = if values.is_empty() { "a" } else { u.choose(values)? };
        listed.push(near(u, operator, value)?);
    }
    Ok(match u.int_in_range(0..=11)? {
        0 => json!([]),
        1..=4 if listed.len() == 1 => listed.swap_remove(0),
        _ => json!(listed),
    })
}

/// A listed value that the value of the request just fits or just misses.
fn near(u: &mut Unstructured<'_>, operator: &str, value: &str) -> Result<Json> {
    let family = |names: &[&str]| names.contains(&operator);
    if u.ratio(1, 12)? {
        return Ok(json!(u.choose(VARIABLES)?));
    }
    if u.ratio(1, 10)? {
        return Ok(json!(nearly(u, value)?));
    }
    let exact = [value];
    let others: &[&str] = match () {
        () if family(ADDRESS) => &[
            "192.0.2.0/29",
            "192.0.2.8/29",
            "192.0.2.6/31",
            "192.0.2.7/32",
            "2001:db8::/32",
            "2001:db8::8/125",
            "2001:db8::/125",
            "0.0.0.0/0",
            "::/0",
            "192.0.2.7/33",
            "10.0.0.0/16",
            "192.0.2.8",
        ],
        () if family(NUMBER) => {
            &["3600", "3600.0", "3599.5", "3599.50", "3601", "0", "-1", "-0", "+3600", "-1.0", "3.6e3", "x"]
        }
        () if family(DATE) => &[
            "2030-01-01T00:00:00Z",
            "2029-12-31T23:59:59Z",
            "1893456000",
            "1893455999",
            "2030-01-01",
            "2030-01-01T01:00:00+01:00",
            "2029-12-31T23:59:59.5Z",
            "2030",
            "2030-01",
            "2029-12-31T23:59Z",
            "tomorrow",
        ],
        () if operator == "BinaryEquals" => &["QmE=", "qmE=", "QmE", "Qm!="],
        () if operator == "Bool" => &["true", "false", "True", "FALSE", "x"],
        () if family(ARN) => &[
            "arn:aws:iot:*:*:topic/a/*",
            "arn:aws:iot:eu-west-1:123456789012:topic/a/?",
            "arn:aws:iot:eu-west-1:*",
            "arn:*:iot:eu-west-1:123456789012:*",
            "*",
            "arn:aws:iot:eu-west-1:123456789012:topic/A/b",
            "arn:aws:iot:${iot:DomainName, 'eu-west-1:123456789012'}:topic/a/b",
            "${iot:LastWillTopic}",
        ],
        () => &["a", "LAMP", "l*", "l?mp", "*", "L*", "LastWill", "P*", "${iot:ClientId}", "a\\, b"],
    };
    let text = if u.ratio(1, 3)? { exact[0] } else { u.choose(others)? };
    // Plain numbers and booleans count as their text.
    let plain = serde_json::from_str::<Json>(text).ok().filter(|plain| *text == *plain.to_string());
    Ok(match plain.filter(|plain| plain.is_number() || plain.is_boolean()) {
        Some(plain) if u.ratio(1, 2)? => plain,
        _ => json!(text),
    })
}
