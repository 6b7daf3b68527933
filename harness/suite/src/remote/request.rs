//! The JSON form of what a provisioning program is asked and of what it answers. `scenarios/targets/README.md` describes
//! it for those who write such a program.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_scenario::PrincipalChange;

use super::ALL;
use super::clean::CLEANER;
use crate::{AccountCast, Cast, PrincipalCast};

/// The version of the form; both sides write it.
pub(super) const SCHEMA_VERSION: u64 = 1;

/// What whoever cleans between cases may do: everything.
const ALLOW_ALL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}"#;

/// One request.
#[derive(Serialize)]
struct Request<'a> {
    schema_version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    #[serde(flatten)]
    operation: Operation<'a>,
}

#[derive(Serialize)]
#[serde(tag = "operation", rename_all = "lowercase")]
enum Operation<'a> {
    Provision { accounts: Vec<Account<'a>>, principals: Vec<Principal<'a>> },
    Attach { principal: &'a str, policy: Policy<'a> },
    Detach { principal: &'a str, policy: Policy<'a> },
    Certificate { principal: &'a str, status: &'a str },
    End,
}

#[derive(Serialize)]
struct Account<'a> {
    name: &'a str,
    number: String,
    region: String,
    settings: BTreeMap<&'a str, &'a str>,
    authorizers: Vec<Authorizer<'a>>,
    things: Vec<Thing<'a>>,
}

#[derive(Serialize)]
struct Authorizer<'a> {
    name: &'a str,
    answer: &'a str,
    after_ms: u64,
}

#[derive(Serialize)]
struct Thing<'a> {
    name: &'a str,
    attributes: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct Principal<'a> {
    name: &'a str,
    account: &'a str,
    policies: Vec<Policy<'a>>,
    thing: Option<&'a str>,
}

#[derive(Serialize)]
struct Policy<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
}

/// The whole world of a case; everything of the world before is to go.
pub(super) fn provision(cast: &Cast) -> Vec<u8> {
    let main = cast.accounts.first().map_or("main", |account| account.name.as_str());
    // A policy's name must not stand for two documents.
    let known = cast.principals.iter().flat_map(|it| &it.policies).find(|(name, _)| name == ALL);
    let all = Policy { name: ALL, document: Some(known.map_or(ALLOW_ALL, |(_, document)| document)) };
    let cleaner = Principal { name: CLEANER, account: main, policies: vec![all], thing: None };
    let principals = cast.principals.iter().map(|it| principal(it, cast)).chain([cleaner]).collect();
    let accounts = cast.accounts.iter().map(account).collect();
    bytes(Some(&cast.case), Operation::Provision { accounts, principals })
}

/// A change in the middle of a case: the operation's name, and the request.
pub(super) fn change(cast: &Cast, principal: &str, to: &PrincipalChange) -> (&'static str, Vec<u8>) {
    let (name, operation) = match to {
        PrincipalChange::Attach { name, document } => {
            ("attach", Operation::Attach { principal, policy: Policy { name, document: Some(document) } })
        }
        PrincipalChange::Detach { name } => {
            ("detach", Operation::Detach { principal, policy: Policy { name, document: None } })
        }
        PrincipalChange::Certificate { status } => ("certificate", Operation::Certificate { principal, status }),
    };
    (name, bytes(Some(&cast.case), operation))
}

/// The run is over.
pub(super) fn end() -> Vec<u8> {
    bytes(None, Operation::End)
}

fn bytes(case: Option<&str>, operation: Operation<'_>) -> Vec<u8> {
    let request = Request { schema_version: SCHEMA_VERSION, case, operation };
    // Texts and numbers under texts: nothing that JSON cannot hold.
    serde_json::to_vec(&request).unwrap_or_default()
}

fn principal<'a>(it: &'a PrincipalCast, cast: &'a Cast) -> Principal<'a> {
    let policy = |(name, document): &'a (String, String)| Policy { name, document: Some(document) };
    Principal {
        name: &it.name,
        account: cast.accounts.get(it.account).map_or("main", |account| account.name.as_str()),
        policies: it.policies.iter().map(policy).collect(),
        thing: it.thing.as_deref(),
    }
}

fn account(it: &AccountCast) -> Account<'_> {
    Account {
        name: &it.name,
        number: it.id.number.to_string(),
        region: it.id.region.to_string(),
        settings: texts(&it.settings),
        authorizers: it
            .authorizers
            .iter()
            .map(|it| Authorizer { name: &it.name, answer: &it.answer, after_ms: it.after.millis() })
            .collect(),
        things: it.things.iter().map(|(name, attributes)| Thing { name, attributes: texts(attributes) }).collect(),
    }
}

fn texts(pairs: &[(String, String)]) -> BTreeMap<&str, &str> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// What a program answered, understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is done, and in force.
    Done {
        /// What was made for each principal, by name.
        principals: BTreeMap<String, Shown>,
    },
    /// The target cannot have such a world.
    Unsupported {
        /// Why.
        reason: String,
    },
}

/// What a principal shows of itself: PEM, or a path from the folder of the target file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Shown {
    /// The certificate with what it was issued by.
    pub(super) certificate: String,
    /// Its private key.
    pub(super) key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema_version: u64,
    result: String,
    reason: Option<String>,
    #[serde(default)]
    principals: BTreeMap<String, Shown>,
}

/// Reads an answer.
///
/// # Errors
/// What was expected and what was found, with the line and column of the answer.
pub(super) fn answer(bytes: &[u8]) -> Result<Answer, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("expected a JSON object on standard output, found nothing".to_owned());
    }
    let written: Written = serde_json::from_slice(bytes).map_err(|error| {
        let message = error.to_string();
        let (line, column) = (error.line(), error.column());
        let again = format!(" at line {line} column {column}");
        let message = message.trim_end_matches(&again);
        format!("standard output:{line}:{column}: expected a JSON object as `scenarios/targets/README.md` says, found {message}")
    })?;
    if written.schema_version != SCHEMA_VERSION {
        let found = written.schema_version;
        return Err(format!("expected `schema_version` {SCHEMA_VERSION}, found {found}"));
    }
    match (written.result.as_str(), written.reason) {
        ("done", _) => Ok(Answer::Done { principals: written.principals }),
        ("unsupported", Some(reason)) if !reason.trim().is_empty() => Ok(Answer::Unsupported { reason }),
        ("unsupported", _) => Err("expected a `reason` beside `unsupported`, found none".to_owned()),
        (other, _) => Err(format!("expected `result` to be `done` or `unsupported`, found `{other}`")),
    }
}
