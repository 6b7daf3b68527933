//! Figures by area: a file of the catalogue is a section of a sheet.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Coverage, Stand};
use crate::files::{self, FileError};
use crate::{Awaited, Catalogue};

/// The requirements of one file of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The file's name without its ending.
    pub name: String,
    /// Its requirements.
    pub requirements: Catalogue,
}

/// How far a corpus reaches into an area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Requirements in all.
    pub requirements: usize,
    /// Those that cannot be tested, for a reason that the catalogue says.
    pub untestable: usize,
    /// Those that anything cites.
    pub cited: usize,
    /// Those that a case, a test or a vector shows.
    pub shown: usize,
    /// Those among them that a case shows.
    pub by_cases: usize,
    /// Those among them of which a part waits, by what they wait for.
    pub in_part: BTreeMap<Awaited, usize>,
    /// Those that are not shown and wait, by what they wait for.
    pub waits: BTreeMap<Awaited, usize>,
    /// Those that are neither shown nor not testable, and wait for nothing.
    pub gaps: usize,
}

impl Area {
    /// The areas of a folder such as `scenarios/requirements`, by name.
    ///
    /// # Errors
    /// When a file cannot be read or is of another form.
    pub fn load(folder: &Path) -> Result<Vec<Self>, FileError> {
        files::entries_of(folder, "yaml")?.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Result<Self, FileError> {
        let mut requirements = Catalogue::default();
        requirements.read(path, &files::read(path)?)?;
        Ok(Self { name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), requirements })
    }

    /// How far a coverage reaches into the area.
    #[must_use]
    pub fn reach(&self, coverage: &Coverage) -> Reach {
        let mut reach = Reach::default();
        for (id, requirement) in self.requirements.iter() {
            let covered = coverage.of(id);
            reach.requirements += 1;
            reach.cited += usize::from(covered.is_some());
            reach.by_cases += usize::from(covered.is_some_and(|covered| covered.shown_by_cases().next().is_some()));
            reach.count(coverage.stand(id, requirement));
        }
        reach
    }
}

impl Reach {
    fn count(&mut self, stand: Stand) {
        match stand {
            Stand::Shown => self.shown += 1,
            Stand::InPart(capability) => {
                self.shown += 1;
                *self.in_part.entry(capability).or_default() += 1;
            }
            Stand::Waits(capability) => *self.waits.entry(capability).or_default() += 1,
            Stand::Untestable => self.untestable += 1,
            Stand::Gap => self.gaps += 1,
        }
    }
}

impl std::ops::AddAssign<&Self> for Reach {
    fn add_assign(&mut self, other: &Self) {
        self.requirements += other.requirements;
        self.untestable += other.untestable;
        self.cited += other.cited;
        self.shown += other.shown;
        self.by_cases += other.by_cases;
        self.gaps += other.gaps;
        for (mine, others) in [(&mut self.in_part, &other.in_part), (&mut self.waits, &other.waits)] {
            for (capability, count) in others {
                *mine.entry(*capability).or_default() += count;
            }
        }
    }
}
