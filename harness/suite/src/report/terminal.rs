//! The report that people read.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::transcript::hex;
use crate::{CaseReport, Exchange, Failure, Judge, Report, Verdict};

/// Prints a report as text; styles are escape sequences, which `anstream` removes where they are not wanted.
#[derive(Clone, Copy, Debug)]
pub struct Terminal<'a>(pub &'a Report);

impl fmt::Display for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for case in &self.0.cases {
            match &case.verdict {
                Verdict::Fail(failure) => failed(f, case, failure)?,
                Verdict::Inconclusive { reason } => headline(f, case, reason)?,
                _ => {}
            }
        }
        for stale in &self.0.stale {
            let style = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
            writeln!(f, "{style}out of date{style:#} the list of divergences names `{}`", stale.of)?;
            writeln!(f, "  and every case it names passes: {}\n", stale.passed.join(", "))?;
        }
        summary(f, self.0)
    }
}

/// The style in which a verdict's word is printed.
#[must_use]
pub fn verdict_style(verdict: &Verdict) -> Style {
    let colour = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Tolerated { .. } | Verdict::KnownDivergence { .. } => AnsiColor::Yellow,
        Verdict::Fail(_) => AnsiColor::Red,
        Verdict::Unsupported { .. } => AnsiColor::Cyan,
        Verdict::Inconclusive { .. } => AnsiColor::Magenta,
    };
    Style::new().bold().fg_color(Some(colour.into()))
}

fn headline(f: &mut fmt::Formatter<'_>, case: &CaseReport, reason: &str) -> fmt::Result {
    let style = verdict_style(&case.verdict);
    writeln!(f, "{style}{}{style:#} {}", case.verdict.word(), case.id)?;
    writeln!(f, "  {reason}\n")
}

fn failed(f: &mut fmt::Formatter<'_>, case: &CaseReport, failure: &Failure) -> fmt::Result {
    let style = verdict_style(&case.verdict);
    let dim = Style::new().dimmed();
    writeln!(f, "{style}fail{style:#} {}", case.id)?;
    writeln!(f, "  {}", case.summary)?;
    writeln!(f, "  --> {}:{}", failure.file, failure.place)?;
    writeln!(f, "{:>5} | {}", failure.place.line, failure.step)?;
    writeln!(f, "  expected: {}", failure.expected)?;
    writeln!(f, "  seen:     {}", failure.seen.replace('\n', "\n            "))?;
    for cited in &failure.cited {
        writeln!(f, "  {}: {}", cited.id, cited.sentence)?;
    }
    writeln!(f, "  packets:")?;
    for exchange in &failure.exchanges {
        writeln!(f, "    {}", line(exchange))?;
        if !exchange.bytes.is_empty() {
            writeln!(f, "    {dim}{:>26}{}{dim:#}", "", hex(&exchange.bytes))?;
        }
    }
    for record in &failure.logs {
        writeln!(f, "  log: {record}")?;
    }
    writeln!(f)
}

/// One line of a transcript: when, who, which way, what.
fn line(exchange: &Exchange) -> String {
    let Exchange { after, client, link, way, words, .. } = exchange;
    let who = format!("{client}/{link}");
    format!("{:>10} {who:<10} {} {words}", offset(*after), way.arrow())
}

fn offset(millis: u64) -> String {
    format!("{}.{:03}s", millis / 1_000, millis % 1_000)
}

fn summary(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let counts = report.counts();
    let judge = match report.judge {
        Judge::Reference => "ref",
        Judge::Live => "live",
    };
    let parts = [
        (counts.pass, "pass"),
        (counts.tolerated, "tolerated"),
        (counts.fail, "fail"),
        (counts.known_divergence, "known divergence"),
        (counts.unsupported, "unsupported"),
        (counts.inconclusive, "inconclusive"),
    ];
    let mut words = String::new();
    for (count, word) in parts {
        if count > 0 {
            let between = if words.is_empty() { "" } else { ", " };
            write!(words, "{between}{count} {word}")?;
        }
    }
    writeln!(f, "{} cases on {} (judge {judge}, seed {}): {words}", report.cases.len(), report.target, report.seed)?;
    writeln!(f, "{} requirements cited", report.cited())
}
