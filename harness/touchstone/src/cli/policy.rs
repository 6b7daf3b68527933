//! `touchstone policy`.

mod check;
mod explain;
mod source;
mod test;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Status;

#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
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
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        match &self.command {
            Command::Check(check) => check.perform(),
            Command::Test(test) => test.perform(),
            Command::Explain(explain) => explain.perform(),
        }
    }
}
