//! Policy variables and condition keys: their names, and who knows their values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::index::short;
use crate::moment;

/// The name of a policy variable or condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Key<'a> {
    /// `iot:ClientId`, absent over HTTPS.
    ClientId,
    /// `aws:SourceIp`
    SourceIp,
    /// `iot:CertificateId`
    CertificateId,
    /// `iot:DomainName`
    DomainName,
    /// `iot:Connection.Thing.ThingName`
    ThingName,
    /// `iot:Connection.Thing.ThingTypeName`
    ThingTypeName,
    /// `iot:Connection.Thing.Attributes[...]`, the attribute's name in its own letter case.
    ThingAttribute(&'a str),
    /// `iot:Connection.Thing.IsAttached`
    IsAttached,
    /// `iot:ConnectAttributes`, a set, known only while iot:Connect is decided.
    ConnectAttributes,
    /// `iot:LastWillTopic`, an ARN, known only while iot:Connect is decided.
    LastWillTopic,
    /// Any other name, in lower case.
    Other(&'a str),
}

/// What a request has under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// One text.
    One(&'a str),
    /// A set of texts, as only conditions can use it.
    Many(&'a [Cow<'a, str>]),
}

/// Who knows the values of the keys for one request.
///
/// A decision asks for each key when it meets it, perhaps several times, and takes the answer as literal text.
pub trait Variables {
    /// The value under the key; `None` when the request does not have the key.
    fn value(&self, key: Key<'_>) -> Option<Value<'_>>;
}

/// Who knows the values of the keys of one set: the whole of a key is at hand, and its number in the set.
pub(crate) trait Lookup {
    fn look_up(&self, key: &HeldKey, number: u32) -> Option<Value<'_>>;
}

impl<V: Variables + ?Sized> Lookup for V {
    #[inline]
    fn look_up(&self, key: &HeldKey, _: u32) -> Option<Value<'_>> {
        self.value(key.as_key())
    }
}

/// The values of one connection, or of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The client id of an MQTT connection; `None` over HTTPS.
    pub client_id: Option<String>,
    /// The address of the peer.
    pub source_ip: Option<String>,
    /// The 64 hexadecimal digits of the client certificate.
    pub certificate_id: Option<String>,
    /// The host name that the client asked for.
    pub domain_name: Option<String>,
    /// The thing of the connection.
    pub thing: ConnectedThing,
    /// `PersistentConnect` and `LastWill` while iot:Connect is decided.
    pub connect_attributes: Option<Vec<Cow<'static, str>>>,
    /// The ARN of the will's topic while iot:Connect is decided.
    pub last_will_topic: Option<String>,
    /// Keys that have no field of their own.
    pub others: OtherKeys,
}

/// Values of keys that [`Values`] has no field for, such as `iot:Certificate.SerialNumber`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherKeys(BTreeMap<String, OtherValue>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum OtherValue {
    One(String),
    Many(Vec<Cow<'static, str>>),
}

/// Which thing a connection has, as far as policies can see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConnectedThing {
    /// The thing keys do not exist, as over HTTPS.
    #[default]
    Unknown,
    /// No thing is attached: `IsAttached` is `false`, the other thing keys are absent.
    Detached,
    /// A thing is attached: `IsAttached` is `true`.
    Attached(AttachedThing),
}

/// What policies see of an attached thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachedThing {
    /// The thing name.
    pub name: String,
    /// The name of its type, if it has one.
    pub type_name: Option<String>,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
}

impl OtherKeys {
    /// Sets the one value of a key; letter case of the key plays no part.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_lowercase(), OtherValue::One(value.into()));
    }

    /// Sets the values of a key that has a set of them, such as `iot:Certificate.Subject.Country.List`.
    pub fn set_many(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        let values = values.into_iter().map(Cow::Owned).collect();
        self.0.insert(key.to_lowercase(), OtherValue::Many(values));
    }

    /// Removes every key that begins so, in lower case.
    pub(crate) fn remove_all_below(&mut self, beginning: &str) {
        self.0.retain(|key, _| !key.starts_with(beginning));
    }

    //= POL-VAR-49
    /// Sets `aws:CurrentTime` and `aws:EpochTime` from seconds since the beginning of 1970.
    ///
    /// Every request has them; [`PolicySet::reads_clock`](crate::PolicySet::reads_clock) tells whether a set looks.
    pub fn set_clock(&mut self, seconds: i64) {
        self.set(CURRENT_TIME, moment::written(seconds));
        self.set(EPOCH_TIME, seconds.to_string());
    }

    /// The keys, in lower case, and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Value<'_>)> {
        self.0.keys().filter_map(|key| Some((key.as_str(), self.value(key)?)))
    }

    fn value(&self, key: &str) -> Option<Value<'_>> {
        Some(match self.0.get(key)? {
            OtherValue::One(text) => Value::One(text),
            OtherValue::Many(texts) => Value::Many(texts),
        })
    }
}

