//! Why a request does not have a key.

use std::fmt;

use crate::facts::{Attachment, Facts};
use crate::principal::{PrincipalKind, Protocol, Side};
use crate::switches::Switches;
use crate::variables::{HeldKey, Key, Variables};

/// Why policies of one side see no value under a key.
///
/// As text it is a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lack {
    /// IAM policies never see it (POL-VAR-41).
    HiddenFromIam,
    /// AWS IoT Core policies never see it (POL-VAR-46).
    HiddenFromDevices,
    /// Requests over HTTPS do not have it.
    Https,
    /// No thing is attached to the principal.
    NoThing,
    /// The thing of this name counts only while the client id is its name (POL-VAR-34).
    OtherClientId(String),
    /// The thing of this name counts only for requests that name it (POL-VAR-38).
    NotNamed(String),
    /// A guest has no thing (POL-VAR-40).
    Guest,
    /// The thing has no type.
    NoType,
    /// The thing has no such attribute.
    NoAttribute(String),
    /// Requests through a VPC endpoint do not have it.
    VpcEndpoint,
    /// Only a request for iot:Connect has it.
    NoConnect,
    /// The principal shows no certificate.
    NoCertificate,
    /// The certificate has no such field.
    NoField,
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HiddenFromIam => "IAM policies do not see it",
            Self::HiddenFromDevices => "device policies do not see it",
            Self::Https => "requests over HTTPS do not have it",
            Self::NoThing => "no thing is attached to the principal",
            Self::OtherClientId(thing) => {
                return write!(f, "the thing `{thing}` counts only while the client id is its name");
            }
            Self::NotNamed(thing) => return write!(f, "the thing `{thing}` counts only for requests that name it"),
            Self::Guest => "a guest of Cognito has no thing",
            Self::NoType => "the thing has no type",
            Self::NoAttribute(name) => return write!(f, "the thing has no attribute `{name}`"),
            Self::VpcEndpoint => "requests through a VPC endpoint do not have it",
            Self::NoConnect => "only a request for iot:Connect has it",
            Self::NoCertificate => "the principal shows no certificate",
            Self::NoField => "the certificate has no such field",
        })
    }
}

impl Facts {
    /// Why policies of a side see no value under a key, by its name in any letter case; `None` when they see one, and when all
    /// there is to say is that nothing is known of it.
    #[must_use]
    pub fn lack(&self, key: &str, side: Side) -> Option<Lack> {
        let held = HeldKey::named(key);
        let key = held.as_key();
        if self.values(side, &Switches::default()).value(key).is_some() {
            return None;
        }
        let is_https = self.protocol == Protocol::Https;
        match key {
            Key::ThingName | Key::ThingTypeName | Key::ThingAttribute(_) | Key::IsAttached => {
                Some(self.lack_of_thing(key, side))
            }
            Key::ClientId => is_https.then_some(Lack::Https),
            Key::SourceIp => self.vpc_endpoint.is_some().then_some(Lack::VpcEndpoint),
            Key::ConnectAttributes | Key::LastWillTopic if is_https => Some(Lack::Https),
            Key::ConnectAttributes | Key::LastWillTopic => self.connect.is_none().then_some(Lack::NoConnect),
            Key::CertificateId => Some(Lack::NoCertificate),
            Key::Other(name) if name.starts_with("credentials-iot:") && side == Side::Iot => {
                Some(Lack::HiddenFromDevices)
            }
            Key::Other(name) if name.starts_with("iot:certificate.") => Some(self.lack_of_field(side)),
            Key::DomainName | Key::Other(_) => None,
        }
    }

    fn lack_of_field(&self, side: Side) -> Lack {
        match (side, &self.certificate) {
            (Side::Iam, _) => Lack::HiddenFromIam,
            (Side::Iot, Some(_)) if self.principal == PrincipalKind::Certificate => Lack::NoField,
            (Side::Iot, _) => Lack::NoCertificate,
        }
    }

