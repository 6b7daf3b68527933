//! CONNECT, read by the level it names.

use touchstone_vocabulary::QoS;

use crate::decode::header::Header;
use crate::decode::properties;
use crate::decode::reader::Reader;
use crate::decode::statement::{self, Statement};
use crate::property::Place;
use crate::{Connect, Properties, ProtocolVersion, Violation, Will};

/// Reads the body of a CONNECT.
pub(super) fn read<'a>(header: Header, reader: &mut Reader<'a>) -> Result<Connect<'a>, Violation> {
    let version = version(reader)?;
    reader.version = version;
    header.check_minimal(version, reader.strictness)?;
    let flags = Flags::read(reader)?;
    let keep_alive = reader.two_bytes()?;
    let properties = connect_properties(reader)?;
    //= MQTT-3.1.3-1 v3
    //= MQTT-3.1.3-1 v5
    present(reader, &statement::CLIENT_ID_MISSING)?;
    let client_id = reader.text()?;
    let will = will(reader, flags)?;
    let user_name = user_name(reader, flags)?;
    let password = password(reader, flags)?;
    flags.check_end(reader)?;
    let clean_start = flags.clean_start();
    Ok(Connect { version, clean_start, keep_alive, client_id, will, user_name, password, properties })
}

/// Protocol name and level.
fn version(reader: &mut Reader<'_>) -> Result<ProtocolVersion, Violation> {
    let start = *reader;
    let name = reader.text()?;
    //= MB-CON-05
    if name != "MQTT" && name != "MQIsdp" {
        return Err(start.broken(&statement::PROTOCOL_NAME));
    }
    let field = *reader;
    //= MB-CON-03
    //= MB-CON-04
    match (name, reader.byte()?) {
        ("MQTT", 4) => Ok(ProtocolVersion::V311),
        ("MQTT", 5) => Ok(ProtocolVersion::V5),
        ("MQTT", _) | (_, 3) => Err(field.broken(&statement::PROTOCOL_LEVEL)),
        _ => Err(start.broken(&statement::PROTOCOL_NAME)),
    }
}

/// The connect flags, which contradict neither themselves nor the version.
#[derive(Clone, Copy, Debug)]
struct Flags(u8);

impl Flags {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Violation> {
        let field = *reader;
        let flags = Self(reader.byte()?);
        match flags.broken(reader.version) {
            None => Ok(flags),
            Some(statement) => Err(field.broken(statement)),
        }
    }

    /// What the flags break by themselves.
    fn broken(self, version: ProtocolVersion) -> Option<&'static Statement> {
        match self.0 {
            //= MB-MAL-26
            bits if bits & 1 != 0 => Some(&statement::CONNECT_RESERVED),
            //= MB-MAL-27
            bits if bits & 0b1_1000 != 0 && !self.will() => Some(&statement::WILL_QOS_WITHOUT_WILL),
            bits if bits & 0b10_0000 != 0 && !self.will() => Some(&statement::WILL_RETAIN_WITHOUT_WILL),
            //= MB-MAL-28
            bits if bits & 0b1_1000 == 0b1_1000 => Some(&statement::WILL_QOS),
            //= MB-CON-21
            _ if version == ProtocolVersion::V311 && self.password() && !self.user_name() => {
                Some(&statement::PASSWORD_WITHOUT_USER_NAME)
            }
            _ => None,
        }
    }

    /// Refuses a field that no flag announces.
    fn check_end(self, reader: &Reader<'_>) -> Result<(), Violation> {
        //= MB-MAL-29
        match () {
            () if reader.is_at_end() => Ok(()),
            () if !self.user_name() && !self.password() => Err(reader.broken(&statement::USER_NAME_UNANNOUNCED)),
            () if !self.password() => Err(reader.broken(&statement::PASSWORD_UNANNOUNCED)),
            () => reader.finish(),
        }
    }

    const fn clean_start(self) -> bool {
        self.0 & 0b10 != 0
    }

    const fn will(self) -> bool {
        self.0 & 0b100 != 0
    }

    const fn will_qos(self) -> QoS {
        match QoS::from_bits(self.0 >> 3 & 3) {
            Some(qos) => qos,
            None => QoS::ExactlyOnce,
        }
    }

    const fn will_retain(self) -> bool {
        self.0 & 0b10_0000 != 0
    }

    const fn password(self) -> bool {
        self.0 & 0b100_0000 != 0
    }

    const fn user_name(self) -> bool {
        self.0 & 0b1000_0000 != 0
    }
}

/// The properties outside the will.
fn connect_properties<'a>(reader: &mut Reader<'a>) -> Result<Properties<'a>, Violation> {
    let block = properties::read(reader, Place::Connect)?;
    //= MB-MAL-49
    match block.has_authentication_data() && !block.has_authentication_method() {
        true => {
            let start = reader.offset() - block.properties.as_bytes().len();
            Err(statement::DATA_WITHOUT_METHOD.broken(reader.version, start + block.authentication_data_at()))
        }
        false => Ok(block.properties),
    }
}

fn will<'a>(reader: &mut Reader<'a>, flags: Flags) -> Result<Option<Will<'a>>, Violation> {
    if !flags.will() {
        return Ok(None);
    }
    present(reader, &statement::WILL_MISSING)?;
    let properties = properties::read(reader, Place::Will)?.properties;
    present(reader, &statement::WILL_MISSING)?;
    let topic = reader.text()?;
    present(reader, &statement::WILL_MISSING)?;
    let payload = reader.binary()?;
    Ok(Some(Will { topic, payload, qos: flags.will_qos(), retain: flags.will_retain(), properties }))
}

fn user_name<'a>(reader: &mut Reader<'a>, flags: Flags) -> Result<Option<&'a str>, Violation> {
    if !flags.user_name() {
        return Ok(None);
    }
    present(reader, &statement::USER_NAME_MISSING)?;
    reader.text().map(Some)
}

fn password<'a>(reader: &mut Reader<'a>, flags: Flags) -> Result<Option<&'a [u8]>, Violation> {
    if !flags.password() {
        return Ok(None);
    }
    present(reader, &statement::PASSWORD_MISSING)?;
    reader.binary().map(Some)
}

/// Refuses a packet that ends where a field is announced.
fn present(reader: &Reader<'_>, missing: &Statement) -> Result<(), Violation> {
    //= MB-MAL-29
    match reader.is_at_end() {
        true => Err(reader.broken(missing)),
        false => Ok(()),
    }
}
