//! Who asks, how, and with what: the form of a vector's context.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::keys::Value;

/// Everything that the condition keys of a request follow from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Caller {
    /// How the request came.
    pub protocol: Protocol,
    /// Who asks.
    pub principal: Principal,
    /// The client ID, on MQTT.
    pub client_id: Option<String>,
    /// The address of the peer.
    pub source_ip: Option<String>,
    /// The VPC endpoint that the request came through.
    pub source_vpce: Option<String>,
    /// The host name that was asked for.
    pub domain_name: Option<String>,
    /// The thing that may be attached to the principal.
    pub thing: Option<Thing>,
    /// Child and parent of thing groups.
    pub group_parents: BTreeMap<String, String>,
    /// The thing that a request to the credential provider names.
    pub thing_name_header: Option<String>,
    /// The client certificate.
    pub certificate: Option<Certificate>,
    /// What a CONNECT asks for: `PersistentConnect`, `LastWill`.
    pub connect_attributes: Option<Vec<String>>,
    /// The topic of the will, as an ARN.
    pub last_will_topic: Option<String>,
    /// The identity ID of a Cognito identity.
    pub cognito_sub: Option<String>,
    /// Further condition keys.
    pub keys: BTreeMap<String, Value>,
}

/// How a request comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// MQTT.
    #[default]
    Mqtt,
    /// MQTT over WebSocket.
    Websocket,
    /// HTTPS.
    Https,
    /// HTTPS to the credential provider.
    CredentialProvider,
}

/// The kinds of principals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Principal {
    /// An X.509 certificate.
    #[default]
    Certificate,
    /// An IAM or federated user.
    IamUser,
    /// A Cognito identity that has signed in.
    CognitoAuthenticated,
    /// A guest of a Cognito identity pool.
    CognitoUnauthenticated,
    /// Whoever a custom authorizer let in.
    CustomAuthorizer,
}

/// A thing, and how it is attached to the principal.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thing {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// Whether it is attached to the principal.
    pub attached: bool,
    /// How it is attached.
    pub association: Association,
    /// The groups that it is in itself.
    pub groups: Vec<String>,
}

/// How a thing is attached to a principal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Association {
    /// It counts for the client of its name.
    #[default]
    NonExclusive,
    /// It counts for every client.
    Exclusive,
}

/// A client certificate.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Certificate {
    /// 64 hexadecimal digits.
    pub id: String,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// Attributes of its subject, such as `CommonName` or `AlternativeName.DNSName`, with raw values.
    pub subject: BTreeMap<String, Vec<String>>,
    /// Attributes of its issuer.
    pub issuer: BTreeMap<String, Vec<String>>,
}

impl Caller {
    /// Whether there is a connection of MQTT.
    pub(super) fn is_on_mqtt(&self) -> bool {
        matches!(self.protocol, Protocol::Mqtt | Protocol::Websocket)
    }

    /// The thing whose keys and group policies count.
    pub(super) fn thing(&self) -> Option<&Thing> {
        //= POL-VAR-40
        let may_have_one = self.principal != Principal::CognitoUnauthenticated;
        let thing = self.thing.as_ref().filter(|thing| may_have_one && thing.attached)?;
        let counts = match self.protocol {
            //= POL-VAR-34
            //= POL-VAR-38
            Protocol::Mqtt | Protocol::Websocket => {
                thing.association == Association::Exclusive || self.client_id.as_ref() == Some(&thing.name)
            }
            Protocol::Https => false,
            //= POL-VAR-39
            Protocol::CredentialProvider => self.thing_name_header.as_ref() == Some(&thing.name),
        };
        counts.then_some(thing)
    }

    /// Whether the thing that counts is in this group or in one below it.
    pub(super) fn is_in_group(&self, wanted: &str) -> bool {
        let parent = |group: &String| self.group_parents.get(group).cloned();
        //= POL-EVAL-05
        self.thing().into_iter().flat_map(|thing| &thing.groups).any(|group| {
            //= POL-EVAL-04
            let chain = std::iter::successors(Some(group.clone()), parent);
            chain.take(self.group_parents.len() + 1).any(|group| group == wanted)
        })
    }
}