    fn lack_of_thing(&self, key: Key<'_>, side: Side) -> Lack {
        if side == Side::Iam {
            return Lack::HiddenFromIam;
        }
        if self.protocol == Protocol::Https {
            return Lack::Https;
        }
        if self.principal == PrincipalKind::CognitoUnauthenticated {
            return Lack::Guest;
        }
        let Some((thing, attachment)) = self.thing.as_ref().and_then(|found| Some((&found.thing, found.attachment?)))
        else {
            return Lack::NoThing;
        };
        if self.protocol == Protocol::CredentialProvider && self.named_thing.as_ref() != Some(&thing.name) {
            return Lack::NotNamed(thing.name.clone());
        }
        let is_own = attachment == Attachment::Exclusive || self.client_id.as_ref() == Some(&thing.name);
        if self.protocol == Protocol::Mqtt && !is_own {
            return Lack::OtherClientId(thing.name.clone());
        }
        match key {
            Key::ThingAttribute(name) => Lack::NoAttribute(name.to_owned()),
            _ => Lack::NoType,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::CertificateFacts;
    use crate::facts::{ConnectFacts, ThingFacts, VpcEndpoint};

    fn lamp() -> Facts {
        Facts {
            client_id: Some("lamp".to_owned()),
            thing: Some(ThingFacts::attached("lamp", [].into())),
            ..Facts::default()
        }
    }

    fn lack(facts: &Facts, key: &str) -> Option<Lack> {
        facts.lack(key, Side::Iot)
    }

    #[test]
    fn a_thing_that_does_not_count_is_told_with_its_name() {
        let key = "iot:Connection.Thing.ThingName";
        assert_eq!(lack(&lamp(), key), None);
        let other = Facts { client_id: Some("door".to_owned()), ..lamp() };
        assert_eq!(lack(&other, key), Some(Lack::OtherClientId("lamp".to_owned())));
        assert_eq!(lack(&Facts { thing: None, ..lamp() }, key), Some(Lack::NoThing));
        assert_eq!(lack(&Facts { protocol: Protocol::Https, ..lamp() }, key), Some(Lack::Https));
        let at_provider = Facts { protocol: Protocol::CredentialProvider, ..lamp() };
        assert_eq!(lack(&at_provider, key), Some(Lack::NotNamed("lamp".to_owned())));
        assert_eq!(lack(&Facts { principal: PrincipalKind::CognitoUnauthenticated, ..lamp() }, key), Some(Lack::Guest));
        assert_eq!(lamp().lack(key, Side::Iam), Some(Lack::HiddenFromIam));
    }

    #[test]
    fn what_the_thing_itself_lacks_is_named() {
        let of = |name: &str| lack(&lamp(), &format!("iot:Connection.Thing.{name}"));
        assert_eq!(of("Attributes[Room]"), Some(Lack::NoAttribute("Room".to_owned())));
        assert_eq!(of("ThingTypeName"), Some(Lack::NoType));
        assert_eq!(of("IsAttached"), None);
    }

    #[test]
    fn a_connect_has_attributes_and_nothing_else_has() {
        let key = "iot:connectattributes";
        assert_eq!(lack(&lamp(), key), Some(Lack::NoConnect));
        assert_eq!(lack(&Facts { connect: Some(ConnectFacts::default()), ..lamp() }, key), None);
    }

    #[test]
    fn keys_of_the_way_and_of_the_certificate_are_told_apart() {
        let https = Facts { protocol: Protocol::Https, ..lamp() };
        assert_eq!(lack(&https, "iot:ClientId"), Some(Lack::Https));
        let inside = Facts { vpc_endpoint: Some(VpcEndpoint::default()), ..lamp() };
        assert_eq!(lack(&inside, "aws:SourceIp"), Some(Lack::VpcEndpoint));
        assert_eq!(lack(&lamp(), "aws:SourceIp"), None);
        assert_eq!(lack(&lamp(), "iot:CertificateId"), Some(Lack::NoCertificate));
        let field = "iot:Certificate.Subject.Country";
        assert_eq!(lack(&lamp(), field), Some(Lack::NoCertificate));
        let shown = Facts { certificate: Some(CertificateFacts::default()), ..lamp() };
        assert_eq!(lack(&shown, field), Some(Lack::NoField));
        assert_eq!(lack(&shown, "credentials-iot:ThingName"), Some(Lack::HiddenFromDevices));
    }
}
