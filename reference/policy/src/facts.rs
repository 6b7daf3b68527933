//! What is known of a request, and which variables policies see of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::certificate::CertificateFacts;
use crate::principal::{PrincipalKind, Protocol, Side};
use crate::switches::Switches;
use crate::variables::{AttachedThing, ConnectedThing, OtherKeys, Values};

/// What is known of a request before policies look at it: who asks, over what, from where, with which thing.
///
/// [`values`](Self::values) leaves out what the protocol or the kind of principal does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The kind of the principal.
    pub principal: PrincipalKind,
    /// The way the request comes.
    pub protocol: Protocol,
    /// The client id.
    pub client_id: Option<String>,
    /// The address of the peer.
    pub source_ip: Option<String>,
    /// The VPC endpoint that the request comes through.
    pub vpc_endpoint: Option<VpcEndpoint>,
    /// The host name that the client asked for.
    pub domain_name: Option<String>,
    /// The certificate that the client showed.
    pub certificate: Option<CertificateFacts>,
    /// The thing that may belong to the request.
    pub thing: Option<ThingFacts>,
    /// The thing that a request to the credential provider names in its header `x-amzn-iot-thingname`.
    pub named_thing: Option<String>,
    /// The id of a Cognito identity.
    pub cognito_identity: Option<String>,
    /// What a connect brings with it, while iot:Connect is decided.
    pub connect: Option<ConnectFacts>,
    /// Keys that have no field of their own.
    pub others: OtherKeys,
}

/// A VPC endpoint, and who is behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VpcEndpoint {
    /// The id of the endpoint, such as `vpce-1a2b3c4d`.
    pub id: String,
    /// The id of the VPC.
    pub vpc: Option<String>,
    /// The address of the peer inside of the VPC.
    pub source_ip: Option<String>,
}

/// A thing, and how it is attached to the principal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThingFacts {
    /// What policies see of it when it counts.
    pub thing: AttachedThing,
    /// How it is attached; `None` when it is not.
    pub attachment: Option<Attachment>,
    /// The groups that it is in.
    pub groups: BTreeSet<String>,
}

/// How a thing is attached to a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attachment {
    /// `NON_EXCLUSIVE_THING`: the thing counts while the client id is its name.
    NonExclusive,
    /// `EXCLUSIVE_THING`: the thing counts whatever the client id is.
    Exclusive,
}

/// What a connect asks for besides its client id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectFacts {
    /// Features by name: `PersistentConnect`, `LastWill`.
    pub attributes: Vec<Cow<'static, str>>,
    /// The ARN of the will's topic.
    pub last_will_topic: Option<String>,
}

impl Facts {
    /// The values that policies of one side see.
    #[must_use]
    pub fn values(&self, side: Side, switches: &Switches) -> Values {
        let connect = self.connect.as_ref().filter(|_| self.protocol == Protocol::Mqtt);
        let is_public = self.vpc_endpoint.is_none();
        Values {
            //= POL-VAR-20
            client_id: self.client_id.clone().filter(|_| self.protocol == Protocol::Mqtt),
            //= POL-VAR-21
            source_ip: self.source_ip.clone().filter(|_| is_public),
            //= POL-VAR-23
            certificate_id: self.shown_certificate().map(|certificate| certificate.id.clone()),
            //= POL-VAR-22
            domain_name: self.domain_name.clone(),
            //= POL-VAR-41
            thing: if side == Side::Iam { ConnectedThing::Unknown } else { self.connected_thing() },
            //= POL-VAR-42
            connect_attributes: connect.map(|connect| connect.attributes.clone()),
            //= POL-VAR-43
            last_will_topic: connect.and_then(|connect| connect.last_will_topic.clone()),
            others: self.other_keys(side, switches),
        }
    }

