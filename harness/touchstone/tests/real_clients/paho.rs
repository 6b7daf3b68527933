//! Python's paho-mqtt: `paho_client.py` plays a case and tells what it sees.

use std::process::Command;

use libtest_mimic::{Failed, Trial};

use super::process::Process;
use super::served::Served;

/// What a client of each version tells in a case.
const CASES: [(&str, &str, [&str; 2]); 6] = [
    ("an allowed publish arrives", "allowed", ["lamp message lamp/on hello", "lamp message lamp/on hello"]),
    ("an allowed publish is acknowledged", "allowed", ["desk puback 0", "desk puback 0"]),
    ("a denied publish is answered as the sheet says", "denied_publish", ["desk ended", "desk puback 135"]),
    ("a denied subscribe is answered as the sheet says", "denied_subscribe", ["lamp ended", "lamp suback 135"]),
    ("a second client with the same id evicts the first", "evicted", ["first ended", "first disconnect 142"]),
    ("an unregistered certificate is refused", "stranger", ["stranger refused", "stranger refused"]),
];

/// The cases, played by a Python that has paho.
pub(super) fn trials(python: &'static str) -> Vec<Trial> {
    let each = move |(name, case, told): (&'static str, &'static str, [&'static str; 2])| {
        [("v3", told[0]), ("v5", told[1])].map(move |(version, told)| {
            Trial::test(format!("paho {version}: {name}"), move || plays(python, version, case, told))
        })
    };
    CASES.into_iter().flat_map(each).collect()
}

fn plays(python: &str, version: &str, case: &str, told: &str) -> Result<(), Failed> {
    let served = Served::start()?;
    // It comes from the same authority, and the running server does not know it.
    served.home.touchstone(&["cert", "issue", "stranger", "--data", "data"])?.ends_with(0)?;
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/real_clients/paho_client.py"));
    command.args([case, version, &served.port.to_string()]).arg(served.home.path("data"));
    let mut process = Process::start(command)?;
    process.ends_with(0)?;
    if process.lines().any(|line| line == told) {
        return Ok(());
    }
    Err(process.complaint(&format!("expected the line `{told}`")))
}
