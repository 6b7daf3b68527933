//! MQTT 5 properties, in the order they travel.

mod block;
mod place;
mod table;
mod values;

pub use block::PropertyBlock;
pub use place::Place;
pub(crate) use table::{Entry, Shape, entry};

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

impl Property<'_> {
    /// The property identifier.
    #[must_use]
    pub const fn id(&self) -> u8 {
        match self {
            Self::PayloadFormatIndicator(_) => 0x01,
            Self::MessageExpiryInterval(_) => 0x02,
            Self::ContentType(_) => 0x03,
            Self::ResponseTopic(_) => 0x08,
            Self::CorrelationData(_) => 0x09,
            Self::SubscriptionIdentifier(_) => 0x0B,
            Self::SessionExpiryInterval(_) => 0x11,
            Self::AssignedClientIdentifier(_) => 0x12,
            Self::ServerKeepAlive(_) => 0x13,
            Self::AuthenticationMethod(_) => 0x15,
            Self::AuthenticationData(_) => 0x16,
            Self::RequestProblemInformation(_) => 0x17,
            Self::WillDelayInterval(_) => 0x18,
            Self::RequestResponseInformation(_) => 0x19,
            Self::ResponseInformation(_) => 0x1A,
            Self::ServerReference(_) => 0x1C,
            Self::ReasonString(_) => 0x1F,
            Self::ReceiveMaximum(_) => 0x21,
            Self::TopicAliasMaximum(_) => 0x22,
            Self::TopicAlias(_) => 0x23,
            Self::MaximumQoS(_) => 0x24,
            Self::RetainAvailable(_) => 0x25,
            Self::UserProperty(..) => 0x26,
            Self::MaximumPacketSize(_) => 0x27,
            Self::WildcardSubscriptionAvailable(_) => 0x28,
            Self::SubscriptionIdentifiersAvailable(_) => 0x29,
            Self::SharedSubscriptionAvailable(_) => 0x2A,
        }
    }

    /// Whether the standard lets this property stand there (section 2.2.2.2).
    #[must_use]
    pub fn may_stand_in(&self, place: Place) -> bool {
        entry(self.id()).is_some_and(|entry| entry.stands_in(place))
    }
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

    /// Whether there is no property.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.block.is_empty()
    }

    /// The properties in the order of the packet.
    pub fn iter(&self) -> impl Iterator<Item = Property<'a>> + use<'a> {
        self.raw().filter_map(|(id, value)| values::assemble(id, value))
    }

    /// Identifier and value of each property, the value still as bytes.
    pub(crate) fn raw(&self) -> impl Iterator<Item = (u8, &'a [u8])> + use<'a> {
        let mut rest = self.block;
        std::iter::from_fn(move || {
            let (id, after) = rest.split_first()?;
            let (value, after) = after.split_at_checked(entry(*id)?.shape.extent(after)?)?;
            rest = after;
            Some((*id, value))
        })
    }
}

impl fmt::Debug for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
