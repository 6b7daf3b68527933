//! Properties that may stand in a place.

use arbitrary::{Result, Unstructured};
use touchstone_wire::{Place, Property, PropertyBlock, ProtocolVersion};

/// One of each kind, as the standard allows it.
const PROPERTIES: [Property<'_>; 28] = [
    Property::PayloadFormatIndicator(1),
    Property::MessageExpiryInterval(3),
    Property::ContentType("text/\u{e9}"),
    Property::ResponseTopic("r/t"),
    Property::CorrelationData(b"\x00\xFF"),
    Property::SubscriptionIdentifier(268_435_455),
    Property::SessionExpiryInterval(u32::MAX),
    Property::AssignedClientIdentifier("c"),
    Property::ServerKeepAlive(0),
    Property::AuthenticationMethod("m"),
    Property::AuthenticationData(b"d"),
    Property::RequestProblemInformation(0),
    Property::WillDelayInterval(30),
    Property::RequestResponseInformation(1),
    Property::ResponseInformation(""),
    Property::ServerReference("s"),
    Property::ReasonString("why"),
    Property::ReceiveMaximum(1),
    Property::TopicAliasMaximum(8),
    Property::TopicAlias(65_535),
    Property::MaximumQoS(1),
    Property::RetainAvailable(1),
    Property::UserProperty("k", "v"),
    Property::UserProperty("k", ""),
    Property::MaximumPacketSize(1),
    Property::WildcardSubscriptionAvailable(1),
    Property::SubscriptionIdentifiersAvailable(0),
    Property::SharedSubscriptionAvailable(0),
];

/// Some properties, each at most once but the user properties; none on 3.1.1.
pub(super) fn block(u: &mut Unstructured<'_>, version: ProtocolVersion, place: Place) -> Result<PropertyBlock> {
    let mut block = PropertyBlock::new();
    if version == ProtocolVersion::V311 || u.ratio(1, 2)? {
        return Ok(block);
    }
    let drawn: u32 = u.arbitrary()?;
    for (number, property) in PROPERTIES.iter().enumerate() {
        let without_method = matches!(property, Property::AuthenticationData(_))
            && block.as_properties().authentication_method().is_none();
        if drawn >> number & 1 == 1 && property.may_stand_in(place) && !without_method {
            let pushed = block.push(*property);
            debug_assert_eq!(pushed, Ok(()), "the properties above are short");
        }
    }
    Ok(block)
}
