//! What a requirement waits for: a capability that the reference does not serve yet.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use touchstone_scenario::did_you_mean;

/// Every capability that a requirement may wait for, in the words of the catalogue.
const CAPABILITIES: [&str; 17] = [
    "authorizers over HTTPS",
    "connection operations",
    "control plane",
    "credential provider",
    "Device Shadow",
    "groups",
    "IAM principals",
    "Jobs",
    "logs and metrics",
    "one certificate for two clients",
    "rate limits",
    "retained messages over HTTPS",
    "shared subscriptions",
    "SigV4",
    "topic aliases towards clients",
    "WebSocket",
    "will delay",
];

/// One of the capabilities that a requirement may wait for, by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Awaited(&'static str);

impl Awaited {
    /// Every one of them.
    pub fn all() -> impl Iterator<Item = Self> {
        CAPABILITIES.into_iter().map(Self)
    }
}

impl TryFrom<String> for Awaited {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        Self::all().find(|known| known.0 == words).ok_or_else(|| {
            let near = match did_you_mean(&words, CAPABILITIES) {
                near if near.is_empty() => format!("; there are `{}`", CAPABILITIES.join("`, `")),
                near => near,
            };
            format!("nothing waits for `{words}`{near}")
        })
    }
}

impl<'de> Deserialize<'de> for Awaited {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How far a requirement waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// Nothing of it can be shown before the capability is there.
    Wholly(Awaited),
    /// A part of it is shown, the rest waits.
    InPart(Awaited),
    /// Its whole file waits, so it does unless something shows it.
    WithItsFile(Awaited),
}
