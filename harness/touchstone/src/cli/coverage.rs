//! `touchstone coverage`.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use touchstone::{Cut, Denies, Grants, Idle, Pool, Sim};
use touchstone_scenario::did_you_mean;
use touchstone_suite::{
    Area, Awaited, Citation, Corpus, Coverage, Covered, Freed, Listing, Options, Panel, Reach, Requirement,
    RequirementId, Stand, Target, Ticker, cover,
};

use super::Status;

/// The file below `scenarios/`.
pub(super) const FILE: &str = "coverage.txt";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Only says whether `coverage.txt` is as it would be written; exit status 1 when it is not.
    #[arg(long)]
    check: bool,
    /// Says of each requirement of one section, a file of the catalogue, by what it is shown; writes nothing.
    #[arg(long, value_name = "SECTION", conflicts_with = "check")]
    section: Option<String>,
}

impl Arguments {
    pub(super) fn perform(&self, corpus: &Corpus, scenarios: &Path) -> Result<Status> {
        let areas = Area::load(&scenarios.join("requirements"))?;
        if let Some(section) = &self.section {
            let area = named(section, &areas)?;
            one(area, &played(corpus, scenarios)?);
            return Ok(Status::EXPECTED);
        }
        let coverage = played(corpus, scenarios)?;
        let file = scenarios.join(FILE);
        let text = Listing(&coverage).to_string();
        if self.check {
            let found = std::fs::read_to_string(&file).unwrap_or_default();
            if let Some(line) = first_difference(&found, &text) {
                anstream::eprintln!(
                    "`{}` is out of date from line {line}; `touchstone coverage` writes it",
                    file.display()
                );
                return Ok(Status::UNEXPECTED);
            }
        } else {
            std::fs::write(&file, &text).with_context(|| format!("`{}` cannot be written", file.display()))?;
        }
        table(&areas, &coverage);
        let contradictions = coverage.contradictions(&corpus.catalogue);
        for contradiction in &contradictions {
            anstream::eprintln!("{contradiction}");
        }
        Ok(if contradictions.is_empty() { Status::EXPECTED } else { Status::UNEXPECTED })
    }
}

fn played(corpus: &Corpus, scenarios: &Path) -> Result<Coverage> {
    let pool = Arc::new(Pool::new().context("the client certificates cannot be made")?);
    let sim = Sim::new(Arc::clone(&pool), Cut::Whole);
    let (silent, closes, grants) = (Idle::silent(), Idle::closes(), Grants::new(Arc::clone(&pool)));
    let denies = Freed::ALL.map(|freed| (freed, Denies::new(Arc::clone(&pool), freed)));
    let denying: Vec<(Freed, &dyn Target)> =
        denies.iter().map(|(freed, target)| (*freed, target as &dyn Target)).collect();
    let panel = Panel { reference: &sim, idle: &[&silent, &closes], granting: &grants, denying: &denying };
    let citations = Citation::collect(scenarios)?;
    if let Some(Citation { id, by }) = citations.iter().find(|citation| corpus.catalogue.find(&citation.id).is_none()) {
        let near = did_you_mean(id, corpus.catalogue.iter().map(|(id, _)| id.as_str()));
        bail!("{by} cites `{id}`, which is not in the catalogue below `requirements/`{near}");
    }
    let options = Options { jobs: available_parallelism().map_or(1, NonZero::get), ..Options::default() };
    Ok(cover(corpus, &panel, &citations, &options, &Ticker::new()))
}

/// The number of the first line that differs.
fn first_difference(found: &str, expected: &str) -> Option<usize> {
    let (mut found, mut expected) = (found.lines(), expected.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (found.next(), expected.next()) {
            (None, None) => return None,
            (left, right) if left == right => {}
            _ => return Some(number),
        }
    }
}

/// Figures by section.
fn table(areas: &[Area], coverage: &Coverage) {
    let widest = areas.iter().map(|area| area.name.len()).max().unwrap_or_default();
    let line = |name: &str, reach: &Reach| {
        let Reach { requirements, untestable, cited, shown, by_cases, in_part, waits, gaps } = reach;
        let (waiting, parts): (usize, usize) = (waits.values().sum(), in_part.values().sum());
        let figures = format!(
            "{requirements:>12} {untestable:>10} {cited:>6} {shown:>6} {by_cases:>9} {parts:>8} {waiting:>6} {gaps:>6}"
        );
        anstream::println!("{}", format!("{name:<widest$} {figures}  {}", reasons(waits, in_part)).trim_end());
    };
    anstream::println!(
        "{:<widest$} {:>12} {:>10} {:>6} {:>6} {:>9} {:>8} {:>6} {:>6}  waits for",
        "section",
        "requirements",
        "untestable",
        "cited",
        "shown",
        "by cases",
        "in part",
        "waits",
        "gaps"
    );
    let mut total = Reach::default();
    for area in areas {
        let reach = area.reach(coverage);
        total += &reach;
        line(&area.name, &reach);
    }
    line("all", &total);
    let bare: Vec<&str> = coverage.iter().filter(|(_, it)| !it.is_shown()).map(|(id, _)| id.as_str()).collect();
    if !bare.is_empty() {
        anstream::println!("\n{} cited and not shown: {}", bare.len(), bare.join(", "));
    }
}

/// How many wait for what, those that are shown in part in parentheses.
fn reasons(waits: &BTreeMap<Awaited, usize>, in_part: &BTreeMap<Awaited, usize>) -> String {
    let wholly = waits.iter().map(|(capability, count)| format!("{capability} {count}"));
    let in_part = in_part.iter().map(|(capability, count)| format!("({capability} {count})"));
    wholly.chain(in_part).collect::<Vec<_>>().join(", ")
}

/// The section of that name.
fn named<'a>(section: &str, areas: &'a [Area]) -> Result<&'a Area> {
    let names = || areas.iter().map(|area| area.name.as_str());
    areas.iter().find(|area| area.name == section).ok_or_else(|| match did_you_mean(section, names()) {
        near if near.is_empty() => {
            anyhow!("`{section}` is no section; known are {}", names().collect::<Vec<_>>().join(", "))
        }
        near => anyhow!("`{section}` is no section{near}"),
    })
}

/// Each requirement of one section.
fn one(area: &Area, coverage: &Coverage) {
    for (id, requirement) in area.requirements.iter() {
        anstream::println!("{id} | {}", shown(id, requirement, coverage));
    }
}

fn shown(id: &RequirementId, requirement: &Requirement, coverage: &Coverage) -> String {
    let tail = coverage.of(id).map_or_else(|| "not cited".to_owned(), Covered::tail);
    match coverage.stand(id, requirement) {
        Stand::Shown | Stand::Gap => tail,
        Stand::InPart(capability) => format!("in part, the rest waits for {capability}: {tail}"),
        Stand::Waits(capability) => format!("waits for {capability}"),
        Stand::Untestable => format!("not testable: {}", requirement.reason.as_deref().unwrap_or_default()),
    }
}
