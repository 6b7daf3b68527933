//! What is written as a word or as a text of a form of its own.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use touchstone_scenario::Capability;
use touchstone_vocabulary::Span;

use super::{CommandWritten, Length, ProvisioningWritten, TlsMapping, TlsWritten, Word};

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let words = || Capability::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ");
        let found = Capability::from_word(&word).map(Self);
        found.ok_or_else(|| D::Error::custom(format!("`{word}` is no capability; there are {}", words())))
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let span = Span::parse(&text).map_err(D::Error::custom)?;
        if span == Span::ZERO {
            return Err(D::Error::custom("`patience` over sockets must be longer than nothing"));
        }
        Ok(Self(span))
    }
}

impl<'de> Deserialize<'de> for TlsWritten {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = WordOrMapping { word: "none", mapping: "`ca`", value: PhantomData::<Box<TlsMapping>> };
        Ok(deserializer.deserialize_any(form)?.map_or(Self::None, Self::Tls))
    }
}

impl<'de> Deserialize<'de> for ProvisioningWritten {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form =
            WordOrMapping { word: "static", mapping: "`command` and `within`", value: PhantomData::<CommandWritten> };
        Ok(deserializer.deserialize_any(form)?.map_or(Self::Static, Self::Command))
    }
}

/// A word that says that there is nothing more to say, or a mapping that says it.
struct WordOrMapping<T> {
    word: &'static str,
    mapping: &'static str,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for WordOrMapping<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, or a mapping with {}", self.word, self.mapping)
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<Self::Value, E> {
        if found == self.word {
            Ok(None)
        } else {
            Err(E::custom(format!("expected `{}` or a mapping with {}, found `{found}`", self.word, self.mapping)))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }
}
