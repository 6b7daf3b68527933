//! A vector as the compiled engine takes it.

use libtest_mimic::Failed;
use serde_json::Value as Json;
use touchstone_agreement::policy_vectors::{
    Association, Context, Decision, Grammar, PolicyType, Principal, Protocol, Thing, Vector,
};
use touchstone_policy::{
    Action, AttachedThing, Attachment, CertificateFacts, ConnectFacts, Dialect, Facts, Home, OtherKeys, Outcome, Plane,
    PoliciesBySide, Policy, PolicySet, PrincipalKind, Resource, Size, Switches, ThingFacts, VpcEndpoint,
};

/// The account and Region of every vector.
const HOME: Home<'static> = Home { partition: "aws", region: "us-east-1", account: "123456789012" };

/// The policies that are in force for one request, compiled, and the facts of the request.
pub(crate) struct Engine {
    iam: PolicySet,
    iot: PolicySet,
    facts: Facts,
}

impl Engine {
    pub(crate) fn of(vector: &Vector, context: &Context) -> Result<Self, Failed> {
        let facts = facts(context);
        let groups = facts.groups_in_force(|group| context.group_parents.get(group).map(String::as_str));
        let counts = |number: usize| {
            let attachment = vector.attachments.as_ref().and_then(|attachments| attachments.get(number));
            attachment.and_then(|to| to.strip_prefix("thinggroup/")).is_none_or(|group| groups.contains(group))
        };
        let own = vector.policies.iter().enumerate().filter(|(number, _)| counts(*number)).map(|(_, policy)| policy);
        let (iam, iot): (Vec<&Json>, Vec<&Json>) = match vector.policy_type {
            PolicyType::Iot => (Vec::new(), own.collect()),
            PolicyType::Iam => (own.collect(), vector.and_policies.iter().flatten().collect()),
        };
        Ok(Self { iam: set(Dialect::Iam, &iam)?, iot: set(Dialect::IotCore, &iot)?, facts })
    }

    pub(crate) fn outcome(&self, action: &str, resource: &str) -> Outcome {
        let plane = match self.facts.protocol {
            touchstone_policy::Protocol::CredentialProvider => Plane::Credentials,
            _ => Plane::Data,
        };
        let policies = PoliciesBySide { iam: &self.iam, iot: &self.iot };
        let (action, resource) = (Action::named(action), Resource::arn(resource));
        policies.decide(&self.facts, plane, action, resource, &Switches::default())
    }

    pub(crate) fn decide(&self, action: &str, resource: &str) -> Decision {
        match self.outcome(action, resource) {
            Outcome::Allowed => Decision::Allowed,
            Outcome::ExplicitDeny => Decision::ExplicitDeny,
            Outcome::ImplicitDeny => Decision::ImplicitDeny,
        }
    }
}

/// What the parser, and the limit of what is stored, say of a text.
pub(crate) fn grammar(policy_type: PolicyType, text: &str) -> Grammar {
    let (dialect, size) = match policy_type {
        PolicyType::Iot => (Dialect::IotCore, Size::IotPolicy),
        PolicyType::Iam => (Dialect::Iam, Size::IamManaged),
    };
    match Policy::parse_as(dialect, text) {
        Ok(_) if size.check([text]).is_ok() => Grammar::Valid,
        _ => Grammar::Malformed,
    }
}

fn set(dialect: Dialect, documents: &[&Json]) -> Result<PolicySet, Failed> {
    let policies = documents
        .iter()
        .map(|document| Policy::parse_as(dialect, &document.to_string()))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(PolicySet::compile(&HOME, policies.iter().map(|policy| ("policy", policy))))
}

fn facts(context: &Context) -> Facts {
    Facts {
        principal: match context.principal {
            Principal::Certificate => PrincipalKind::Certificate,
            Principal::IamUser => PrincipalKind::IamUser,
            Principal::CognitoAuthenticated => PrincipalKind::CognitoAuthenticated,
            Principal::CognitoUnauthenticated => PrincipalKind::CognitoUnauthenticated,
            Principal::CustomAuthorizer => PrincipalKind::CustomAuthorizer,
        },
        protocol: match context.protocol {
            Protocol::Mqtt | Protocol::WebSocket => touchstone_policy::Protocol::Mqtt,
            Protocol::Https => touchstone_policy::Protocol::Https,
            Protocol::CredentialProvider => touchstone_policy::Protocol::CredentialProvider,
        },
        client_id: context.client_id.clone(),
        source_ip: context.source_ip.clone(),
        vpc_endpoint: context.source_vpce.clone().map(|id| VpcEndpoint { id, ..VpcEndpoint::default() }),
        domain_name: context.domain_name.clone(),
        certificate: context.certificate.clone().map(|certificate| CertificateFacts {
            id: certificate.id,
            serial_number: certificate.serial_number,
            subject: certificate.subject,
            issuer: certificate.issuer,
        }),
        thing: context.thing.as_ref().map(thing),
        named_thing: context.thing_name_header.clone(),
        cognito_identity: context.cognito_sub.clone(),
        connect: context.connect_attributes.as_ref().map(|attributes| ConnectFacts {
            attributes: attributes.iter().cloned().map(Into::into).collect(),
            last_will_topic: context.last_will_topic.clone(),
        }),
        others: others(context),
    }
}

fn thing(thing: &Thing) -> ThingFacts {
    let how = match thing.association {
        Association::NonExclusive => Attachment::NonExclusive,
        Association::Exclusive => Attachment::Exclusive,
    };
    ThingFacts {
        thing: AttachedThing {
            name: thing.name.clone(),
            type_name: thing.r#type.clone(),
            attributes: thing.attributes.clone(),
        },
        attachment: thing.attached.then_some(how),
        groups: thing.groups.iter().cloned().collect(),
    }
}

fn others(context: &Context) -> OtherKeys {
    let mut others = OtherKeys::default();
    for (key, value) in &context.keys {
        match value {
            Json::Array(values) => {
                others.set_many(key, values.iter().filter_map(Json::as_str).map(str::to_owned));
            }
            single => others.set(key, single.as_str().unwrap_or_default()),
        }
    }
    others
}
