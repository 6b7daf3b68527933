//! The corpus: every scenario file of a folder, read, checked and spread into cases.

mod cast;
mod finding;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use touchstone_scenario::{Finding, Known, Outcomes, Words, capabilities, cases, did_you_mean, parse, parse_outcomes};

use crate::files::{self, FileError};
use crate::{Catalogue, CatalogueError, Cited, Divergence, Script, Source};
pub use finding::Complaint;

/// Folders below `scenarios/` that hold no scenarios.
const NO_AREAS: [&str; 8] =
    ["requirements", "targets", "policies", "authorizers", "packets", "vectors", "documents", "examples"];

/// All cases of a `scenarios/` folder, and the catalogue they cite.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// The cases, ordered by file, then as each file spreads.
    pub scripts: Vec<Script>,
    /// The catalogue.
    pub catalogue: Catalogue,
}

/// Why a corpus cannot be read.
#[derive(Debug, Error)]
pub enum CorpusError {
    /// A file or folder cannot be read, or is of another form.
    #[error(transparent)]
    File(#[from] FileError),
    /// No area holds a scenario file.
    #[error("no scenario file lies in any folder below `{path}`", path = path.display())]
    Empty {
        /// Where.
        path: PathBuf,
    },
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// Files are wrong; every fault is told.
    #[error("{}", finding::listed(complaints))]
    Complaints {
        /// The faults.
        complaints: Vec<Complaint>,
    },
}

/// What lies beside the scenarios: names that they may use, with the texts behind them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf {
    /// Policy texts by name.
    pub(crate) policies: BTreeMap<String, String>,
    /// Answers of authorizers by file name.
    pub(crate) authorizers: BTreeMap<String, String>,
}

impl Corpus {
    /// Reads a `scenarios/` folder: the catalogue, what scenarios may name, and every scenario of every area.
    ///
    /// # Errors
    /// When there is no scenario, a file cannot be read, or any file is wrong; then all faults are told at once.
    pub fn load(root: &Path, settings: Known) -> Result<Self, CorpusError> {
        let files = scenario_files(root)?;
        if files.is_empty() {
            return Err(CorpusError::Empty { path: root.to_owned() });
        }
        Self::of(root, files, settings)
    }

    /// Reads one scenario file, wherever it lies, with the catalogue and the names of a `scenarios/` folder.
    ///
    /// # Errors
    /// When a file cannot be read or is wrong; then all faults are told at once.
    pub fn load_file(root: &Path, file: &Path, settings: Known) -> Result<Self, CorpusError> {
        let name = |path: Option<&std::ffi::OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
        let area = name(file.parent().and_then(Path::file_name));
        let stem = name(file.file_stem());
        let id = if area.is_empty() { stem } else { format!("{area}/{stem}") };
        Self::of(root, vec![(id, file.to_owned())], settings)
    }

    fn of(root: &Path, files: Vec<(String, PathBuf)>, settings: Known) -> Result<Self, CorpusError> {
        let catalogue = Catalogue::load(&root.join("requirements"))?;
        let shelf = Shelf {
            policies: texts(&root.join("policies"), "json", Naming::Stem)?,
            authorizers: texts(&root.join("authorizers"), "json", Naming::Full)?,
        };
        let words = Words {
            requirements: Known::only(catalogue.ids()),
            policies: Known::only(shelf.policies.keys().cloned()),
            authorizers: Known::only(shelf.authorizers.keys().cloned()),
            settings,
            outcomes: outcomes(&root.join("outcomes.yaml"))?,
        };
        let mut corpus = Self { scripts: Vec::new(), catalogue };
        let mut complaints = Vec::new();
        for (id, path) in files {
            let text = files::read(&path)?;
            match corpus.read(&id, &path.display().to_string(), &text, &words, &shelf) {
                Ok(scripts) => corpus.scripts.extend(scripts),
                Err(found) => complaints.extend(found),
            }
        }
        if complaints.is_empty() { Ok(corpus) } else { Err(CorpusError::Complaints { complaints }) }
    }

