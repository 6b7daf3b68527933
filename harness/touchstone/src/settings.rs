//! Switches and limits by the names that worlds use.

use touchstone_account::{Configuration, ConnectDenied311, HttpsDenial, Qos2On311, SubscribeDenied311};
use touchstone_scenario::Scalar;
use touchstone_vocabulary::Span;

/// Sets one switch or limit.
///
/// # Errors
/// A sentence that names what is known, when the name or the value is not.
pub(crate) fn apply(configuration: &mut Configuration, name: &str, value: &str) -> Result<(), String> {
    let known = limit(configuration, name, value)? || switch(configuration, name, value)?;
    if known { Ok(()) } else { Err(format!("`{name}` is no setting; known are {}", NAMES.join(", "))) }
}

/// The names of all settings, as `world: { settings: .. }` uses them.
pub const NAMES: &[&str] = &[
    "connect_denied_311",
    "subscribe_denied_311",
    "qos2_311",
    "https_denial",
    "payload_bytes",
    "packet_bytes",
    "subscriptions",
    "in_flight",
    "session_expiry",
    "waiting_deliveries",
    "stored_deliveries",
    "stored_bytes",
    "certificate_policies",
];

fn switch(configuration: &mut Configuration, name: &str, value: &str) -> Result<bool, String> {
    let switches = &mut configuration.switches;
    let wrong = |positions: &str| Err(format!("`{name}` is `{value}`, expected {positions}"));
    match (name, value) {
        ("connect_denied_311", "close") => switches.connect_denied_311 = ConnectDenied311::Close,
        ("connect_denied_311", "connack5") => switches.connect_denied_311 = ConnectDenied311::Connack5,
        ("connect_denied_311", "connack7") => switches.connect_denied_311 = ConnectDenied311::Connack7,
        ("connect_denied_311", _) => return wrong("`close`, `connack5` or `connack7`"),
        ("subscribe_denied_311", "close") => switches.subscribe_denied_311 = SubscribeDenied311::Close,
        ("subscribe_denied_311", "suback80") => switches.subscribe_denied_311 = SubscribeDenied311::Suback80,
        ("subscribe_denied_311", _) => return wrong("`close` or `suback80`"),
        ("qos2_311", "ignore") => switches.qos2_311 = Qos2On311::Ignore,
        ("qos2_311", "close") => switches.qos2_311 = Qos2On311::Close,
        ("qos2_311", _) => return wrong("`ignore` or `close`"),
        ("https_denial", "forbidden403") => configuration.https_denial = HttpsDenial::Forbidden403,
        ("https_denial", "unauthorized401") => configuration.https_denial = HttpsDenial::Unauthorized401,
        ("https_denial", _) => return wrong("`forbidden403` or `unauthorized401`"),
        _ => return Ok(false),
    }
    Ok(true)
}

fn limit(configuration: &mut Configuration, name: &str, value: &str) -> Result<bool, String> {
    let limits = &mut configuration.limits;
    let count = || value.parse::<usize>().map_err(|_| format!("`{name}` is `{value}`, expected a whole number"));
    match name {
        "payload_bytes" => limits.payload_bytes = count()?,
        "packet_bytes" => limits.packet_bytes = count()?,
        "subscriptions" => limits.subscriptions = count()?,
        "waiting_deliveries" => limits.waiting_deliveries = count()?,
        "stored_deliveries" => limits.stored_deliveries = count()?,
        "stored_bytes" => limits.stored_bytes = count()?,
        "certificate_policies" => configuration.stored.certificate_policies = count()?,
        "in_flight" => {
            let wrong = |_| format!("`{name}` is `{value}`, expected a whole number up to 65535");
            limits.in_flight = u16::try_from(count()?).map_err(wrong)?;
        }
        "session_expiry" => limits.session_expiry = Span::parse(value).map_err(|error| error.to_string())?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// A setting's value as it was written.
pub(crate) fn written(value: &Scalar) -> String {
    match value {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Text(value) => value.clone(),
    }
}
