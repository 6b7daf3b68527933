//! Citations outside scenarios: `//= ID` above tests, and the vectors of `packets/` and `vectors/`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::files::{self, FileError};

/// The sources whose tests judge the reference. A test of another part of the harness judges the judge, and shows nothing
/// of what is required.
const JUDGE_THE_REFERENCE: [&str; 3] = ["reference", "harness/agreement", "harness/touchstone"];

/// A requirement that a test or a vector cites.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Citation {
    /// The id as it is written.
    pub id: String,
    /// Which test or vector, in words.
    pub by: String,
}

/// A vector, as far as it cites: what it is written for, and the statement of the standard that it breaks.
#[derive(Deserialize)]
struct Vector {
    #[serde(default)]
    requires: Requires,
    #[serde(default)]
    statement: Option<String>,
}

/// What a vector is written for: one id, or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected an id or a list of ids for `requires`")]
enum Requires {
    One(String),
    Several(Vec<String>),
}

impl Default for Requires {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl From<Requires> for Vec<String> {
    fn from(requires: Requires) -> Self {
        match requires {
            Requires::One(id) => vec![id],
            Requires::Several(ids) => ids,
        }
    }
}

impl Citation {
    /// The citations of the workspace that holds a `scenarios/` folder: of its vectors, and of the tests beside it, where
    /// it lies in a checkout. In order, each once.
    ///
    /// # Errors
    /// When a file cannot be read, or a file of vectors is of another form.
    pub fn collect(scenarios: &Path) -> Result<Vec<Self>, FileError> {
        let mut citations = Vec::new();
        for folder in ["packets", "vectors"] {
            for path in files_below(&scenarios.join(folder), "json")? {
                let cited = Self::of_vectors(&name(&path), &files::read(&path)?);
                citations.extend(cited.map_err(|error| malformed(&path, &error))?);
            }
        }
        let root = scenarios.join("..");
        for folder in JUDGE_THE_REFERENCE {
            for path in files_below(&root.join(folder), "rs")? {
                let short = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                citations.extend(Self::of_tests(&short, &files::read(&path)?));
            }
        }
        citations.sort();
        citations.dedup();
        Ok(citations)
    }

    /// What the vectors of one file cite.
    ///
    /// # Errors
    /// When the text is no list of vectors.
    pub fn of_vectors(file: &str, text: &str) -> Result<Vec<Self>, serde_json::Error> {
        let vectors: Vec<Vector> = serde_json::from_str(text)?;
        let ids = vectors.into_iter().flat_map(|vector| Vec::from(vector.requires).into_iter().chain(vector.statement));
        // A section that numbers no statement is named for the reader of the file alone.
        let ids = ids.filter(|id| !id.starts_with("section "));
        Ok(ids.map(|id| Self { id, by: format!("vectors {file}") }).collect())
    }

    /// What the tests of one source cite: `//= ID` in the comments and attributes directly above a function that is
    /// marked `#[test]`, in `proptest!` too.
    #[must_use]
    pub fn of_tests(file: &str, source: &str) -> Vec<Self> {
        let mut citations = Vec::new();
        let mut above = Above::default();
        for line in source.lines().map(str::trim) {
            if let Some(ids) = line.strip_prefix("//= ") {
                above.cited.extend(listed(ids));
            } else if line.starts_with("#[test]") {
                above.test = true;
            } else if line.starts_with("//") || line.starts_with("#[") {
                // Other comments and attributes may stand between.
            } else {
                let above = std::mem::take(&mut above);
                if let Some(function) = function(line).filter(|_| above.test) {
                    let by = format!("test {file} {function}");
                    citations.extend(above.cited.into_iter().map(|id| Self { id, by: by.clone() }));
                }
            }
        }
        citations
    }
}

/// A file of vectors that is of another form.
fn malformed(path: &Path, error: &serde_json::Error) -> FileError {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = format!("{}:{}: {message}", error.line(), error.column().max(1));
    files::malformed(path, message)
}

/// What stands above the item that comes next.
#[derive(Default)]
struct Above {
    cited: Vec<String>,
    test: bool,
}

/// The ids of a citation, a remark in parentheses left out.
fn listed(ids: &str) -> Vec<String> {
    let ids = ids.split(" (").next().unwrap_or_default();
    ids.split(',').map(|id| id.trim().to_owned()).collect()
}

/// The name of the function that begins on a line.
fn function(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

/// Files of an extension below a folder, at any depth, in order; a folder that does not exist holds none.
fn files_below(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, FileError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for path in files::entries(folder)? {
        if path.is_dir() {
            found.extend(files_below(&path, extension)?);
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
