//! The packets that steps send, as fields by name for the raw client.

use serde_json::{Map, Value, json};
use touchstone_scenario::{
    Built, Client, Disconnect, Fields, FilterAsked, Message, Payload, SessionKind, Subscribe, Version,
};

use super::captures::Captures;
use crate::peer;

/// Fields by name, as the raw client takes them.
pub(crate) type Named = Vec<(String, Value)>;

/// A CONNECT made of the client's fields, those of `connect:` last.
///
/// # Errors
/// When a capture is missing or a field cannot be built.
pub(crate) fn connect(client: &Client, version: Version, captures: &Captures) -> Result<Vec<u8>, String> {
    let clean = client.session == SessionKind::Clean;
    let mut fields: Named = vec![
        ("client id".to_owned(), json!(captures.fill(&client.id)?)),
        ("clean".to_owned(), json!(clean)),
        ("keep alive".to_owned(), json!(client.keep_alive.whole_secs())),
    ];
    if let Some(authorizer) = &client.authorizer {
        let user = format!("?x-amz-customauthorizer-name={}", authorizer.value);
        fields.push(("user name".to_owned(), json!(user)));
    }
    if let Some(will) = &client.will {
        let mut fields_of_will = message(will, captures)?;
        if version == Version::V3 {
            fields_of_will.remove("properties");
        }
        fields.push(("will".to_owned(), Value::Object(fields_of_will)));
    }
    let mut properties = object(&client.properties, captures)?;
    if !clean && !properties.contains_key("session-expiry-interval") {
        properties.insert("session-expiry-interval".to_owned(), json!(3_600));
    }
    if version == Version::V5 && !properties.is_empty() {
        fields.push(("properties".to_owned(), Value::Object(properties)));
    }
    for (name, value) in &client.connect {
        let value = captures.fill_value(value)?;
        fields.retain(|(before, _)| *before != name.value);
        fields.push((name.value.clone(), value));
    }
    peer::build(version, "connect", &fields)
}

/// A SUBSCRIBE.
///
/// # Errors
/// When a capture is missing or a field cannot be built.
pub(crate) fn subscribe(
    subscribe: &Subscribe,
    id: u16,
    version: Version,
    captures: &Captures,
) -> Result<Vec<u8>, String> {
    let filters: Result<Vec<_>, String> = subscribe.filters.iter().map(|f| filter(f, version, captures)).collect();
    let mut fields = vec![("id".to_owned(), json!(id)), ("filters".to_owned(), Value::Array(filters?))];
    with_properties(&mut fields, &subscribe.properties, version, captures)?;
    peer::build(version, "subscribe", &fields)
}

/// An UNSUBSCRIBE.
///
/// # Errors
/// When a capture is missing or a field cannot be built.
pub(crate) fn unsubscribe(
    filters: &[String],
    id: u16,
    version: Version,
    captures: &Captures,
) -> Result<Vec<u8>, String> {
    let filters: Vec<String> = filters.iter().map(|filter| captures.fill(filter)).collect::<Result<_, _>>()?;
    peer::build(version, "unsubscribe", &[("id".to_owned(), json!(id)), ("filters".to_owned(), json!(filters))])
}

/// A PUBLISH; with an identifier exactly when its QoS is not 0.
///
/// # Errors
/// When a capture is missing or a field cannot be built.
pub(crate) fn publish(it: &Message, id: u16, version: Version, captures: &Captures) -> Result<Vec<u8>, String> {
    let mut fields: Named = message(it, captures)?.into_iter().filter(|(name, _)| name != "properties").collect();
    if it.qos > 0 {
        fields.push(("id".to_owned(), json!(id)));
    }
    with_properties(&mut fields, &it.properties, version, captures)?;
    peer::build(version, "publish", &fields)
}

/// A DISCONNECT.
///
/// # Errors
/// When a capture is missing or a field cannot be built.
pub(crate) fn disconnect(it: &Disconnect, version: Version, captures: &Captures) -> Result<Vec<u8>, String> {
    let mut fields = Named::new();
    if version == Version::V5 {
        fields.extend(it.code.map(|code| ("code".to_owned(), json!(code))));
        with_properties(&mut fields, &it.properties, version, captures)?;
    }
    peer::build(version, "disconnect", &fields)
}

/// A packet of `send:`.
///
/// # Errors
/// When a capture is missing or a field cannot be built.
pub(crate) fn built(it: &Built, version: Version, captures: &Captures) -> Result<Vec<u8>, String> {
    match it {
        Built::Hex(bytes) => Ok(bytes.clone()),
        Built::Packet { kind, fields } => {
            let fields: Result<Named, String> =
                fields.iter().map(|(name, value)| Ok((name.value.clone(), captures.fill_value(value)?))).collect();
            peer::build(version, &kind.value, &fields?)
        }
    }
}

/// The bytes of a payload.
///
/// # Errors
/// When a capture is missing.
pub(crate) fn payload(it: &Payload, captures: &Captures) -> Result<Vec<u8>, String> {
    Ok(match it {
        Payload::Text(text) => captures.fill(text)?.into_bytes(),
        Payload::Json(value) => captures.fill_value(value)?.to_string().into_bytes(),
        Payload::Fill(count) => filling(*count),
        Payload::Hex(bytes) => bytes.clone(),
    })
}

/// So many bytes of filling, as `{ fill: n }` has them.
pub(crate) fn filling(count: usize) -> Vec<u8> {
    vec![b'x'; count]
}

/// Bytes from hexadecimal digits.
///
/// # Errors
/// When the text is not an even number of hexadecimal digits.
pub(crate) fn from_hex(digits: &str) -> Result<Vec<u8>, String> {
    let fault = || format!("`{digits}` is not an even number of hexadecimal digits");
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return Err(fault());
    }
    (0..digits.len())
        .step_by(2)
        .map(|at| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or_else(fault))
        .collect()
}

fn filter(asked: &FilterAsked, version: Version, captures: &Captures) -> Result<Value, String> {
    let mut fields = Map::new();
    fields.insert("filter".to_owned(), json!(captures.fill(&asked.filter)?));
    fields.insert("qos".to_owned(), json!(asked.qos));
    if version == Version::V5 {
        fields.insert("no local".to_owned(), json!(asked.no_local));
        fields.insert("retain as published".to_owned(), json!(asked.retain_as_published));
        fields.insert("retain handling".to_owned(), json!(asked.retain_handling));
    }
    Ok(Value::Object(fields))
}

/// Topic, payload, QoS, RETAIN and properties by name.
fn message(it: &Message, captures: &Captures) -> Result<Map<String, Value>, String> {
    let digits: String = payload(&it.payload, captures)?.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut fields = Map::new();
    fields.insert("topic".to_owned(), json!(captures.fill(&it.topic)?));
    fields.insert("payload".to_owned(), json!({ "hex": digits }));
    fields.insert("qos".to_owned(), json!(it.qos));
    fields.insert("retain".to_owned(), json!(it.retain));
    if !it.properties.is_empty() {
        fields.insert("properties".to_owned(), Value::Object(object(&it.properties, captures)?));
    }
    Ok(fields)
}

fn with_properties(
    fields: &mut Named,
    properties: &Fields,
    version: Version,
    captures: &Captures,
) -> Result<(), String> {
    if version == Version::V5 && !properties.is_empty() {
        fields.push(("properties".to_owned(), Value::Object(object(properties, captures)?)));
    }
    Ok(())
}

fn object(fields: &Fields, captures: &Captures) -> Result<Map<String, Value>, String> {
    fields.iter().map(|(name, value)| Ok((name.value.clone(), captures.fill_value(value)?))).collect()
}
