//! Topic names, topic filters and quality of service.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// Why a text is no topic name or no topic filter.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TopicError {
    /// No character at all (`MQTT-4.7.3-1` of both versions).
    #[error("is empty")]
    Empty,
    /// More than 65,535 bytes of UTF-8 (`MQTT-4.7.3-3` of both versions).
    #[error("is longer than 65,535 bytes")]
    Long,
    /// U+0000 (`MQTT-4.7.3-2` of both versions).
    #[error("holds U+0000")]
    Null,
    /// A wildcard in a topic name (`MQTT-3.3.2-2` of both versions).
    #[error("holds a wildcard")]
    Wildcard,
    /// `#` that is not the whole last level, or `+` that is not a whole level (MB-SUB-09).
    #[error("has a wildcard that does not stand alone in its level")]
    Misplaced,
}

macro_rules! topic {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The text, as it travels.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The levels between slashes, empty ones included.
            pub fn levels(&self) -> impl Iterator<Item = &str> {
                self.0.split('/')
            }

            /// Whether the first character is `$`, which wildcards never cover (MB-SUB-12).
            #[must_use]
            pub fn is_reserved(&self) -> bool {
                self.0.starts_with('$')
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
    };
}

topic! {
    /// A topic name: what a PUBLISH names. It holds no wildcard.
    TopicName
}

topic! {
    /// A topic filter: what a SUBSCRIBE names. Its wildcards stand alone in their levels.
    ///
    /// A policy's resource pattern is another type with other wildcards; neither converts into the other.
    TopicFilter
}

impl TopicName {
    /// Reads a topic name.
    ///
    /// # Errors
    /// When the text is empty, too long, or holds U+0000, `+` or `#` (MB-PUB-20).
    pub fn new(text: &str) -> Result<Self, TopicError> {
        admissible(text)?;
        if text.contains(['+', '#']) {
            return Err(TopicError::Wildcard);
        }
        Ok(Self(text.into()))
    }
}

impl TopicFilter {
    /// Reads a topic filter.
    ///
    /// # Errors
    /// When the text is empty, too long, holds U+0000, or a wildcard stands beside other text (MB-SUB-09).
    pub fn new(text: &str) -> Result<Self, TopicError> {
        admissible(text)?;
        if !filter_levels_are_well_formed(text) {
            return Err(TopicError::Misplaced);
        }
        Ok(Self(text.into()))
    }

    /// Whether the filter holds `+` or `#`.
    #[must_use]
    pub fn has_wildcard(&self) -> bool {
        self.0.contains(['+', '#'])
    }
}

/// Whether each `+` is a whole level and `#` is the whole last one (MB-SUB-09).
#[must_use]
pub fn filter_levels_are_well_formed(text: &str) -> bool {
    let mut levels = text.split('/').peekable();
    while let Some(level) = levels.next() {
        let alone = level.len() == 1;
        if level.contains('+') && !alone || level.contains('#') && !(alone && levels.peek().is_none()) {
            return false;
        }
    }
    true
}

fn admissible(text: &str) -> Result<(), TopicError> {
    match text {
        "" => Err(TopicError::Empty),
        _ if text.len() > 65_535 => Err(TopicError::Long),
        _ if text.contains('\0') => Err(TopicError::Null),
        _ => Ok(()),
    }
}

/// Quality of service, as the two bits on the wire say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QoS {
    /// At most once.
    AtMostOnce,
    /// At least once.
    AtLeastOnce,
    /// Exactly once; the wire knows it, the broker does not serve it (MB-DEV-01).
    ExactlyOnce,
}

impl QoS {
    /// The level that the two bits name; 3 names none.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            0 => Some(Self::AtMostOnce),
            1 => Some(Self::AtLeastOnce),
            2 => Some(Self::ExactlyOnce),
            _ => None,
        }
    }

    /// The two bits as a number, 0 to 2.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::AtMostOnce => 0,
            Self::AtLeastOnce => 1,
            Self::ExactlyOnce => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_name_holds_no_wildcard() {
        assert_eq!(TopicName::new("a/+"), Err(TopicError::Wildcard));
        assert_eq!(TopicName::new("a/b#"), Err(TopicError::Wildcard));
        assert_eq!(TopicName::new(""), Err(TopicError::Empty));
        assert_eq!(TopicName::new("a\0b"), Err(TopicError::Null));
        assert!(TopicName::new("/a//b/").is_ok());
    }

    #[test]
    fn the_wildcards_of_a_filter_stand_alone_in_their_levels() {
        for good in ["#", "+", "a/+/c", "a/#", "+/+", "/", "/#", "a//+"] {
            assert!(TopicFilter::new(good).is_ok(), "{good}");
        }
        for bad in ["a+", "a/#/b", "a#", "+a", "#/", "a/+b/c", "##", "++"] {
            assert_eq!(TopicFilter::new(bad), Err(TopicError::Misplaced), "{bad}");
        }
    }

    #[test]
    fn the_longest_text_has_65_535_bytes() {
        assert!(TopicName::new(&"a".repeat(65_535)).is_ok());
        assert_eq!(TopicName::new(&"a".repeat(65_536)), Err(TopicError::Long));
    }

    #[test]
    fn three_is_no_quality_of_service() {
        assert_eq!((0..4).map(QoS::from_bits).filter_map(|q| q.map(QoS::bits)).collect::<Vec<_>>(), [0, 1, 2]);
    }
}