impl Values {
    fn attached(&self) -> Option<&AttachedThing> {
        match &self.thing {
            ConnectedThing::Attached(thing) => Some(thing),
            ConnectedThing::Unknown | ConnectedThing::Detached => None,
        }
    }
}

impl Variables for Values {
    #[inline]
    fn value(&self, key: Key<'_>) -> Option<Value<'_>> {
        let one = match key {
            Key::ClientId => self.client_id.as_deref(),
            Key::SourceIp => self.source_ip.as_deref(),
            Key::CertificateId => self.certificate_id.as_deref(),
            Key::DomainName => self.domain_name.as_deref(),
            Key::ThingName => self.attached().map(|thing| thing.name.as_str()),
            Key::ThingTypeName => self.attached().and_then(|thing| thing.type_name.as_deref()),
            Key::ThingAttribute(name) => {
                self.attached().and_then(|thing| thing.attributes.get(name)).map(String::as_str)
            }
            Key::LastWillTopic => self.last_will_topic.as_deref(),
            Key::ConnectAttributes => return self.connect_attributes.as_deref().map(Value::Many),
            //= POL-VAR-37
            Key::IsAttached => match self.thing {
                ConnectedThing::Unknown => None,
                ConnectedThing::Detached => Some("false"),
                ConnectedThing::Attached(_) => Some("true"),
            },
            Key::Other(name) => return self.others.value(name),
        };
        one.map(Value::One)
    }
}

impl Key<'_> {
    /// Whether a value under this key may stand in for a variable.
    #[inline]
    pub(crate) fn lets_insert(self, text: &str) -> bool {
        match self {
            //= POL-VAR-30
            //= POL-VAR-31
            Self::Other(name) if name.starts_with("iot:certificate.") => {
                !text.contains(['*', '$', '+', '?', '#']) && unescaped_length(text) <= LONGEST_CERTIFICATE_VALUE
            }
            _ => true,
        }
    }
}

//= POL-VAR-33
/// Characters of a certificate value before backslashes were put into it.
fn unescaped_length(text: &str) -> usize {
    let mut characters = text.chars();
    let mut length = 0;
    while let Some(character) = characters.next() {
        length += 1;
        if character == '\\' {
            characters.next();
        }
    }
    length
}

const CURRENT_TIME: &str = "aws:currenttime";
const EPOCH_TIME: &str = "aws:epochtime";

//= POL-LIMIT-11
/// Characters of a certificate value that may still be inserted.
const LONGEST_CERTIFICATE_VALUE: usize = 1024;

/// A key that owns its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HeldKey {
    Known(Key<'static>),
    ThingAttribute(Box<str>),
    Other(Box<str>),
}

/// The keys of a set, numbered as they are met.
#[derive(Debug, Default)]
pub(crate) struct Keys(BTreeMap<HeldKey, u32>);

impl Keys {
    /// The number of a key, a new one for one that was not met before.
    pub(crate) fn number(&mut self, key: &HeldKey) -> u32 {
        let next = short(self.0.len());
        *self.0.entry(key.clone()).or_insert(next)
    }

    /// The keys in the order of their numbers.
    pub(crate) fn listed(self) -> Box<[HeldKey]> {
        let mut keys: Vec<(u32, HeldKey)> = self.0.into_iter().map(|(key, number)| (number, key)).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, key)| key).collect()
    }
}

impl HeldKey {
    /// Finds the key of a name in any letter case.
    pub(crate) fn named(text: &str) -> Self {
        //= POL-VAR-04
        //= POL-COND-22
        let lower = text.to_lowercase();
        Self::Known(match lower.as_str() {
            "iot:clientid" => Key::ClientId,
            "aws:sourceip" => Key::SourceIp,
            "iot:certificateid" => Key::CertificateId,
            "iot:domainname" => Key::DomainName,
            "iot:connection.thing.thingname" => Key::ThingName,
            "iot:connection.thing.thingtypename" => Key::ThingTypeName,
            "iot:connection.thing.isattached" => Key::IsAttached,
            "iot:connectattributes" => Key::ConnectAttributes,
            "iot:lastwilltopic" => Key::LastWillTopic,
            _ => return Self::attribute(text).unwrap_or_else(|| Self::Other(lower.into())),
        })
    }

    fn attribute(text: &str) -> Option<Self> {
        const BEFORE: &str = "iot:connection.thing.attributes[";
        let (before, name) = text.split_at_checked(BEFORE.len())?;
        let name = name.strip_suffix(']')?;
        before.eq_ignore_ascii_case(BEFORE).then(|| Self::ThingAttribute(name.into()))
    }

    /// Whether the key tells the time.
    pub(crate) fn is_clock(&self) -> bool {
        matches!(self, Self::Other(name) if matches!(&**name, CURRENT_TIME | EPOCH_TIME))
    }

    #[inline]
    pub(crate) fn as_key(&self) -> Key<'_> {
        match self {
            Self::Known(key) => *key,
            Self::ThingAttribute(name) => Key::ThingAttribute(name),
            Self::Other(name) => Key::Other(name),
        }
    }
}
