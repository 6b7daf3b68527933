//! `touchstone explain`.

use anyhow::{Result, bail};
use clap::Args;
use touchstone_suite::{Corpus, select};

use super::Status;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A requirement id such as MB-DUP-05, or an OASIS statement such as "MQTT-3.1.4-3 v5".
    requirement: String,
}

impl Arguments {
    pub(super) fn perform(&self, corpus: &Corpus) -> Result<Status> {
        let Some((id, requirement)) = corpus.catalogue.find(&self.requirement) else {
            bail!("`{}` is not in the catalogue below `requirements/`", self.requirement);
        };
        anstream::println!("{}  {}", id.as_str(), requirement.sentence);
        anstream::println!("  confidence: {}", requirement.confidence.word());
        anstream::println!("  source:     {}", requirement.source);
        for script in select(&corpus.scripts, None, Some(id.as_str())) {
            if script.cited.iter().any(|cited| cited.id == *id) {
                anstream::println!("  cited by:   {}", script.case.id);
            }
        }
        Ok(Status::EXPECTED)
    }
}
