//! `touchstone schema`.

use clap::{Args, ValueEnum};
use touchstone_scenario::{account_schema, outcomes_schema, scenario_schema};
use touchstone_suite::target_schema;

use super::Status;
use super::policy::Report;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which files or reports it describes.
    #[arg(default_value = "scenario", value_name = "FILES")]
    files: Files,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Files {
    /// Scenarios.
    Scenario,
    /// The account file of `touchstone serve --world`.
    Account,
    /// The named outcomes, `outcomes.yaml`.
    Outcomes,
    /// Target files.
    Target,
    /// The report of `touchstone policy check --format json`.
    PolicyCheck,
    /// The report of `touchstone policy test --format json`.
    PolicyTest,
    /// The report of `touchstone policy explain --format json`.
    PolicyExplain,
    /// The report of `touchstone policy diff --format json`.
    PolicyDiff,
    /// The report of `touchstone policy cover --format json`.
    PolicyCover,
}

impl Arguments {
    pub(super) fn perform(&self) -> Status {
        let schema = match self.files {
            Files::Scenario => scenario_schema(),
            Files::Account => account_schema(),
            Files::Outcomes => outcomes_schema(),
            Files::Target => target_schema(),
            Files::PolicyCheck => Report::Check.schema(),
            Files::PolicyTest => Report::Test.schema(),
            Files::PolicyExplain => Report::Explain.schema(),
            Files::PolicyDiff => Report::Diff.schema(),
            Files::PolicyCover => Report::Cover.schema(),
        };
        anstream::println!("{:#}", schema.as_value());
        Status::EXPECTED
    }
}
