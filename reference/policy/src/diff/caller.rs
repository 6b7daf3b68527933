//! Who would have given values under given keys.

use std::collections::BTreeMap;

use super::askers::Asker;
use crate::certificate::{ATTRIBUTES, CertificateFacts};
use crate::facts::{Attachment, ConnectFacts, Facts, ThingFacts, VpcEndpoint};
use crate::principal::{PrincipalKind, Protocol, Side};
use crate::variables::{HeldKey, Key};

/// What a key shall have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wish {
    /// Nothing.
    Absent,
    /// One text.
    One(String),
    /// A set of texts.
    Many(Vec<String>),
}

impl Wish {
    fn text(&self) -> Option<&str> {
        match self {
            Self::One(text) => Some(text),
            Self::Absent | Self::Many(_) => None,
        }
    }

    fn texts(&self) -> Vec<String> {
        match self {
            Self::Absent => Vec::new(),
            Self::One(text) => vec![text.clone()],
            Self::Many(texts) => texts.clone(),
        }
    }
}

/// The wishes by the name of the key, in lower case but for attributes of things.
pub(crate) type Wishes = BTreeMap<String, Wish>;

/// The name under which a key is wished for.
pub(crate) fn name_of(key: &HeldKey) -> String {
    match key.as_key() {
        Key::ClientId => "iot:clientid".to_owned(),
        Key::SourceIp => "aws:sourceip".to_owned(),
        Key::CertificateId => "iot:certificateid".to_owned(),
        Key::DomainName => "iot:domainname".to_owned(),
        Key::ThingName => THING_NAME.to_owned(),
        Key::ThingTypeName => "iot:connection.thing.thingtypename".to_owned(),
        Key::IsAttached => IS_ATTACHED.to_owned(),
        Key::ConnectAttributes => CONNECT_ATTRIBUTES.to_owned(),
        Key::LastWillTopic => "iot:lastwilltopic".to_owned(),
        Key::ThingAttribute(name) => format!("{ATTRIBUTE}{name}]"),
        Key::Other(name) => name.to_owned(),
    }
}

pub(crate) const IS_ATTACHED: &str = "iot:connection.thing.isattached";
pub(crate) const CONNECT_ATTRIBUTES: &str = "iot:connectattributes";
pub(crate) const CLIENT_ID: &str = "iot:clientid";
pub(crate) const COGNITO_IDENTITY: &str = "cognito-identity.amazonaws.com:sub";
pub(crate) const THING_NAME: &str = "iot:connection.thing.thingname";
const ATTRIBUTE: &str = "iot:connection.thing.attributes[";

//= POL-LIMIT-17
/// Whether a thing can have such a name.
pub(crate) fn is_thing_name(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.chars().all(|it| it.is_ascii_alphanumeric() || ":_-".contains(it))
}

/// The facts of somebody who has what is wished for, as far as anybody can.
///
/// Wishes that contradict each other are not all met; whoever asks looks at the values that the facts give.
pub(crate) fn facts(wishes: &Wishes, asker: &Asker<'_>, is_connect: bool, nobody: &str) -> Facts {
    let text = |name: &str| wishes.get(name).and_then(Wish::text).map(str::to_owned);
    let Asker { side, principal, protocol, .. } = *asker;
    // Most things connect under their own name.
    let own = || text(THING_NAME).unwrap_or_else(|| nobody.to_owned());
    let client_id = (protocol == Protocol::Mqtt).then(|| text(CLIENT_ID).unwrap_or_else(own));
    let has_thing =
        side == Side::Iot && protocol != Protocol::Https && principal != PrincipalKind::CognitoUnauthenticated;
    let thing = has_thing.then(|| thing(wishes, client_id.as_deref().unwrap_or(nobody))).flatten();
    let is_provided = protocol == Protocol::CredentialProvider;
    let endpoint = text("aws:sourcevpce").map(|id| VpcEndpoint {
        id,
        vpc: text("aws:sourcevpc"),
        source_ip: text("aws:vpcsourceip"),
    });
    let mut facts = Facts {
        principal,
        protocol,
        client_id,
        named_thing: thing.as_ref().filter(|_| is_provided).map(|thing| thing.thing.name.clone()),
        cognito_identity: text(COGNITO_IDENTITY).filter(|_| principal.is_of_cognito()),
        source_ip: text("aws:sourceip"),
        vpc_endpoint: endpoint,
        domain_name: text("iot:domainname"),
        certificate: certificate(wishes).filter(|_| principal == PrincipalKind::Certificate),
        thing,
        ..Facts::default()
    };
    if is_connect {
        facts.connect = Some(ConnectFacts {
            attributes: wishes
                .get(CONNECT_ATTRIBUTES)
                .map(Wish::texts)
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            last_will_topic: text("iot:lastwilltopic"),
        });
    }
    for (name, wish) in wishes.iter().filter(|(name, _)| has_no_member(name, side)) {
        match wish {
            Wish::Absent => {}
            Wish::One(text) => facts.others.set(name, text.as_str()),
            Wish::Many(texts) => facts.others.set_many(name, texts.iter().cloned()),
        }
    }
    asker.grouped(facts)
}

