//! Why no case was chosen, and what was probably meant.

use std::path::Path;

use anyhow::{Error, anyhow};
use touchstone_scenario::did_you_mean;
use touchstone_suite::Corpus;

/// The answer to a filter or a requirement that chooses nothing.
pub(super) fn nothing_chosen(corpus: &Corpus, filter: Option<&str>, requirement: Option<&str>) -> Error {
    let all = format!("`touchstone list` shows all {}", corpus.scripts.len());
    let named = |filter: &str| corpus.scripts.iter().any(|script| script.case.id.contains(filter));
    match (filter, requirement) {
        (Some(filter), _) if !named(filter) => {
            let why = unnamed(corpus, filter);
            let then = if why.ends_with('?') { "" } else { ";" };
            anyhow!("{why}{then} {all}")
        }
        (Some(filter), Some(prefix)) if cited(corpus, prefix) => {
            anyhow!("no case whose id holds `{filter}` cites a requirement that begins with `{prefix}`; {all}")
        }
        (_, Some(prefix)) => anyhow!("{}", uncited(corpus, prefix)),
        _ => anyhow!("no case matches; {all}"),
    }
}

fn unnamed(corpus: &Corpus, filter: &str) -> String {
    let path = Path::new(filter);
    if path.is_dir() {
        return format!("`{filter}` is a folder, and no case's id holds that");
    }
    if path.extension().is_some_and(|extension| extension == "yaml") {
        return format!("`{filter}` is no file, and no case's id holds that");
    }
    let scenarios = corpus.scripts.iter().map(|script| script.case.scenario.as_str());
    let words = scenarios.flat_map(|id| id.split('/').chain([id]));
    format!("no case's id holds `{filter}`{}", did_you_mean(filter, words))
}

fn cited(corpus: &Corpus, prefix: &str) -> bool {
    corpus.scripts.iter().flat_map(|script| &script.cited).any(|cited| cited.id.as_str().starts_with(prefix))
}

fn uncited(corpus: &Corpus, prefix: &str) -> String {
    let ids = || corpus.catalogue.iter().map(|(id, _)| id.as_str());
    match ids().filter(|id| id.starts_with(prefix)).count() {
        0 => {
            let stems = ids().filter_map(|id| id.rsplit_once('-').map(|(stem, _)| stem));
            let near = Some(did_you_mean(prefix, ids())).filter(|near| !near.is_empty());
            let near = near.unwrap_or_else(|| did_you_mean(prefix, stems));
            format!("no requirement's id begins with `{prefix}`{near}")
        }
        count => format!("no case cites a requirement whose id begins with `{prefix}`; the catalogue holds {count}"),
    }
}
