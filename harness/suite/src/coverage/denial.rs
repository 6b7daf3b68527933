//! Which requirements speak of a denial, so that a target that denies nothing must not show them.

/// Families whose every id is about a decision: what a denial looks like, when it is made, and what makes it.
const FAMILIES: [&str; 3] = ["MB-AUT-", "MB-DEN-", "POL-"];

/// Words that speak of a denial, or of the right without which one follows.
const WORDS: [&str; 8] =
    ["denied", "denies", "denying", "denial", "forbid", "not authorized", "for authorization", "iot:"];

/// Ids of these families that a target which denies nothing can keep or break all the same.
const EXEMPT: [&str; 10] = [
    // That some packets need no right at all: breaking it takes a denial too many, see `Freed`.
    "MB-AUT-08",
    "POL-ACT-23",
    // What an authorizer may answer, and that a request shows a credential: judged before any policy.
    "POL-DOC-24",
    "POL-IAM-13",
    "POL-LIMIT-12",
    "POL-LIMIT-13",
    "POL-LIMIT-14",
    // The end of a connection whose certificate is no longer active, or whose authorizer refuses: no policy decides it.
    "MB-DEN-16",
    "MB-DEN-17",
    "MB-RC-07",
];

/// Whether a requirement speaks of a denial by policy: it is of a family that does, or its sentence holds a word that
/// does. What follows `unless` is not the fact but its exception, and is not looked at.
#[must_use]
pub fn speaks_of_a_denial(id: &str, sentence: &str) -> bool {
    if EXEMPT.contains(&id) {
        return false;
    }
    let sentence = sentence.to_lowercase();
    let fact = sentence.split("unless ").next().unwrap_or_default();
    FAMILIES.iter().any(|family| id.starts_with(family)) || WORDS.iter().any(|word| fact.contains(word))
}

/// A kind of packet that needs no right, whatever the policies say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freed {
    /// UNSUBSCRIBE.
    Unsubscribe,
    /// PUBACK.
    Puback,
    /// PINGREQ.
    Pingreq,
    /// DISCONNECT.
    Disconnect,
}

impl Freed {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Unsubscribe, Self::Puback, Self::Pingreq, Self::Disconnect];

    /// The kinds that a requirement frees; a case shows it when it fails wherever one of them is denied.
    #[must_use]
    pub fn by(id: &str) -> &'static [Self] {
        match id {
            "MB-AUT-08" | "POL-ACT-23" => &Self::ALL,
            "MB-SUB-20" => &[Self::Unsubscribe],
            _ => &[],
        }
    }

    /// The packet as scenarios write it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unsubscribe => "unsubscribe",
            Self::Puback => "puback",
            Self::Pingreq => "pingreq",
            Self::Disconnect => "disconnect",
        }
    }

    /// The packet type of the fixed header.
    #[must_use]
    pub const fn packet_type(self) -> u8 {
        match self {
            Self::Unsubscribe => 10,
            Self::Puback => 4,
            Self::Pingreq => 12,
            Self::Disconnect => 14,
        }
    }
}
