//! From the cast of a case to an account that has it: the same for the simulation and for loopback.

use std::collections::BTreeMap;

use touchstone_account::driver::{Driver, Wire};
use touchstone_account::{
    Account, Answer, AuthorizerScript, Caller, CertificateStatus, Configuration, LogRecord, Machine, Operation,
};
use touchstone_scenario::PrincipalChange;
use touchstone_suite::{AccountCast, Cast, SetupError};
use touchstone_vocabulary::{AuthorizerName, CertificateId, PolicyName, ThingName, Time};

use crate::pool::Pool;
use crate::settings;

/// The account number and Region that policies in `scenarios/policies/` are written for.
const PLACEHOLDER: (&str, &str) = ("123456789012", "us-east-1");

/// An account of a case before its first input, and what makes its world.
pub(crate) struct Provisioned {
    pub(crate) account: Account,
    pub(crate) operations: Vec<Operation>,
    pub(crate) scripts: BTreeMap<AuthorizerName, AuthorizerScript>,
}

/// Makes one account of a cast ready.
pub(crate) fn account(cast: &Cast, index: usize, pool: &Pool) -> Result<Provisioned, SetupError> {
    let wanted = cast.accounts.get(index).ok_or_else(|| fault("the case names an account it does not have"))?;
    let mut configuration = Configuration::new(wanted.id.clone(), cast.seed.wrapping_add(index as u64));
    for (name, value) in &wanted.settings {
        settings::apply(&mut configuration, name, value).map_err(SetupError::World)?;
    }
    let mut operations = Vec::new();
    for (name, attributes) in &wanted.things {
        operations.push(Operation::PutThing { name: thing(name)?, attributes: attributes.clone() });
    }
    let mut scripts = BTreeMap::new();
    for authorizer in &wanted.authorizers {
        let name = AuthorizerName::new(&authorizer.name).map_err(|error| fault(&error.to_string()))?;
        operations.push(Operation::PutAuthorizer { name: name.clone() });
        scripts.insert(name, AuthorizerScript::new(&at_home(&authorizer.answer, wanted), authorizer.after));
    }
    principals(cast, index, pool, wanted, &mut operations)?;
    Ok(Provisioned { account: Account::new(configuration), operations, scripts })
}

/// Registers the certificates of an account's principals and attaches what they have.
fn principals(
    cast: &Cast,
    account: usize,
    pool: &Pool,
    home: &AccountCast,
    operations: &mut Vec<Operation>,
) -> Result<(), SetupError> {
    let mine = cast.principals.iter().enumerate().filter(|(_, principal)| principal.account == account);
    for (number, principal) in mine {
        let certificate = certificate(pool, number)?;
        operations.push(Operation::RegisterCertificate { certificate: certificate.clone() });
        for (name, document) in &principal.policies {
            attach(&certificate, name, document, home, operations)?;
        }
        if let Some(name) = &principal.thing {
            let thing = thing(name)?;
            if !home.things.iter().any(|(known, _)| known == name) {
                operations.push(Operation::PutThing { name: thing.clone(), attributes: Vec::new() });
            }
            operations.push(Operation::AttachThing { thing, certificate: certificate.clone() });
        }
    }
    Ok(())
}

/// The operations that a change of a principal takes.
pub(crate) fn change(
    cast: &Cast,
    principal: usize,
    to: &PrincipalChange,
    pool: &Pool,
) -> Result<(usize, Vec<Operation>), SetupError> {
    let wanted = cast.principals.get(principal).ok_or_else(|| fault("the case changes a client it does not have"))?;
    let home = cast.accounts.get(wanted.account).ok_or_else(|| fault("the case names an account it does not have"))?;
    let certificate = certificate(pool, principal)?;
    let mut operations = Vec::new();
    match to {
        PrincipalChange::Attach { name, document } => attach(&certificate, name, document, home, &mut operations)?,
        PrincipalChange::Detach { name } => {
            operations.push(Operation::DetachPolicy { policy: policy(name)?, certificate });
        }
        PrincipalChange::Certificate { status } => {
            let status = match status.to_ascii_uppercase().as_str() {
                "ACTIVE" => CertificateStatus::Active,
                "INACTIVE" => CertificateStatus::Inactive,
                "REVOKED" => CertificateStatus::Revoked,
                other => return Err(fault(&format!("`{other}` is no certificate status"))),
            };
            operations.push(Operation::UpdateCertificate { certificate, status });
        }
    }
    Ok((wanted.account, operations))
}

/// The certificate id of a principal.
pub(crate) fn certificate(pool: &Pool, principal: usize) -> Result<CertificateId, SetupError> {
    pool.client(principal).map(|identity| identity.id.clone()).map_err(|error| fault(&error.to_string()))
}

fn attach(
    certificate: &CertificateId,
    name: &str,
    document: &str,
    home: &AccountCast,
    operations: &mut Vec<Operation>,
) -> Result<(), SetupError> {
    let name = policy(name)?;
    operations.push(Operation::PutPolicy { name: name.clone(), document: at_home(document, home) });
    operations.push(Operation::AttachPolicy { policy: name, certificate: certificate.clone() });
    Ok(())
}

/// A document with the placeholder account and Region replaced by the account's own.
fn at_home(document: &str, home: &AccountCast) -> String {
    let (number, region) = PLACEHOLDER;
    let placeholder = format!(":{region}:{number}:");
    document.replace(&placeholder, &format!(":{}:{}:", home.id.region, home.id.number))
}

fn policy(name: &str) -> Result<PolicyName, SetupError> {
    PolicyName::new(name).map_err(|error| fault(&error.to_string()))
}

fn thing(name: &str) -> Result<ThingName, SetupError> {
    ThingName::new(name).map_err(|error| fault(&error.to_string()))
}

/// A world that cannot be made.
pub(crate) fn fault(reason: &str) -> SetupError {
    SetupError::World(reason.to_owned())
}

/// Does one operation and looks at its answer.
pub(crate) fn operate<M: Machine, W: Wire>(
    driver: &mut Driver<M, W>,
    now: Time,
    operation: Operation,
) -> Result<(), SetupError> {
    let request = driver.operated(now, Caller::Owner, operation);
    let answers = driver.take_answers();
    match answers.into_iter().find(|(answered, _)| *answered == request) {
        Some((_, Answer::Operation(Err(error)))) => Err(fault(&error.message)),
        Some(_) | None => Ok(()),
    }
}

/// The host name of the nth account of a case; the first is reached as `localhost`.
pub(crate) fn host_name(account: usize) -> String {
    if account == 0 { "localhost".to_owned() } else { format!("account-{account}.localhost") }
}

/// A log record on one line.
pub(crate) fn log_line(record: &LogRecord) -> String {
    let mut line = format!("{} {}", record.event, if record.failure { "Failure" } else { "Success" });
    let more = [
        ("clientId", record.client.as_ref().map(|client| client.as_str())),
        ("topicName", record.topic.as_deref()),
        ("reason", record.reason),
        ("details", record.details.as_deref()),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            line.push_str(&format!(" {name}={value}"));
        }
    }
    line
}
