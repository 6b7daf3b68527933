//! How a world comes to be on somebody else's endpoint: it is there already, or a program makes it.

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use touchstone_client::{Identity, TlsError};
use touchstone_scenario::WorldChange;

use super::ALL;
use super::clean::CLEANER;
use super::program::Program;
use super::request::{self, Answer, Shown};
use super::tls::{self, Door, Entrance};
use crate::{Cast, PrincipalCast, SetupError};

/// Who makes the world of a case.
#[derive(Debug)]
pub(super) enum Provisioning {
    /// It is there: these certificates with what they may do.
    Static(BTreeMap<String, Standing>),
    /// A program makes it, anew for each case.
    Command(Program),
}

/// A certificate that the endpoint knows, with what it may do there.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) identity: Identity,
    pub(super) policies: Vec<String>,
    pub(super) thing: Option<String>,
}

/// The certificates of a world, where there are any.
#[derive(Debug, Default)]
pub(super) struct Provided {
    /// In the order of the cast's principals.
    pub(super) principals: Vec<Option<Identity>>,
    /// Of whoever cleans after the case.
    pub(super) cleaner: Option<Identity>,
}

impl Provisioning {
    /// Makes the world of a case, or sees whether what is there is that world. `certified` says whether each principal
    /// must come with a certificate.
    ///
    /// # Errors
    /// When the target cannot have that world, or the program does not make it.
    pub(super) fn provide(&self, cast: &Cast, certified: bool) -> Result<Provided, SetupError> {
        match self {
            Self::Static(table) => {
                let principals = cast.principals.iter().map(|principal| standing(table, principal));
                let principals = principals.collect::<Result<_, _>>()?;
                let cleaner = table.values().find(|it| it.policies == [ALL]).map(|it| copy(&it.identity));
                Ok(Provided { principals, cleaner })
            }
            Self::Command(program) => {
                let operation = "provision";
                let shown = ask(program, operation, request::provision(cast))?;
                let provided =
                    if certified { identities(cast, &shown, &program.folder) } else { Ok(Provided::default()) };
                provided.map_err(|what| program.fault(operation, &what))
            }
        }
    }

    /// Changes the world in the middle of a case.
    ///
    /// # Errors
    /// When the target cannot do it, or the program fails.
    pub(super) fn change(&self, cast: &Cast, change: &WorldChange) -> Result<(), SetupError> {
        let Self::Command(program) = self else {
            let reason = "the target's policies cannot be changed from here: its provisioning is `static`";
            return Err(SetupError::Unsupported(reason.to_owned()));
        };
        let Some(principal) = cast.principals.get(change.principal) else {
            return Err(SetupError::World("the case changes a client it does not have".to_owned()));
        };
        let (operation, request) = request::change(cast, &principal.name, &change.to);
        ask(program, operation, request).map(drop)
    }

    /// Sees whether every certificate that the file lists can be shown at an endpoint.
    ///
    /// # Errors
    /// The first that cannot, by its name.
    pub(super) fn try_on(&self, door: &Door) -> Result<(), (&str, TlsError)> {
        let Self::Static(table) = self else { return Ok(()) };
        table.iter().try_for_each(|(name, standing)| {
            let tried = Entrance::new(door, &[], Some(&standing.identity));
            tried.map(drop).map_err(|(_, error)| (name.as_str(), error))
        })
    }

    /// Tells a program that nothing more is asked of it.
    pub(super) fn end(&self) {
        if let Self::Command(program) = self {
            // Nobody is left to be told.
            drop(ask(program, "end", request::end()));
        }
    }
}

/// Asks a program and takes its answer apart.
fn ask(program: &Program, operation: &'static str, request: Vec<u8>) -> Result<BTreeMap<String, Shown>, SetupError> {
    let said = program.ask(operation, request)?;
    match request::answer(&said).map_err(|what| program.fault(operation, &what))? {
        Answer::Done { principals } => Ok(principals),
        Answer::Unsupported { reason } => {
            Err(SetupError::Unsupported(format!("the target cannot `{operation}`: {reason}")))
        }
    }
}

/// The certificates that an answer holds: one for each principal and one for the cleaner.
fn identities(cast: &Cast, shown: &BTreeMap<String, Shown>, folder: &Path) -> Result<Provided, String> {
    let identity = |name: &str| {
        let Some(Shown { certificate, key }) = shown.get(name) else {
            let found: Vec<&str> = shown.keys().map(String::as_str).collect();
            let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
            return Err(format!("expected `principals` to hold `{name}`, found {found}"));
        };
        tls::identity(folder, certificate, key).map_err(|what| format!("`{name}`: {what}"))
    };
    let known = |name: &String| name == CLEANER || cast.principals.iter().any(|principal| principal.name == *name);
    if let Some(stranger) = shown.keys().find(|name| !known(name)) {
        let names: Vec<&str> = cast.principals.iter().map(|principal| principal.name.as_str()).collect();
        return Err(format!("expected only {} and {CLEANER} in `principals`, found `{stranger}`", names.join(", ")));
    }
    let principals = cast.principals.iter().map(|principal| identity(&principal.name).map(Some));
    Ok(Provided { principals: principals.collect::<Result<_, _>>()?, cleaner: Some(identity(CLEANER)?) })
}

/// The certificate of a principal, when what it may do there is what the case wants. One that is not listed is taken to
/// share the endpoint's own certificate, which may do everything.
fn standing(table: &BTreeMap<String, Standing>, wanted: &PrincipalCast) -> Result<Option<Identity>, SetupError> {
    let mut policies: Vec<&str> = wanted.policies.iter().map(|(name, _)| name.as_str()).collect();
    policies.sort_unstable();
    let found = table.get(&wanted.name);
    let unsupported = |found: String| {
        let (name, wanted) = (&wanted.name, policies.join(", "));
        Err(SetupError::Unsupported(format!("the target file has no `{name}` with policy {wanted}: {found}")))
    };
    let Some(found) = found else {
        return if policies == [ALL] { Ok(None) } else { unsupported("it does not list it".to_owned()) };
    };
    let mut has: Vec<&str> = found.policies.iter().map(String::as_str).collect();
    has.sort_unstable();
    if has != policies {
        return unsupported(format!("it has policy {}", has.join(", ")));
    }
    if found.thing != wanted.thing {
        let words = |thing: &Option<String>| thing.as_ref().map_or("no thing".to_owned(), |it| format!("thing `{it}`"));
        return unsupported(format!("it has {}, and the case wants {}", words(&found.thing), words(&wanted.thing)));
    }
    Ok(Some(copy(&found.identity)))
}

fn copy(identity: &Identity) -> Identity {
    Identity { chain: identity.chain.clone(), key: identity.key.clone_key() }
}
