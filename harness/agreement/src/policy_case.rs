//! Policies with a request that they nearly or just cover.
//!
//! A case is built backwards from what must come out close to the border: a few patterns are made, the statements are made
//! of those patterns and slight changes of them, and the request's name is what one of the patterns covers, again slightly
//! changed now and then.

mod draft;

use std::collections::BTreeMap;
use std::fmt;

use arbitrary::{Arbitrary, Result, Unstructured};
use proptest::prelude::*;
use touchstone_policy::{AttachedThing, ConnectedThing, Resource, ResourceKind, Values};

use self::draft::Draft;

/// Documents in force and one request.
#[derive(Clone, Debug)]
pub struct PolicyCase {
    /// Name and text of each document.
    pub documents: Vec<(String, String)>,
    /// The action that is asked for.
    pub action: String,
    /// The kind of the resource, `None` for the pseudo resource `*`.
    pub kind: Option<ResourceKind>,
    /// The name of the resource.
    pub name: String,
    /// The values of the variables.
    pub values: Values,
}

/// Cases for a property; a failing one is shrunk through the bytes that it is made of.
pub fn policy_cases() -> impl Strategy<Value = PolicyCase> {
    prop::collection::vec(any::<u8>(), 0..512)
        .prop_filter_map("too few bytes", |bytes| PolicyCase::arbitrary(&mut Unstructured::new(&bytes)).ok())
}

impl PolicyCase {
    /// The Region of every request.
    pub const REGION: &str = "eu-west-1";
    /// The account of every request.
    pub const ACCOUNT: &str = "123456789012";

    /// The resource as the engine takes it.
    #[must_use]
    pub fn resource(&self) -> Resource<'_> {
        self.kind.map_or(Resource::ALL, |kind| Resource::new(kind, &self.name))
    }

    /// The resource as the oracle takes it.
    #[must_use]
    pub fn arn(&self) -> String {
        match self.kind {
            None => "*".to_owned(),
            Some(kind) => format!("arn:aws:iot:{}:{}:{}/{}", Self::REGION, Self::ACCOUNT, kind.as_str(), self.name),
        }
    }
}

impl fmt::Display for PolicyCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "`{}` on `{}` for {:?}", self.action, self.arn(), self.values)?;
        self.documents.iter().try_for_each(|(name, text)| writeln!(f, "{name}: {text}"))
    }
}

impl<'a> Arbitrary<'a> for PolicyCase {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let values = values(u)?;
        let (action, kind) = *u.choose(ACTIONS)?;
        let mut patterns = Vec::new();
        for _ in 0..u.int_in_range(1..=3)? {
            patterns.push(pieces(u)?);
        }
        let mut name = String::new();
        for piece in u.choose(&patterns)? {
            piece.fill(u, &values, &mut name)?;
        }
        if u.ratio(1, 3)? {
            name = nearly(u, &name)?;
        }
        let mut draft = Draft { u, action, kind, patterns, values: &values };
        let mut documents = vec![("first".to_owned(), draft.document()?.to_string())];
        if draft.u.ratio(1, 3)? {
            documents.push(("second".to_owned(), draft.document()?.to_string()));
        }
        let kind = if u.ratio(1, 40)? { None } else { Some(kind) };
        Ok(Self { documents, action: action.to_owned(), kind, name, values })
    }
}

const ACTIONS: &[(&str, ResourceKind)] = &[
    ("iot:Publish", ResourceKind::Topic),
    ("iot:Connect", ResourceKind::Client),
    ("iot:Subscribe", ResourceKind::TopicFilter),
    ("iot:Receive", ResourceKind::Topic),
    ("iot:RetainPublish", ResourceKind::Topic),
    ("iotjobsdata:UpdateJobExecution", ResourceKind::Thing),
    ("iot:CreateJob", ResourceKind::Job),
];

