//! The places where properties stand.

/// A packet that carries properties, or the will inside a CONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// CONNECT, outside its will.
    Connect,
    /// The will of a CONNECT.
    Will,
    /// CONNACK.
    Connack,
    /// PUBLISH.
    Publish,
    /// PUBACK.
    Puback,
    /// PUBREC.
    Pubrec,
    /// PUBREL.
    Pubrel,
    /// PUBCOMP.
    Pubcomp,
    /// SUBSCRIBE.
    Subscribe,
    /// SUBACK.
    Suback,
    /// UNSUBSCRIBE.
    Unsubscribe,
    /// UNSUBACK.
    Unsuback,
    /// DISCONNECT.
    Disconnect,
    /// AUTH.
    Auth,
}

impl Place {
    /// Every place, in the order of the packet types.
    pub const ALL: [Self; 14] = [
        Self::Connect,
        Self::Will,
        Self::Connack,
        Self::Publish,
        Self::Puback,
        Self::Pubrec,
        Self::Pubrel,
        Self::Pubcomp,
        Self::Subscribe,
        Self::Suback,
        Self::Unsubscribe,
        Self::Unsuback,
        Self::Disconnect,
        Self::Auth,
    ];

    /// A bit for this place alone.
    pub(crate) const fn bit(self) -> u16 {
        1 << self as u16
    }

    /// The section of the standard that describes the properties here.
    pub(crate) const fn section(self) -> &'static str {
        match self {
            Self::Connect => "section 3.1.2.11 v5",
            Self::Will => "section 3.1.3.2 v5",
            Self::Connack => "section 3.2.2.3 v5",
            Self::Publish => "section 3.3.2.3 v5",
            Self::Puback => "section 3.4.2.2 v5",
            Self::Pubrec => "section 3.5.2.2 v5",
            Self::Pubrel => "section 3.6.2.2 v5",
            Self::Pubcomp => "section 3.7.2.2 v5",
            Self::Subscribe => "section 3.8.2.1 v5",
            Self::Suback => "section 3.9.2.1 v5",
            Self::Unsubscribe => "section 3.10.2.1 v5",
            Self::Unsuback => "section 3.11.2.1 v5",
            Self::Disconnect => "section 3.14.2.2 v5",
            Self::Auth => "section 3.15.2.2 v5",
        }
    }
}
