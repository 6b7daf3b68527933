//! `touchstone cert`.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use touchstone::serve::{Folder, Wanted};

use super::Status;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Issues a client certificate that `touchstone serve` knows from its next start on.
    Issue(Issue),
}

#[derive(Debug, Args)]
struct Issue {
    /// The client's name: the certificate lies in DIR/clients/NAME.crt, its key in NAME.key.
    name: String,
    /// The folder of the authority, as `touchstone serve` is given it; made when it is missing.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The thing that the certificate is attached to.
    #[arg(long, value_name = "THING")]
    thing: Option<String>,
    /// A policy document; its file name without `.json` is the policy's name. May be given several times; without any, the
    /// policy `all` allows everything.
    #[arg(long = "policy", value_name = "FILE")]
    policies: Vec<PathBuf>,
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        let Command::Issue(issue) = &self.command;
        issue.perform()
    }
}

impl Issue {
    fn perform(&self) -> Result<Status> {
        let folder = Folder::open(&self.data)?;
        let wanted = Wanted { name: self.name.clone(), thing: self.thing.clone(), policies: self.policies.clone() };
        let issued = folder.issue(&wanted)?;
        anstream::println!("certificate {}", issued.id);
        anstream::println!("  {}", issued.certificate.display());
        anstream::println!("  {}", issued.key.display());
        anstream::println!("  trusts {}", folder.ca().display());
        if self.policies.is_empty() {
            anstream::println!("no --policy was given: the policy `all` allows it everything");
        } else {
            anstream::println!("policies: {}", issued.policies.join(", "));
        }
        anstream::println!("a server that runs knows it from its next start on");
        Ok(Status::EXPECTED)
    }
}