/// A piece of a resource's name in a pattern.
#[derive(Clone, Copy, Debug)]
enum Piece {
    Text(&'static str),
    Star,
    One,
    Variable(&'static str),
}

const TEXTS: &[&str] =
    &["a", "b", "/", "/", "dt", "A", "+", "#", "é", "$aws", "aa", "lamp", "${*}", "${?}", "${$}", "${x"];
const VARIABLES: &[&str] = &[
    "${iot:ClientId}",
    "${iot:Connection.Thing.ThingName}",
    "${iot:Connection.Thing.ThingName, 'b'}",
    "${IOT:clientid}",
    "${iot:Connection.Thing.Attributes[Room]}",
    "${iot:connection.thing.attributes[room], 'a'}",
    "${iot:Connection.Thing.ThingTypeName}",
    "${iot:ConnectAttributes}",
    "${aws:SourceIp}",
    "${iot:Nothing}",
];

fn pieces(u: &mut Unstructured<'_>) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for _ in 0..u.int_in_range(1..=5)? {
        pieces.push(match u.int_in_range(0..=11)? {
            0..=4 => Piece::Text(u.choose(TEXTS)?),
            5..=6 => Piece::Star,
            7 => Piece::One,
            8..=10 => Piece::Variable("${iot:ClientId}"),
            _ => Piece::Variable(u.choose(VARIABLES)?),
        });
    }
    Ok(pieces)
}

impl Piece {
    fn pattern(self) -> &'static str {
        match self {
            Self::Text(text) | Self::Variable(text) => text,
            Self::Star => "*",
            Self::One => "?",
        }
    }

    /// Adds what the piece stands for in a request.
    fn fill(self, u: &mut Unstructured<'_>, values: &Values, name: &mut String) -> Result<()> {
        match self {
            Self::Text("${*}") => name.push('*'),
            Self::Text("${?}") => name.push('?'),
            Self::Text("${$}") => name.push('$'),
            Self::Text(text) => name.push_str(text),
            Self::Star => name.push_str(u.choose(&["", "a", "/", "a/b", "b", "aab", "é"])?),
            Self::One => name.push_str(u.choose(&["a", "/", "é", "b"])?),
            Self::Variable(text) if text.contains("ThingName") => {
                name.push_str(thing(values).map_or("b", |thing| &thing.name))
            }
            Self::Variable(text) if text.contains("ttributes") => name.push('a'),
            Self::Variable(_) => name.push_str(values.client_id.as_deref().unwrap_or_default()),
        }
        Ok(())
    }
}

fn thing(values: &Values) -> Option<&AttachedThing> {
    match &values.thing {
        ConnectedThing::Attached(thing) => Some(thing),
        ConnectedThing::Unknown | ConnectedThing::Detached => None,
    }
}

fn values(u: &mut Unstructured<'_>) -> Result<Values> {
    let client_id = u.choose(&["lamp", "lamp", "a", "*", "+", "?", "a/b", "", "é", "${iot:ClientId}", "b"])?;
    let room = u.choose(&["a", "b", "*"])?;
    let attached = AttachedThing {
        name: (*client_id).to_owned(),
        type_name: u.choose(&[None, Some("a"), Some("b")])?.map(str::to_owned),
        attributes: BTreeMap::from([((*u.choose(&["Room", "room"])?).to_owned(), (*room).to_owned())]),
    };
    Ok(Values {
        client_id: if u.ratio(1, 10)? { None } else { Some((*client_id).to_owned()) },
        source_ip: u.choose(&[None, Some("192.0.2.7"), Some("2001:db8::7"), Some("a")])?.map(str::to_owned),
        thing: match u.int_in_range(0..=3)? {
            0 => ConnectedThing::Unknown,
            1 => ConnectedThing::Detached,
            _ => ConnectedThing::Attached(attached),
        },
        connect_attributes: match u.int_in_range(0..=3)? {
            0 => None,
            1 => Some(vec![]),
            2 => Some(vec!["LastWill".into()]),
            _ => Some(vec!["LastWill".into(), "PersistentConnect".into()]),
        },
        ..Values::default()
    })
}

/// The same text but for one character.
fn nearly(u: &mut Unstructured<'_>, text: &str) -> Result<String> {
    let mut characters: Vec<char> = text.chars().collect();
    let place = u.choose_index(characters.len() + 1)?;
    match (u.int_in_range(0..=4)?, characters.get_mut(place)) {
        (0, Some(character)) => *character = *u.choose(&['a', 'b', '/', 'é'])?,
        (1, Some(character)) => {
            *character = if character.is_uppercase() { 'a' } else { character.to_ascii_uppercase() }
        }
        (2, Some(_)) => drop(characters.remove(place)),
        (3, _) => characters.extend(['/', 'a']),
        _ => characters.insert(place, *u.choose(&['a', '/', '?'])?),
    }
    Ok(characters.into_iter().collect())
}
