//! SUBSCRIBE, UNSUBSCRIBE and their acknowledgements.

use touchstone_wire::ProtocolVersion;

use crate::FrameError;
use crate::frames::bytes::string;
use crate::frames::fields::Fields;
use crate::frames::given::Given;
use crate::frames::properties;

const FILTER: &[&str] = &["filter", "qos", "no local", "retain as published", "retain handling", "options"];

/// The body of a SUBSCRIBE.
pub(super) fn body(version: ProtocolVersion, fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    let mut body = [fields.two("id", 1)?, properties::section(version, fields)?].concat();
    match fields.get("filters") {
        None => body.extend([string("t")?, vec![0]].concat()),
        Some(filters) => {
            for filter in filters.list()? {
                body.extend(subscription(filter)?);
            }
        }
    }
    Ok(body)
}

/// A filter and its options: a mapping, or a text alone for QoS 0.
fn subscription(given: Given<'_>) -> Result<Vec<u8>, FrameError> {
    if given.value.get("filter").is_none() {
        return Ok([given.text()?, vec![0]].concat());
    }
    let members = given.mapping()?.iter().map(|(name, value)| (name.as_str(), value));
    let fields = Fields::new("filters", FILTER.iter().copied(), members)?;
    let options = fields.number("qos", 3, 0)?
        | u8::from(fields.switch("no local", false)?) << 2
        | u8::from(fields.switch("retain as published", false)?) << 3
        | fields.number("retain handling", 3, 0)? << 4;
    Ok([fields.text("filter", "t")?, fields.byte("options", options)?].concat())
}

/// The body of an UNSUBSCRIBE.
pub(super) fn unsubscribe_body(version: ProtocolVersion, fields: &Fields<'_>) -> Result<Vec<u8>, FrameError> {
    let mut body = [fields.two("id", 1)?, properties::section(version, fields)?].concat();
    match fields.get("filters") {
        None => body.extend(string("t")?),
        Some(filters) => {
            for filter in filters.list()? {
                let text = filter.only("filter").map_or(filter, |text| Given::new("filters", text));
                body.extend(text.text()?);
            }
        }
    }
    Ok(body)
}

/// The body of a SUBACK or UNSUBACK.
pub(super) fn suback(version: ProtocolVersion, fields: &Fields<'_>, plain: &[u8]) -> Result<Vec<u8>, FrameError> {
    let codes = match fields.get("codes") {
        None => plain.to_vec(),
        Some(codes) => codes.list()?.map(Given::code).collect::<Result<_, _>>()?,
    };
    Ok([fields.two("id", 1)?, properties::section(version, fields)?, codes].concat())
}
