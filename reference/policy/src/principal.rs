//! Who asks, how, and which kind of policies decides.

use crate::action::Action;
use crate::facts::Facts;
use crate::resource::Resource;
use crate::set::{Outcome, PolicySet};
use crate::switches::Switches;

/// The kind of a principal, as it was authenticated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// The holder of an X.509 certificate.
    #[default]
    Certificate,
    /// An IAM or federated user, or a role.
    IamUser,
    /// An identity of a Cognito pool that has signed in.
    CognitoAuthenticated,
    /// A guest of a Cognito pool.
    CognitoUnauthenticated,
    /// Whom a custom authorizer named.
    CustomAuthorizer,
}

/// The way a request comes, as far as variables depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// MQTT, also over WebSocket: a connection with a client id.
    #[default]
    Mqtt,
    /// HTTPS: a single request.
    Https,
    /// A request to the credential provider.
    CredentialProvider,
}

/// The plane that an operation belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plane {
    /// Messaging, shadows, device jobs, retained messages.
    Data,
    /// Management of things, certificates, policies, jobs.
    Control,
    /// Credentials for a role alias.
    Credentials,
}

/// Which documents have a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// IAM policies.
    Iam,
    /// AWS IoT Core policies.
    Iot,
}

/// The sides that must allow a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sides {
    /// The policies of one side.
    One(Side),
    /// The policies of both; a side without policies allows nothing.
    Both,
}

impl PrincipalKind {
    /// Whether it is an identity of a Cognito pool.
    pub(crate) const fn is_of_cognito(self) -> bool {
        matches!(self, Self::CognitoAuthenticated | Self::CognitoUnauthenticated)
    }

    /// Whose policies decide on an action.
    ///
    /// `None` where such a principal has no way in: a certificate on the control plane, anything else at the credential
    /// provider.
    #[must_use]
    pub fn sides(self, plane: Plane, action: Action<'_>) -> Option<Sides> {
        use Plane::{Control, Credentials, Data};
        Some(match (self, plane) {
            //= POL-IAM-01
            //= POL-IAM-02
            //= POL-IAM-08
            (Self::Certificate, Data | Credentials) => Sides::One(Side::Iot),
            //= POL-IAM-06
            //= POL-EVAL-10
            (Self::CustomAuthorizer, Data) => Sides::One(Side::Iot),
            //= POL-IAM-03
            //= POL-EVAL-08
            (Self::CognitoAuthenticated, Data) if asks_both(action) => Sides::Both,
            //= POL-IAM-04
            //= POL-IAM-05
            //= POL-IAM-12
            //= POL-EVAL-09
            (Self::CognitoAuthenticated | Self::CognitoUnauthenticated | Self::IamUser, Data) => Sides::One(Side::Iam),
            //= POL-IAM-07
            (Self::CognitoAuthenticated | Self::CognitoUnauthenticated | Self::IamUser, Control) => {
                Sides::One(Side::Iam)
            }
            (Self::Certificate | Self::CustomAuthorizer, Control) => return None,
            (_, Credentials) => return None,
        })
    }
}

/// The policies of one principal, by side.
#[derive(Clone, Copy, Debug)]
pub struct PoliciesBySide<'s> {
    /// Its IAM policies.
    pub iam: &'s PolicySet,
    /// Its AWS IoT Core policies, those of groups included.
    pub iot: &'s PolicySet,
}

impl PoliciesBySide<'_> {
    /// Decides a request by the policies that have a say in it, each with the values that its side sees.
    ///
    /// Values are made for each call; whoever decides often keeps them and asks [`PolicySet::decide`].
    ///
    /// ```
    /// use touchstone_policy::{
    ///     Action, Facts, Home, Outcome, Plane, PoliciesBySide, Policy, PolicySet, PrincipalKind, Resource, Switches,
    /// };
    ///
    /// let all = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "iot:*", "Resource": "*"}}"#)?;
    /// let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
    /// let (some, none) = (PolicySet::compile(&home, [("all", &all)]), PolicySet::compile(&home, []));
    ///
    /// // Who has signed in at Cognito publishes only where both sides allow it; deleting a connection is up to IAM alone.
    /// let facts = Facts { principal: PrincipalKind::CognitoAuthenticated, ..Facts::default() };
    /// let policies = PoliciesBySide { iam: &some, iot: &none };
    /// let decide = |action, resource| policies.decide(&facts, Plane::Data, action, resource, &Switches::default());
    /// assert_eq!(decide(Action::PUBLISH, Resource::topic("a")), Outcome::ImplicitDeny);
    /// assert_eq!(decide(Action::DELETE_CONNECTION, Resource::client("a")), Outcome::Allowed);
    /// # Ok::<(), touchstone_policy::PolicyError>(())
    /// ```
    #[must_use]
    pub fn decide(
        &self,
        facts: &Facts,
        plane: Plane,
        action: Action<'_>,
        resource: Resource<'_>,
        switches: &Switches,
    ) -> Outcome {
        let of = |side| {
            let mut values = facts.values(side, switches);
            //= POL-VAR-42
            //= POL-VAR-43
            if action != Action::CONNECT {
                (values.connect_attributes, values.last_will_topic) = (None, None);
            }
            match side {
                Side::Iam => self.iam.decide(action, resource, &values),
                //= POL-OP-05
                Side::Iot => self.iot.decide_device_job(action, resource, &values, switches),
            }
        };
        match facts.principal.sides(plane, action) {
            Some(Sides::One(side)) => of(side),
            Some(Sides::Both) => Outcome::of_all([of(Side::Iam), of(Side::Iot)]),
            None => Outcome::ImplicitDeny,
        }
    }
}

/// The seven actions for which an authenticated Cognito identity needs AWS IoT Core policies as well.
fn asks_both(action: Action<'_>) -> bool {
    [
        Action::CONNECT,
        Action::PUBLISH,
        Action::SUBSCRIBE,
        Action::RECEIVE,
        Action::GET_THING_SHADOW,
        Action::UPDATE_THING_SHADOW,
        Action::DELETE_THING_SHADOW,
    ]
    .contains(&action)
}
