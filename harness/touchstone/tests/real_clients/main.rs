//! Clients that nobody here wrote - mosquitto's, Python's paho, rumqttc - against `touchstone serve` over mutual TLS.
//!
//! Tests whose program is missing are listed with the reason and do not count; under `CI=true` they fail.

mod mosquitto;
mod paho;
mod process;
mod rumqtt;
mod served;
mod starting;

use std::process::{Command, ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = starting::trials();
    trials.extend(rumqtt::trials());
    let mosquitto = answers(&["mosquitto_sub", "--help"]);
    trials.extend(marked(mosquitto::trials(), "mosquitto-clients is not installed", mosquitto));
    let python = PYTHONS.into_iter().find(|python| answers(&[python, "-c", "import paho.mqtt.client"]));
    let trials_of_paho = paho::trials(python.unwrap_or(PYTHONS[0]));
    trials.extend(marked(trials_of_paho, "python3-paho-mqtt is not installed", python.is_some()));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The first in the search path, and the one that Debian's packages are installed for.
const PYTHONS: [&str; 2] = ["python3", "/usr/bin/python3"];

/// Whether a program is there and content; mosquitto's clients end `--help` with 1.
fn answers(command: &[&str]) -> bool {
    let asked = command.split_first().map(|(program, rest)| {
        let silent = || Stdio::null();
        Command::new(program).args(rest).stdin(silent()).stdout(silent()).stderr(silent()).status()
    });
    matches!(asked, Some(Ok(status)) if status.success() || command.contains(&"--help"))
}

/// Tests that count only where their program is there, or where everything must be.
fn marked(trials: Vec<Trial>, reason: &str, is_there: bool) -> Vec<Trial> {
    let ignored = !is_there && std::env::var_os("CI").is_none_or(|ci| ci != "true");
    let kind = if is_there { "" } else { reason };
    trials.into_iter().map(|trial| trial.with_kind(kind).with_ignored_flag(ignored)).collect()
}

/// Fails with what was expected and what was found.
fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), Failed> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}").into()) }
}
