//! Colours are for terminals, and not even there where they are not wanted.

use std::process::Command;

use super::{examples, run};

const COMMANDS: [&[&str]; 5] = [
    &["check", "lamp.json"],
    &["explain", "--policy", "lamp.json", "--action", "iot:Publish", "--resource", "*"],
    &["diff", "one-character.old.json", "one-character.new.json"],
    &["cover", "lamp.vectors.json", "fleet.json"],
    &["diff", "lamp.json", "lamp.vectors.json"],
];

/// Whether anything is coloured that the command prints under the environment.
fn colours(arguments: &[&str], environment: &[(&str, &str)]) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.current_dir(examples()).arg("policy").args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let printed = run(command.envs(environment.iter().copied()));
    assert!(!printed.out.is_empty() || !printed.err.is_empty(), "{arguments:?} prints nothing");
    printed.out.contains('\u{1b}') || printed.err.contains('\u{1b}')
}

#[test]
fn what_is_piped_has_none() {
    for arguments in COMMANDS {
        assert!(!colours(arguments, &[]), "{arguments:?}");
    }
}

#[test]
fn there_are_some_where_they_are_forced() {
    for arguments in COMMANDS {
        assert!(colours(arguments, &[("CLICOLOR_FORCE", "1")]), "{arguments:?}");
    }
}

#[test]
fn no_color_outweighs_everything() {
    for arguments in COMMANDS {
        assert!(!colours(arguments, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "{arguments:?}");
    }
}