/// Whether a key is given by its name alone.
fn has_no_member(name: &str, side: Side) -> bool {
    const MEMBERS: [&str; 8] = [
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:vpcsourceip",
        COGNITO_IDENTITY,
        "iot:certificate",
        "iot:clientid",
        "iot:connect",
        "iot:domainname",
    ];
    // A role that the credential provider gave is told by the name of these.
    let is_hidden = side == Side::Iot && name.starts_with("credentials-iot:");
    name != "iot:lastwilltopic" && !is_hidden && !MEMBERS.iter().any(|member| name.starts_with(member))
}

fn thing(wishes: &Wishes, client_id: &str) -> Option<ThingFacts> {
    let of_thing = |name: &str| name.starts_with("iot:connection.thing.");
    let is_wished = wishes.iter().any(|(name, wish)| of_thing(name) && name != IS_ATTACHED && *wish != Wish::Absent);
    let is_attached =
        wishes.get(IS_ATTACHED).and_then(Wish::text).is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let is_detached = wishes.get(IS_ATTACHED).is_some() && !is_attached;
    if is_detached || !(is_wished || is_attached) {
        return None;
    }
    let text = |name: &str| wishes.get(name).and_then(Wish::text).map(str::to_owned);
    let mut thing = ThingFacts::default();
    thing.thing.name = text(THING_NAME).unwrap_or_else(|| client_id.to_owned());
    thing.thing.type_name = text("iot:connection.thing.thingtypename");
    for (name, wish) in wishes {
        let attribute = name.strip_prefix(ATTRIBUTE).and_then(|name| name.strip_suffix(']'));
        if let (Some(attribute), Wish::One(text)) = (attribute, wish) {
            thing.thing.attributes.insert(attribute.to_owned(), text.clone());
        }
    }
    let is_own = thing.thing.name == client_id;
    thing.attachment = Some(if is_own { Attachment::NonExclusive } else { Attachment::Exclusive });
    Some(thing)
}

fn certificate(wishes: &Wishes) -> Option<CertificateFacts> {
    let mut found = false;
    let mut certificate = CertificateFacts { id: ID.to_owned(), ..CertificateFacts::default() };
    for (name, wish) in wishes.iter().filter(|(_, wish)| **wish != Wish::Absent) {
        if name == "iot:certificateid" {
            found = true;
            certificate.id = wish.text().unwrap_or(ID).to_owned();
        } else if name == "iot:certificate.serialnumber" {
            found = true;
            certificate.serial_number = wish.text().map(str::to_owned);
        } else if let Some(rest) = name.strip_prefix("iot:certificate.") {
            let names = match rest.split_once('.') {
                Some(("subject", attribute)) => Some((&mut certificate.subject, attribute)),
                Some(("issuer", attribute)) => Some((&mut certificate.issuer, attribute)),
                _ => None,
            };
            if let Some((names, attribute)) = names {
                found |= add_attribute(names, attribute, wish);
            }
        }
    }
    found.then_some(certificate)
}

/// A certificate id, where any will do.
const ID: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";

/// Adds the value of `commonname`, `commonname.1`, or the values of `commonname.list`; tells whether there is such an
/// attribute.
fn add_attribute(names: &mut BTreeMap<String, Vec<String>>, key: &str, wish: &Wish) -> bool {
    let (name, suffix) = match key.rsplit_once('.') {
        Some((name, suffix)) if suffix == "list" || suffix.parse::<usize>().is_ok() => (name, suffix),
        _ => (key, "0"),
    };
    let Some(attribute) = ATTRIBUTES.iter().find(|attribute| attribute.eq_ignore_ascii_case(name)) else {
        return false;
    };
    let values = names.entry((*attribute).to_owned()).or_default();
    let place: usize = if suffix == "list" { 0 } else { suffix.parse().unwrap_or_default() };
    for (number, text) in wish.texts().into_iter().take(MOST_VALUES).enumerate() {
        let place = (place + number).min(MOST_VALUES);
        if values.len() <= place {
            values.resize(place + 1, "other".to_owned());
        }
        if let Some(value) = values.get_mut(place) {
            *value = text;
        }
    }
    true
}

/// More values of an attribute are cut by policies anyway.
const MOST_VALUES: usize = 5;
