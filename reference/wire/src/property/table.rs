//! The table of properties (section 2.2.2.2): how each is written, and where it may stand.

use crate::property::Place;

/// How a property's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A byte of 0 or 1.
    Bit,
    /// A two byte integer.
    Two,
    /// A two byte integer that is never zero.
    TwoNonZero,
    /// A four byte integer.
    Four,
    /// A four byte integer that is never zero.
    FourNonZero,
    /// A variable byte integer that is never zero.
    Integer,
    /// A string.
    Text,
    /// Binary data.
    Binary,
    /// Two strings.
    Pair,
}

impl Shape {
    /// Bytes of a value that was checked before, standing at the front of `bytes`.
    pub(crate) fn extent(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Bit => Some(1),
            Self::Two | Self::TwoNonZero => Some(2),
            Self::Four | Self::FourNonZero => Some(4),
            Self::Integer => bytes.iter().position(|digit| digit & 0x80 == 0).map(|last| last + 1),
            Self::Text | Self::Binary => prefixed(bytes),
            Self::Pair => {
                let name = prefixed(bytes)?;
                Some(name + prefixed(bytes.get(name..)?)?)
            }
        }
    }
}

/// Bytes of a length-prefixed field, the prefix included.
fn prefixed(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().map(|length| 2 + usize::from(u16::from_be_bytes(*length)))
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) shape: Shape,
    places: u16,
}

impl Entry {
    /// Whether the property may stand there.
    pub(crate) const fn stands_in(&self, place: Place) -> bool {
        self.places & place.bit() != 0
    }

    const fn new(shape: Shape, places: &[Place]) -> Option<Self> {
        let mut bits = 0;
        let mut rest = places;
        while let [place, others @ ..] = rest {
            bits |= place.bit();
            rest = others;
        }
        Some(Self { shape, places: bits })
    }
}

/// The row of a property identifier; `None` for one that the standard does not know.
pub(crate) fn entry(id: u8) -> Option<Entry> {
    TABLE.get(usize::from(id)).copied().flatten()
}

const TABLE: [Option<Entry>; 0x2B] = {
    let mut table = [None; 0x2B];
    let mut id = 0;
    while id < 0x2B {
        #[expect(clippy::indexing_slicing, reason = "the loop ends at the table's length")]
        {
            table[id] = row(id);
        }
        id += 1;
    }
    table
};

const fn row(id: usize) -> Option<Entry> {
    use Place::*;
    match id {
        0x01 => Entry::new(Shape::Bit, &[Publish, Will]),
        0x02 => Entry::new(Shape::Four, &[Publish, Will]),
        0x03 | 0x08 => Entry::new(Shape::Text, &[Publish, Will]),
        0x09 => Entry::new(Shape::Binary, &[Publish, Will]),
        0x0B => Entry::new(Shape::Integer, &[Publish, Subscribe]),
        0x11 => Entry::new(Shape::Four, &[Connect, Connack, Disconnect]),
        0x12 | 0x1A => Entry::new(Shape::Text, &[Connack]),
        0x13 => Entry::new(Shape::Two, &[Connack]),
        0x15 => Entry::new(Shape::Text, &[Connect, Connack, Auth]),
        0x16 => Entry::new(Shape::Binary, &[Connect, Connack, Auth]),
        0x17 | 0x19 => Entry::new(Shape::Bit, &[Connect]),
        0x18 => Entry::new(Shape::Four, &[Will]),
        0x1C => Entry::new(Shape::Text, &[Connack, Disconnect]),
        0x1F => {
            Entry::new(Shape::Text, &[Connack, Puback, Pubrec, Pubrel, Pubcomp, Suback, Unsuback, Disconnect, Auth])
        }
        0x21 => Entry::new(Shape::TwoNonZero, &[Connect, Connack]),
        0x22 => Entry::new(Shape::Two, &[Connect, Connack]),
        0x23 => Entry::new(Shape::TwoNonZero, &[Publish]),
        0x24 | 0x25 | 0x28 | 0x29 | 0x2A => Entry::new(Shape::Bit, &[Connack]),
        0x26 => Entry::new(Shape::Pair, &Place::ALL),
        0x27 => Entry::new(Shape::FourNonZero, &[Connect, Connack]),
        _ => None,
    }
}
