//! `touchstone policy cover`.

pub(super) mod json;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Group, Level};
use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::Value;
use touchstone_agreement::policy_request::{context, facts};
use touchstone_policy::{Action, Budget, ElementPart, Exercise, Policy, Probe, Switches};

use super::super::Status;
use super::source::{Source, render};
use super::test::Vectors;
use super::whom::Whom;

pub(super) const AFTER: &str = r#"A statement is met by a request that it covers; an entry of `Action` by an action that it covers; an entry of `Resource` and a
condition likewise, for requests that get so far. Each should be met by one request and missed by another, for an expectation
that nothing tries is none. Every request of the vectors counts that such a document decides on, whatever policies stand beside
it; `--principal`, `--protocol` and `--group` narrow that down, as for `touchstone policy diff`. For each way that is not
exercised a request is constructed, to be put into the vectors with the answer that you expect; a way that no request was found
for is told and does not count.

Exit status: 0 every way is exercised for which there is a request, 1 some are not, 2 bad input.

Examples; the files lie in scenarios/examples/policies:
  touchstone policy cover lamp.vectors.json fleet.json
  touchstone policy cover lamp.vectors.json fleet.json --format json
  touchstone policy cover lamp.vectors.json fleet.json --protocol mqtt"#;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file of vectors, as `touchstone policy test` takes them.
    vectors: PathBuf,
    /// The policy document.
    policy: PathBuf,
    #[command(flatten)]
    whom: Whom,
    /// How the report is written on standard output.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: what is not exercised, then the figures.
    Text,
    /// For programs: one JSON object with `schema_version`.
    Json,
}

/// What the vectors exercise of a document.
struct Covered {
    source: Source,
    policy: Policy,
    exercised: usize,
    /// Ways that are not exercised, and a request for each where there is one.
    missing: Vec<(Exercise, Option<Probe>)>,
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        let (askers, dialect) = (self.whom.askers()?, self.whom.dialect());
        let source = Source::read(&self.policy)?;
        let policy = Policy::parse_as(dialect, &source.text).map_err(|error| source.flaw(0, error.flaw()))?;
        let mut seen = BTreeSet::new();
        for (action, resource, caller) in Vectors::read(&self.vectors)?.requests()? {
            let facts = facts(&action, &caller);
            let values = facts.values(askers.side(), &Switches::default());
            let action = Action::named(&action);
            if askers.include(action, &facts) {
                seen.extend(policy.exercised_by(action, &resource, &values));
            }
        }
        let (exercised, missing): (Vec<_>, Vec<_>) = policy.exercises().into_iter().partition(|it| seen.contains(it));
        let mut requests: BTreeMap<Exercise, Probe> =
            policy.requests_that_exercise(&askers, &Budget::default()).into_iter().collect();
        let missing = missing.into_iter().map(|exercise| (exercise, requests.remove(&exercise))).collect();
        let covered = Covered { source, policy, exercised: exercised.len(), missing };
        match self.format {
            Format::Text => anstream::println!("{}", covered.text()),
            Format::Json => anstream::println!("{:#}", serde_json::to_value(json::Report::of(&covered))?),
        }
        Ok(if covered.lacking() == 0 { Status::EXPECTED } else { Status::UNEXPECTED })
    }
}

impl Covered {
    /// The ways that the vectors lack although there is a request.
    fn lacking(&self) -> usize {
        self.missing.iter().filter(|(_, probe)| probe.is_some()).count()
    }

    fn text(&self) -> String {
        let mut told = String::new();
        for (exercise, probe) in &self.missing {
            if let Some(group) = self.group(*exercise, probe.as_ref()) {
                told.push_str(&render(&[group]));
                told.push_str("\n\n");
            }
        }
        let impossible = self.missing.len() - self.lacking();
        told.push_str(&format!(
            "{} exercised, {} not exercised, {impossible} impossible",
            self.exercised,
            self.lacking()
        ));
        told
    }

    fn group(&self, exercise: Exercise, probe: Option<&Probe>) -> Option<Group<'_>> {
        let span = self.policy.span_of(exercise.element)?;
        let never = if exercise.is_met { "met" } else { "missed" };
        let level = if probe.is_some() { Level::WARNING } else { Level::NOTE };
        let title = format!("{} of statement {} is never {never}", part(exercise), exercise.element.statement + 1);
        let label = format!("never {never}");
        let annotation = AnnotationKind::Primary.span(span.start..span.end).label(label);
        let group = Group::with_title(level.primary_title(title)).element(self.source.snippet().annotation(annotation));
        Some(match probe {
            Some(probe) => {
                let asked = format!("{} on {}", probe.action, probe.resource);
                let group = group.element(Level::HELP.with_name("request").message(asked));
                let context = Value::Object(context(&probe.facts)).to_string();
                group.element(Level::HELP.with_name("asked by").message(context))
            }
            None => group.element(Level::NOTE.message("no request was found that would")),
        })
    }
}

/// An element in words.
fn part(exercise: Exercise) -> String {
    match exercise.element.part {
        ElementPart::Whole => "the whole".to_owned(),
        ElementPart::Action(number) => format!("action {}", number + 1),
        ElementPart::Resource(number) => format!("resource {}", number + 1),
        ElementPart::Condition(number) => format!("condition {}", number + 1),
    }
}
