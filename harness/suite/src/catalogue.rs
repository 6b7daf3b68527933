//! The catalogue: every requirement once, with its sentence, its source and how it is shown, or what it waits for.

mod waits;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_saphyr::Spanned;
use thiserror::Error;
use touchstone_scenario::did_you_mean;

use crate::files::{self, FileError};

pub use self::waits::{Awaited, Waits};

/// The id of a requirement that is in the catalogue; only a [`Catalogue`] makes one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementId(String);

impl RequirementId {
    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// What must be true, in one sentence.
    pub sentence: String,
    /// How well it is known.
    pub confidence: Confidence,
    /// Where it is said.
    pub source: String,
    /// How it is shown.
    pub shown: Shown,
    /// Why it is not testable.
    pub reason: Option<String>,
    /// For what it waits, wholly or in part.
    pub waits: Option<Waits>,
    /// Where it stands.
    pub entry: Entry,
}

/// Where a requirement stands in the catalogue: a file, and a line counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file.
    pub file: Arc<Path>,
    /// The line of its first key.
    pub line: u64,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}

/// How well a requirement is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A published document says so.
    Documented,
    /// Somebody saw it.
    Observed,
    /// It follows from what is documented or observed.
    Inferred,
}

impl Confidence {
    /// The word that the catalogue uses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        }
    }
}

/// How a requirement is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// On the wire, by a scenario.
    Wire,
    /// By a vector file.
    Vector,
    /// By a property.
    Property,
    /// By a unit test.
    Unit,
    /// Not at all, with a reason.
    Untestable,
}

/// Every requirement by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    requirements: BTreeMap<RequirementId, Requirement>,
    /// Files that leave no gap.
    closed: BTreeSet<PathBuf>,
}

/// Why the catalogue cannot be read.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// A file or folder cannot be read, or is of another form.
    #[error(transparent)]
    File(#[from] FileError),
    /// The folder holds no file of the catalogue.
    #[error("`{path}` holds no `.yaml` file", path = path.display())]
    Empty {
        /// Which.
        path: PathBuf,
    },
}

/// A file of the catalogue.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[expect(dead_code, reason = "said for the reader of the file")]
    about: String,
    /// For what all of its requirements wait that nothing shows.
    waits: Option<Awaited>,
    /// Says that each of its requirements is shown, waits or cannot be tested.
    gaps: Option<Gaps>,
    requirements: BTreeMap<String, Spanned<Written>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Gaps {
    None,
}

/// A requirement as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    sentence: String,
    confidence: Confidence,
    source: String,
    shown: Shown,
    reason: Option<String>,
    waits: Option<Awaited>,
    #[serde(rename = "rest waits")]
    rest_waits: Option<Awaited>,
}

impl Written {
    /// The requirement, with what its file says for all; an error is a sentence about `id`.
    fn requirement(self, id: &str, file: Option<Awaited>, entry: Entry) -> Result<Requirement, String> {
        let Self { sentence, confidence, source, shown, reason, waits, rest_waits } = self;
        let untestable = shown == Shown::Untestable;
        if untestable && reason.is_none() {
            return Err(format!("`{id}` is not testable and says no `reason`"));
        }
        let waits = match (waits, rest_waits) {
            (Some(_), Some(_)) => {
                return Err(format!("`{id}` has both `waits` and `rest waits`, expected one of them"));
            }
            (Some(_), None) | (None, Some(_)) if untestable => {
                return Err(format!("`{id}` is not testable, so it waits for nothing"));
            }
            (Some(capability), None) => Some(Waits::Wholly(capability)),
            (None, Some(capability)) => Some(Waits::InPart(capability)),
            (None, None) => file.filter(|_| !untestable).map(Waits::WithItsFile),
        };
        Ok(Requirement { sentence, confidence, source, shown, reason, waits, entry })
    }
}

impl Catalogue {
    /// Reads every `.yaml` file of a folder.
    ///
    /// # Errors
    /// When the folder is empty, a file cannot be read or is of another form, or an id stands twice.
    pub fn load(folder: &Path) -> Result<Self, CatalogueError> {
        let paths = files::entries_of(folder, "yaml")?;
        if paths.is_empty() {
            return Err(CatalogueError::Empty { path: folder.to_owned() });
        }
        let mut catalogue = Self::default();
        for path in paths {
            catalogue.read(&path, &files::read(&path)?)?;
        }
        Ok(catalogue)
    }

    /// Adds the requirements of one file.
    ///
    /// # Errors
    /// When the text is of another form, an id stands twice, what cannot be tested has no reason, or something waits for
    /// what is no capability.
    pub fn read(&mut self, path: &Path, text: &str) -> Result<(), FileError> {
        let malformed = |message: String| files::malformed(path, message);
        let sheet: Sheet = serde_saphyr::from_str(text).map_err(|error| malformed(located(&error)))?;
        if sheet.gaps == Some(Gaps::None) {
            self.closed.insert(path.to_owned());
        }
        let file: Arc<Path> = path.into();
        for (id, written) in sheet.requirements {
            let place = written.referenced;
            let at = |message| malformed(format!("{}:{}: {message}", place.line(), place.column()));
            let entry = Entry { file: Arc::clone(&file), line: place.line() };
            let requirement = written.value.requirement(&id, sheet.waits, entry).map_err(at)?;
            if self.requirements.insert(RequirementId(id.clone()), requirement).is_some() {
                return Err(at(format!("`{id}` stands in the catalogue twice")));
            }
        }
        Ok(())
    }