    /// What is wrong with a list of divergences: an entry names no case, no scenario and no requirement, or a case whose
    /// scenario is listed as well.
    #[must_use]
    pub fn fault_of(&self, divergences: &[Divergence]) -> Option<Finding> {
        divergences.iter().find_map(|divergence| {
            let of = divergence.of.as_str();
            let mut named =
                self.scripts.iter().map(|script| &script.case).filter(|case| case.id == of || case.scenario == of);
            let message = match named.next() {
                Some(case) if case.scenario != of => {
                    let other = divergences.iter().find(|other| other.of == case.scenario)?;
                    format!("`{of}` is listed already with its scenario, in line {}", other.place.line)
                }
                Some(_) => return None,
                None if self.catalogue.find(of).is_some() => return None,
                None => {
                    let ids = self.catalogue.iter().map(|(id, _)| id.as_str());
                    let cases = self.scripts.iter().flat_map(|it| [it.case.scenario.as_str(), it.case.id.as_str()]);
                    format!("`{of}` is no case, no scenario and no requirement{}", did_you_mean(of, cases.chain(ids)))
                }
            };
            Some(Finding { place: divergence.place, message })
        })
    }

    /// Spreads one file into scripts.
    fn read(
        &self,
        id: &str,
        path: &str,
        text: &str,
        words: &Words,
        shelf: &Shelf,
    ) -> Result<Vec<Script>, Vec<Complaint>> {
        let source = Arc::new(Source { path: path.to_owned(), text: text.to_owned() });
        let complain = |finding| Complaint { source: Arc::clone(&source), finding };
        let scenario =
            parse(id, text, words).map_err(|findings| findings.into_iter().map(complain).collect::<Vec<_>>())?;
        let cited: Vec<Cited> = scenario
            .requires
            .iter()
            .filter_map(|written| self.catalogue.find(&written.value))
            .map(|(id, requirement)| Cited { id: id.clone(), sentence: requirement.sentence.clone() })
            .collect();
        let mut scripts = Vec::new();
        for case in cases(&scenario) {
            let cast = cast::cast(&case, shelf).map_err(|finding| vec![complain(finding)])?;
            let policies = cast::policies(&case, shelf);
            let needs = capabilities(&case);
            scripts.push(Script { case, cast, policies, needs, cited: cited.clone(), source: Arc::clone(&source) });
        }
        Ok(scripts)
    }
}

/// How a file is named in scenarios.
#[derive(Clone, Copy)]
enum Naming {
    Stem,
    Full,
}

/// The texts of a folder by file name; a folder that does not exist holds none.
fn texts(folder: &Path, extension: &str, naming: Naming) -> Result<BTreeMap<String, String>, CorpusError> {
    if !folder.exists() {
        return Ok(BTreeMap::new());
    }
    let mut texts = BTreeMap::new();
    for path in files::entries_of(folder, extension)? {
        let name = match naming {
            Naming::Stem => path.file_stem(),
            Naming::Full => path.file_name(),
        };
        let name = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        texts.insert(name, files::read(&path)?);
    }
    Ok(texts)
}

fn outcomes(path: &Path) -> Result<Outcomes, CorpusError> {
    if !path.exists() {
        return Ok(Outcomes::default());
    }
    let source = Arc::new(Source { path: path.display().to_string(), text: files::read(path)? });
    parse_outcomes(&source.text).map_err(|findings| CorpusError::Complaints {
        complaints: findings.into_iter().map(|finding| Complaint { source: Arc::clone(&source), finding }).collect(),
    })
}

/// Every scenario file with its id, `<area>/<file name>`.
fn scenario_files(root: &Path) -> Result<Vec<(String, PathBuf)>, CorpusError> {
    let mut found = Vec::new();
    for area in files::entries(root)?.into_iter().filter(|path| path.is_dir()) {
        let name = area.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if NO_AREAS.contains(&name.as_str()) {
            continue;
        }
        for path in files::entries_of(&area, "yaml")? {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            found.push((format!("{name}/{stem}"), path));
        }
    }
    Ok(found)
}
