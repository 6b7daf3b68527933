//! Names of clients, things, certificates, policies and authorizers.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// Why a text is not the name it was offered as.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NameError {
    /// The name is empty where one character at least is required.
    #[error("the {kind} is empty")]
    Empty {
        /// What was to be named.
        kind: &'static str,
    },
    /// The name is longer than its grammar allows.
    #[error("the {kind} has {found} characters, at most {most} are allowed")]
    Long {
        /// What was to be named.
        kind: &'static str,
        /// Characters found.
        found: usize,
        /// Characters allowed.
        most: usize,
    },
    /// The name is shorter than its grammar demands.
    #[error("the {kind} has {found} characters, at least {least} are needed")]
    Short {
        /// What was to be named.
        kind: &'static str,
        /// Characters found.
        found: usize,
        /// Characters needed.
        least: usize,
    },
    /// The name holds a character outside its alphabet.
    #[error("the {kind} holds `{found}`, which is not allowed there")]
    Character {
        /// What was to be named.
        kind: &'static str,
        /// The first offending character.
        found: char,
    },
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// A client identifier: any UTF-8 text, empty included, compared byte for byte (MB-CON-18, MB-CON-19).
    ///
    /// Its length limit is a setting of the account (MB-LIM-01).
    ClientId
}

name! {
    /// A thing name: 1 to 128 of `a-z A-Z 0-9 : _ -`.
    ThingName
}

name! {
    /// The name of a thing's attribute: 1 to 128 of `a-z A-Z 0-9 _ . , @ / : # -`.
    AttributeName
}

name! {
    /// The value of a thing's attribute: up to 800 of `a-z A-Z 0-9 _ . , @ / : # = [ ] -`.
    AttributeValue
}

name! {
    /// A certificate id: the 64 hexadecimal digits of the certificate's SHA-256 fingerprint (POL-VAR-23).
    CertificateId
}

name! {
    /// The name of a stored policy: 1 to 128 of `\w + = , . @ -`.
    PolicyName
}

name! {
    /// The name of a custom authorizer: 1 to 128 of `\w = , @ -`.
    AuthorizerName
}

impl ClientId {
    /// Takes any text; what a client id may hold is no matter of grammar.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl ThingName {
    /// Reads a thing name.
    ///
    /// # Errors
    /// When the text is empty, longer than 128 characters or holds a character outside `a-zA-Z0-9:_-`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        checked("thing name", text, |c| c.is_ascii_alphanumeric() || ":_-".contains(c)).map(Self)
    }
}

impl AttributeName {
    /// Reads the name of an attribute.
    ///
    /// # Errors
    /// When the text is empty, longer than 128 characters or holds a character outside `[a-zA-Z0-9_.,@/:#-]`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        checked("attribute name", text, |c| c.is_ascii_alphanumeric() || "_.,@/:#-".contains(c)).map(Self)
    }
}

impl AttributeValue {
    /// Reads the value of an attribute; it may be empty.
    ///
    /// # Errors
    /// When the text is longer than 800 characters or holds a character outside `[a-zA-Z0-9_.,@/:#=\[\]-]`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.,@/:#=[]-".contains(c);
        within("attribute value", text, 800, allowed).map(Self)
    }
}

impl PolicyName {
    /// Reads a policy name.
    ///
    /// # Errors
    /// When the text is empty, longer than 128 characters or holds a character outside `[\w+=,.@-]`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        checked("policy name", text, |c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)).map(Self)
    }
}

impl AuthorizerName {
    /// Reads the name of a custom authorizer.
    ///
    /// # Errors
    /// When the text is empty, longer than 128 characters or holds a character outside `[\w=,@-]`.
    pub fn new(text: &str) -> Result<Self, NameError> {
        checked("authorizer name", text, |c| c.is_ascii_alphanumeric() || "_=,@-".contains(c)).map(Self)
    }
}

impl CertificateId {
    /// Reads a certificate id.
    ///
    /// # Errors
    /// When the text is not 64 lower-case hexadecimal digits.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let kind = "certificate id";
        let name = checked(kind, text, |c| c.is_ascii_digit() || ('a'..='f').contains(&c))?;
        match name.len() {
            64 => Ok(Self(name)),
            found @ 0..64 => Err(NameError::Short { kind, found, least: 64 }),
            found => Err(NameError::Long { kind, found, most: 64 }),
        }
    }
}

fn checked(kind: &'static str, text: &str, allowed: impl Fn(char) -> bool) -> Result<Arc<str>, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty { kind });
    }
    within(kind, text, 128, allowed)
}

/// A text of up to `most` characters of an alphabet.
fn within(kind: &'static str, text: &str, most: usize, allowed: impl Fn(char) -> bool) -> Result<Arc<str>, NameError> {
    if let Some(found) = text.chars().find(|c| !allowed(*c)) {
        return Err(NameError::Character { kind, found });
    }
    let found = text.chars().count();
    if found > most { Err(NameError::Long { kind, found, most }) } else { Ok(text.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= POL-LIMIT-17
    #[test]
    fn a_thing_name_holds_only_its_alphabet() {
        assert!(ThingName::new("lamp:1_a-B").is_ok());
        assert!(ThingName::new(&"a".repeat(128)).is_ok());
        for character in ["+", "#", "*", "$", " ", ".", "é"] {
            assert!(ThingName::new(character).is_err(), "{character}");
        }
        assert_eq!(ThingName::new("a/b"), Err(NameError::Character { kind: "thing name", found: '/' }));
        assert_eq!(ThingName::new(""), Err(NameError::Empty { kind: "thing name" }));
        assert!(matches!(ThingName::new(&"a".repeat(129)), Err(NameError::Long { found: 129, .. })));
    }

    //= POL-LIMIT-03
    #[test]
    fn a_policy_name_holds_only_its_alphabet() {
        assert!(PolicyName::new("aZ9_+=,.@-").is_ok());
        assert!(PolicyName::new(&"a".repeat(128)).is_ok());
        assert!(matches!(PolicyName::new(&"a".repeat(129)), Err(NameError::Long { found: 129, most: 128, .. })));
        assert_eq!(PolicyName::new(""), Err(NameError::Empty { kind: "policy name" }));
        for character in ["/", ":", " ", "*", "#", "$", "é"] {
            assert!(PolicyName::new(character).is_err(), "{character}");
        }
    }

    #[test]
    fn a_certificate_id_is_64_hexadecimal_digits() {
        assert!(CertificateId::new(&"0f".repeat(32)).is_ok());
        assert!(CertificateId::new(&"0F".repeat(32)).is_err());
        assert!(CertificateId::new("0f").is_err());
        assert!(CertificateId::new(&"0f".repeat(33)).is_err());
    }

    #[test]
    fn a_client_id_may_hold_anything() {
        assert_eq!(ClientId::new("a/#+é$").as_str(), "a/#+é$");
    }
}
