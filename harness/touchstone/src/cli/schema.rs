//! `touchstone schema`.

use clap::{Args, ValueEnum};
use touchstone_scenario::{account_schema, outcomes_schema, scenario_schema};
use touchstone_suite::target_schema;

use super::Status;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which files it describes.
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
}

impl Arguments {
    pub(super) fn perform(&self) -> Status {
        let schema = match self.files {
            Files::Scenario => scenario_schema(),
            Files::Account => account_schema(),
            Files::Outcomes => outcomes_schema(),
            Files::Target => target_schema(),
        };
        anstream::println!("{:#}", schema.as_value());
        Status::EXPECTED
    }
}
