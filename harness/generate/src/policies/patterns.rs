//! Names of resources in patterns, and what they stand for.

use arbitrary::{Result, Unstructured};
use touchstone_oracle::policy::Caller;

/// A piece of a resource's name in a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    Text(&'static str),
    Star,
    One,
    Variable(&'static str),
}

const TEXTS: &[&str] =
    &["a", "b", "/", "/", "dt", "A", "+", "#", "é", "$aws", "aa", "lamp", "${*}", "${?}", "${$}", "${x"];

/// Variables that policies use, some of them spelled as nobody should.
pub(super) const VARIABLES: &[&str] = &[
    "${iot:ClientId}",
    "${iot:Connection.Thing.ThingName}",
    "${iot:Connection.Thing.ThingName, 'b'}",
    "${IOT:clientid}",
    "${iot:Connection.Thing.Attributes[Room]}",
    "${iot:connection.thing.attributes[room], 'a'}",
    "${iot:Connection.Thing.ThingTypeName}",
    "${iot:Connection.Thing.IsAttached}",
    "${iot:ConnectAttributes}",
    "${aws:SourceIp}",
    "${iot:Certificate.Subject.CommonName}",
    "${iot:Certificate.Subject.CommonName.1}",
    "${iot:Certificate.Subject.CommonName.0}",
    "${iot:Certificate.Subject.CommonName.4}",
    "${iot:Certificate.Subject.CommonName.5}",
    "${iot:Certificate.Subject.CommonName.List, 'b'}",
    "${iot:Certificate.Issuer.AlternativeName.DNSName}",
    "${iot:Certificate.SerialNumber}",
    "${iot:CertificateId}",
    "${iot:DomainName}",
    "${cognito-identity.amazonaws.com:sub}",
    "${aws:RequestTag/Owner}",
    "${credentials-iot:ThingName}",
    "${iot:LastWillTopic}",
    "${iot:Nothing}",
    "${iot:Nothing,'b'}",
    "${iot:Nothing, ''}",
    "${ iot:ClientId}",
    "${}",
];

/// One pattern or a few.
pub(super) fn several(u: &mut Unstructured<'_>) -> Result<Vec<Vec<Piece>>> {
    let mut made = Vec::new();
    for _ in 0..u.int_in_range(1..=3)? {
        made.push(pieces(u)?);
    }
    Ok(made)
}

fn pieces(u: &mut Unstructured<'_>) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let fewest = usize::from(!u.ratio(1, 20)?);
    for _ in 0..u.int_in_range(fewest..=4)? {
        pieces.push(match u.int_in_range(0..=11)? {
            0..=3 => Piece::Text(u.choose(TEXTS)?),
            4..=5 => Piece::Star,
            6 => Piece::One,
            7..=9 => Piece::Variable("${iot:ClientId}"),
            _ => Piece::Variable(u.choose(VARIABLES)?),
        });
    }
    Ok(pieces)
}

impl Piece {
    pub(super) fn pattern(self) -> &'static str {
        match self {
            Self::Text(text) | Self::Variable(text) => text,
            Self::Star => "*",
            Self::One => "?",
        }
    }

    /// What the piece stands for in a request, more or less.
    pub(super) fn filled(self, u: &mut Unstructured<'_>, caller: &Caller) -> Result<String> {
        Ok(match self {
            Self::Text("${*}") => "*".to_owned(),
            Self::Text("${?}") => "?".to_owned(),
            Self::Text("${$}") => "$".to_owned(),
            Self::Text(text) => text.to_owned(),
            Self::Star => (*u.choose(&["", "a", "/", "a/b", "b", "aab", "é"])?).to_owned(),
            Self::One => (*u.choose(&["a", "/", "é", "b"])?).to_owned(),
            Self::Variable(text) => stands_for(text, caller).unwrap_or_else(|| "b".to_owned()),
        })
    }
}

fn stands_for(variable: &str, caller: &Caller) -> Option<String> {
    let variable = variable.to_lowercase();
    let holds = |part: &str| variable.contains(part);
    let subject = |place: usize| caller.certificate.as_ref()?.subject.get("CommonName")?.get(place).cloned();
    let thing = caller.thing.as_ref();
    match () {
        () if holds("clientid") => caller.client_id.clone(),
        () if holds("thingname") => thing.map(|thing| thing.name.clone()),
        () if holds("typename") => thing.and_then(|thing| thing.type_name.clone()),
        () if holds("attributes[") => thing.and_then(|thing| thing.attributes.values().next().cloned()),
        () if holds("isattached") => Some("true".to_owned()),
        () if holds("commonname.1") => subject(1),
        () if holds("commonname.4") => subject(4),
        () if holds("commonname.5") => subject(5),
        () if holds("commonname}") => subject(0),
        () if holds("dnsname") => Some("a.example".to_owned()),
        () if holds("serialnumber") => caller.certificate.as_ref().and_then(|held| held.serial_number.clone()),
        () if holds("certificateid") => caller.certificate.as_ref().map(|held| held.id.clone()),
        () if holds("sourceip") => caller.source_ip.clone(),
        () if holds("domainname") => caller.domain_name.clone(),
        () if holds("sub}") => caller.cognito_sub.clone(),
        () if holds("willtopic") => caller.last_will_topic.clone(),
        () => None,
    }
}

/// The same text but for one character, or for one level.
pub fn nearly(u: &mut Unstructured<'_>, text: &str) -> Result<String> {
    let mut characters: Vec<char> = text.chars().collect();
    let place = u.choose_index(characters.len() + 1)?;
    match (u.int_in_range(0..=6)?, characters.get_mut(place)) {
        (0, Some(character)) => *character = *u.choose(&['a', 'b', '/', 'é'])?,
        (1, Some(character)) if character.is_lowercase() => *character = character.to_ascii_uppercase(),
        (1, Some(character)) => *character = character.to_ascii_lowercase(),
        (2, Some(_)) => drop(characters.remove(place)),
        (3, _) => characters.extend(['/', 'a']),
        (4, _) => characters.truncate(characters.iter().rposition(|character| *character == '/').unwrap_or(place)),
        (5, Some(character)) => *character = *u.choose(&['*', '?', '$', ':'])?,
        _ => characters.insert(place, *u.choose(&['a', '/', '?', '*', ':'])?),
    }
    Ok(characters.into_iter().collect())
}
