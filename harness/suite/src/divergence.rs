//! Known divergences: a failure that is listed is known, and a list that is out of date is an error.

use crate::{CaseReport, Divergence, StaleDivergence, Verdict};

/// Turns listed failures into known divergences, and gives the entries that no longer hold: every case they name passes,
/// or none was found to name.
///
/// An entry whose cases could not be played, being unsupported or inconclusive, is left alone.
pub(crate) fn apply(divergences: &[Divergence], cases: &mut [CaseReport]) -> Vec<StaleDivergence> {
    let mut failed = vec![false; divergences.len()];
    let mut passed = vec![Vec::new(); divergences.len()];
    for case in cases.iter_mut() {
        let named: Vec<usize> =
            divergences.iter().enumerate().filter(|(_, it)| names(it, case)).map(|(index, _)| index).collect();
        match case.verdict {
            Verdict::Pass | Verdict::Tolerated { .. } => {
                for index in &named {
                    if let Some(list) = passed.get_mut(*index) {
                        list.push(case.id.clone());
                    }
                }
            }
            Verdict::Fail(_) => {
                for index in &named {
                    if let Some(failed) = failed.get_mut(*index) {
                        *failed = true;
                    }
                }
                if let Some(divergence) = named.first().and_then(|index| divergences.get(*index)) {
                    case.verdict = Verdict::KnownDivergence { reason: divergence.reason.clone() };
                }
            }
            _ => {}
        }
    }
    let outcomes = divergences.iter().zip(failed).zip(passed);
    outcomes
        .filter(|((_, failed), passed)| !failed && !passed.is_empty())
        .map(|((divergence, _), passed)| StaleDivergence { of: divergence.of.clone(), passed })
        .collect()
}

/// Whether an entry names a case: by its id, by its scenario, or by a requirement it cites.
fn names(divergence: &Divergence, case: &CaseReport) -> bool {
    divergence.of == case.id
        || divergence.of == case.scenario
        || case.requires.iter().any(|id| id.as_str() == divergence.of)
}
