//! Who may ask for what: the kinds of principals whose requests documents of a side decide, and the ways of the requests.

use crate::action::Action;
use crate::facts::{Attachment, Facts, ThingFacts};
use crate::principal::{Plane, PrincipalKind, Protocol, Side, Sides};

/// Whose requests are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Askers {
    side: Side,
    principals: Vec<PrincipalKind>,
    protocols: Vec<Protocol>,
    group: Option<String>,
}

/// A kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asker<'a> {
    pub(crate) side: Side,
    pub(crate) principal: PrincipalKind,
    pub(crate) protocol: Protocol,
    /// A thing group that the caller's thing has to be in.
    pub(crate) group: Option<&'a str>,
    /// Whether the actions are asked for in this way.
    pub(crate) is_usual: bool,
}

impl Askers {
    /// Everybody whose requests documents of a side decide, over every protocol.
    ///
    /// An authenticated Cognito identity needs both sides; what the other side says is not looked at, as if it allowed
    /// everything.
    #[must_use]
    pub fn of(side: Side) -> Self {
        use PrincipalKind::{Certificate, CognitoAuthenticated, CognitoUnauthenticated, CustomAuthorizer, IamUser};
        let principals = match side {
            Side::Iot => vec![Certificate, CustomAuthorizer, CognitoAuthenticated],
            Side::Iam => vec![IamUser, CognitoAuthenticated, CognitoUnauthenticated],
        };
        let protocols = vec![Protocol::Mqtt, Protocol::Https, Protocol::CredentialProvider];
        Self { side, principals, protocols, group: None }
    }

    /// Only principals of a kind; `None` when documents of the side have no say in what they do.
    #[must_use]
    pub fn only(self, principal: PrincipalKind) -> Option<Self> {
        self.principals.contains(&principal).then(|| Self { principals: vec![principal], ..self })
    }

    /// Only requests over a protocol.
    #[must_use]
    pub fn over(self, protocol: Protocol) -> Self {
        Self { protocols: vec![protocol], ..self }
    }

    /// Only callers with a thing of a group, to which the documents are attached.
    #[must_use]
    pub fn in_group(self, group: &str) -> Self {
        Self { group: Some(group.to_owned()), ..self }
    }

    /// Whose documents are asked.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// Whether the documents are in force for a request, and whoever makes it is one of these.
    #[must_use]
    pub fn include(&self, action: Action<'_>, facts: &Facts) -> bool {
        let is_in_group = self.group.as_deref().is_none_or(|group| facts.groups_in_force(|_| None).contains(group));
        is_in_group
            && self.principals.contains(&facts.principal)
            && self.protocols.contains(&facts.protocol)
            && has_say(self.side, facts.principal, facts.protocol, action)
    }

    /// Those who may ask for an action, in the usual ways where there is one; of kinds of principals that no key tells apart only
    /// the first.
    pub(crate) fn asking(&self, action: Action<'_>, has_identity: bool) -> Vec<Asker<'_>> {
        let mut asking = Vec::new();
        for protocol in &self.protocols {
            let mut principals = self.principals.iter().filter(|it| has_say(self.side, **it, *protocol, action));
            let first = principals.next();
            let cognito = principals.find(|it| has_identity && **it == PrincipalKind::CognitoAuthenticated);
            asking.extend(first.into_iter().chain(cognito).map(|principal| Asker {
                side: self.side,
                principal: *principal,
                protocol: *protocol,
                group: self.group.as_deref(),
                is_usual: is_usual(action, *protocol),
            }));
        }
        if asking.iter().any(|asker| asker.is_usual) {
            asking.retain(|asker| asker.is_usual);
        }
        asking
    }
}

impl Asker<'_> {
    /// The facts with a thing of the group.
    pub(crate) fn grouped(&self, mut facts: Facts) -> Facts {
        if let Some(group) = self.group {
            let own = || ThingFacts::attached(facts.client_id.as_deref().unwrap_or("lamp"), [].into());
            let mut thing = facts.thing.clone().unwrap_or_else(own);
            thing.attachment.get_or_insert(Attachment::NonExclusive);
            thing.groups.insert(group.to_owned());
            facts.thing = Some(thing);
        }
        facts
    }
}

fn has_say(side: Side, principal: PrincipalKind, protocol: Protocol, action: Action<'_>) -> bool {
    let plane = match protocol {
        Protocol::CredentialProvider => Plane::Credentials,
        Protocol::Mqtt | Protocol::Https => Plane::Data,
    };
    [Some(Sides::Both), Some(Sides::One(side))].contains(&principal.sides(plane, action))
}

/// Whether an action is asked for over a protocol.
fn is_usual(action: Action<'_>, protocol: Protocol) -> bool {
    match action.name() {
        "iot:Connect" | "iot:Subscribe" | "iot:Receive" => protocol == Protocol::Mqtt,
        "iot:Publish" | "iot:RetainPublish" => protocol != Protocol::CredentialProvider,
        "iot:AssumeRoleWithCertificate" => protocol == Protocol::CredentialProvider,
        _ if Action::KNOWN.contains(&action) => protocol == Protocol::Https,
        _ => protocol != Protocol::CredentialProvider,
    }
}
