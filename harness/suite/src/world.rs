//! The cast of a case: its accounts, principals and authorizers as values that a target can provision.

use touchstone_vocabulary::{AccountId, Span};

/// Everything that must exist before the first step of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// The case's id, for messages.
    pub case: String,
    /// From which all identifiers of the case follow.
    pub seed: u64,
    /// The accounts; the first is where clients live unless they say otherwise.
    pub accounts: Vec<AccountCast>,
    /// The principals, one for each client that shows a certificate.
    pub principals: Vec<PrincipalCast>,
    /// Client ids that the case uses, for cleaning up on targets that are shared.
    pub client_ids: Vec<String>,
}

/// One account of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCast {
    /// Its name in the scenario; `main` is the first.
    pub name: String,
    /// Number and Region.
    pub id: AccountId,
    /// Scripted custom authorizers.
    pub authorizers: Vec<AuthorizerCast>,
    /// Switches and limits by name, values as text.
    pub settings: Vec<(String, String)>,
    /// Things with their attributes.
    pub things: Vec<(String, Vec<(String, String)>)>,
}

/// One scripted authorizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizerCast {
    /// Its name.
    pub name: String,
    /// The JSON text it answers.
    pub answer: String,
    /// When it answers, on the case's clock.
    pub after: Span,
}

/// One principal: a client certificate with its policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalCast {
    /// The client's name in the scenario.
    pub name: String,
    /// Index of its account.
    pub account: usize,
    /// Policies by name, with their text.
    pub policies: Vec<(String, String)>,
    /// The thing the certificate is attached to.
    pub thing: Option<String>,
}
