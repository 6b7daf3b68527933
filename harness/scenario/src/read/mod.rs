//! From nodes to scenarios: every reader reports what is wrong and goes on, so that one run shows all faults.

mod account;
mod capture;
mod client;
mod code;
mod dial;
mod head;
mod later;
mod members;
mod outcome;
mod packet;
mod patch;
mod pattern;
mod rows;
mod step;
mod traffic;
mod value;
mod verb;
mod world;

use std::collections::BTreeSet;

pub(crate) use client::{SESSIONS, TRANSPORTS};
pub(crate) use code::{PROPERTIES, code_names, reason_codes};
pub(crate) use dial::{SIGN, SIGN_FAULTS};
pub(crate) use packet::{PACKETS, field_names};
pub(crate) use patch::text_fields;
pub(crate) use step::{CERTIFICATES, ENDINGS, MOST_TIMES, VERBS};
pub(crate) use value::MOST_FILLING;
pub(crate) use verb::{MOST_IN_ALL_ORDERS, MOST_STREAMED, ORDERS};

use crate::finding::did_you_mean;
use crate::node::{Kind, Node};
use crate::{AccountFile, Finding, Known, Located, Outcomes, Place, Scenario, Version, Versions, Words, yaml};

/// Reads one scenario file; `id` is `<area>/<file name>`.
///
/// # Errors
/// Everything that is wrong with the file, in the order of its lines.
pub fn parse(id: &str, text: &str, words: &Words) -> Result<Scenario, Vec<Finding>> {
    let root = yaml::read(text)?;
    let mut reader = Reader::new(words, Versions::All(vec![Version::V3]));
    let scenario = reader.scenario(id, &root);
    reader.end(scenario, root.place)
}

/// Reads an account file, as `touchstone serve` takes it.
///
/// # Errors
/// Everything that is wrong with the file, in the order of its lines.
pub fn parse_world(text: &str, words: &Words) -> Result<AccountFile, Vec<Finding>> {
    let root = yaml::read(text)?;
    let mut reader = Reader::new(words, Versions::All(vec![Version::V3]));
    let file = reader.account_file(&root);
    reader.end(file, root.place)
}

/// Reads `outcomes.yaml`: outcomes by name, each of which may use those above it.
///
/// # Errors
/// Everything that is wrong with the file, in the order of its lines.
pub fn parse_outcomes(text: &str) -> Result<Outcomes, Vec<Finding>> {
    let root = yaml::read(text)?;
    let mut words = Words::default();
    let mut findings = Vec::new();
    for (name, node) in root.entries() {
        let mut reader = Reader::new(&words, Versions::All(vec![Version::V3, Version::V5]));
        let expected = reader.expected(node, &[Version::V3, Version::V5]);
        findings.append(&mut reader.findings);
        if let Some(expected) = expected {
            words.outcomes.0.insert(name.value.clone(), expected);
        }
    }
    if !matches!(root.kind, Kind::Map(_)) {
        let message = format!("expected outcomes by name, found {}", root.describe());
        findings.push(Finding { place: root.place, message });
    }
    if findings.is_empty() { Ok(words.outcomes) } else { Err(findings) }
}

/// What is known while a file is read, and what was found wrong so far.
pub(crate) struct Reader<'w> {
    words: &'w Words,
    versions: Versions,
    clients: Vec<String>,
    /// Clients that come over WebSocket.
    upgrading: Vec<String>,
    accounts: Vec<String>,
    authorizers: Vec<String>,
    findings: Vec<Finding>,
}

impl<'w> Reader<'w> {
    const fn new(words: &'w Words, versions: Versions) -> Self {
        Self {
            words,
            versions,
            clients: Vec::new(),
            upgrading: Vec::new(),
            accounts: Vec::new(),
            authorizers: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The value when nothing was wrong, else every finding once.
    fn end<T>(mut self, value: Option<T>, place: Place) -> Result<T, Vec<Finding>> {
        let mut seen = BTreeSet::new();
        self.findings.retain(|finding| seen.insert(finding.clone()));
        // What stands at one place stays in the order in which it was found.
        self.findings.sort_by_key(|finding| finding.place);
        match value {
            Some(value) if self.findings.is_empty() => Ok(value),
            _ if self.findings.is_empty() => Err(vec![Finding { place, message: "this is no scenario".to_owned() }]),
            _ => Err(self.findings),
        }
    }

    fn fault(&mut self, place: Place, message: String) {
        self.findings.push(Finding { place, message });
    }

    fn wanted(&mut self, node: &Node, wanted: &str) {
        self.misread(node, format!("expected {wanted}, found {}", node.describe()));
    }

    /// A fault of what a node says, unless a row's value is missing in it, which has been reported.
    fn misread(&mut self, node: &Node, message: String) {
        if !node.scalar().is_some_and(|text| text.contains("$(row.")) {
            self.fault(node.place, message);
        }
    }

    /// A name that must be among those declared or known.
    fn known(&mut self, name: &Located<String>, kind: &str, known: &Known) -> bool {
        let has = known.has(&name.value);
        if !has {
            let near = did_you_mean(&name.value, known.names());
            self.fault(name.place, format!("unknown {kind} `{}`{near}", name.value));
        }
        has
    }

    /// One client's name, which must be declared.
    fn client_name(&mut self, node: &Node, what: &str) -> Option<Located<String>> {
        let name = self.located(node, what)?;
        let known = Known::only(self.clients.iter().cloned());
        self.known(&name, "client", &known).then_some(name)
    }

    /// Several clients' names, families spread.
    fn client_names(&mut self, node: &Node, what: &str) -> Vec<Located<String>> {
        let names = self.texts(node, what);
        names
            .iter()
            .flat_map(|name| self.family(name))
            .collect::<Vec<_>>()
            .into_iter()
            .filter(|name| {
                let known = Known::only(self.clients.iter().cloned());
                self.known(name, "client", &known)
            })
            .collect()
    }

    /// The names of a family: `n[1..3]` gives `n1`, `n2`, `n3`; any other name itself.
    fn family(&mut self, name: &Located<String>) -> Vec<Located<String>> {
        let Some((stem, range)) = name.value.split_once('[') else { return vec![name.clone()] };
        let bounds = range.strip_suffix(']').and_then(|range| range.split_once(".."));
        let numbers = bounds.and_then(|(first, last)| Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?)));
        match numbers {
            Some((first, last)) if first <= last && last - first < 10_000 => {
                (first..=last).map(|number| Located { value: format!("{stem}{number}"), place: name.place }).collect()
            }
            _ => {
                self.fault(name.place, format!("expected a family such as `n[1..5]`, found `{}`", name.value));
                Vec::new()
            }
        }
    }

    /// The versions that a client may speak in the cases of this file.
    fn speaks(&self, client: &str) -> Vec<Version> {
        match &self.versions {
            Versions::All(versions) => versions.clone(),
            Versions::Each(named) => named.get(client).cloned().unwrap_or_else(|| vec![Version::V3]),
        }
    }
}
