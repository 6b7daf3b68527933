//! What no file of the tree may be or say.

use super::tree::{self, File};

/// The most lines a source may have.
const LONGEST: usize = 600;

/// The most lines a fuzz target may have: it is glue, the question lies in `harness/agreement`.
const LONGEST_TARGET: usize = 15;

fn too_long(files: &[File]) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is("rs")) {
        let longest = if file.is_in(&["fuzz/fuzz_targets"]) { LONGEST_TARGET } else { LONGEST };
        let lines = file.text.lines().count();
        if lines > longest {
            breaches.push(format!("{}: {lines} lines, {longest} are allowed", file.path));
        }
    }
    breaches
}

/// Tests and examples that are skipped in silence.
fn ignored(files: &[File]) -> Vec<String> {
    let marks = [concat!("#[", "ignore"), concat!("``", "`ignore")];
    let sources = files.iter().filter(|file| file.is("rs") && file.is_in(&["reference", "harness", "benches"]));
    lines_of(sources).filter(|(_, line)| marks.iter().any(|mark| line.contains(mark))).map(|(place, _)| place).collect()
}

/// Absolute paths of a machine that the project happened to be built on.
fn machine_paths(files: &[File]) -> Vec<String> {
    let folders = [concat!("/", "work/"), concat!("/", "farm/")];
    let names = |line: &str| {
        folders.iter().any(|folder| {
            let ends =
                |before: &str| !before.ends_with(|last: char| last.is_alphanumeric() || ".}_-)+#*".contains(last));
            line.match_indices(folder).any(|(offset, _)| line.get(..offset).is_some_and(ends))
        })
    };
    lines_of(files.iter()).filter(|(_, line)| names(line)).map(|(place, _)| place).collect()
}

fn lines_of<'a>(files: impl Iterator<Item = &'a File>) -> impl Iterator<Item = (String, &'a str)> {
    files.flat_map(|file| {
        file.text.lines().enumerate().map(move |(index, line)| (format!("{}:{}", file.path, index + 1), line))
    })
}

#[test]
fn the_files_of_the_tree_are_seen() {
    let files = tree::files();
    for path in ["Cargo.toml", "reference/wire/src/lib.rs", ".ci/run", "README.md"] {
        assert!(files.iter().any(|file| file.path == path), "`{path}` is missing");
    }
}

#[test]
fn no_source_is_too_long() {
    super::stands(&too_long(&tree::files()));
}

#[test]
fn a_source_that_is_too_long_is_seen() {
    let files = [
        File::planted("reference/wire/src/decode.rs", &"\n".repeat(601)),
        File::planted("fuzz/fuzz_targets/packet_codec.rs", &"\n".repeat(16)),
        File::planted("harness/suite/src/lib.rs", &"\n".repeat(600)),
    ];
    let breaches = [
        "reference/wire/src/decode.rs: 601 lines, 600 are allowed",
        "fuzz/fuzz_targets/packet_codec.rs: 16 lines, 15 are allowed",
    ];
    assert_eq!(too_long(&files), breaches);
}

#[test]
fn no_test_and_no_example_is_ignored() {
    super::stands(&ignored(&tree::files()));
}

#[test]
fn an_ignored_test_and_an_ignored_example_are_seen() {
    let text = concat!("#[test]\n#[", "ignore = \"later\"]\nfn a() {}\n/// ``", "`ignore\nfn ignore() {}\n");
    let files = [File::planted("harness/suite/src/lib.rs", text), File::planted("fuzz/src/lib.rs", text)];
    assert_eq!(ignored(&files), ["harness/suite/src/lib.rs:2", "harness/suite/src/lib.rs:4"]);
}

#[test]
fn no_file_names_a_folder_of_a_machine() {
    super::stands(&machine_paths(&tree::files()));
}

#[test]
fn a_folder_of_a_machine_is_seen_but_not_a_topic_level_of_that_name() {
    let text = concat!("see `/", "work/main`\ntopic: site/", "work/door\n");
    assert_eq!(machine_paths(&[File::planted("CONTRIBUTING.md", text)]), ["CONTRIBUTING.md:1"]);
}
