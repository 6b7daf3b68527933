//! Target files: strict YAML, every key known, errors with line and column.

mod divergences;
mod forms;
mod schema;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::{Location, Spanned};
use thiserror::Error as ThisError;
use touchstone_client::Address;
use touchstone_scenario::Capability;
use touchstone_vocabulary::Span;

use super::program::Program;
use super::provisioning::{Provisioning, Standing};
use super::tls::{self, Door, DoorTls, Use};
use crate::catalogue::located;
use crate::files::{self, FileError};
use crate::{Isolation, Judge, Profile};
pub use schema::target_schema;

/// Why a target file cannot be used.
#[derive(Debug, ThisError)]
pub enum TargetFileError {
    /// It cannot be read, or is of another form.
    #[error(transparent)]
    File(#[from] FileError),
    /// A certificate does not fit its key or cannot be used.
    #[error("{path}: {reason}", path = path.display())]
    Tls {
        /// Of which target file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// No endpoint.
    #[error("`{found}` is no endpoint; write `host:port`")]
    Endpoint {
        /// What was written.
        found: String,
    },
}

/// What a target file says, with what it names read.
pub(super) struct TargetFile {
    pub(super) profile: Profile,
    pub(super) data: Door,
    pub(super) https: Option<Door>,
    pub(super) provisioning: Provisioning,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "target")]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    #[expect(dead_code, reason = "the only kind so far; another word is an error")]
    kind: Kind,
    #[schemars(with = "Endpoint")]
    endpoint: Spanned<Endpoint>,
    #[schemars(with = "Option<Endpoint>")]
    https: Option<Spanned<Endpoint>>,
    #[serde(default)]
    #[schemars(with = "Vec<Word>")]
    capabilities: Vec<Spanned<Word>>,
    isolation: IsolationWord,
    #[serde(default)]
    judge: JudgeWord,
    patience: Length,
    #[schemars(with = "ProvisioningWritten")]
    provisioning: Spanned<ProvisioningWritten>,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, StandingWritten>")]
    principals: BTreeMap<String, Spanned<StandingWritten>>,
    #[serde(default)]
    divergences: Vec<divergences::Written>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Remote,
}

/// `serial` alone: nobody makes accounts on an endpoint that is there already.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum IsolationWord {
    Serial,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum JudgeWord {
    #[default]
    Live,
    Ref,
}

