//! Where each requirement stands: shown, waiting, not testable, or a gap; and entries that say otherwise than is true.

use std::fmt;

use super::{Coverage, Covered};
use crate::{Awaited, Catalogue, Entry, Requirement, RequirementId, Shown, Waits};

/// Where a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It is shown.
    Shown,
    /// A part of it is shown, the rest waits.
    InPart(Awaited),
    /// Nothing shows it yet, and it waits.
    Waits(Awaited),
    /// It cannot be tested.
    Untestable,
    /// Nothing shows it, for no reason that the catalogue says.
    Gap,
}

/// An entry of the catalogue that a coverage contradicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Where the entry stands.
    pub entry: Entry,
    /// What is wrong, in one sentence.
    pub message: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.entry, self.message)
    }
}

impl Coverage {
    /// Where a requirement stands.
    #[must_use]
    pub fn stand(&self, id: &RequirementId, requirement: &Requirement) -> Stand {
        let shown = self.of(id).is_some_and(Covered::is_shown);
        match (shown, requirement.waits) {
            (true, Some(Waits::InPart(capability))) => Stand::InPart(capability),
            (true, _) => Stand::Shown,
            (false, Some(Waits::Wholly(it) | Waits::InPart(it) | Waits::WithItsFile(it))) => Stand::Waits(it),
            (false, None) if requirement.shown == Shown::Untestable => Stand::Untestable,
            (false, None) => Stand::Gap,
        }
    }

    /// Entries that say otherwise than what is shown, and gaps in files that say they leave none; ordered by id.
    #[must_use]
    pub fn contradictions(&self, catalogue: &Catalogue) -> Vec<Contradiction> {
        let contradiction = |(id, requirement): (&RequirementId, &Requirement)| {
            let message = self.contradicts(catalogue, id, requirement)?;
            Some(Contradiction { entry: requirement.entry.clone(), message })
        };
        catalogue.iter().filter_map(contradiction).collect()
    }

    fn contradicts(&self, catalogue: &Catalogue, id: &RequirementId, requirement: &Requirement) -> Option<String> {
        let shown = self.of(id).filter(|covered| covered.is_shown());
        match (shown, requirement.waits) {
            (Some(_), None) if requirement.shown == Shown::Untestable => {
                Some(format!("`{id}` is called not testable and is shown; say how it is shown, and drop its `reason`"))
            }
            (Some(_), Some(Waits::Wholly(capability))) => Some(format!(
                "`{id}` waits for `{capability}` and is shown; drop `waits`, or say `rest waits` when only a part is shown"
            )),
            (None, Some(Waits::InPart(capability))) => {
                Some(format!("of `{id}` only the rest waits for `{capability}`, and nothing shows a part; say `waits`"))
            }
            (None, None) if requirement.shown != Shown::Untestable && catalogue.is_closed(&requirement.entry) => {
                Some(format!("`{id}` is neither shown nor not testable, and waits for nothing"))
            }
            _ => None,
        }
    }
}
