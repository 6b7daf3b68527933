//! Whose documents are compared or measured, and whose requests are tried.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use touchstone_agreement::policy_request::{Document, On};
use touchstone_policy::{Askers, Dialect, PrincipalKind, Protocol, Side};

use super::source::Source;

/// What an authenticated Cognito identity needs on the side that is not looked at.
const EVERYTHING: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

#[derive(Debug, Args)]
pub(super) struct Whom {
    /// The documents are IAM policies.
    #[arg(long)]
    iam: bool,
    /// Only callers of this kind; else all whose requests such documents decide.
    #[arg(long, value_name = "KIND")]
    principal: Option<Kind>,
    /// Only requests over this protocol; else each action over those that it is asked for over.
    #[arg(long, value_name = "PROTOCOL")]
    protocol: Option<Way>,
    /// The documents are attached to this thing group, and in force for callers with a thing of it.
    #[arg(long, value_name = "NAME", conflicts_with = "iam")]
    group: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The holder of a certificate.
    Certificate,
    /// Whom a custom authorizer named.
    CustomAuthorizer,
    /// A user or role of IAM.
    IamUser,
    /// An identity of a Cognito pool that has signed in; the other side's policies are taken to allow everything.
    CognitoAuthenticated,
    /// A guest of a Cognito pool.
    CognitoUnauthenticated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Way {
    /// MQTT, also over WebSocket.
    Mqtt,
    /// HTTPS.
    Https,
    /// A request for credentials.
    CredentialProvider,
}

impl Whom {
    pub(super) const fn side(&self) -> Side {
        if self.iam { Side::Iam } else { Side::Iot }
    }

    pub(super) const fn dialect(&self) -> Dialect {
        if self.iam { Dialect::Iam } else { Dialect::IotCore }
    }

    /// Those whose requests are tried.
    pub(super) fn askers(&self) -> Result<Askers> {
        let mut askers = Askers::of(self.side());
        if let Some(kind) = self.principal {
            askers = match askers.only(kind.into()) {
                Some(askers) => askers,
                None if self.iam => bail!("such a principal is judged by device policies alone: unexpected `--iam`"),
                None => bail!("such a principal is judged by IAM policies alone: expected `--iam`"),
            };
        }
        if let Some(way) = self.protocol {
            askers = askers.over(way.into());
        }
        Ok(match &self.group {
            Some(group) => askers.in_group(group),
            None => askers,
        })
    }

    /// The document in force, beside one of the other side that allows everything.
    pub(super) fn in_force(&self, source: &Source) -> [Document; 2] {
        let (on, beside) = match (&self.group, self.iam) {
            (Some(group), _) => (On::Group(group.clone()), On::Identity),
            (None, true) => (On::Identity, On::Principal),
            (None, false) => (On::Principal, On::Identity),
        };
        let other = Document { name: "everything".to_owned(), text: EVERYTHING.to_owned(), on: beside };
        [Document { name: source.path.clone(), text: source.text.clone(), on }, other]
    }
}

impl From<Kind> for PrincipalKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Certificate => Self::Certificate,
            Kind::CustomAuthorizer => Self::CustomAuthorizer,
            Kind::IamUser => Self::IamUser,
            Kind::CognitoAuthenticated => Self::CognitoAuthenticated,
            Kind::CognitoUnauthenticated => Self::CognitoUnauthenticated,
        }
    }
}

impl From<Way> for Protocol {
    fn from(way: Way) -> Self {
        match way {
            Way::Mqtt => Self::Mqtt,
            Way::Https => Self::Https,
            Way::CredentialProvider => Self::CredentialProvider,
        }
    }
}
