//! The ordinary packets, as a well-behaved client sends them.

use touchstone_vocabulary::QoS;
use touchstone_wire::{PacketId, ProtocolVersion};

use crate::FrameError;
use crate::frames::bytes::{binary, block, frame, property, string};

/// A CONNECT as a well-behaved client sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connecting {
    /// The client identifier.
    pub client_id: String,
    /// Clean Start (5) or Clean Session (3.1.1).
    pub clean: bool,
    /// Keep alive in seconds.
    pub keep_alive: u16,
    /// Session Expiry Interval in seconds; not sent on 3.1.1.
    pub session_expiry: Option<u32>,
    /// The will.
    pub will: Option<Willing>,
    /// The user name.
    pub user_name: Option<String>,
    /// The password.
    pub password: Option<Vec<u8>>,
}

/// A will as a well-behaved client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Willing {
    /// Where it is published.
    pub topic: String,
    /// What is published.
    pub payload: Vec<u8>,
    /// At which quality of service.
    pub qos: QoS,
    /// Whether it is to be retained.
    pub retain: bool,
}

/// A PUBLISH as a well-behaved client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publishing<'a> {
    /// The topic name.
    pub topic: &'a str,
    /// The payload.
    pub payload: &'a [u8],
    /// The packet identifier, which makes it QoS 1; without one it is QoS 0.
    pub id: Option<PacketId>,
    /// Whether it is to be retained.
    pub retain: bool,
}

/// A CONNECT.
///
/// # Errors
/// A text is longer than 65,535 bytes.
pub fn connect(version: ProtocolVersion, connecting: &Connecting) -> Result<Vec<u8>, FrameError> {
    let five = version == ProtocolVersion::V5;
    let expiry = connecting.session_expiry.map(|seconds| property(0x11, &seconds.to_be_bytes()));
    let mut flags = u8::from(connecting.clean) << 1;
    let mut payload = string(&connecting.client_id)?;
    if let Some(will) = &connecting.will {
        flags |= 0b100 | will.qos.bits() << 3 | u8::from(will.retain) << 5;
        payload.extend(if five { block(&[]) } else { Vec::new() });
        payload.extend(string(&will.topic)?);
        payload.extend(binary(&will.payload)?);
    }
    if let Some(user_name) = &connecting.user_name {
        flags |= 0x80;
        payload.extend(string(user_name)?);
    }
    if let Some(password) = &connecting.password {
        flags |= 0x40;
        payload.extend(binary(password)?);
    }
    let mut body = string("MQTT")?;
    body.extend([if five { 5 } else { 4 }, flags]);
    body.extend(connecting.keep_alive.to_be_bytes());
    body.extend(if five { block(&expiry.unwrap_or_default()) } else { Vec::new() });
    body.extend(payload);
    Ok(frame(0x10, &body))
}

/// A SUBSCRIBE; on 5 with plain options.
///
/// # Errors
/// A filter is longer than 65,535 bytes.
pub fn subscribe(version: ProtocolVersion, id: PacketId, filters: &[(&str, QoS)]) -> Result<Vec<u8>, FrameError> {
    let mut body = identified(version, id);
    for (filter, qos) in filters {
        body.extend(string(filter)?);
        body.push(qos.bits());
    }
    Ok(frame(0x82, &body))
}

/// An UNSUBSCRIBE.
///
/// # Errors
/// A filter is longer than 65,535 bytes.
pub fn unsubscribe(version: ProtocolVersion, id: PacketId, filters: &[&str]) -> Result<Vec<u8>, FrameError> {
    let mut body = identified(version, id);
    for filter in filters {
        body.extend(string(filter)?);
    }
    Ok(frame(0xA2, &body))
}

/// A PUBLISH at QoS 0 or 1.
///
/// # Errors
/// The topic is longer than 65,535 bytes.
pub fn publish(version: ProtocolVersion, publishing: &Publishing<'_>) -> Result<Vec<u8>, FrameError> {
    let mut body = string(publishing.topic)?;
    body.extend(publishing.id.into_iter().flat_map(|id| id.number().to_be_bytes()));
    body.extend(if version == ProtocolVersion::V5 { block(&[]) } else { Vec::new() });
    body.extend_from_slice(publishing.payload);
    Ok(frame(0x30 | u8::from(publishing.id.is_some()) << 1 | u8::from(publishing.retain), &body))
}

/// A PUBACK that says success, in the short form that both versions know.
#[must_use]
pub fn puback(id: PacketId) -> Vec<u8> {
    frame(0x40, &id.number().to_be_bytes())
}

/// A PINGREQ.
#[must_use]
pub fn pingreq() -> Vec<u8> {
    frame(0xC0, &[])
}

/// A DISCONNECT that says nothing else, in the short form that both versions know.
#[must_use]
pub fn disconnect() -> Vec<u8> {
    frame(0xE0, &[])
}

/// A packet identifier and, on 5, no properties.
fn identified(version: ProtocolVersion, id: PacketId) -> Vec<u8> {
    let mut body = id.number().to_be_bytes().to_vec();
    body.extend(if version == ProtocolVersion::V5 { block(&[]) } else { Vec::new() });
    body
}
