//! The list of known divergences: each with a reason, none twice.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;
use touchstone_scenario::Place;

use super::at;
use crate::Divergence;

/// A case, a scenario or a requirement that the target is known not to meet.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "DivergenceWritten")]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[schemars(with = "String")]
    of: Spanned<String>,
    #[schemars(with = "String")]
    reason: Spanned<String>,
}

/// The entries with their places; a fault begins with line and column.
pub(super) fn read(written: Vec<Written>) -> Result<Vec<Divergence>, String> {
    let mut lines = BTreeMap::new();
    let mut list = Vec::new();
    for Written { of, reason } in written {
        let (place, of) = (of.referenced, of.value);
        if reason.value.trim().is_empty() {
            let message = format!("expected a reason for the divergence of `{of}`, found none");
            return Err(at(&reason.referenced, &message));
        }
        if let Some(line) = lines.insert(of.clone(), place.line()) {
            return Err(at(&place, &format!("`{of}` is listed already, in line {line}")));
        }
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let place = Place { line: number(place.line()), column: number(place.column()) };
        list.push(Divergence { of, reason: reason.value, place });
    }
    Ok(list)
}
