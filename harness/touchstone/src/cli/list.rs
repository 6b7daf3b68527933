//! `touchstone list`.

use anyhow::Result;
use clap::Args;
use touchstone_suite::{Corpus, select};

use super::Status;
use super::chosen::nothing_chosen;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Only cases whose id holds this text.
    filter: Option<String>,
    /// Only cases that cite a requirement whose id begins with this.
    #[arg(long, value_name = "PREFIX")]
    requirement: Option<String>,
}

impl Arguments {
    pub(super) fn perform(&self, corpus: &Corpus) -> Result<Status> {
        let scripts = select(&corpus.scripts, self.filter.as_deref(), self.requirement.as_deref());
        if scripts.is_empty() {
            return Err(nothing_chosen(corpus, self.filter.as_deref(), self.requirement.as_deref()));
        }
        for script in scripts {
            let cited: Vec<&str> = script.cited.iter().map(|cited| cited.id.as_str()).collect();
            anstream::println!("{}  [{}]", script.case.id, cited.join(", "));
        }
        Ok(Status::EXPECTED)
    }
}
