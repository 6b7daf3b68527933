//! What only the reference can read of a corpus: policy documents, positions of switches, names of the registry. Judged
//! before anything is played, so that a fault of a file is no case that came to nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use touchstone_account::Configuration;
use touchstone_policy::Policy;
use touchstone_scenario::{Case, Located, Place};
use touchstone_suite::Corpus;
use touchstone_vocabulary::{AccountId, AccountNumber, AuthorizerName, PolicyName, Region, ThingName};

use crate::fault::{fault, flaw};
use crate::serve::{Served, files, stem};
use crate::settings;

/// Gives a corpus back when the reference can read all of it.
///
/// # Errors
/// The faults of the first file that it cannot, each with path, line and column.
pub fn sound(root: &Path, corpus: Corpus) -> Result<Corpus> {
    for path in files(&root.join("policies"), "json")? {
        let text = fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        PolicyName::new(&stem(&path)).with_context(|| format!("`{}` names no policy", path.display()))?;
        Policy::parse(&text).map_err(|error| flaw(&path, &text, &error))?;
    }
    for script in &corpus.scripts {
        let faults: BTreeSet<(Place, String)> = faults(&script.case)?.into_iter().collect();
        if let Some((place, message)) = faults.into_iter().next() {
            return Err(fault(Path::new(&script.source.path), &script.source.text, place, message));
        }
    }
    Ok(corpus)
}

fn faults(case: &Case) -> Result<Vec<(Place, String)>> {
    let (number, region) = Served::id();
    let id = AccountId { number: AccountNumber::new(number)?, region: Region::new(region)? };
    let mut configuration = Configuration::new(id, 0);
    let mut faults = Vec::new();
    for (name, value) in &case.world.settings {
        let applied = settings::apply(&mut configuration, name, &settings::written(&value.value));
        faults.extend(applied.err().map(|message| (value.place, message)));
    }
    let named = |at: &Located<String>, error: Option<String>| error.map(|message| (at.place, message));
    for authorizer in &case.world.authorizers {
        let at = &authorizer.name;
        faults.extend(named(at, AuthorizerName::new(&at.value).err().map(|error| error.to_string())));
    }
    let things = case.world.things.iter().map(|thing| &thing.name);
    for at in things.chain(case.clients.iter().filter_map(|client| client.thing.as_ref())) {
        faults.extend(named(at, ThingName::new(&at.value).err().map(|error| error.to_string())));
    }
    Ok(faults)
}
