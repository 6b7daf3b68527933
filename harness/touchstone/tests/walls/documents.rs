//! What the pages of the root say of the tree is so: the paths and links that they name lead somewhere, and the names of
//! the code that the architecture walks along are names of the code.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{self, File};

/// The pages.
const PAGES: [&str; 4] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "scenarios/README.md"];

/// The one whose words between backticks are also looked for in the sources.
const WALKS: &str = "ARCHITECTURE.md";

/// From where on that page speaks of what is not there.
const MISSING: &str = "## Not served yet";

/// The words between backticks outside of blocks, with their lines.
fn marked(text: &str) -> Vec<(usize, &str)> {
    let (mut marked, mut line) = (Vec::new(), 1);
    for (index, block) in text.split("```").enumerate() {
        for (index_inside, word) in block.split('`').enumerate() {
            if index.is_multiple_of(2) && !index_inside.is_multiple_of(2) {
                marked.push((line, word));
            }
            line += word.matches('\n').count();
        }
    }
    marked
}

/// The targets of links that stay in the tree, with their lines.
fn linked(text: &str) -> Vec<(usize, &str)> {
    let lines = text.lines().zip(1..);
    let links = lines.flat_map(|(line, number)| {
        line.split("](").skip(1).filter_map(move |rest| Some((number, rest.split([')', '#']).next()?)))
    });
    links.filter(|(_, target)| !target.is_empty() && !target.contains("://")).collect()
}

/// Whether a word is a path: it has a slash, or the ending of a source, and no placeholder.
fn is_path(word: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
    let is_named = [".rs", ".yaml", ".md", ".toml"].iter().any(|ending| word.ends_with(ending));
    word.chars().all(is_plain) && !word.starts_with('/') && (word.contains('/') || is_named)
}

/// Whether a path, or its last parts, is that of a file or folder.
fn exists(path: &str, files: &[File]) -> bool {
    let path = path.trim_end_matches('/');
    let ends_at_a_part = |rest: &str| rest.is_empty() || rest.starts_with('/');
    files.iter().any(|file| {
        file.path.match_indices(path).any(|(at, _)| {
            let (before, rest) = (file.path.get(..at), file.path.get(at + path.len()..));
            before.is_some_and(|before| before.is_empty() || before.ends_with('/')) && rest.is_some_and(ends_at_a_part)
        })
    })
}

/// The identifiers of each source.
fn names(files: &[File]) -> BTreeMap<&str, BTreeSet<&str>> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let sources = files.iter().filter(|file| file.is("rs"));
    sources.map(|file| (file.path.as_str(), file.text.split(|letter| !is_part(letter)).collect())).collect()
}

/// The parts of a word that can only be a name of the code: `Type`, `Type::member`, `call(arguments)`.
fn parts_of_a_name(word: &str) -> Option<Vec<&str>> {
    let is_call = word.ends_with(')');
    let parts: Vec<&str> = word.split('(').next()?.split("::").collect();
    let is_name = |part: &&str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let is_type = |part: &&str| part.starts_with(char::is_uppercase) && part.contains(char::is_lowercase);
    let is_code = is_call || parts.len() > 1 || parts.iter().any(|part| is_type(part) || part.contains('_'));
    (is_code && parts.iter().all(is_name)).then_some(parts)
}

/// What the pages name and the tree has not.
fn nowhere(files: &[File]) -> Vec<String> {
    let mut breaches = Vec::new();
    let names = names(files);
    let is_known = |parts: &[&str]| names.values().any(|names| parts.iter().all(|part| names.contains(part)));
    for page in files.iter().filter(|file| PAGES.contains(&file.path.as_str())) {
        let paths = marked(&page.text).into_iter().filter(|(_, word)| is_path(word));
        let paths = paths.chain(linked(&page.text)).filter(|(_, path)| !exists(path, files));
        breaches.extend(paths.map(|(line, path)| format!("{}:{line}: there is no `{path}`", page.path)));
        if page.path == WALKS {
            let walks = page.text.split(MISSING).next().unwrap_or_default();
            let unknown = marked(walks)
                .into_iter()
                .filter(|(_, word)| !is_path(word) && parts_of_a_name(word).is_some_and(|parts| !is_known(&parts)));
            breaches.extend(unknown.map(|(line, name)| format!("{}:{line}: no source has `{name}`", page.path)));
        }
    }
    breaches
}

#[test]
fn the_pages_name_what_there_is() {
    let files = tree::files();
    for page in PAGES {
        assert!(files.iter().any(|file| file.path == page && !marked(&file.text).is_empty()), "`{page}` is not read");
    }
    super::stands(&nowhere(&files));
}

#[test]
fn a_path_a_link_and_a_name_that_lead_nowhere_are_seen() {
    let page = "`wire/src/lib.rs`, `src/`, `decode(bytes)`, `Packet::Connect`\n```\n`no/path.rs`\n```\n\
                `wire/src/gone.rs` and [here](wire/gone.md)\n`ire/src/lib.rs`, `encode(out)`, `Packet::Auth`, `Auth`\n";
    let files = [
        File::planted("ARCHITECTURE.md", page),
        File::planted("reference/wire/src/lib.rs", "enum Packet { Connect }\nfn decode(bytes: &[u8]) {}"),
        File::planted("reference/wire/src/auth.rs", "struct Auth;"),
    ];
    let breaches = [
        "ARCHITECTURE.md:5: there is no `wire/src/gone.rs`",
        "ARCHITECTURE.md:6: there is no `ire/src/lib.rs`",
        "ARCHITECTURE.md:5: there is no `wire/gone.md`",
        "ARCHITECTURE.md:6: no source has `encode(out)`",
        "ARCHITECTURE.md:6: no source has `Packet::Auth`",
    ];
    assert_eq!(nowhere(&files), breaches);
}