/// `static`, or a mapping.
enum ProvisioningWritten {
    Static,
    Command(CommandWritten),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CommandWritten {
    command: Vec<String>,
    within: Length,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StandingWritten {
    certificate: String,
    key: String,
    #[serde(default = "all")]
    policies: Vec<String>,
    thing: Option<String>,
}

fn all() -> Vec<String> {
    vec!["all".to_owned()]
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    host: String,
    port: u16,
    tls: TlsWritten,
}

/// `none`, or a mapping.
enum TlsWritten {
    None,
    Tls(Box<TlsMapping>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TlsMapping {
    ca: String,
    certificate: Option<String>,
    key: Option<String>,
    #[serde(default)]
    alpn: Vec<String>,
    #[serde(rename = "server name")]
    server_name: Option<String>,
}

/// A capability by its word.
struct Word(Capability);

/// A length of time such as `2s`.
struct Length(Span);

/// What no endpoint can do that is reached over sockets alone, each with the reason.
const NEVER: [(Capability, &str); 3] = [
    (Capability::Clock, "nobody moves the clock of a remote target"),
    (Capability::Accounts, "a remote target has one account"),
    (Capability::Logs, "nobody reads the log of a remote target"),
];

/// Reads a target file and what it names.
pub(super) fn read(path: &Path) -> Result<TargetFile, TargetFileError> {
    let text = files::read(path)?;
    Ok(understood(path, &text).map_err(|message| files::malformed(path, message))?)
}

/// Understands the text of a target file; a fault begins with line and column.
fn understood(path: &Path, text: &str) -> Result<TargetFile, String> {
    let written: Written = serde_saphyr::from_str(text).map_err(|error| located(&error))?;
    check_capabilities(&written)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let provisioning = provisioning(&written, path, folder)?;
    let data = door(folder, Use::Mqtt, written.endpoint)?;
    let https = written.https.map(|endpoint| door(folder, Use::Https, endpoint)).transpose()?;
    let divergences = divergences::read(written.divergences)?;
    let profile = Profile {
        name: written.name,
        judge: match written.judge {
            JudgeWord::Live => Judge::Live,
            JudgeWord::Ref => Judge::Reference,
        },
        capabilities: written.capabilities.iter().map(|word| word.value.0).collect(),
        isolation: match written.isolation {
            IsolationWord::Serial => Isolation::Serial,
        },
        patience: written.patience.0,
        sequence: crate::Sequence::PerConnection,
        divergences,
    };
    Ok(TargetFile { profile, data, https, provisioning })
}

/// A capability that is claimed must be one that the rest of the file makes possible.
fn check_capabilities(written: &Written) -> Result<(), String> {
    for word in &written.capabilities {
        let capability = word.value.0;
        let never = NEVER.iter().find(|(never, _)| *never == capability).map(|(_, reason)| *reason);
        let lacking = match capability {
            Capability::Https | Capability::RetainedHttp if written.https.is_none() => {
                Some("it needs an endpoint under `https`")
            }
            Capability::PolicyChange if matches!(written.provisioning.value, ProvisioningWritten::Static) => {
                Some("it needs a command under `provisioning`")
            }
            _ => never,
        };
        if let Some(reason) = lacking {
            let message = format!("`{}` cannot be claimed: {reason}", capability.word());
            return Err(at(&word.referenced, &message));
        }
    }
    Ok(())
}

fn provisioning(written: &Written, path: &Path, folder: &Path) -> Result<Provisioning, String> {
    let ProvisioningWritten::Command(command) = &written.provisioning.value else {
        let table = written.principals.iter().map(|(name, it)| Ok((name.clone(), standing(written, folder, it)?)));
        return table.collect::<Result<_, _>>().map(Provisioning::Static);
    };
    if let Some(first) = written.principals.values().next() {
        let message = "`principals` belongs to `provisioning: static`; a command answers with them";
        return Err(at(&first.referenced, message));
    }
    let place = &written.provisioning.referenced;
    let Some((program, arguments)) = command.command.split_first().filter(|(program, _)| !program.is_empty()) else {
        return Err(at(place, "expected a program in `command`, found none"));
    };
    // A bare name is looked up as a shell does; a path is one from the target file's folder.
    let here = program.contains(std::path::MAIN_SEPARATOR);
    let absolute = std::path::absolute(folder).map_err(|error| at(place, &error.to_string()))?;
    Ok(Provisioning::Command(Program {
        named_at: format!("{}:{}", path.display(), place.line()),
        program: if here { absolute.join(program) } else { program.into() },
        arguments: arguments.to_vec(),
        folder: absolute,
        within: super::duration(command.within.0),
    }))
}

fn standing(written: &Written, folder: &Path, it: &Spanned<StandingWritten>) -> Result<Standing, String> {
    let fault = |message: &str| at(&it.referenced, message);
    if matches!(written.endpoint.value.tls, TlsWritten::None) {
        return Err(fault("`principals` have certificates, and the endpoint has `tls: none`"));
    }
    let StandingWritten { certificate, key, policies, thing } = &it.value;
    let identity = tls::identity(folder, certificate, key).map_err(|message| fault(&message))?;
    Ok(Standing { identity, policies: policies.clone(), thing: thing.clone() })
}

fn door(folder: &Path, use_of: Use, written: Spanned<Endpoint>) -> Result<Door, String> {
    let fault = |message: String| at(&written.referenced, &message);
    let Endpoint { host, port, tls } = written.value;
    let tls = match tls {
        TlsWritten::None => None,
        TlsWritten::Tls(tls) => Some(DoorTls {
            authorities: tls::certificates(folder, &tls.ca).map_err(fault)?,
            identity: match (&tls.certificate, &tls.key) {
                (Some(certificate), Some(key)) => Some(tls::identity(folder, certificate, key).map_err(fault)?),
                (None, None) => None,
                (Some(_), None) => return Err(fault("expected a `key` beside `certificate`, found none".to_owned())),
                (None, Some(_)) => return Err(fault("expected a `certificate` beside `key`, found none".to_owned())),
            },
            alpn: tls.alpn,
            server_name: tls.server_name.unwrap_or_else(|| host.clone()),
        }),
    };
    Ok(Door { use_of, address: Address { host, port }, tls })
}

/// A message after its line and column.
fn at(place: &Location, message: &str) -> String {
    format!("{}:{}: {message}", place.line(), place.column())
}
