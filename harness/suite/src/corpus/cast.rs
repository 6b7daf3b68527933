//! From a case to its cast: accounts, principals and authorizers with the texts behind their names.

use std::collections::BTreeMap;

use touchstone_scenario::{Act, Authorizer, Case, ChangeTo, Client, Finding, Located, Place, Scalar, Step, Thing};
use touchstone_vocabulary::{AccountId, AccountNumber, Region};

use super::Shelf;
use crate::{AccountCast, AuthorizerCast, Cast, PrincipalCast};

/// The number of the first account; further ones count up from it.
const FIRST_ACCOUNT: u64 = 123_456_789_012;
const REGION: &str = "us-east-1";
/// The name of the first account.
const MAIN: &str = "main";

/// The cast of a case, its seed still zero.
///
/// # Errors
/// When a name stands for no text.
pub(super) fn cast(case: &Case, shelf: &Shelf) -> Result<Cast, Finding> {
    let names = account_names(case);
    let mut accounts = Vec::new();
    for (index, name) in names.iter().enumerate() {
        accounts.push(account(case, shelf, index, name)?);
    }
    let mut principals = Vec::new();
    for client in case.clients.iter().filter(|client| client.authorizer.is_none()) {
        principals.push(principal(client, &names, shelf)?);
    }
    let mut client_ids: Vec<String> = case.clients.iter().map(|client| client.id.clone()).collect();
    client_ids.sort();
    client_ids.dedup();
    Ok(Cast { case: case.id.clone(), seed: 0, accounts, principals, client_ids })
}

/// The text of every policy that the case may attach.
pub(super) fn policies(case: &Case, shelf: &Shelf) -> BTreeMap<String, String> {
    let mut names: Vec<&str> =
        case.clients.iter().flat_map(|client| client.policies.iter().map(|policy| policy.value.as_str())).collect();
    changed(&case.steps, &mut names);
    let text = |name: &str| shelf.policies.get(name).map(|text| (name.to_owned(), text.clone()));
    names.into_iter().filter_map(text).collect()
}

fn changed<'a>(steps: &'a [Step], names: &mut Vec<&'a str>) {
    for step in steps {
        match &step.act {
            Act::Change(change) => match &change.to {
                ChangeTo::Policies(policies) => names.extend(policies.iter().map(|policy| policy.value.as_str())),
                ChangeTo::Attach(policy) | ChangeTo::Detach(policy) => names.push(&policy.value),
                ChangeTo::Certificate(_) => {}
            },
            act => changed(act.inside(), names),
        }
    }
}

/// The first account, then those the world declares; a client cannot live in any other.
fn account_names(case: &Case) -> Vec<String> {
    let declared = case.world.accounts.iter().map(|account| account.value.clone());
    [MAIN.to_owned()].into_iter().chain(declared).collect()
}

fn account(case: &Case, shelf: &Shelf, index: usize, name: &str) -> Result<AccountCast, Finding> {
    let here = Located { value: name.to_owned(), place: Place { line: 1, column: 1 } };
    let number = FIRST_ACCOUNT.saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
    let fault = |error: touchstone_vocabulary::NameError| finding(&here, error.to_string());
    let id = AccountId {
        number: AccountNumber::new(&number.to_string()).map_err(fault)?,
        region: Region::new(REGION).map_err(fault)?,
    };
    let first = index == 0;
    let mut authorizers = Vec::new();
    for authorizer in case.world.authorizers.iter().filter(|_| first) {
        authorizers.push(scripted(authorizer, shelf)?);
    }
    let settings = case.world.settings.iter().map(|(name, value)| (name.clone(), scalar(&value.value)));
    let things = case.world.things.iter().filter(|_| first).map(thing);
    Ok(AccountCast { name: name.to_owned(), id, authorizers, settings: settings.collect(), things: things.collect() })
}

fn scripted(authorizer: &Authorizer, shelf: &Shelf) -> Result<AuthorizerCast, Finding> {
    let answer = shelf.authorizers.get(&authorizer.answers.value).cloned();
    let answer = answer.ok_or_else(|| {
        finding(&authorizer.answers, format!("no file `authorizers/{}` holds an answer", authorizer.answers.value))
    })?;
    Ok(AuthorizerCast { name: authorizer.name.value.clone(), answer, after: authorizer.after })
}

fn principal(client: &Client, accounts: &[String], shelf: &Shelf) -> Result<PrincipalCast, Finding> {
    let mut policies = Vec::new();
    for policy in &client.policies {
        let text = shelf.policies.get(&policy.value);
        let text = text.ok_or_else(|| finding(policy, format!("no file `policies/{}.json` exists", policy.value)))?;
        policies.push((policy.value.clone(), text.clone()));
    }
    let account = client.account.as_ref().and_then(|account| accounts.iter().position(|name| *name == account.value));
    Ok(PrincipalCast {
        name: client.name.value.clone(),
        account: account.unwrap_or(0),
        policies,
        thing: client.thing.as_ref().map(|thing| thing.value.clone()),
    })
}

fn thing(thing: &Thing) -> (String, Vec<(String, String)>) {
    let attributes = thing.attributes.iter().map(|(name, value)| (name.clone(), value.clone()));
    (thing.name.value.clone(), attributes.collect())
}

fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Text(value) => value.clone(),
    }
}

fn finding<T>(at: &Located<T>, message: String) -> Finding {
    Finding { place: at.place, message }
}
