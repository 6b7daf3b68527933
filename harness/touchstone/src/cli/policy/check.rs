//! `touchstone policy check`.

mod facts;
pub(super) mod json;
mod sarif;
mod source;
mod text;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use touchstone_policy::lint::{Finding, PolicyKind, Report, Rule, Severity, Surroundings, lint};

use facts::Fact;
use source::{Source, Unreadable};

use super::super::Status;

pub(super) const AFTER: &str = r#"Exit status: 0 nothing at or above the threshold, 1 a finding at or above it, 2 an unreadable file or bad arguments.

Example:
  $ cat lamp.json
  {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Receieve", "Resource": "*"}}
  $ touchstone policy check lamp.json
  warning[POL-LINT-12]: `iot:Receieve` is no action of `iot`: it never matches
   --> lamp.json:1:70
    ...
    = help: write `iot:Receive`

More of them; the files lie in scenarios/examples/policies:
  touchstone policy check --explain POL-LINT-12              what a finding means, and what to do about it
  touchstone policy check --together lamp.json fleet.json    documents in force for the same principal
  touchstone policy check --format sarif lamp.json           for a code scanner
  touchstone policy check --vectors ../../vectors/policy.json --id PD-SEED    every text of some vectors"#;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Policy documents; `-` is the standard input.
    #[arg(value_name = "FILE", required_unless_present = "explain")]
    files: Vec<String>,
    /// Whose policy language the documents are written in.
    #[arg(long, value_enum, default_value_t = Dialect::Iot)]
    dialect: Dialect,
    /// The files hold vectors, as `touchstone policy test` takes them: checks each of their `documents`, in the language that
    /// its vector names.
    #[arg(long, conflicts_with_all = ["dialect", "together"])]
    vectors: bool,
    /// Of the vectors' documents only those whose id holds this text.
    #[arg(long, value_name = "TEXT", requires = "vectors")]
    id: Option<String>,
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

/// What became of one file, or of one document of a vector.
struct Checked {
    path: String,
    is_of_vector: bool,
    outcome: Result<Text, Unreadable>,
}

/// A text, and what there is to say about it.
struct Text {
    text: String,
    report: Report,
}

impl Checked {
    fn findings(&self) -> &[Finding] {
        match &self.outcome {
            Ok(Text { report, .. }) => &report.findings,
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
        if self.vectors && matches!(self.format, Format::Sarif) {
            bail!("`--format sarif` needs documents that are files: expected `text` or `json` beside `--vectors`");
        }
        let checked = self.check();
        if checked.is_empty() {
            bail!("no document has an id that holds `{}`", self.id());
        }
        let tally = Tally::of(&checked);
        match self.format {
            Format::Text => text::print(&checked, tally),
            Format::Json => anstream::println!("{:#}", serde_json::to_value(json::Report::of(&checked, tally))?),
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
        let sources: Vec<Source> = match self.vectors {
            true => self.files.iter().flat_map(|path| Source::of_vectors(path, self.id())).collect(),
            false => self.files.iter().map(|path| Source::document(path, self.dialect.into())).collect(),
        };
        let texts: Vec<Option<String>> = sources.iter().map(|source| source.text.as_ref().ok().cloned()).collect();
        let lint_one = |(index, source): (usize, Source)| {
            let others = texts.iter().enumerate().filter(|(other, _)| self.together && *other != index);
            let others: Vec<&str> = others.filter_map(|(_, text)| text.as_deref()).collect();
            let surroundings = Surroundings {
                kind: source.kind,
                others: self.together.then_some(&others),
                facts: facts::gathered(&self.facts),
            };
            let outcome = source.text.map(|text| Text { report: lint(&text, &surroundings), text });
            Checked { path: source.path, is_of_vector: source.is_of_vector, outcome }
        };
        sources.into_iter().enumerate().map(lint_one).collect()
    }

    fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
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
