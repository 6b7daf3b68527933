//! Bad lists of divergences in target files.

use crate::{Bad, Text};

/// A target file whose list begins in line 9.
macro_rules! listing {
    ($entries:literal) => {
        &[(
            "target.yaml",
            Text::Says(concat!(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [order]\n",
                "isolation: serial\npatience: 1s\nprovisioning: static\ndivergences:\n",
                $entries
            )),
        )]
    };
}

const fn row(name: &'static str, files: &'static [(&'static str, Text)], answer: &'static str) -> Bad {
    Bad { name, files, arguments: &["run", "--target", "target.yaml"], status: 2, answer }
}

pub(crate) const ROWS: &[Bad] = &[
    row(
        "a divergence that names nothing",
        listing!("  - { of: area/fct, reason: r }\n"),
        "target.yaml:9:11: `area/fct` is no case, no scenario and no requirement; did you mean `area/fact`?",
    ),
    row(
        "a divergence of a row that there is not",
        listing!("  # area/fact@v3#row\n  - { of: area/fact@v3#row, reason: r }\n"),
        "target.yaml:10:11: `area/fact@v3#row` is no case, no scenario and no requirement; did you mean `area/fact@v3`?",
    ),
    row(
        "a divergence listed twice",
        listing!("  - { of: area/fact, reason: r }\n  - { of: area/fact, reason: s }\n"),
        "target.yaml:10:11: `area/fact` is listed already, in line 9",
    ),
    row(
        "a divergence of a case and of its scenario",
        listing!("  - { of: area/fact, reason: r }\n  - { of: area/fact@v3, reason: s }\n"),
        "target.yaml:10:11: `area/fact@v3` is listed already with its scenario, in line 9",
    ),
    row(
        "a divergence with an empty reason",
        listing!("  - { of: area/fact, reason: '' }\n"),
        "target.yaml:9:30: expected a reason for the divergence of `area/fact`, found none",
    ),
    row("a divergence without a reason", listing!("  - { of: area/fact }\n"), "target.yaml:9:7: `reason` is missing"),
    row(
        "a divergence under another key",
        listing!("  - { off: area/fact, reason: r }\n"),
        "target.yaml:9:7: unknown key `off`; did you mean `of`?",
    ),
];
