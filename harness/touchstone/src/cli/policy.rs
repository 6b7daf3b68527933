//! `touchstone policy`.

mod asked;
mod check;
mod cover;
mod decision;
mod diff;
mod explain;
mod form;
mod source;
mod test;
mod whom;

use anyhow::Result;
use clap::{Args, Subcommand};
use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::Status;

const AFTER: &str = "\
Each command has examples in its `--help`. To begin with, in scenarios/examples/policies:
  touchstone policy check lamp.json                  which mistakes a document holds, and how to repair them
  touchstone policy test lamp.vectors.json           whether what you expect is allowed and denied
  touchstone policy diff one-character.old.json one-character.new.json    what a change would let in and shut out";

#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = AFTER)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Says which mistakes policy documents hold, where, and how to repair them.
    #[command(after_help = check::AFTER)]
    Check(check::Arguments),
    /// Judges expectations about policies, kept in files of vectors.
    #[command(after_help = test::AFTER)]
    Test(test::Arguments),
    /// Says why a request is allowed or denied.
    #[command(after_help = explain::AFTER)]
    Explain(explain::Arguments),
    /// Says what a policy allows that another does not, with a request that shows it.
    #[command(after_help = diff::AFTER)]
    Diff(diff::Arguments),
    /// Says which elements of a policy some vectors exercise, and gives a request for each that they do not.
    #[command(after_help = cover::AFTER)]
    Cover(cover::Arguments),
}

/// A report for programs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Report {
    Check,
    Test,
    Explain,
    Diff,
    Cover,
}

impl Report {
    /// Its JSON Schema, in draft 7 as those of the files.
    pub(super) fn schema(self) -> Schema {
        let generator = SchemaSettings::draft07().for_serialize().into_generator();
        match self {
            Self::Check => generator.into_root_schema_for::<check::json::Report>(),
            Self::Test => generator.into_root_schema_for::<test::json::Report>(),
            Self::Explain => generator.into_root_schema_for::<explain::json::Report>(),
            Self::Diff => generator.into_root_schema_for::<diff::json::Report>(),
            Self::Cover => generator.into_root_schema_for::<cover::json::Report>(),
        }
    }
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        match &self.command {
            Command::Check(check) => check.perform(),
            Command::Test(test) => test.perform(),
            Command::Explain(explain) => explain.perform(),
            Command::Diff(diff) => diff.perform(),
            Command::Cover(cover) => cover.perform(),
        }
    }
}
