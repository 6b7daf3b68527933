//! Findings for people.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use touchstone_policy::Span;
use touchstone_policy::lint::{Beside, Finding, Severity};

use super::{Checked, Tally, Text};

/// How many findings of one file are shown with the lines that they are about.
const SHOWN: usize = 200;

/// Up to so many lines between two places are shown in one piece.
const NEAR: usize = 12;

/// Lines of more bytes than this are shown in part.
const LONGEST: usize = 4096;

/// How many bytes before and behind a place are shown of them.
const AROUND: usize = 256;

/// As many further places of one finding are named.
const LIKEWISE: usize = 8;

pub(super) fn print(checked: &[Checked], tally: Tally) {
    let renderer = Renderer::styled();
    for each in checked {
        let Ok(Text { text, report, .. }) = &each.outcome else { continue };
        let path = if each.path == "-" { "<stdin>" } else { &each.path };
        if each.is_of_vector {
            anstream::println!("{path}: {}\n", if report.is_refused() { "refused" } else { "accepted" });
        }
        let shown = told(&report.findings);
        for told in shown.iter().take(SHOWN) {
            anstream::println!("{}\n", renderer.render(&[group(path, text, told)]));
        }
        let more = shown.len().saturating_sub(SHOWN) + report.left_out;
        if more > 0 {
            anstream::println!("`{path}`: {more} more findings are not shown\n");
        }
        if report.is_uncompared {
            anstream::println!("`{path}`: too long for its entries to be compared with each other\n");
        }
    }
    anstream::println!("{}", summary(checked.len(), tally));
}

/// A finding, and those that say the same of other places.
struct Told<'f> {
    finding: &'f Finding,
    likewise: Vec<&'f Finding>,
}

/// What makes a document refused comes first, and the same is said once.
fn told(findings: &[Finding]) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    for finding in findings {
        let is_same = |known: &&mut Told<'_>| {
            let Finding { rule, severity, message, remedy, .. } = known.finding;
            (rule.id, *severity, message, remedy)
                == (finding.rule.id, finding.severity, &finding.message, &finding.remedy)
        };
        // Each error is to be repaired where it stands.
        match told.iter_mut().find(is_same).filter(|_| finding.severity != Severity::Error) {
            Some(known) => known.likewise.push(finding),
            None => told.push(Told { finding, likewise: Vec::new() }),
        }
    }
    told.sort_by_key(|told| told.finding.severity != Severity::Error);
    told
}

/// Where else.
fn likewise(findings: &[&Finding]) -> Option<String> {
    let places = findings.iter().take(LIKEWISE).map(|finding| format!("{}:{}", finding.line, finding.column));
    let places: Vec<String> = places.collect();
    let more = findings.len().saturating_sub(LIKEWISE);
    let more = if more > 0 { format!(" and {more} more places") } else { String::new() };
    (!places.is_empty()).then(|| format!("likewise at {}{more}", places.join(", ")))
}

fn group<'f>(path: &'f str, text: &'f str, told: &Told<'f>) -> Group<'f> {
    let finding = told.finding;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Broad => Level::WARNING.with_name("too broad"),
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let excerpt = Excerpt::around(text, finding);
    let title = level.primary_title(&finding.message).id(finding.rule.id);
    let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.line);
    snippet = snippet.annotation(AnnotationKind::Primary.span(excerpt.within(finding.span)));
    if let Some(beside) = excerpt.beside {
        let annotation = AnnotationKind::Context.span(excerpt.within(beside.span));
        snippet = snippet.annotation(annotation.label(&beside.label));
    }
    let mut group = if excerpt.is_cut {
        title.element(Origin::path(path).line(finding.line).char_column(finding.column)).element(snippet)
    } else {
        title.element(snippet.path(path))
    };
    if let Some(beside) = finding.beside.as_ref().filter(|_| excerpt.beside.is_none()) {
        let note = format!("{}: line {}, column {}", beside.label, beside.line, beside.column);
        group = group.element(Level::NOTE.message(normalize_untrusted_str(&note)));
    }
    if let Some(likewise) = likewise(&told.likewise) {
        group = group.element(Level::NOTE.message(likewise));
    }
    match &finding.remedy {
        Some(remedy) => group.element(Level::HELP.message(normalize_untrusted_str(remedy))),
        None => group,
    }
}

/// The lines that a finding is about, or a piece of one that is too long to be shown.
struct Excerpt<'f> {
    text: &'f str,
    /// Where it begins in the document.
    from: usize,
    line: usize,
    /// The other place, where it is in the excerpt.
    beside: Option<&'f Beside>,
    is_cut: bool,
}

impl<'f> Excerpt<'f> {
    fn around(text: &'f str, finding: &'f Finding) -> Self {
        let beside = finding.beside.as_ref().filter(|beside| beside.line.abs_diff(finding.line) <= NEAR);
        let (first, line) = match beside {
            Some(beside) if beside.span.start < finding.span.start => (beside.span.start, beside.line),
            _ => (finding.span.start, finding.line),
        };
        let last = beside.map_or(finding.span.end, |beside| finding.span.end.max(beside.span.end));
        let from = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let until = text.get(last..).and_then(|after| after.find('\n')).map_or(text.len(), |at| last + at);
        if until - from <= LONGEST {
            let text = text.get(from..until).unwrap_or_default();
            return Self { text, from, line, beside, is_cut: false };
        }
        let Span { start, end } = finding.span;
        let from = text.floor_char_boundary(start.saturating_sub(AROUND));
        let from = text.get(from..start).and_then(|before| before.rfind('\n')).map_or(from, |at| from + at + 1);
        let until = text.ceil_char_boundary(end.min(start + AROUND) + AROUND);
        let beside = beside.filter(|beside| from <= beside.span.start && beside.span.end <= until);
        let line = beside.map_or(finding.line, |beside| beside.line.min(finding.line));
        Self { text: text.get(from..until).unwrap_or_default(), from, line, beside, is_cut: true }
    }

    /// The bytes of a span in the excerpt.
    fn within(&self, span: Span) -> Range<usize> {
        let start = span.start.saturating_sub(self.from).min(self.text.len());
        start..span.end.saturating_sub(self.from).clamp(start, self.text.len())
    }
}

fn summary(files: usize, tally: Tally) -> String {
    let plural = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let mut parts = vec![
        plural(tally.errors, "error", "errors"),
        plural(tally.warnings, "warning", "warnings"),
        format!("{} too broad", tally.broad),
        plural(tally.hints, "hint", "hints"),
    ];
    if tally.unreadable > 0 {
        parts.push(format!("{} unreadable", tally.unreadable));
    }
    format!("checked {}: {}", plural(files, "document", "documents"), parts.join(", "))
}
