//! The condition keys of a request: which there are, and what they hold.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::caller::{Caller, Certificate, Principal, Protocol};
use super::document::Dialect;
use super::pattern::lower;

/// One text, or a set of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A key with one value.
    One(String),
    /// A key with a set of values.
    Many(Vec<String>),
}

/// What a request has under the condition keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Keys {
    values: BTreeMap<String, Value>,
    /// Keys that stand in for no variable although they have a value.
    withheld: BTreeSet<String>,
}

impl Keys {
    /// The keys of a request for an action, as policies of this dialect see them; `cert_index_base` as in the settings.
    pub(super) fn of(caller: &Caller, dialect: Dialect, action: &str, cert_index_base: usize) -> Self {
        let mut keys = Self::default();
        for (name, value) in &caller.keys {
            //= POL-VAR-46
            let foreign = dialect == Dialect::Iot && lower(name).starts_with("credentials-iot:");
            //= POL-VAR-44
            let outside = caller.source_vpce.is_none() && ["aws:sourcevpc", "aws:vpcsourceip"].contains(&&*lower(name));
            if !foreign && !outside {
                keys.values.insert(key_name(name), value.clone());
            }
        }
        //= POL-VAR-44
        keys.set("aws:SourceVpce", caller.source_vpce.as_deref());
        //= POL-VAR-21
        keys.set("aws:SourceIp", caller.source_ip.as_deref().filter(|_| caller.source_vpce.is_none()));
        //= POL-VAR-22
        keys.set("iot:DomainName", caller.domain_name.as_deref());
        let is_cognito =
            matches!(caller.principal, Principal::CognitoAuthenticated | Principal::CognitoUnauthenticated);
        //= POL-VAR-45
        keys.set("cognito-identity.amazonaws.com:sub", caller.cognito_sub.as_deref().filter(|_| is_cognito));
        if caller.is_on_mqtt() {
            //= POL-VAR-20
            keys.set("iot:ClientId", caller.client_id.as_deref());
            if action.eq_ignore_ascii_case("iot:Connect") {
                //= POL-VAR-42
                keys.set_many("iot:ConnectAttributes", caller.connect_attributes.clone().unwrap_or_default());
                //= POL-VAR-43
                keys.set("iot:LastWillTopic", caller.last_will_topic.as_deref());
            }
        }
        //= POL-VAR-41
        if dialect == Dialect::Iot {
            keys.add_thing(caller);
        }
        //= POL-VAR-23
        if let Some(certificate) = caller.certificate.as_ref().filter(|_| caller.principal == Principal::Certificate) {
            keys.add_certificate(certificate, cert_index_base);
        }
        keys
    }

    /// What conditions see.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(&key_name(key))
    }

    /// What a variable stands for.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            Value::One(text) if !self.withheld.contains(&key_name(key)) => Some(text),
            //= POL-VAR-11
            _ => None,
        }
    }

    fn set(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.values.insert(key_name(key), Value::One(value.to_owned()));
        }
    }

    fn set_many(&mut self, key: &str, values: Vec<String>) {
        self.values.insert(key_name(key), Value::Many(values));
    }

    fn add_thing(&mut self, caller: &Caller) {
        let thing = caller.thing();
        //= POL-VAR-37
        //= POL-VAR-39
        if caller.is_on_mqtt() || (caller.protocol == Protocol::CredentialProvider && thing.is_some()) {
            self.set("iot:Connection.Thing.IsAttached", Some(&thing.is_some().to_string()));
        }
        let Some(thing) = thing else { return };
        //= POL-VAR-34
        self.set("iot:Connection.Thing.ThingName", Some(&thing.name));
        //= POL-VAR-35
        self.set("iot:Connection.Thing.ThingTypeName", thing.type_name.as_deref());
        //= POL-VAR-36
        for (name, value) in &thing.attributes {
            self.set(&format!("iot:Connection.Thing.Attributes[{name}]"), Some(value));
        }
    }

    fn add_certificate(&mut self, certificate: &Certificate, index_base: usize) {
        self.set("iot:CertificateId", Some(&certificate.id));
        let mut available = Vec::new();
        //= POL-VAR-28
        if let Some(number) = &certificate.serial_number {
            self.set("iot:Certificate.SerialNumber", Some(number));
            self.withhold("iot:Certificate.SerialNumber", number);
            available.push("iot:Certificate.SerialNumber".to_owned());
        }
        for (side, attributes) in [("Subject", &certificate.subject), ("Issuer", &certificate.issuer)] {
            //= POL-VAR-24
            //= POL-VAR-27
            for name in ATTRIBUTES.iter().filter(|name| attributes.contains_key(**name)) {
                let key = format!("iot:Certificate.{side}.{name}");
                //= POL-VAR-32
                let values: Vec<&String> = attributes.get(*name).into_iter().flatten().take(5).collect();
                let Some(first) = values.first() else { continue };
                self.set_raw(&key, first);
                //= POL-VAR-25
                for (place, value) in values.iter().enumerate().filter(|(place, _)| place + index_base > 0) {
                    self.set_raw(&format!("{key}.{}", place + index_base), value);
                }
                //= POL-VAR-26
                self.set_many(&format!("{key}.List"), values.iter().map(|value| escaped(value)).collect());
                available.push(key);
            }
        }
        //= POL-VAR-29
        self.set_many("iot:Certificate.AvailableKeys", available);
    }

    /// Gives a key a value of the certificate.
    fn set_raw(&mut self, key: &str, value: &str) {
        //= POL-COND-24
        self.set(key, Some(&escaped(value)));
        self.withhold(key, value);
    }

    /// Keeps a value of the certificate from being inserted when it is of the wrong kind.
    fn withhold(&mut self, key: &str, value: &str) {
        //= POL-VAR-30
        //= POL-VAR-31
        //= POL-COND-23
        if value.contains(['*', '$', '+', '?', '#']) || value.chars().count() > 1024 {
            self.withheld.insert(key_name(key));
        }
    }
}

const ATTRIBUTES: &[&str] = &[
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
];

//= POL-VAR-33
fn escaped(value: &str) -> String {
    let mut escaped = String::new();
    for character in value.chars() {
        if ",\"\\+=<>;".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

//= POL-VAR-04
//= POL-COND-22
/// The name of a key without regard to case; attribute names in brackets keep theirs.
fn key_name(key: &str) -> String {
    match key.split_once('[') {
        Some((before, name)) => format!("{}[{name}", lower(before)),
        None => lower(key),
    }
}
