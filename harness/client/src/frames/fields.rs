//! The fields given for a packet, each known by name.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::FrameError;
use crate::frames::bytes::{string, varint};
use crate::frames::error::nearest;
use crate::frames::given::Given;

/// The fields given for a packet, or for a mapping inside it.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    given: BTreeMap<&'a str, &'a Value>,
}

impl<'a> Fields<'a> {
    /// Takes the fields when all their names are known and none comes twice.
    pub(super) fn new(
        of: &str,
        known: impl Iterator<Item = &'static str> + Clone,
        given: impl Iterator<Item = (&'a str, &'a Value)>,
    ) -> Result<Self, FrameError> {
        let mut fields = BTreeMap::new();
        for (name, value) in given {
            if !known.clone().any(|known| known == name) {
                let (of, field) = (of.to_owned(), name.to_owned());
                return Err(FrameError::UnknownField { of, field, nearest: nearest(name, known) });
            }
            if fields.insert(name, value).is_some() {
                return Err(FrameError::Twice { field: name.to_owned() });
            }
        }
        Ok(Self { given: fields })
    }

    /// What was given for a field.
    pub(super) fn get(&self, name: &'a str) -> Option<Given<'a>> {
        self.given.get(name).map(|value| Given::new(name, value))
    }

    /// Whether something was given for any of these fields.
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.given.contains_key(name))
    }

    /// True or false, or what it plainly is.
    pub(super) fn switch(&self, name: &'a str, plain: bool) -> Result<bool, FrameError> {
        self.get(name).map_or(Ok(plain), Given::switch)
    }

    /// A number up to `most`, or what it plainly is.
    pub(super) fn number(&self, name: &'a str, most: u8, plain: u8) -> Result<u8, FrameError> {
        self.get(name).map_or(Ok(plain), |given| given.number(u64::from(most)))
    }

    /// One byte.
    pub(super) fn byte(&self, name: &'a str, plain: u8) -> Result<Vec<u8>, FrameError> {
        self.bytes(name, || Ok(vec![plain]), |given| Ok(vec![given.number(255)?]))
    }

    /// A two byte integer.
    pub(super) fn two(&self, name: &'a str, plain: u16) -> Result<Vec<u8>, FrameError> {
        let write = |number: u16| number.to_be_bytes().to_vec();
        self.bytes(name, || Ok(write(plain)), |given| given.number(65_535).map(write))
    }

    /// One reason code.
    pub(super) fn code(&self) -> Result<Vec<u8>, FrameError> {
        self.bytes("code", || Ok(vec![0]), |given| Ok(vec![given.code()?]))
    }

    /// Text behind its length prefix.
    pub(super) fn text(&self, name: &'a str, plain: &str) -> Result<Vec<u8>, FrameError> {
        self.bytes(name, || string(plain), Given::text)
    }

    /// A length that ought to say `actual`.
    pub(super) fn length(&self, name: &'a str, actual: usize) -> Result<Vec<u8>, FrameError> {
        self.bytes(name, || Ok(varint(actual as u64)), |given| given.length(actual))
    }

    /// The payload of a PUBLISH, under `payload` or `json`.
    pub(super) fn payload(&self) -> Result<Vec<u8>, FrameError> {
        match (self.get("payload"), self.get("json")) {
            (Some(_), Some(json)) => Err(FrameError::Twice { field: json.field.to_owned() }),
            (None, Some(json)) => Ok(json.value.to_string().into_bytes()),
            (Some(payload), None) if payload.is_left_out() => Ok(Vec::new()),
            (Some(payload), None) => payload.content(),
            (None, None) => Ok(Vec::new()),
        }
    }

    /// What is read from the field, its plain bytes without one, nothing when it is `null`.
    fn bytes(
        &self,
        name: &'a str,
        plain: impl FnOnce() -> Result<Vec<u8>, FrameError>,
        read: impl FnOnce(Given<'a>) -> Result<Vec<u8>, FrameError>,
    ) -> Result<Vec<u8>, FrameError> {
        match self.get(name) {
            None => plain(),
            Some(given) if given.is_left_out() => Ok(Vec::new()),
            Some(given) => read(given),
        }
    }
}
