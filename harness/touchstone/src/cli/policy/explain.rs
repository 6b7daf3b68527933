//! `touchstone policy explain`.

pub(super) mod json;
mod label;
mod principal;
mod report;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use touchstone_agreement::policy_request::{Answers, Document, Judges, On, facts};
use touchstone_oracle::policy::Decision;
use touchstone_policy::{Action, Dialect, Effect, Facts, Obstacle, Plane, Policy, Protocol, Side, Sides, Switches};

use super::super::Status;
use super::asked::{ACTION, RESOURCE, is_action, is_resource};
use super::source::{Source, refused};

pub(super) const AFTER: &str = r#"The principal is described as in the `context` of a vector; all members may be left out:

  client_id: lamp
  source_ip: 192.0.2.7
  thing: { name: lamp, attached: true, attributes: { room: kitchen } }

`--context` sets one member over the file's (`client_id=lamp`, `thing.attached=true`, `protocol=https`), or a condition key by
its name (`aws:SourceIp=192.0.2.7`). `protocol` is mqtt, websocket, https or credential-provider; `principal` is certificate,
iam-user, cognito-authenticated, cognito-unauthenticated or custom-authorizer.

Exit status: 0 allowed, 1 denied, 2 bad input, 3 when the engine and the oracle disagree, which is a defect of touchstone.

Examples; the files lie in scenarios/examples/policies:
  touchstone policy explain --policy fleet.json --context client_id=lamp \
    --action iot:Publish --resource arn:aws:iot:eu-west-1:123456789012:topic/dt/door/on
  touchstone policy explain --policy fleet.json --policy lamp.json --principal lamp.yaml --action iot:Connect \
    --resource arn:aws:iot:eu-west-1:123456789012:client/lamp --format json
  touchstone policy explain --group-policy lights=fleet.json --principal lamp.yaml --action iot:Connect \
    --resource arn:aws:iot:eu-west-1:123456789012:client/lamp"#;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A device policy that is in force; may be repeated.
    #[arg(long = "policy", value_name = "FILE")]
    policies: Vec<PathBuf>,
    /// A device policy of a thing group, in force for callers whose thing is in it; may be repeated.
    #[arg(long = "group-policy", value_name = "GROUP=FILE")]
    group_policies: Vec<String>,
    /// An IAM policy of the identity that is in force; may be repeated.
    #[arg(long = "iam-policy", value_name = "FILE")]
    iam_policies: Vec<PathBuf>,
    /// Who asks: a YAML or JSON file in the form of a vector's context.
    #[arg(long, value_name = "FILE")]
    principal: Option<PathBuf>,
    /// What is asked for, such as iot:Publish.
    #[arg(long)]
    action: String,
    /// On what: an ARN, or `*`.
    #[arg(long, value_name = "ARN")]
    resource: String,
    /// A member of the context or a condition key, over what the file says.
    #[arg(long, value_name = "KEY=VALUE", num_args = 1..)]
    context: Vec<String>,
    /// How the report is written on standard output.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: the statements that decided, and what kept the others from covering the request.
    Text,
    /// For programs: one JSON object with `schema_version`.
    Json,
}

/// A request that has been judged.
pub(super) struct Judged<'j> {
    action: &'j str,
    resource: &'j str,
    answers: Answers,
    documents: &'j [Read],
    /// What is known of the request.
    facts: Facts,
    sides: Sides,
    /// Statements in force that do not cover the request.
    obstacles: Vec<Missed>,
}

impl Judged<'_> {
    /// Of two sides that must both allow, the one that alone does not.
    fn lacking(&self) -> Option<Side> {
        let allows = |side: Side| {
            let documents = self.documents.iter().enumerate().filter(|(_, read)| read.side == side && read.is_in_force);
            documents.into_iter().any(|(document, read)| {
                let mut statements = read.policy.statements().iter().enumerate();
                statements.any(|(number, statement)| {
                    let is_missed = |missed: &Missed| (missed.document, missed.statement) == (document, number);
                    statement.effect() == Effect::Allow && !self.obstacles.iter().any(is_missed)
                })
            })
        };
        match (self.sides, allows(Side::Iam), allows(Side::Iot)) {
            (Sides::Both, true, false) => Some(Side::Iot),
            (Sides::Both, false, true) => Some(Side::Iam),
            _ => None,
        }
    }
}

/// A document that has been read.
pub(super) struct Read {
    source: Source,
    policy: Policy,
    side: Side,
    /// The thing group that it is attached to, instead of to the principal.
    group: Option<String>,
    is_in_force: bool,
}

