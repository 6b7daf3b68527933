//! From an account file and a folder to an account whose world is complete.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow, bail};
use touchstone_account::{
    Account, Answer, AuthorizerScript, Caller, Configuration, Input, Machine, Operation, Output, RequestId,
};
use touchstone_policy::Policy;
use touchstone_scenario::{AccountFile, Located, Place, Principal, World, parse_world};
use touchstone_vocabulary::{
    AccountId, AccountNumber, AuthorizerName, CertificateId, PolicyName, Region, ThingName, Time,
};

use super::folder::Folder;
use super::shelf::{ALL, ALLOW_ALL, File, Shelf};
use crate::fault::{fault, faults, flaw};
use crate::settings;

/// The account that is served; policies are written for it.
const NUMBER: &str = "123456789012";
const REGION: &str = "us-east-1";

/// The world of a server that is given none: two clients that may do everything.
const DEFAULT_WORLD: &str = "clients: { subscriber: {}, publisher: {} }\n";

/// An account with its world.
#[derive(Debug)]
pub struct Served {
    /// The account.
    pub account: Account,
    /// What its custom authorizers answer.
    pub scripts: BTreeMap<AuthorizerName, AuthorizerScript>,
    /// Who may connect, those of the account file first.
    pub clients: Vec<ServedClient>,
}

/// The holder of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedClient {
    /// Its name in the folder.
    pub name: String,
    /// The id of its certificate.
    pub certificate: CertificateId,
    /// The names of its policies.
    pub policies: Vec<String>,
    /// Whether one of them is the built-in one that allows everything.
    pub allowed_all: bool,
}

impl Served {
    /// The account number and Region that policies name.
    #[must_use]
    pub const fn id() -> (&'static str, &'static str) {
        (NUMBER, REGION)
    }
}

/// Reads the account file, or takes the default world, adds the clients that were issued on their own, and makes the
/// account. Certificates that are missing are issued.
///
/// # Errors
/// When a file cannot be read or is wrong; then with its path, line and column.
pub fn load(folder: &Folder, world: Option<&Path>) -> Result<Served> {
    let mut draft = Draft::new(folder)?;
    match world {
        Some(path) => {
            let beside = path.parent().unwrap_or_else(|| Path::new(""));
            draft.add(&File::read(path)?, &Shelf::read(beside)?)?;
        }
        None => draft.add(
            &File { path: "the default world".into(), text: DEFAULT_WORLD.to_owned() },
            &Shelf::read(folder.path())?,
        )?,
    }
    let issued = Shelf::read(folder.path())?;
    for record in folder.records()? {
        draft.add(&record, &issued)?;
    }
    draft.finish()
}

/// An account that is being put together.
struct Draft<'f> {
    folder: &'f Folder,
    configuration: Configuration,
    scripts: BTreeMap<AuthorizerName, AuthorizerScript>,
    things: BTreeMap<ThingName, Vec<(String, String)>>,
    policies: BTreeMap<PolicyName, File>,
    clients: Vec<ServedClient>,
    /// Registrations and attachments, which come after what they name.
    attachments: Vec<Operation>,
}

impl<'f> Draft<'f> {
    fn new(folder: &'f Folder) -> Result<Self> {
        let id = AccountId { number: AccountNumber::new(NUMBER)?, region: Region::new(REGION)? };
        let seed = u64::try_from(now().millis()).unwrap_or_default();
        Ok(Self {
            folder,
            configuration: Configuration::new(id, seed),
            scripts: BTreeMap::new(),
            things: BTreeMap::new(),
            policies: BTreeMap::new(),
            clients: Vec::new(),
            attachments: Vec::new(),
        })
    }

    fn add(&mut self, file: &File, shelf: &Shelf) -> Result<()> {
        let read = parse_world(&file.text, &shelf.words());
        let AccountFile { world, principals } = read.map_err(|found| faults(&file.path, &file.text, &found))?;
        self.add_world(&world, file, shelf)?;
        for principal in &principals {
            // The account file comes first, and its word holds.
            if !self.clients.iter().any(|known| known.name == principal.name.value) {
                self.add_principal(principal, file, shelf)?;
            }
        }
        Ok(())
    }