    fn other_keys(&self, side: Side, switches: &Switches) -> OtherKeys {
        let mut others = self.others.clone();
        //= POL-VAR-46
        if side == Side::Iot {
            others.remove_all_below("credentials-iot:");
        }
        //= POL-VAR-44
        if let Some(endpoint) = &self.vpc_endpoint {
            others.set("aws:SourceVpce", endpoint.id.as_str());
            let inside = [("aws:SourceVpc", &endpoint.vpc), ("aws:VpcSourceIp", &endpoint.source_ip)];
            for (key, value) in inside {
                if let Some(value) = value {
                    others.set(key, value.as_str());
                }
            }
        }
        //= POL-VAR-45
        if let Some(identity) = self.cognito_identity.as_deref().filter(|_| self.principal.is_of_cognito()) {
            others.set("cognito-identity.amazonaws.com:sub", identity);
        }
        if let Some(certificate) = self.shown_certificate().filter(|_| side == Side::Iot) {
            certificate.add_to(&mut others, switches);
        }
        others
    }

    /// The certificate that the principal was known by.
    fn shown_certificate(&self) -> Option<&CertificateFacts> {
        self.certificate.as_ref().filter(|_| self.principal == PrincipalKind::Certificate)
    }

    /// The thing of the request as AWS IoT Core policies see it.
    fn connected_thing(&self) -> ConnectedThing {
        match (self.thing_that_counts(), self.protocol) {
            (Some(found), _) => ConnectedThing::Attached(found.visible()),
            //= POL-VAR-37
            (None, Protocol::Mqtt) => ConnectedThing::Detached,
            //= POL-VAR-39
            (None, Protocol::Https | Protocol::CredentialProvider) => ConnectedThing::Unknown,
        }
    }

    fn thing_that_counts(&self) -> Option<&ThingFacts> {
        let found = self.thing.as_ref()?;
        let attachment = found.attachment?;
        let counts = match self.protocol {
            //= POL-VAR-34
            //= POL-VAR-38
            Protocol::Mqtt => {
                attachment == Attachment::Exclusive || self.client_id.as_deref() == Some(found.thing.name.as_str())
            }
            Protocol::Https => false,
            Protocol::CredentialProvider => self.named_thing.as_deref() == Some(found.thing.name.as_str()),
        };
        //= POL-VAR-40
        (counts && self.principal != PrincipalKind::CognitoUnauthenticated).then_some(found)
    }

    //= POL-EVAL-04
    //= POL-EVAL-05
    /// The groups whose policies are in force beside the principal's own: those of the thing and their ancestors, where the
    /// request has a thing.
    ///
    /// `parent` tells the group above a group; a circle ends where it closes.
    pub fn groups_in_force<'a>(&'a self, parent: impl Fn(&str) -> Option<&'a str>) -> BTreeSet<&'a str> {
        let mut groups = BTreeSet::new();
        for group in self.thing_that_counts().iter().flat_map(|found| &found.groups) {
            let mut next = Some(group.as_str());
            while let Some(group) = next.filter(|group| groups.insert(*group)) {
                next = parent(group);
            }
        }
        groups
    }
}

/// Attributes of a thing that are variables.
const MOST_ATTRIBUTES: usize = 50;

impl ThingFacts {
    //= POL-LIMIT-09
    /// What policies see of the thing: of its attributes the first fifty by name.
    fn visible(&self) -> AttachedThing {
        let AttachedThing { name, type_name, attributes } = &self.thing;
        let attributes = attributes.iter().take(MOST_ATTRIBUTES).map(|(name, value)| (name.clone(), value.clone()));
        AttachedThing { name: name.clone(), type_name: type_name.clone(), attributes: attributes.collect() }
    }

    /// A thing that is attached without exclusion, with attributes and no type.
    #[must_use]
    pub fn attached(name: &str, attributes: BTreeMap<String, String>) -> Self {
        let thing = AttachedThing { name: name.to_owned(), type_name: None, attributes };
        Self { thing, attachment: Some(Attachment::NonExclusive), groups: BTreeSet::new() }
    }
}
