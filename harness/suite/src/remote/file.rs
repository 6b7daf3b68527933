//! Target files: strict YAML, every key known, errors with line and column.

use std::fmt;
use std::path::{Path, PathBuf};

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use thiserror::Error as ThisError;
use touchstone_client::Address;
use touchstone_scenario::Capability;
use touchstone_vocabulary::Span;

use crate::catalogue::located;
use crate::{Divergence, Isolation, Judge, Profile};

/// Why a target file cannot be used.
#[derive(Debug, ThisError)]
pub enum TargetFileError {
    /// A file cannot be read.
    #[error("`{path}` cannot be read: {source}", path = path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not of the form of a target file.
    #[error("{path}:{message}", path = path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// A certificate or key cannot be used.
    #[error("{path}: {reason}", path = path.display())]
    Tls {
        /// Which file.
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
    pub(super) address: Address,
    pub(super) tls: Option<TlsFiles>,
}

/// Certificates and names for TLS.
pub(super) struct TlsFiles {
    pub(super) authorities: Vec<CertificateDer<'static>>,
    pub(super) identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    pub(super) alpn: Vec<String>,
    pub(super) server_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    #[expect(dead_code, reason = "the only kind so far; another word is an error")]
    kind: Kind,
    endpoint: Endpoint,
    #[serde(default)]
    capabilities: Vec<Word>,
    isolation: IsolationWord,
    #[serde(default)]
    judge: JudgeWord,
    patience: Length,
    #[expect(dead_code, reason = "the only one so far; another word is an error")]
    provisioning: Provisioning,
    #[serde(default)]
    divergences: Vec<DivergenceWritten>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Remote,
}

/// `serial` alone: nobody makes accounts on an endpoint that is there already.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum IsolationWord {
    Serial,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum JudgeWord {
    #[default]
    Live,
    Ref,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Provisioning {
    Static,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    host: String,
    port: u16,
    tls: TlsWritten,
}

/// `none`, or a mapping.
struct TlsWritten(Option<TlsMapping>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TlsMapping {
    ca: PathBuf,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    #[serde(default)]
    alpn: Vec<String>,
    #[serde(rename = "server name")]
    server_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DivergenceWritten {
    of: String,
    reason: String,
}

/// A capability by its word.
struct Word(Capability);

/// A length of time such as `2s`.
struct Length(Span);

/// Reads a target file and what it names.
pub(super) fn read(path: &Path) -> Result<TargetFile, TargetFileError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| TargetFileError::Unreadable { path: path.to_owned(), source })?;
    let malformed = |message| TargetFileError::Malformed { path: path.to_owned(), message };
    let written: Written = serde_saphyr::from_str(&text).map_err(|error| malformed(located(&error)))?;
    let Endpoint { host, port, tls } = written.endpoint;
    let folder = path.parent().unwrap_or(Path::new("."));
    let tls = tls.0.map(|mapping| tls_files(folder, &mapping, &host)).transpose()?;
    let divergences = written.divergences.into_iter().map(|it| Divergence { of: it.of, reason: it.reason });
    let profile = Profile {
        name: written.name,
        judge: match written.judge {
            JudgeWord::Live => Judge::Live,
            JudgeWord::Ref => Judge::Reference,
        },
        capabilities: written.capabilities.iter().map(|word| word.0).collect(),
        isolation: match written.isolation {
            IsolationWord::Serial => Isolation::Serial,
        },
        patience: written.patience.0,
        sequence: crate::Sequence::PerConnection,
        divergences: divergences.collect(),
    };
    Ok(TargetFile { profile, address: Address { host, port }, tls })
}

fn tls_files(folder: &Path, written: &TlsMapping, host: &str) -> Result<TlsFiles, TargetFileError> {
    let identity = match (&written.certificate, &written.key) {
        (Some(certificate), Some(key)) => {
            Some((certificates(&folder.join(certificate))?, private_key(&folder.join(key))?))
        }
        (None, None) => None,
        _ => {
            let reason = "`certificate` and `key` belong together".to_owned();
            return Err(TargetFileError::Tls { path: folder.to_owned(), reason });
        }
    };
    Ok(TlsFiles {
        authorities: certificates(&folder.join(&written.ca))?,
        identity,
        alpn: written.alpn.clone(),
        server_name: written.server_name.clone().unwrap_or_else(|| host.to_owned()),
    })
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TargetFileError> {
    let unfit = |reason: String| TargetFileError::Tls { path: path.to_owned(), reason };
    let read: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(path).map_err(|error| unfit(error.to_string()))?.collect();
    match read {
        Ok(certificates) if certificates.is_empty() => Err(unfit("the file holds no certificate".to_owned())),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unfit(error.to_string())),
    }
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TargetFileError> {
    PrivateKeyDer::from_pem_file(path)
        .map_err(|error| TargetFileError::Tls { path: path.to_owned(), reason: error.to_string() })
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let words = || Capability::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ");
        let found = Capability::from_word(&word).map(Self);
        found.ok_or_else(|| D::Error::custom(format!("`{word}` is no capability; there are {}", words())))
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let span = Span::parse(&text).map_err(D::Error::custom)?;
        if span == Span::ZERO {
            return Err(D::Error::custom("`patience` over sockets must be longer than nothing"));
        }
        Ok(Self(span))
    }
}

impl<'de> Deserialize<'de> for TlsWritten {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NoneOrMapping;

        impl<'de> Visitor<'de> for NoneOrMapping {
            type Value = Option<TlsMapping>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`none`, or a mapping with `ca`")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Self::Value, E> {
                if word == "none" {
                    Ok(None)
                } else {
                    Err(E::custom(format!("`{word}` is neither `none` nor a mapping")))
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                TlsMapping::deserialize(MapAccessDeserializer::new(map)).map(Some)
            }
        }

        deserializer.deserialize_any(NoneOrMapping).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "name: m\nkind: remote\nendpoint: { host: localhost, port: 1883, tls: none }\n\
                        capabilities: [order]\nisolation: serial\npatience: 2s\nprovisioning: static\n";

    fn fault(text: &str) -> String {
        match serde_saphyr::from_str::<Written>(text) {
            Ok(_) => "no fault".to_owned(),
            Err(error) => located(&error),
        }
    }

    #[test]
    fn a_file_without_a_fault_is_read() {
        assert_eq!(fault(FILE), "no fault");
    }

    #[test]
    fn an_unknown_key_is_told_with_its_place() {
        let fault = fault(&format!("{FILE}paitence: 2s\n"));
        assert!(fault.starts_with("8:1: ") && fault.contains("paitence"), "{fault}");
    }

    #[test]
    fn an_unknown_capability_is_told_with_those_there_are() {
        let fault = fault(&FILE.replace("[order]", "[ordre]"));
        assert!(
            fault.starts_with("4:") && fault.contains("`ordre` is no capability; there are clock, order"),
            "{fault}"
        );
    }

    #[test]
    fn a_length_without_a_unit_is_refused() {
        assert!(fault(&FILE.replace("2s", "2")).contains("is no length of time"));
    }

    #[test]
    fn tls_is_none_or_a_mapping() {
        assert_eq!(fault(&FILE.replace("tls: none", "tls: { ca: ca.pem }")), "no fault");
        assert!(fault(&FILE.replace("tls: none", "tls: some")).contains("neither `none`"));
        assert!(fault(&FILE.replace("tls: none", "tls: { ac: x }")).contains("`ac`"));
    }
}
