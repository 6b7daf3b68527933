//! Bad input to every command: the exit status, and the first line of the answer.
//!
//! Each row is run in a folder of its own that holds a small corpus, a target file and an account file, all in order but
//! for what the row says.

#![expect(clippy::panic, clippy::unwrap_used, reason = "what a test cannot set up stops it")]

mod arguments;
mod corpus;
mod divergences;
mod endpoints;
mod policies;
mod vectors;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A bad input: what differs from what is in order, the command, and the answer.
pub(crate) struct Bad {
    /// What is wrong.
    name: &'static str,
    /// Files by path with their texts.
    files: &'static [(&'static str, Text)],
    /// The command line.
    arguments: &'static [&'static str],
    /// 2 for bad input, 3 for what cannot be reached.
    status: i32,
    /// The first line of the answer. `DIR` stands for the folder, `BUSY` for a port that is taken.
    answer: &'static str,
}

/// What lies at a path.
pub(crate) enum Text {
    /// A file with this text.
    Says(&'static str),
    /// A file with bytes that are no text.
    Garbled,
    /// A file that is larger than any that is read.
    Huge,
    /// A folder.
    Folder,
    /// Nothing.
    Gone,
}

/// What every row begins with.
const IN_ORDER: [(&str, &str); 8] = [
    ("scenarios/requirements/sheet.yaml", SHEET),
    ("scenarios/outcomes.yaml", "accepted: { connack: 0 }\n"),
    ("scenarios/policies/few.json", POLICY),
    ("scenarios/policies/all.json", POLICY),
    ("scenarios/authorizers/allow.json", "{}\n"),
    ("scenarios/area/fact.yaml", SCENARIO),
    ("target.yaml", TARGET),
    ("world.yaml", "clients: { lamp: {} }\n"),
];

const SHEET: &str = "about: a sheet\nrequirements:\n  R-01:\n    sentence: a client is accepted\n    confidence: documented\n    source: a page\n    shown: wire\n";
const POLICY: &str = "{ \"Version\": \"2012-10-17\", \"Statement\": [ { \"Effect\": \"Allow\", \"Action\": \"iot:*\", \"Resource\": \"*\" } ] }\n";
const SCENARIO: &str = "summary: a client is accepted\nrequires: R-01\nclients: { a: {} }\nsteps:\n  - connect: a\n";
const TARGET: &str = "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n";

/// A command that takes longer has not refused its input.
const PATIENCE: Duration = Duration::from_secs(60);

impl Bad {
    fn all() -> impl Iterator<Item = &'static Self> {
        arguments::ROWS
            .iter()
            .chain(corpus::ROWS)
            .chain(divergences::ROWS)
            .chain(endpoints::ROWS)
            .chain(policies::ROWS)
            .chain(vectors::ROWS)
    }

    /// The exit status and the first line that the command answers with.
    fn answered(&self) -> (Option<i32>, String) {
        let folder = tempfile::tempdir().unwrap();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let busy = taken.local_addr().unwrap().port().to_string();
        for (path, text) in IN_ORDER {
            lay(&folder.path().join(path), &Text::Says(text));
        }
        for (path, text) in self.files {
            lay(&folder.path().join(path), text);
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_touchstone"))
            .args(self.arguments.iter().map(|argument| argument.replace("BUSY", &busy)))
            .current_dir(folder.path())
            .env_remove("RUST_LOG")
            .env_remove("TOUCHSTONE_SCENARIOS")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (said, heard) = mpsc::channel();
        thread::spawn(move || {
            let told = (std::io::read_to_string(&mut err), std::io::read_to_string(&mut out));
            said.send(told).unwrap();
        });
        let Ok((err, out)) = heard.recv_timeout(PATIENCE) else {
            child.kill().unwrap();
            child.wait().unwrap();
            return (None, "it goes on".to_owned());
        };
        let status = child.wait().unwrap().code();
        let told = format!("{}{}", err.unwrap(), out.unwrap());
        let line = first_line(&told);
        let home = folder.path().canonicalize().unwrap();
        let line = line.replace(&*home.to_string_lossy(), "DIR").replace(&*folder.path().to_string_lossy(), "DIR");
        (status, line.replace(&busy, "BUSY").trim_end().to_owned())
    }
}

/// The first line; what the reader of arguments and the report break into several is one.
fn first_line(told: &str) -> String {
    let told = told.trim_start();
    let broken = told.starts_with("error: ") || told.starts_with("inconclusive ");
    let lines = told.lines().take_while(|line| !line.trim().is_empty()).map(str::trim);
    lines.take(if broken { usize::MAX } else { 1 }).collect::<Vec<_>>().join(" ")
}

fn lay(path: &Path, text: &Text) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let made = match text {
        Text::Says(text) => fs::write(path, text),
        Text::Garbled => fs::write(path, [0xFF, 0xFE]),
        // Not written to, it takes no room.
        Text::Huge => fs::File::create(path).and_then(|file| file.set_len((16 << 20) + 1)),
        Text::Folder => fs::remove_file(path).or(Ok(())).and_then(|()| fs::create_dir_all(path)),
        Text::Gone => fs::remove_file(path),
    };
    made.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

#[test]
fn what_the_rows_begin_with_is_in_order() {
    let row = |arguments| Bad { name: "in order", files: &[], arguments, status: 0, answer: "" };
    assert_eq!(row(&["check"]).answered(), (Some(0), "1 cases are well formed".to_owned()));
    assert_eq!(row(&["run"]).answered(), (Some(0), "1 cases on sim (judge ref, seed 1): 1 pass".to_owned()));
}

#[test]
fn each_bad_input_is_answered_by_its_status_and_what_was_meant() {
    let mut wrong = Vec::new();
    for row in Bad::all() {
        let (status, line) = row.answered();
        if (status, line.as_str()) != (Some(row.status), row.answer) {
            wrong.push(format!(
                "{}\n  expected [{}] {}\n  found    [{status:?}] {line}",
                row.name, row.status, row.answer
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_row_stands_for_a_success() {
    let rows: Vec<&Bad> = Bad::all().collect();
    assert!(rows.len() >= 30, "{}", rows.len());
    assert!(rows.iter().all(|row| matches!(row.status, 2 | 3) && !row.answer.is_empty()));
}
