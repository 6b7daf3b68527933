//! A block of properties: which, how often, where, and with which values.

use crate::decode::reader::Reader;
use crate::decode::statement::{self, Statement};
use crate::property::{Entry, Place, Properties, Shape, entry};
use crate::{ProtocolVersion, Violation};

const RESPONSE_TOPIC: u8 = 0x08;
const SUBSCRIPTION_IDENTIFIER: u8 = 0x0B;
const AUTHENTICATION_METHOD: u8 = 0x15;
const AUTHENTICATION_DATA: u8 = 0x16;
const TOPIC_ALIAS: u8 = 0x23;
const USER_PROPERTY: u8 = 0x26;

/// A checked block with the set of identifiers in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) properties: Properties<'a>,
    seen: u64,
}

impl Block<'_> {
    /// Whether a topic alias is there.
    pub(super) const fn has_topic_alias(&self) -> bool {
        self.seen & 1 << TOPIC_ALIAS != 0
    }

    /// Whether an authentication method is there.
    pub(super) const fn has_authentication_method(&self) -> bool {
        self.seen & 1 << AUTHENTICATION_METHOD != 0
    }

    /// Whether authentication data is there.
    pub(super) const fn has_authentication_data(&self) -> bool {
        self.seen & 1 << AUTHENTICATION_DATA != 0
    }

    /// Offset of the authentication data from the start of the block.
    pub(super) fn authentication_data_at(&self) -> usize {
        let before = self.properties.raw().take_while(|(id, _)| *id != AUTHENTICATION_DATA);
        before.map(|(_, value)| 1 + value.len()).sum()
    }
}

/// Reads property length and properties; on 3.1.1 there are none, and nothing is read.
pub(super) fn read<'a>(reader: &mut Reader<'a>, place: Place) -> Result<Block<'a>, Violation> {
    if reader.version == ProtocolVersion::V311 {
        return Ok(Block { properties: Properties::NONE, seen: 0 });
    }
    //= MB-MAL-44
    if reader.is_at_end() {
        return Err(reader.broken(&statement::PROPERTY_LENGTH_MISSING));
    }
    let field = *reader;
    let length = reader.integer()? as usize;
    let Some(block) = reader.take(length) else {
        return Err(field.broken(&statement::PROPERTY_LENGTH));
    };
    let mut inner = reader.within(block);
    let mut seen = 0;
    while !inner.is_at_end() {
        check_property(&mut inner, place, &mut seen)?;
    }
    Ok(Block { properties: Properties { block }, seen })
}

/// Checks the next property, and notes its identifier.
fn check_property(reader: &mut Reader<'_>, place: Place, seen: &mut u64) -> Result<(), Violation> {
    let start = *reader;
    let id = reader.integer()?;
    //= MB-MAL-45
    let known = u8::try_from(id).ok().and_then(|id| Some((id, entry(id)?)));
    let Some((id, entry)) = known else {
        return Err(start.broken(&statement::PROPERTY_UNKNOWN));
    };
    //= MB-MAL-46
    if !entry.stands_in(place) {
        return Err(start.broken(&statement::PROPERTY_MISPLACED));
    }
    //= MB-MAL-47
    let bit = 1 << id;
    if *seen & bit != 0 && !may_repeat(id, place) {
        return Err(start.broken(&statement::property_repeated(place.section())));
    }
    *seen |= bit;
    check_value(reader, id, entry, place)
}

/// Whether a property may stand more than once.
const fn may_repeat(id: u8, place: Place) -> bool {
    id == USER_PROPERTY || id == SUBSCRIPTION_IDENTIFIER && matches!(place, Place::Publish)
}

/// Checks a property's value.
fn check_value(reader: &mut Reader<'_>, id: u8, entry: Entry, place: Place) -> Result<(), Violation> {
    let start = *reader;
    let within = match entry.shape {
        Shape::Bit => reader.fixed::<1>()? <= [1],
        Shape::Two => reader.fixed::<2>().map(|_| true)?,
        Shape::TwoNonZero => reader.fixed::<2>()? != [0; 2],
        Shape::Four => reader.fixed::<4>().map(|_| true)?,
        Shape::FourNonZero => reader.fixed::<4>()? != [0; 4],
        Shape::Integer => reader.integer()? != 0,
        Shape::Text => check_text(reader, id).map(|()| true)?,
        Shape::Binary => reader.binary().map(|_| true)?,
        Shape::Pair => {
            reader.checked_text()?;
            reader.checked_text().map(|_| true)?
        }
    };
    //= MB-MAL-48
    match within {
        true => Ok(()),
        false if id == TOPIC_ALIAS => Err(start.broken(&statement::ALIAS_ZERO)),
        false => Err(start.broken(&statement::property_value(place.section()))),
    }
}

/// Checks a string, and that a response topic holds no wildcard.
fn check_text(reader: &mut Reader<'_>, id: u8) -> Result<(), Violation> {
    let text = reader.checked_text()?;
    if id == RESPONSE_TOPIC {
        //= MB-V5-12
        check_wildcards(reader, text, &statement::WILDCARD_IN_RESPONSE_TOPIC)?;
    }
    Ok(())
}

/// Refuses wildcards in the text just read.
pub(super) fn check_wildcards(reader: &Reader<'_>, text: &[u8], statement: &Statement) -> Result<(), Violation> {
    match memchr::memchr2(b'+', b'#', text) {
        None => Ok(()),
        Some(at) => Err(statement.broken(reader.version, reader.offset() - text.len() + at)),
    }
}
