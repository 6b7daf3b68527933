//! Topic filters as SUBSCRIBE and UNSUBSCRIBE carry them.

use std::fmt;

use touchstone_vocabulary::QoS;

use crate::ProtocolVersion;
use crate::encode::{EncodeError, write_text};

/// One filter of a SUBSCRIBE with its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subscription<'a> {
    /// The filter's text; checked as UTF-8, not as a topic filter, since a bad filter has an answer of its own
    /// (MB-SUB-15).
    pub filter: &'a str,
    /// The QoS asked for.
    pub qos: QoS,
    /// No Local (5).
    pub no_local: bool,
    /// Retain As Published (5).
    pub retain_as_published: bool,
    /// Retain Handling (5).
    pub retain_handling: RetainHandling,
}

/// When a new subscription is sent retained messages (5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RetainHandling {
    /// At every SUBSCRIBE.
    #[default]
    Always,
    /// Only when the subscription is new.
    WhenNew,
    /// Never.
    Never,
}

/// The filters of a SUBSCRIBE, already checked, read one by one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Filters<'a> {
    pub(crate) version: ProtocolVersion,
    pub(crate) block: &'a [u8],
}

/// The filters of an UNSUBSCRIBE, already checked, read one by one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Topics<'a> {
    pub(crate) block: &'a [u8],
}

impl<'a> Filters<'a> {
    /// The filters in the order of the packet.
    pub fn iter(&self) -> impl Iterator<Item = Subscription<'a>> + use<'a> {
        let version = self.version;
        let mut rest = self.block;
        std::iter::from_fn(move || {
            let (filter, after) = text(rest)?;
            let (options, after) = after.split_first()?;
            rest = after;
            Some(Subscription::from_options(filter, *options, version))
        })
    }
}

impl<'a> Subscription<'a> {
    /// Reads the options byte, whose reserved bits were checked before.
    fn from_options(filter: &'a str, options: u8, version: ProtocolVersion) -> Self {
        let five = version == ProtocolVersion::V5;
        Self {
            filter,
            qos: QoS::from_bits(options & 3).unwrap_or(QoS::ExactlyOnce),
            no_local: five && options & 0b100 != 0,
            retain_as_published: five && options & 0b1000 != 0,
            retain_handling: match options >> 4 & 3 {
                1 if five => RetainHandling::WhenNew,
                2 if five => RetainHandling::Never,
                _ => RetainHandling::Always,
            },
        }
    }
}

impl Subscription<'_> {
    /// The options byte, as this version writes it.
    #[must_use]
    pub fn options(&self, version: ProtocolVersion) -> u8 {
        let retain_handling = match self.retain_handling {
            RetainHandling::Always => 0,
            RetainHandling::WhenNew => 0b01_0000,
            RetainHandling::Never => 0b10_0000,
        };
        let beyond_qos = u8::from(self.no_local) << 2 | u8::from(self.retain_as_published) << 3 | retain_handling;
        match version {
            ProtocolVersion::V311 => self.qos.bits(),
            ProtocolVersion::V5 => self.qos.bits() | beyond_qos,
        }
    }
}

impl<'a> Topics<'a> {
    /// The filters in the order of the packet.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let mut rest = self.block;
        std::iter::from_fn(move || {
            let (filter, after) = text(rest)?;
            rest = after;
            Some(filter)
        })
    }
}

/// Filters being put together for a SUBSCRIBE to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterBlock {
    version: ProtocolVersion,
    bytes: Vec<u8>,
}

impl FilterBlock {
    /// No filters yet, to be written by this version.
    #[must_use]
    pub const fn new(version: ProtocolVersion) -> Self {
        Self { version, bytes: Vec::new() }
    }

    /// Appends a filter with its options, of which 3.1.1 knows the QoS; the filter is not judged.
    ///
    /// # Errors
    ///
    /// The filter is too long for its length prefix; the block stays as it was.
    pub fn push(&mut self, subscription: &Subscription<'_>) -> Result<(), EncodeError> {
        write_text(subscription.filter, &mut self.bytes)?;
        self.bytes.push(subscription.options(self.version));
        Ok(())
    }

    /// The filters so far, as a packet carries them.
    #[must_use]
    pub fn as_filters(&self) -> Filters<'_> {
        Filters { version: self.version, block: &self.bytes }
    }
}

/// Filters being put together for an UNSUBSCRIBE to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicBlock {
    bytes: Vec<u8>,
}

impl TopicBlock {
    /// No filters yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Appends a filter, which is not judged.
    ///
    /// # Errors
    ///
    /// The filter is too long for its length prefix; the block stays as it was.
    pub fn push(&mut self, filter: &str) -> Result<(), EncodeError> {
        write_text(filter, &mut self.bytes)
    }

    /// The filters so far, as a packet carries them.
    #[must_use]
    pub fn as_topics(&self) -> Topics<'_> {
        Topics { block: &self.bytes }
    }
}

/// A length-prefixed string at the front of a block that was checked before.
fn text(block: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = block.split_first_chunk::<2>()?;
    let (text, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

impl fmt::Debug for Filters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Topics<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
