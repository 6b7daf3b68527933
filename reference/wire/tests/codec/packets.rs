//! The vectors of `scenarios/packets`, which are written from the standard and the sheets.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use touchstone_wire::{Decoded, Fault, ProtocolVersion, Rules, Violation, decode, encode};

/// A packet that breaks nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WellFormed {
    pub(crate) name: String,
    #[serde(rename = "version", deserialize_with = "version")]
    pub(crate) version: ProtocolVersion,
    #[serde(rename = "hex", deserialize_with = "bytes")]
    pub(crate) bytes: Vec<u8>,
    /// What the packet holds, for the reader.
    #[serde(rename = "says")]
    pub(crate) _says: String,
}

/// A packet that breaks a statement.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Malformed {
    pub(crate) name: String,
    #[serde(rename = "version", deserialize_with = "version")]
    pub(crate) version: ProtocolVersion,
    #[serde(rename = "hex", deserialize_with = "bytes")]
    pub(crate) bytes: Vec<u8>,
    pub(crate) statement: String,
    #[serde(deserialize_with = "fault")]
    pub(crate) fault: Fault,
    pub(crate) offset: usize,
    /// The number of bytes at which it is refused, and not before.
    pub(crate) refused_at: usize,
    /// The row of the sheets, or the statement, that the vector shows.
    pub(crate) requires: String,
    /// `Rules::largest`, where the vector needs another than the standard's.
    pub(crate) largest: Option<usize>,
}

impl WellFormed {
    /// How the vector is called in messages.
    pub(crate) fn title(&self) -> String {
        format!("{:?}: {}", self.version, self.name)
    }
}

impl Malformed {
    /// How the vector is called in messages.
    pub(crate) fn title(&self) -> String {
        format!("{:?}: {}", self.version, self.name)
    }

    /// The strict rules by which the vector is refused.
    pub(crate) fn rules(&self) -> Rules {
        let strict = Rules::strict(self.version);
        Rules { largest: self.largest.unwrap_or(strict.largest), ..strict }
    }

    /// The answer that the vector expects, in comparable form.
    pub(crate) fn expected(&self) -> (&str, Fault, usize) {
        (&self.statement, self.fault, self.offset)
    }
}

/// Statement, fault and offset of a violation.
pub(crate) fn told(violation: &Violation) -> (&str, Fault, usize) {
    (violation.statement, violation.fault, violation.offset)
}

/// Every well-formed vector.
pub(crate) fn well_formed() -> Vec<WellFormed> {
    read("well_formed_")
}

/// Every malformed vector.
pub(crate) fn malformed() -> Vec<Malformed> {
    read("malformed_")
}

/// Decodes `bytes`, and encodes the packet; `None` when there is no packet. The bytes taken come second.
pub(crate) fn again(bytes: &[u8], version: ProtocolVersion) -> Option<(Vec<u8>, usize)> {
    let Decoded::Packet { packet, length } = decode(bytes, &Rules::strict(version)) else { return None };
    let mut out = Vec::new();
    encode(&packet, version, &mut out).unwrap();
    Some((out, length))
}

fn read<T: DeserializeOwned>(prefix: &str) -> Vec<T> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/packets");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)));
    paths.sort();
    assert!(!paths.is_empty(), "no file begins with `{prefix}`");
    paths.iter().flat_map(|path| parse::<T>(path)).collect()
}

fn parse<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn version<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ProtocolVersion, D::Error> {
    match String::deserialize(from)?.as_str() {
        "3.1.1" => Ok(ProtocolVersion::V311),
        "5" => Ok(ProtocolVersion::V5),
        other => Err(serde::de::Error::custom(format!("`{other}` is no version"))),
    }
}

fn fault<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Fault, D::Error> {
    match String::deserialize(from)?.as_str() {
        "malformed" => Ok(Fault::Malformed),
        "protocol-error" => Ok(Fault::ProtocolError),
        "too-large" => Ok(Fault::TooLarge),
        "unknown-protocol" => Ok(Fault::UnknownProtocol),
        "unknown-level" => Ok(Fault::UnknownLevel),
        other => Err(serde::de::Error::custom(format!("`{other}` is no fault"))),
    }
}

fn bytes<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?.replace(' ', "");
    let digits: Option<Vec<_>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not hexadecimal")))?;
    Ok(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | *digit as u8)).collect())
}
