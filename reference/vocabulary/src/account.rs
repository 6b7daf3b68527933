//! Which account, in which Region.

use std::fmt;
use std::sync::Arc;

use crate::NameError;

/// A twelve-digit account number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(Arc<str>);

/// The name of a Region, such as `eu-west-1`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(Arc<str>);

/// An account is known by its number and its Region; nothing is shared across either (MB-EP-21).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId {
    /// The account number.
    pub number: AccountNumber,
    /// The Region.
    pub region: Region,
}

impl AccountNumber {
    /// Reads twelve decimal digits.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let kind = "account number";
        if let Some(found) = text.chars().find(|c| !c.is_ascii_digit()) {
            return Err(NameError::Character { kind, found });
        }
        match text.len() {
            12 => Ok(Self(text.into())),
            found @ 0..12 => Err(NameError::Short { kind, found, least: 12 }),
            found => Err(NameError::Long { kind, found, most: 12 }),
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Region {
    /// Reads a Region name: lower-case letters, digits and hyphens.
    ///
    /// # Errors
    /// When the text is empty or holds another character.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let kind = "Region";
        if text.is_empty() {
            return Err(NameError::Empty { kind });
        }
        match text.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')) {
            Some(found) => Err(NameError::Character { kind, found }),
            None => Ok(Self(text.into())),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! plainly {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

plainly!(AccountNumber);
plainly!(Region);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_number_has_twelve_digits() {
        assert!(AccountNumber::new("123456789012").is_ok());
        assert!(AccountNumber::new("12345678901").is_err());
        assert!(AccountNumber::new("1234567890123").is_err());
        assert!(AccountNumber::new("12345678901a").is_err());
    }

    #[test]
    fn a_region_is_lower_case() {
        assert!(Region::new("us-gov-west-1").is_ok());
        assert!(Region::new("EU").is_err());
        assert!(Region::new("").is_err());
    }
}