    fn add_world(&mut self, world: &World, file: &File, shelf: &Shelf) -> Result<()> {
        let wrong = |at: &Located<String>, message: String| fault(&file.path, &file.text, at.place, message);
        if let Some(account) = world.accounts.first() {
            return Err(wrong(account, "one account is served; further ones are for scenarios".to_owned()));
        }
        for (name, value) in &world.settings {
            let applied = settings::apply(&mut self.configuration, name, &settings::written(&value.value));
            applied.map_err(|message| fault(&file.path, &file.text, value.place, message))?;
        }
        for thing in &world.things {
            let name = ThingName::new(&thing.name.value).map_err(|error| wrong(&thing.name, error.to_string()))?;
            if !thing.groups.is_empty() {
                return Err(wrong(&thing.name, "groups of things are not served yet".to_owned()));
            }
            self.things.insert(name, thing.attributes.clone().into_iter().collect());
        }
        for authorizer in &world.authorizers {
            let at = &authorizer.name;
            let name = AuthorizerName::new(&at.value).map_err(|error| wrong(at, error.to_string()))?;
            let answers = &authorizer.answers;
            let missing = || wrong(answers, format!("no file `authorizers/{}` holds an answer", answers.value));
            let answer = shelf.authorizer(&answers.value).ok_or_else(missing)?;
            serde_json::from_str::<serde_json::Value>(&answer.text).map_err(|error| no_json(answer, &error))?;
            self.scripts.insert(name, AuthorizerScript::new(&answer.text, authorizer.after));
        }
        Ok(())
    }

    fn add_principal(&mut self, principal: &Principal, file: &File, shelf: &Shelf) -> Result<()> {
        let wrong = |at: &Located<String>, message: String| fault(&file.path, &file.text, at.place, message);
        let Principal { name, policies, things } = principal;
        let certificate = self.folder.client(&name.value).map_err(|error| wrong(name, format!("{error:#}")))?;
        self.attachments.push(Operation::RegisterCertificate { certificate: certificate.clone() });
        let mut allowed_all = false;
        for at in policies {
            let policy = PolicyName::new(&at.value).map_err(|error| wrong(at, error.to_string()))?;
            let missing = || wrong(at, format!("no file `policies/{}.json` exists", at.value));
            let document = shelf.policy(&at.value).ok_or_else(missing)?;
            allowed_all |= at.value == ALL && document.text == ALLOW_ALL;
            self.add_policy(&policy, document)?;
            self.attachments.push(Operation::AttachPolicy { policy, certificate: certificate.clone() });
        }
        for at in things {
            let thing = ThingName::new(&at.value).map_err(|error| wrong(at, error.to_string()))?;
            self.things.entry(thing.clone()).or_default();
            self.attachments.push(Operation::AttachThing { thing, certificate: certificate.clone() });
        }
        let policies = policies.iter().map(|policy| policy.value.clone()).collect();
        self.clients.push(ServedClient { name: name.value.clone(), certificate, policies, allowed_all });
        Ok(())
    }

    fn add_policy(&mut self, name: &PolicyName, document: &File) -> Result<()> {
        Policy::parse(&document.text).map_err(|error| flaw(&document.path, &document.text, &error))?;
        match self.policies.get(name) {
            Some(other) if other.text != document.text => bail!(
                "the policy `{name}` is {} as well as {}, which differ: rename one",
                other.path.display(),
                document.path.display()
            ),
            Some(_) => {}
            None => {
                self.policies.insert(name.clone(), document.clone());
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Served> {
        let things = self.things.into_iter().map(|(name, attributes)| Operation::PutThing { name, attributes });
        let policies = self.policies.into_iter().map(|(name, file)| Operation::PutPolicy { name, document: file.text });
        let authorizers = self.scripts.keys().map(|name| Operation::PutAuthorizer { name: name.clone() });
        let operations: Vec<Operation> = things.chain(policies).chain(authorizers).chain(self.attachments).collect();
        let mut account = Account::new(self.configuration);
        for operation in operations {
            operate(&mut account, operation)?;
        }
        Ok(Served { account, scripts: self.scripts, clients: self.clients })
    }
}

/// A file that is no JSON.
fn no_json(file: &File, error: &serde_json::Error) -> anyhow::Error {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let place = Place { line: number(error.line()), column: number(error.column().max(1)) };
    let message = error.to_string();
    let why = message.split(" at line ").next().unwrap_or_default();
    fault(&file.path, &file.text, place, format!("this is no JSON: {why}"))
}

/// Changes an account's world before anybody can reach it.
fn operate(account: &mut Account, operation: Operation) -> Result<()> {
    let request = RequestId(0);
    account.handle(now(), Input::Operated { request, caller: Caller::Owner, operation });
    while let Some(output) = account.poll_output() {
        if let Output::Answer(_, Answer::Operation(Err(error))) = output {
            return Err(anyhow!(error.message)).context("the world cannot be made");
        }
    }
    Ok(())
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
