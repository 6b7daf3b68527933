//! Policies with a request that they nearly or just cover.
//!
//! A case is built backwards from what must come out close to the border: a few patterns are made, the statements are made
//! of those patterns and slight changes of them, the request's name is what one of the patterns covers, again slightly
//! changed now and then, and conditions are made of the values that the caller has.

mod callers;
mod conditions;
mod draft;
mod operations;
mod patterns;

use std::fmt;

use arbitrary::{Arbitrary, Result, Unstructured};
use touchstone_oracle::policy::{Caller, JobResourceCheck, Principal, Settings};

use self::draft::Draft;
pub use self::operations::OperationCase;
use self::patterns::Piece;
pub use self::patterns::nearly;
use crate::seed::stretched;

/// Policies in force and one request.
#[derive(Clone, Debug)]
pub struct PolicyCase {
    /// The documents.
    pub documents: Vec<Document>,
    /// The action that is asked for.
    pub action: String,
    /// The type of the resource, such as `topic`; `None` for the pseudo resource `*`.
    pub kind: Option<&'static str>,
    /// The name of the resource.
    pub name: String,
    /// Who asks.
    pub caller: Caller,
    /// The position of every switch.
    pub settings: Settings,
}

/// A document, and in what capacity it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What it is attached to.
    pub place: Place,
}

/// What a document is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A device policy of the principal, or of its custom authorizer.
    Principal,
    /// A device policy of a thing group.
    Group(&'static str),
    /// An IAM policy of the user or of the role.
    Identity,
    /// An IAM policy that bounds the identity.
    Boundary,
}

impl PolicyCase {
    /// The Region of every request.
    pub const REGION: &str = "eu-west-1";
    /// The account of every request.
    pub const ACCOUNT: &str = "123456789012";

    /// The case that follows from a seed.
    ///
    /// # Panics
    /// Never: the bytes suffice.
    #[must_use]
    pub fn of_seed(seed: u64) -> Self {
        Self::arbitrary(&mut Unstructured::new(&stretched(seed, 1024)))
            .unwrap_or_else(|_| unreachable!("choices fall back to the first when no bytes are left"))
    }

    /// The resource as an ARN, or `*`.
    #[must_use]
    pub fn arn(&self) -> String {
        match self.kind {
            None => "*".to_owned(),
            Some(kind) => Self::arn_of(kind, &self.name),
        }
    }

    /// The ARN of another resource.
    #[must_use]
    pub fn arn_of(kind: &str, name: &str) -> String {
        format!("arn:aws:iot:{}:{}:{kind}/{name}", Self::REGION, Self::ACCOUNT)
    }

    /// Slightly different names of the resource, one for each of its first characters.
    pub fn neighbours(&self) -> impl Iterator<Item = String> {
        self.name.char_indices().take(24).map(|(place, character)| {
            let other = if character == 'b' { 'a' } else { 'b' };
            let (before, after) = self.name.split_at(place);
            format!("{before}{other}{}", after.chars().skip(1).collect::<String>())
        })
    }
}

impl fmt::Display for PolicyCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "`{}` on `{}` for {:?} under {:?}", self.action, self.arn(), self.caller, self.settings)?;
        self.documents
            .iter()
            .try_for_each(|document| writeln!(f, "{} {:?}: {}", document.name, document.place, document.text))
    }
}

impl<'a> Arbitrary<'a> for PolicyCase {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let caller = callers::caller(u)?;
        let (action, kind) = *u.choose(ACTIONS)?;
        let made = patterns::several(u)?;
        let name = name(u, &made, &caller)?;
        let kind = if u.ratio(1, 40)? { None } else { Some(kind) };
        let kinds = [kind.unwrap_or("topic")];
        let documents = documents(Draft { u, action, kinds: &kinds, patterns: made, caller: &caller })?;
        let settings = settings(u)?;
        Ok(Self { documents, action: action.to_owned(), kind, name, caller, settings })
    }
}

/// What one of the patterns covers, slightly changed now and then.
fn name(u: &mut Unstructured<'_>, made: &[Vec<Piece>], caller: &Caller) -> Result<String> {
    let mut name = String::new();
    for piece in u.choose(made)? {
        name += &piece.filled(u, caller)?;
    }
    if u.ratio(1, 4)? { nearly(u, &name) } else { Ok(name) }
}

fn documents(mut draft: Draft<'_, '_>) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for place in places(draft.u, draft.caller.principal)? {
        let name = format!("number {}", documents.len());
        documents.push(Document { name, text: draft.document(place)?, place });
    }
    Ok(documents)
}

/// A position of each switch; without bytes that of the reference.
fn settings(u: &mut Unstructured<'_>) -> Result<Settings> {
    Ok(Settings {
        cert_index_base: *u.choose(&[0, 1])?,
        iot_prefix_job_actions: *u.choose(&[false, true])?,
        job_resource_check: *u.choose(&[JobResourceCheck::All, JobResourceCheck::Any])?,
    })
}

/// What the documents of a principal are attached to.
fn places(u: &mut Unstructured<'_>, principal: Principal) -> Result<Vec<Place>> {
    let mut places = match principal {
        Principal::Certificate | Principal::CustomAuthorizer => vec![Place::Principal],
        Principal::CognitoAuthenticated => vec![Place::Identity, Place::Principal],
        Principal::IamUser | Principal::CognitoUnauthenticated => vec![Place::Identity],
    };
    if u.ratio(1, 3)? {
        places.push(match principal {
            Principal::Certificate => *u.choose(&[Place::Principal, Place::Group("near"), Place::Group("far")])?,
            Principal::IamUser => *u.choose(&[Place::Identity, Place::Boundary])?,
            Principal::CustomAuthorizer | Principal::CognitoAuthenticated => Place::Principal,
            Principal::CognitoUnauthenticated => Place::Identity,
        });
    }
    Ok(places)
}

/// Actions, each with a type of resource that it is asked for.
const ACTIONS: &[(&str, &str)] = &[
    ("iot:Publish", "topic"),
    ("iot:Connect", "client"),
    ("iot:Subscribe", "topicfilter"),
    ("iot:Receive", "topic"),
    ("iot:RetainPublish", "topic"),
    ("iot:GetRetainedMessage", "topic"),
    ("iot:UpdateThingShadow", "thing"),
    ("iotjobsdata:UpdateJobExecution", "thing"),
    ("iotjobsdata:StartNextPendingJobExecution", "thing"),
    ("iot:AssumeRoleWithCertificate", "rolealias"),
    ("iot:CreateJob", "job"),
];