/// A statement that does not cover the request.
pub(super) struct Missed {
    /// The number of its document.
    document: usize,
    /// Its number, from 0.
    statement: usize,
    obstacle: Obstacle,
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        for (found, is_one, expected) in
            [(&self.action, is_action as fn(&str) -> bool, ACTION), (&self.resource, is_resource, RESOURCE)]
        {
            if !is_one(found) {
                bail!("expected {expected}, found `{found}`");
            }
        }
        let caller = principal::read(self.principal.as_deref(), &self.context)?;
        let facts = facts(&self.action, &caller);
        let groups = facts.groups_in_force(|group| caller.group_parents.get(group).map(String::as_str));
        let (documents, read) = self.documents(&groups)?;
        let judges = Judges::of(&documents).map_err(|refusal| {
            let source = read.get(refusal.document).map(|read| &read.source);
            source.map_or_else(|| anyhow::anyhow!("{refusal}"), |source| refused(source, &refusal))
        })?;
        let sides = self.sides(&facts)?;
        let judged = Judged {
            action: &self.action,
            resource: &self.resource,
            answers: judges.judge(&self.action, &self.resource, &caller),
            obstacles: self.obstacles(&facts, sides, &read)?,
            documents: &read,
            facts: facts.clone(),
            sides,
        };
        match self.format {
            Format::Text => anstream::println!("{}", report::text(&judged)),
            Format::Json => anstream::println!("{:#}", serde_json::to_value(json::Report::of(&judged))?),
        }
        Ok(match judged.answers.agreed() {
            Some(Decision::Allowed) => Status::EXPECTED,
            Some(Decision::ExplicitDeny | Decision::ImplicitDeny) => Status::UNEXPECTED,
            None => Status::INCONCLUSIVE,
        })
    }

    /// The documents as judges take them, and as they were read.
    fn documents(&self, groups: &BTreeSet<&str>) -> Result<(Vec<Document>, Vec<Read>)> {
        let (mut documents, mut read) = (Vec::new(), Vec::new());
        for (path, on) in self.files()? {
            let source = Source::read(&path)?;
            let (dialect, side, group) = match &on {
                On::Principal => (Dialect::IotCore, Side::Iot, None),
                On::Group(group) => (Dialect::IotCore, Side::Iot, Some(group.clone())),
                On::Identity => (Dialect::Iam, Side::Iam, None),
            };
            let policy = Policy::parse_as(dialect, &source.text).map_err(|error| source.flaw(0, error.flaw()))?;
            let is_in_force = group.as_deref().is_none_or(|group| groups.contains(group));
            documents.push(Document { name: source.path.clone(), text: source.text.clone(), on });
            read.push(Read { source, policy, side, group, is_in_force });
        }
        if documents.is_empty() {
            bail!("expected `--policy FILE` or `--iam-policy FILE`, found neither");
        }
        Ok((documents, read))
    }

    /// The files that are named, and what their documents are attached to.
    fn files(&self) -> Result<Vec<(PathBuf, On)>> {
        let mut files: Vec<(PathBuf, On)> = self.policies.iter().map(|path| (path.clone(), On::Principal)).collect();
        for attached in &self.group_policies {
            let Some((group, path)) = attached.split_once('=') else {
                bail!("expected `GROUP=FILE` behind `--group-policy`, found `{attached}`");
            };
            files.push((PathBuf::from(path), On::Group(group.to_owned())));
        }
        files.extend(self.iam_policies.iter().map(|path| (path.clone(), On::Identity)));
        Ok(files)
    }

    /// Whose policies decide.
    fn sides(&self, facts: &Facts) -> Result<Sides> {
        let plane = if facts.protocol == Protocol::CredentialProvider { Plane::Credentials } else { Plane::Data };
        let sides = facts.principal.sides(plane, Action::named(&self.action));
        sides.context("such a principal has no way in over this protocol")
    }

    /// What keeps each statement in force from covering the request, where something does.
    fn obstacles(&self, facts: &Facts, sides: Sides, read: &[Read]) -> Result<Vec<Missed>> {
        let action = Action::named(&self.action);
        let mut missed = Vec::new();
        for (document, Read { policy, side, .. }) in read.iter().enumerate().filter(|(_, read)| read.is_in_force) {
            if sides != Sides::Both && sides != Sides::One(*side) {
                bail!("{}", unasked(*side));
            }
            let values = facts.values(*side, &Switches::default());
            for statement in 0..policy.statements().len() {
                if let Some(obstacle) = policy.obstacle(statement, action, &self.resource, &values) {
                    missed.push(Missed { document, statement, obstacle });
                }
            }
        }
        Ok(missed)
    }
}

fn unasked(side: Side) -> &'static str {
    match side {
        Side::Iot => "such a principal is judged by IAM policies alone: expected `--iam-policy`, found `--policy`",
        Side::Iam => "such a principal is judged by device policies alone: expected `--policy`, found `--iam-policy`",
    }
}