    /// The requirement of an id as it is written, with the id as a value.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(&RequirementId, &Requirement)> {
        self.requirements.get_key_value(&RequirementId(id.to_owned()))
    }

    /// All requirements, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = (&RequirementId, &Requirement)> {
        self.requirements.iter()
    }

    /// Whether the file of an entry says that it leaves no gap.
    #[must_use]
    pub fn is_closed(&self, entry: &Entry) -> bool {
        self.closed.contains(&*entry.file)
    }

    /// All ids as they are written.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<String> {
        self.requirements.keys().map(|id| id.0.clone()).collect()
    }
}

/// The YAML reader's complaint as `line:column: message`, in one line.
pub(crate) fn located(error: &serde_saphyr::Error) -> String {
    let message = sentence(error.without_snippet());
    let message = message.lines().next().unwrap_or_default();
    let Some(place) = error.location() else { return format!("1:1: {message}") };
    let again = format!(" at line {}, column {}", place.line(), place.column());
    format!("{}:{}: {}", place.line(), place.column(), message.trim_end_matches(&again))
}

/// What is wrong in the words of the other files: what was found, and the nearest word or all there are.
fn sentence(error: &serde_saphyr::Error) -> String {
    let near = |found: &str, expected: &[&str]| match did_you_mean(found, expected.iter().copied()) {
        near if near.is_empty() => format!("; there are `{}`", expected.join("`, `")),
        near => near,
    };
    match error {
        serde_saphyr::Error::SerdeUnknownField { field, expected, .. } => {
            format!("unknown key `{field}`{}", near(field, expected))
        }
        serde_saphyr::Error::SerdeUnknownVariant { variant, expected, .. } => {
            format!("unknown word `{variant}`{}", near(variant, expected))
        }
        serde_saphyr::Error::SerdeMissingField { field, .. } => format!("`{field}` is missing"),
        other => match other.to_string() {
            message if message.starts_with("expected mapping start") => "expected a mapping".to_owned(),
            message if message.starts_with("expected sequence start") => "expected a list".to_owned(),
            message if message.starts_with("expected string scalar") => "expected text".to_owned(),
            message if message.starts_with("invalid u16") => "expected a whole number up to 65535".to_owned(),
            message => message,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "about: a sheet\nrequirements:\n  MB-DUP-05:\n    sentence: a refused newcomer disturbs nobody\n    \
                         confidence: inferred\n    source: broker sheet\n    shown: wire\n";

    fn read(text: &str) -> Result<Catalogue, String> {
        let mut catalogue = Catalogue::default();
        catalogue.read(Path::new("broker.yaml"), text).map_err(|error| error.to_string())?;
        Ok(catalogue)
    }

    #[test]
    fn an_id_is_found_as_it_is_written() {
        let catalogue = read(SHEET).unwrap();
        assert_eq!(catalogue.find("MB-DUP-05").unwrap().1.confidence, Confidence::Inferred);
        let unknown = format!("MB-DUP-{}", 99);
        assert!(catalogue.find(&unknown).is_none());
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_place() {
        let error = read(&SHEET.replace("shown:", "shwon:")).unwrap_err();
        assert!(error.starts_with("broker.yaml:7:5: "), "{error}");
    }

    #[test]
    fn an_id_that_stands_twice_is_an_error() {
        let mut catalogue = read(SHEET).unwrap();
        let error = catalogue.read(Path::new("again.yaml"), SHEET).unwrap_err().to_string();
        assert!(error.contains("`MB-DUP-05` stands in the catalogue twice"), "{error}");
    }

    #[test]
    fn what_nothing_waits_for_is_an_error_with_its_place() {
        let error = read(&format!("{SHEET}    waits: rate limit\n")).unwrap_err();
        assert_eq!(error, "broker.yaml:8:12: nothing waits for `rate limit`; did you mean `rate limits`?");
    }

    #[test]
    fn a_requirement_waits_wholly_or_in_part() {
        let error = read(&format!("{SHEET}    waits: Jobs\n    rest waits: groups\n")).unwrap_err();
        assert!(error.ends_with(": `MB-DUP-05` has both `waits` and `rest waits`, expected one of them"), "{error}");
        let error = read(&format!("{SHEET}    reason: none\n    waits: Jobs\n").replace("wire", "untestable"));
        assert!(error.unwrap_err().ends_with(": `MB-DUP-05` is not testable, so it waits for nothing"));
    }

    #[test]
    fn a_file_waits_with_all_that_says_nothing_else() {
        let waits = |text: String| read(&text).unwrap().find("MB-DUP-05").unwrap().1.waits;
        let jobs = Awaited::try_from("Jobs".to_owned()).unwrap();
        assert_eq!(waits(format!("waits: Jobs\n{SHEET}")), Some(Waits::WithItsFile(jobs)));
        assert_eq!(waits(format!("waits: groups\n{SHEET}    waits: Jobs\n")), Some(Waits::Wholly(jobs)));
        assert_eq!(waits(SHEET.to_owned()), None);
    }
}
