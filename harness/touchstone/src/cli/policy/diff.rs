//! `touchstone policy diff`.

pub(super) mod json;
mod report;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use touchstone_agreement::policy_request::{Judges, caller};
use touchstone_oracle::policy::Decision;
use touchstone_policy::{Budget, Change, Compared, Dialect, Difference, Policy, Probe, Verdict};

use super::super::Status;
use super::source::{Source, refused};
use super::whom::Whom;

pub(super) const AFTER: &str = r#"Each policy is taken as the only one in force. For every difference a request is constructed that one allows and the other does
not; the engine and an independent oracle have confirmed it. "equivalent" is said only where it is proved that both allow the
same to everybody; where neither a difference nor a proof is found, the answer is "no difference found" with what was searched.

Requests are tried of every kind of principal that such documents decide on - for device policies certificates, custom
authorizers and authenticated Cognito identities, for IAM policies users and roles, and both kinds of Cognito identities - each
action over the protocols that it is asked for over. `--principal`, `--protocol` and `--group` narrow that down. An authenticated
Cognito identity needs both sides: the other side's policies are taken to allow everything.

Exit status: 0 equivalent or no difference found, 1 different, 2 bad input, 3 when the engine and the oracle do not confirm a
difference, which is a defect of touchstone.

Examples; the files lie in scenarios/examples/policies:
  touchstone policy diff one-character.old.json one-character.new.json
  touchstone policy diff one-variable.old.json one-variable.new.json
  touchstone policy diff one-condition.old.json one-condition.new.json --format json
  touchstone policy diff one-variable.old.json one-variable.new.json --principal custom-authorizer
  touchstone policy diff one-condition.old.json one-condition.new.json --group lights
  touchstone policy diff role.old.json role.new.json --iam --principal cognito-authenticated"#;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A policy document.
    old: PathBuf,
    /// The document that is to replace it.
    new: PathBuf,
    #[command(flatten)]
    whom: Whom,
    /// How the report is written on standard output.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: each difference with its request and the statements that make it.
    Text,
    /// For programs: one JSON object with `schema_version`.
    Json,
}

/// A document of either side.
pub(super) struct Read {
    source: Source,
    policy: Policy,
}

/// Two documents compared, and each difference asked of engine and oracle.
pub(super) struct Judged {
    old: Read,
    new: Read,
    compared: Compared,
    differences: Vec<Confirmed>,
}

/// A difference, and what engine and oracle say to its request.
pub(super) struct Confirmed {
    difference: Difference,
    /// By the old document and by the new one; `None` where engine and oracle differ.
    decisions: [Option<Decision>; 2],
}

impl Confirmed {
    /// Whether engine and oracle see what the comparison says.
    fn holds(&self) -> bool {
        let allowed = self.decisions.map(|decision| decision.map(|it| it == Decision::Allowed));
        match self.difference.change {
            Change::Gained => allowed == [Some(false), Some(true)],
            Change::Lost => allowed == [Some(true), Some(false)],
        }
    }
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        let askers = self.whom.askers()?;
        let (old, new) = (read(&self.old, self.whom.dialect())?, read(&self.new, self.whom.dialect())?);
        let compared = new.policy.compare(&old.policy, &askers, &Budget::default());
        let (was, is) = (self.whom.in_force(&old.source), self.whom.in_force(&new.source));
        let judges = [
            Judges::of(&was).map_err(|refusal| refused(&old.source, &refusal))?,
            Judges::of(&is).map_err(|refusal| refused(&new.source, &refusal))?,
        ];
        let differences = compared.differences.iter().map(|difference| {
            let [old, new] = &judges;
            let decisions = [ask(old, &difference.probe)?, ask(new, &difference.probe)?];
            Ok(Confirmed { difference: difference.clone(), decisions })
        });
        let judged = Judged { differences: differences.collect::<Result<_>>()?, old, new, compared };
        match self.format {
            Format::Text => anstream::println!("{}", report::text(&judged)),
            Format::Json => anstream::println!("{:#}", serde_json::to_value(json::Report::of(&judged))?),
        }
        Ok(match judged.compared.verdict {
            _ if !judged.differences.iter().all(Confirmed::holds) => Status::INCONCLUSIVE,
            Verdict::Different => Status::UNEXPECTED,
            Verdict::Equivalent | Verdict::NotFound => Status::EXPECTED,
        })
    }
}

fn read(path: &Path, dialect: Dialect) -> Result<Read> {
    let source = Source::read(path)?;
    let policy = Policy::parse_as(dialect, &source.text).map_err(|error| source.flaw(0, error.flaw()))?;
    Ok(Read { source, policy })
}

fn ask(judges: &Judges<'_>, probe: &Probe) -> Result<Option<Decision>> {
    let caller = caller(&probe.facts).context("a constructed caller is none, which is a defect of touchstone")?;
    let answers = judges.judge(&probe.action, &probe.resource, &caller);
    Ok(answers.agreed())
}
