//! `touchstone explain`.

use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;
use touchstone_scenario::did_you_mean;
use touchstone_suite::{Corpus, Listing, Waits, select};

use super::{Status, coverage};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A requirement id such as MB-DUP-05, or an OASIS statement such as "MQTT-3.1.4-3 v5".
    requirement: String,
}

impl Arguments {
    pub(super) fn perform(&self, corpus: &Corpus, scenarios: &Path) -> Result<Status> {
        let Some((id, requirement)) = corpus.catalogue.find(&self.requirement) else {
            let near = did_you_mean(&self.requirement, corpus.catalogue.iter().map(|(id, _)| id.as_str()));
            bail!("`{}` is not in the catalogue below `requirements/`{near}", self.requirement);
        };
        anstream::println!("{}  {}", id.as_str(), requirement.sentence);
        anstream::println!("  confidence: {}", requirement.confidence.word());
        anstream::println!("  source:     {}", requirement.source);
        for script in select(&corpus.scripts, None, Some(id.as_str())) {
            if script.cited.iter().any(|cited| cited.id == *id) {
                anstream::println!("  cited by:   {}", script.case.id);
            }
        }
        // Without a listing nothing is known of it.
        let listing = std::fs::read_to_string(scenarios.join(coverage::FILE)).unwrap_or_default();
        if let Some((_, shown)) = Listing::find(&listing, id.as_str()) {
            anstream::println!("  shown by:   {shown}");
        }
        match requirement.waits {
            Some(Waits::InPart(capability)) => anstream::println!("  waits for:  {capability}, in part"),
            Some(Waits::Wholly(capability) | Waits::WithItsFile(capability)) => {
                anstream::println!("  waits for:  {capability}");
            }
            None => {}
        }
        Ok(Status::EXPECTED)
    }
}
