//! `touchstone policy check`.

mod facts;
mod json;
mod sarif;
mod source;
mod text;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use touchstone_policy::lint::{Finding, PolicyKind, Report, Rule, Severity, Surroundings, lint};

use facts::Fact;
use source::{Source, Unreadable};

use super::super::Status;

pub(super) const AFTER: &str = "\
Exit status: 0 nothing at or above the threshold, 1 a finding at or above it, 2 an unreadable file or bad arguments.

Example:
  $ cat lamp.json
  {\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"iot:Receieve\", \"Resource\": \"*\"}}
  $ touchstone policy check lamp.json
  warning[POL-LINT-12]: `iot:Receieve` is no action of `iot`: it never matches
   --> lamp.json:1:70
    ...
    = help: write `iot:Receive`
  $ touchstone policy check --explain POL-LINT-12      what a finding means, and what to do about it
  $ touchstone policy check --together *.json          documents in force for the same principal
  $ touchstone policy check --format sarif *.json      for a code scanner";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Policy documents; `-` is the standard input.
    #[arg(value_name = "FILE", required_unless_present = "explain")]
    files: Vec<String>,
    /// Whose policy language the documents are written in.
    #[arg(long, value_enum, default_value_t = Dialect::Iot)]
    dialect: Dialect,
    /// What the findings are written as.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// From which weight on findings make the command fail.
    #[arg(long, value_enum, default_value_t = Threshold::Warnings, value_name = "WEIGHT")]
    deny: Threshold,
    /// The documents are in force together, for one principal, and are judged as a set.
    #[arg(long)]
    together: bool,
    /// What the registry knows: shared-certificate, calls-by-services, vpc-endpoint, role-alias, unused-service=PREFIX,
    /// group-policies=N, certificate-policies=N, versions=N. May be given several times.
    #[arg(long = "fact", value_name = "FACT")]
    facts: Vec<Fact>,
    /// Says what a lint means and how to repair what it finds, and reads no file.
    #[arg(long, value_name = "LINT", conflicts_with = "files")]
    explain: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Dialect {
    /// A policy of AWS IoT Core, as devices have it.
    Iot,
    /// An IAM policy.
    Iam,
    /// The IAM role of a Cognito pool for authenticated identities.
    CognitoAuthenticated,
    /// The IAM role of a Cognito pool for unauthenticated identities.
    CognitoUnauthenticated,
}

impl From<Dialect> for PolicyKind {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Iot => Self::Device,
            Dialect::Iam => Self::Iam,
            Dialect::CognitoAuthenticated => Self::AuthenticatedPool,
            Dialect::CognitoUnauthenticated => Self::UnauthenticatedPool,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanners.
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Threshold {
    /// Only what makes a document refused.
    Errors,
    /// Also what does not do what it seems to do, or allows too much.
    Warnings,
    /// Everything.
    Hints,
}

impl Threshold {
    const fn least(self) -> Severity {
        match self {
            Self::Errors => Severity::Error,
            // What is too broad weighs the least of the two that are accepted.
            Self::Warnings => Severity::Broad,
            Self::Hints => Severity::Hint,
        }
    }
}

/// What became of one file.
struct Checked {
    path: String,
    outcome: Result<(Source, Report), Unreadable>,
}

impl Checked {
    fn findings(&self) -> &[Finding] {
        match &self.outcome {
            Ok((_, report)) => &report.findings,
            Err(_) => &[],
        }
    }
}

/// How many findings of each weight there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    errors: usize,
    warnings: usize,
    broad: usize,
    hints: usize,
    unreadable: usize,
}

impl Tally {
    fn of(checked: &[Checked]) -> Self {
        let count = |severity| {
            let findings = checked.iter().flat_map(Checked::findings);
            findings.filter(|finding| finding.severity == severity).count()
        };
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            broad: count(Severity::Broad),
            hints: count(Severity::Hint),
            unreadable: checked.iter().filter(|checked| checked.outcome.is_err()).count(),
        }
    }
}

/// The word for a weight, the same in every format.
const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Broad => "too broad",
        Severity::Hint => "hint",
    }
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        if let Some(id) = &self.explain {
            return explain(id);
        }
        let checked = self.check();
        let tally = Tally::of(&checked);
        match self.format {
            Format::Text => text::print(&checked, tally),
            Format::Json => anstream::println!("{:#}", json::report(&checked, tally)),
            Format::Sarif => anstream::println!("{:#}", sarif::report(&checked)),
        }
        for (path, unreadable) in checked.iter().filter_map(|each| Some((&each.path, each.outcome.as_ref().err()?))) {
            anstream::eprintln!("`{path}`: {unreadable}");
        }
        let least = self.deny.least();
        Ok(if tally.unreadable > 0 {
            Status::BAD_INPUT
        } else if checked.iter().flat_map(Checked::findings).any(|finding| finding.severity >= least) {
            Status::UNEXPECTED
        } else {
            Status::EXPECTED
        })
    }

    fn check(&self) -> Vec<Checked> {
        let sources: Vec<(String, Result<Source, Unreadable>)> =
            self.files.iter().map(|path| (path.clone(), Source::read(path))).collect();
        let texts: Vec<Option<String>> =
            sources.iter().map(|(_, source)| source.as_ref().ok().map(|source| source.text.clone())).collect();
        let lint_one = |(index, (path, source)): (usize, (String, Result<Source, Unreadable>))| {
            let others: Vec<&str> = texts
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
                .filter_map(|(_, text)| text.as_deref())
                .collect();
            let surroundings = Surroundings {
                kind: self.dialect.into(),
                others: self.together.then_some(&others),
                facts: facts::gathered(&self.facts),
            };
            let outcome = source.map(|source| {
                let report = lint(&source.text, &surroundings);
                (source, report)
            });
            Checked { path, outcome }
        };
        sources.into_iter().enumerate().map(lint_one).collect()
    }
}

fn explain(id: &str) -> Result<Status> {
    let number = id.trim_start_matches("POL-LINT-");
    let Some(rule) = Rule::find(id).or_else(|| Rule::find(&format!("POL-LINT-{number:0>2}"))) else {
        bail!("`{id}` is no lint; they are called POL-LINT-01 to POL-LINT-60");
    };
    anstream::println!("{}: {} ({})", rule.id, rule.title, word(rule.usual));
    anstream::println!(
        "\n{}\n\nRepair: {}\n\nExample of what is found:\n  {}",
        rule.meaning,
        rule.repair,
        rule.example
    );
    Ok(Status::EXPECTED)
}
