//! What policies see of a client certificate.

use std::collections::BTreeMap;

use crate::switches::{CertIndexBase, Switches};
use crate::variables::OtherKeys;

/// What is known of a client certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The 64 hexadecimal digits of its id.
    pub id: String,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// The names of its subject: values by attribute, such as `CommonName` or `AlternativeName.DNSName`, as they stand there.
    pub subject: BTreeMap<String, Vec<String>>,
    /// The names of its issuer.
    pub issuer: BTreeMap<String, Vec<String>>,
}

/// The attributes that have keys.
//= POL-VAR-24
//= POL-VAR-27
pub(crate) const ATTRIBUTES: [&str; 18] = [
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

//= POL-LIMIT-10
/// Values of one attribute that exist; more are cut.
const MOST_VALUES: usize = 5;

impl CertificateFacts {
    /// Adds the keys of the certificate.
    pub(crate) fn add_to(&self, keys: &mut OtherKeys, switches: &Switches) {
        let mut available = Vec::new();
        //= POL-VAR-28
        if let Some(number) = &self.serial_number {
            keys.set(SERIAL_NUMBER, number.as_str());
            available.push(SERIAL_NUMBER.to_owned());
        }
        for (owner, names) in [("Subject", &self.subject), ("Issuer", &self.issuer)] {
            for attribute in ATTRIBUTES {
                let values = names.get(attribute).map_or(&[][..], Vec::as_slice);
                let key = format!("iot:Certificate.{owner}.{attribute}");
                if add_values(keys, &key, values, switches.cert_index_base) {
                    available.push(key);
                }
            }
        }
        //= POL-VAR-29
        keys.set_many("iot:Certificate.AvailableKeys", available);
    }
}

const SERIAL_NUMBER: &str = "iot:Certificate.SerialNumber";

/// Adds the values of one attribute; tells whether there are any.
fn add_values(keys: &mut OtherKeys, key: &str, values: &[String], base: CertIndexBase) -> bool {
    //= POL-VAR-32
    let values: Vec<String> = values.iter().take(MOST_VALUES).map(|value| escaped(value)).collect();
    let Some(first) = values.first() else { return false };
    keys.set(key, first.as_str());
    //= POL-VAR-25
    let before = match base {
        CertIndexBase::Zero => 1,
        CertIndexBase::One => 0,
    };
    for (number, value) in (1..).zip(values.iter().skip(before)) {
        keys.set(&format!("{key}.{number}"), value.as_str());
    }
    //= POL-VAR-26
    keys.set_many(&format!("{key}.List"), values);
    true
}

//= POL-VAR-33
//= POL-COND-24
/// A value with a backslash before each special character.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        if matches!(character, ',' | '"' | '\\' | '+' | '=' | '<' | '>' | ';') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
