//! MQTT 5 properties, in the order they travel.

use std::fmt;

/// One property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property<'a> {
    /// 0x01, 0 or 1.
    PayloadFormatIndicator(u8),
    /// 0x02, seconds.
    MessageExpiryInterval(u32),
    /// 0x03.
    ContentType(&'a str),
    /// 0x08.
    ResponseTopic(&'a str),
    /// 0x09.
    CorrelationData(&'a [u8]),
    /// 0x0B, 1 to 268,435,455.
    SubscriptionIdentifier(u32),
    /// 0x11, seconds.
    SessionExpiryInterval(u32),
    /// 0x12.
    AssignedClientIdentifier(&'a str),
    /// 0x13, seconds.
    ServerKeepAlive(u16),
    /// 0x15.
    AuthenticationMethod(&'a str),
    /// 0x16.
    AuthenticationData(&'a [u8]),
    /// 0x17, 0 or 1.
    RequestProblemInformation(u8),
    /// 0x18, seconds.
    WillDelayInterval(u32),
    /// 0x19, 0 or 1.
    RequestResponseInformation(u8),
    /// 0x1A.
    ResponseInformation(&'a str),
    /// 0x1C.
    ServerReference(&'a str),
    /// 0x1F.
    ReasonString(&'a str),
    /// 0x21, 1 to 65,535.
    ReceiveMaximum(u16),
    /// 0x22.
    TopicAliasMaximum(u16),
    /// 0x23, 1 to 65,535 (zero breaks `MQTT-3.3.2-8 v5`).
    TopicAlias(u16),
    /// 0x24, 0 or 1.
    MaximumQoS(u8),
    /// 0x25, 0 or 1.
    RetainAvailable(u8),
    /// 0x26.
    UserProperty(&'a str, &'a str),
    /// 0x27, at least 1.
    MaximumPacketSize(u32),
    /// 0x28, 0 or 1.
    WildcardSubscriptionAvailable(u8),
    /// 0x29, 0 or 1.
    SubscriptionIdentifiersAvailable(u8),
    /// 0x2A, 0 or 1.
    SharedSubscriptionAvailable(u8),
}

/// The properties of a packet, already checked, read one by one. Without properties it is empty.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Properties<'a> {
    pub(crate) block: &'a [u8],
}

impl<'a> Properties<'a> {
    /// No properties.
    pub const NONE: Properties<'static> = Properties { block: &[] };

    /// The bytes after the property length.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.block
    }
}

impl fmt::Debug for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Properties being put together for a packet to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PropertyBlock {
    bytes: Vec<u8>,
}

impl PropertyBlock {
    /// No properties yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// The properties so far, as a packet carries them.
    #[must_use]
    pub fn as_properties(&self) -> Properties<'_> {
        Properties { block: &self.bytes }
    }
}
