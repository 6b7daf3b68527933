//! The commands that the help and the README show are run where they say that the files lie.

use std::path::Path;

use super::{Printed, examples, policy, policy_in, root};

/// The arguments behind `touchstone policy` or `cargo run -- policy` of every command that a text shows, without what is said
/// about it and without redirections.
fn commands(text: &str, beginning: &str) -> Vec<Vec<String>> {
    let joined = text.split("\\\n").map(str::trim_start).collect::<Vec<_>>().join("");
    let lines = joined.lines().map(|line| line.trim_start().trim_start_matches("$ "));
    let shown = lines.filter_map(|line| line.strip_prefix(beginning));
    let bare = shown.map(|line| {
        let line = line.split("  #").next().unwrap_or_default().split("    ").next().unwrap_or_default();
        line.split(" > ").next().unwrap_or_default()
    });
    bare.filter(|line| !line.contains("FILE") && !line.contains("...") && !line.contains("--help"))
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect()
}

fn runs(place: &Path, command: &[String]) -> Printed {
    let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    let printed = policy_in(place, &arguments);
    assert_eq!(printed.err, "", "{command:?}");
    assert!(matches!(printed.status, Some(0 | 1)), "{command:?}: {:?}", printed.status);
    assert!(!printed.out.is_empty(), "{command:?} prints nothing");
    printed
}

#[test]
fn the_help_of_each_command_shows_commands_that_run() {
    for (name, least) in [("check", 5), ("test", 3), ("explain", 2), ("diff", 3), ("cover", 2)] {
        let commands = commands(&policy(&[name, "--help"]).out, "touchstone policy ");
        assert!(commands.len() >= least, "{name}: {commands:?}");
        for command in commands {
            assert_eq!(command.first().map(String::as_str), Some(name));
            runs(&examples(), &command);
        }
    }
    let commands = commands(&policy(&["--help"]).out, "touchstone policy ");
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        runs(&examples(), &command);
    }
}

#[test]
fn the_readme_shows_commands_that_run() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let commands = commands(&readme, "cargo run --release -- policy ");
    assert!(commands.len() >= 5, "{commands:?}");
    for command in commands {
        runs(&root(), &command);
    }
}

#[test]
fn the_help_of_check_shows_what_is_printed() {
    let help = policy(&["check", "--help"]).out;
    let (_, shown) = help.split_once("$ touchstone policy check lamp.json\n").unwrap();
    let shown = shown.lines().take_while(|line| !line.is_empty()).map(|line| line.strip_prefix("  ").unwrap());
    let printed = policy_in(&examples(), &["check", "lamp.json"]).out;
    let mut rest = printed.as_str();
    for line in shown.filter(|line| line.trim() != "...") {
        let (_, after) = rest.split_once(line).unwrap_or_else(|| panic!("`{line}` is not in\n{rest}"));
        rest = after;
    }
}

#[test]
fn the_vectors_of_the_examples_pass() {
    let printed = policy_in(&examples(), &["test", "lamp.vectors.json"]);
    assert_eq!((printed.status, printed.out.as_str()), (Some(0), "4 passed, 0 failed\n"));
}
