//! CONNECT.

use crate::encode::{EncodeError, field};
use crate::{Connect, ProtocolVersion};

/// Appends the body of a CONNECT in the version it names.
pub(super) fn write(packet: &Connect<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    field::write_text("MQTT", out)?;
    out.push(match packet.version {
        ProtocolVersion::V311 => 4,
        ProtocolVersion::V5 => 5,
    });
    out.push(flags(packet));
    out.extend_from_slice(&packet.keep_alive.to_be_bytes());
    field::write_properties(packet.properties, packet.version, out)?;
    field::write_text(packet.client_id, out)?;
    if let Some(will) = &packet.will {
        field::write_properties(will.properties, packet.version, out)?;
        field::write_text(will.topic, out)?;
        field::write_binary(will.payload, out)?;
    }
    if let Some(user_name) = packet.user_name {
        field::write_text(user_name, out)?;
    }
    if let Some(password) = packet.password {
        field::write_binary(password, out)?;
    }
    Ok(())
}

fn flags(packet: &Connect<'_>) -> u8 {
    let will = packet.will.as_ref();
    let will = will.map_or(0, |will| 0b100 | will.qos.bits() << 3 | u8::from(will.retain) << 5);
    let password = u8::from(packet.password.is_some()) << 6;
    let user_name = u8::from(packet.user_name.is_some()) << 7;
    u8::from(packet.clean_start) << 1 | will | password | user_name
}
