//! A request as the engine takes it.

use touchstone_oracle::policy::{self as oracle, Caller, Decision, Judgement};
use touchstone_policy::{
    Action, AttachedThing, Attachment, CertificateFacts, ConnectFacts, Dialect, Facts, Home, OtherKeys, Outcome, Plane,
    Policy, PolicySet, PrincipalKind, Protocol, Resource, Side, Sides, Size, Switches, ThingFacts, VpcEndpoint,
};

use super::{Document, On, Refusal, Why};

/// Documents that the engine has read.
#[derive(Debug)]
pub(super) struct Engine<'d> {
    documents: Vec<(&'d Document, Policy)>,
}

impl<'d> Engine<'d> {
    pub(super) fn of(documents: &'d [Document]) -> Result<Self, Refusal> {
        let mut read = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            let refused = |why| Refusal { document: number, why };
            let (dialect, size) = match document.on {
                On::Principal | On::Group(_) => (Dialect::IotCore, Size::IotPolicy),
                On::Identity => (Dialect::Iam, Size::IamManaged),
            };
            let policy = Policy::parse_as(dialect, &document.text).map_err(|error| refused(Why::Malformed(error)))?;
            size.check([&*document.text]).map_err(|error| refused(Why::TooLong(error.to_string())))?;
            read.push((document, policy));
        }
        Ok(Self { documents: read })
    }

    pub(super) fn judge(&self, action: &str, resource: &str, caller: &Caller) -> Judgement {
        let facts = facts(action, caller);
        let (action, resource) = (Action::named(action), Resource::arn(resource));
        let plane = match facts.protocol {
            Protocol::CredentialProvider => Plane::Credentials,
            Protocol::Mqtt | Protocol::Https => Plane::Data,
        };
        let groups = facts.groups_in_force(|group| caller.group_parents.get(group).map(String::as_str));
        let asked = match facts.principal.sides(plane, action) {
            None => vec![],
            Some(Sides::One(side)) => vec![side],
            Some(Sides::Both) => vec![Side::Iam, Side::Iot],
        };
        let answers = asked.into_iter().map(|side| {
            let of_side = self.documents.iter().filter(|(document, _)| match &document.on {
                On::Principal => side == Side::Iot,
                On::Group(group) => side == Side::Iot && groups.contains(group.as_str()),
                On::Identity => side == Side::Iam,
            });
            let set = PolicySet::compile(&NOWHERE, of_side.map(|(document, policy)| (&*document.name, policy)));
            set.explain(action, resource, &facts.values(side, &Switches::default()))
        });
        let answers: Vec<_> = answers.collect();
        let outcome = Outcome::of_all(answers.iter().map(|answer| answer.outcome));
        let deciding =
            answers.into_iter().filter(|answer| answer.outcome == outcome).flat_map(|answer| answer.deciding);
        Judgement {
            decision: match outcome {
                Outcome::Allowed => Decision::Allowed,
                Outcome::ExplicitDeny => Decision::ExplicitDeny,
                Outcome::ImplicitDeny => Decision::ImplicitDeny,
            },
            deciding: deciding.map(|by| (by.policy, by.statement)).collect(),
        }
    }
}

/// Resources are asked for by ARN, so that no place need be home.
const NOWHERE: Home<'static> = Home { partition: "", region: "", account: "" };

/// What is known of a request for an action, as the engine takes it.
#[must_use]
pub fn facts(action: &str, caller: &Caller) -> Facts {
    let protocol = match caller.protocol {
        oracle::Protocol::Mqtt | oracle::Protocol::Websocket => Protocol::Mqtt,
        oracle::Protocol::Https => Protocol::Https,
        oracle::Protocol::CredentialProvider => Protocol::CredentialProvider,
    };
    let is_connect = Action::named(action) == Action::CONNECT;
    let (endpoint, others) = named_keys(caller);
    Facts {
        principal: match caller.principal {
            oracle::Principal::Certificate => PrincipalKind::Certificate,
            oracle::Principal::IamUser => PrincipalKind::IamUser,
            oracle::Principal::CognitoAuthenticated => PrincipalKind::CognitoAuthenticated,
            oracle::Principal::CognitoUnauthenticated => PrincipalKind::CognitoUnauthenticated,
            oracle::Principal::CustomAuthorizer => PrincipalKind::CustomAuthorizer,
        },
        protocol,
        client_id: caller.client_id.clone(),
        source_ip: caller.source_ip.clone(),
        vpc_endpoint: endpoint,
        domain_name: caller.domain_name.clone(),
        certificate: caller.certificate.as_ref().map(|certificate| CertificateFacts {
            id: certificate.id.clone(),
            serial_number: certificate.serial_number.clone(),
            subject: certificate.subject.clone(),
            issuer: certificate.issuer.clone(),
        }),
        thing: caller.thing.as_ref().map(thing),
        named_thing: caller.thing_name_header.clone(),
        cognito_identity: caller.cognito_sub.clone(),
        connect: is_connect.then(|| connect(caller)),
        others,
    }
}

/// The keys given by name; those of a VPC endpoint belong to it.
fn named_keys(caller: &Caller) -> (Option<VpcEndpoint>, OtherKeys) {
    let mut others = OtherKeys::default();
    let (mut vpc, mut inside) = (None, None);
    for (key, value) in &caller.keys {
        match (key.to_ascii_lowercase().as_str(), value) {
            ("aws:sourcevpc", oracle::Value::One(text)) => vpc = Some(text.clone()),
            ("aws:vpcsourceip", oracle::Value::One(text)) => inside = Some(text.clone()),
            (_, oracle::Value::One(text)) => others.set(key, text.as_str()),
            (_, oracle::Value::Many(texts)) => others.set_many(key, texts.iter().cloned()),
        }
    }
    let endpoint = caller.source_vpce.clone();
    (endpoint.map(|id| VpcEndpoint { id, vpc, source_ip: inside }), others)
}

fn connect(caller: &Caller) -> ConnectFacts {
    ConnectFacts {
        attributes: caller.connect_attributes.iter().flatten().cloned().map(Into::into).collect(),
        last_will_topic: caller.last_will_topic.clone(),
    }
}

fn thing(thing: &oracle::Thing) -> ThingFacts {
    let how = match thing.association {
        oracle::Association::NonExclusive => Attachment::NonExclusive,
        oracle::Association::Exclusive => Attachment::Exclusive,
    };
    ThingFacts {
        thing: AttachedThing {
            name: thing.name.clone(),
            type_name: thing.type_name.clone(),
            attributes: thing.attributes.clone(),
        },
        attachment: thing.attached.then_some(how),
        groups: thing.groups.iter().cloned().collect(),
    }
}
