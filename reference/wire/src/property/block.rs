//! Properties being put together.

use crate::encode::{EncodeError, write_binary, write_integer, write_text};
use crate::property::{Properties, Property};

/// Properties being put together for a packet to be sent.
///
/// ```
/// use touchstone_wire::{Property, PropertyBlock};
///
/// let mut block = PropertyBlock::new();
/// block.push(Property::ReceiveMaximum(100))?;
/// block.push(Property::MaximumQoS(1))?;
/// assert_eq!(block.as_properties().as_bytes(), [0x21, 0, 100, 0x24, 1]);
/// # Ok::<(), touchstone_wire::EncodeError>(())
/// ```
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

    /// Appends a property; neither its value nor its place nor a repetition is judged.
    ///
    /// # Errors
    ///
    /// A string or binary data is too long for its length prefix; the block stays as it was.
    pub fn push(&mut self, property: Property<'_>) -> Result<(), EncodeError> {
        let before = self.bytes.len();
        let outcome = write(property, &mut self.bytes);
        if outcome.is_err() {
            self.bytes.truncate(before);
        }
        outcome
    }

    /// Appends properties of another packet as they are.
    pub fn extend(&mut self, properties: Properties<'_>) {
        self.bytes.extend_from_slice(properties.as_bytes());
    }

    /// Removes every property and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// The properties so far, as a packet carries them.
    #[must_use]
    pub fn as_properties(&self) -> Properties<'_> {
        Properties { block: &self.bytes }
    }
}

/// Appends identifier and value.
fn write(property: Property<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    out.push(property.id());
    match property {
        Property::PayloadFormatIndicator(value)
        | Property::RequestProblemInformation(value)
        | Property::RequestResponseInformation(value)
        | Property::MaximumQoS(value)
        | Property::RetainAvailable(value)
        | Property::WildcardSubscriptionAvailable(value)
        | Property::SubscriptionIdentifiersAvailable(value)
        | Property::SharedSubscriptionAvailable(value) => out.push(value),
        Property::ServerKeepAlive(value)
        | Property::ReceiveMaximum(value)
        | Property::TopicAliasMaximum(value)
        | Property::TopicAlias(value) => out.extend_from_slice(&value.to_be_bytes()),
        Property::MessageExpiryInterval(value)
        | Property::SessionExpiryInterval(value)
        | Property::WillDelayInterval(value)
        | Property::MaximumPacketSize(value) => out.extend_from_slice(&value.to_be_bytes()),
        Property::SubscriptionIdentifier(value) => write_integer(value as usize, out)?,
        Property::CorrelationData(value) | Property::AuthenticationData(value) => write_binary(value, out)?,
        Property::ContentType(value)
        | Property::ResponseTopic(value)
        | Property::AssignedClientIdentifier(value)
        | Property::AuthenticationMethod(value)
        | Property::ResponseInformation(value)
        | Property::ServerReference(value)
        | Property::ReasonString(value) => write_text(value, out)?,
        Property::UserProperty(name, value) => {
            write_text(name, out)?;
            write_text(value, out)?;
        }
    }
    Ok(())
}
