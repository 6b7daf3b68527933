//! The tools for policies, by what they print: each command is run and compared with a file of this folder. With
//! `TOUCHSTONE_BLESS` in the environment the files are written anew.

#![expect(clippy::unwrap_used, reason = "a tool that cannot be run fails the test")]

mod check;
mod colours;
mod cover;
mod diff;
mod examples;
mod explain;
mod schemas;
mod test;

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a command printed.
struct Printed {
    status: Option<i32>,
    out: String,
    err: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy_tools")
}

/// The root of the tree, as whoever has cloned it sees it.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the files of the examples lie.
fn examples() -> PathBuf {
    root().join("scenarios/examples/policies")
}

fn policy(arguments: &[&str]) -> Printed {
    policy_in(&folder(), arguments)
}

fn policy_in(place: &Path, arguments: &[&str]) -> Printed {
    run(Command::new(env!("CARGO_BIN_EXE_touchstone")).current_dir(place).arg("policy").args(arguments))
}

fn run(command: &mut Command) -> Printed {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Printed { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Compares what is printed on standard output with a file.
fn prints(arguments: &[&str], status: i32, file: &str) {
    prints_in(&folder(), arguments, status, file);
}

fn prints_in(place: &Path, arguments: &[&str], status: i32, file: &str) {
    let printed = policy_in(place, arguments);
    let file = folder().join(file);
    if std::env::var_os("TOUCHSTONE_BLESS").is_some() {
        std::fs::write(&file, &printed.out).unwrap();
    }
    let wanted = std::fs::read_to_string(&file).unwrap();
    assert_eq!(printed.err, "");
    assert_eq!(printed.out, wanted, "the left is printed, the right is in `{}`", file.display());
    assert_eq!(printed.status, Some(status));
}

/// Compares what is printed on standard error, of bad input, with a text.
fn complains(arguments: &[&str], wanted: &str) {
    let printed = policy(arguments);
    assert_eq!(printed.out, "");
    assert_eq!(printed.err.trim_end(), wanted.trim_matches('\n').trim_end());
    assert_eq!(printed.status, Some(2));
}

/// A file of this folder with a text of it replaced, in a folder of its own.
fn with(file: &str, text: &str, by: &str) -> (tempfile::TempDir, String) {
    let original = std::fs::read_to_string(folder().join(file)).unwrap();
    assert!(original.contains(text), "`{file}` holds no `{text}`");
    let changed = tempfile::tempdir().unwrap();
    let path = changed.path().join(file);
    std::fs::write(&path, original.replace(text, by)).unwrap();
    let path = path.display().to_string();
    (changed, path)
}
