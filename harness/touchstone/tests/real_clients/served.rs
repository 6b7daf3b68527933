//! A `touchstone serve` of its own for each test.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::process::Process;

/// `lamp` may connect as its thing and use `lamp/`; `desk` may use everything but `secret`.
const WORLD: &str = "
world: { things: { lamp: {} } }
clients:
  lamp: { thing: lamp, policy: lamp }
  desk: { policy: desk }
";

const LAMP: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "AsItsThing", "Effect": "Allow", "Action": "iot:Connect",
      "Resource": "arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}" },
    { "Sid": "ItsTopics", "Effect": "Allow", "Action": ["iot:Publish", "iot:Receive", "iot:Subscribe"],
      "Resource": ["arn:aws:iot:us-east-1:123456789012:topic/lamp/*",
                   "arn:aws:iot:us-east-1:123456789012:topicfilter/lamp/*"] }
  ]
}"#;

const DESK: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Everything", "Effect": "Allow", "Action": "iot:*", "Resource": "*" },
    { "Sid": "NoSecret", "Effect": "Deny", "Action": ["iot:Publish", "iot:Receive", "iot:Subscribe"],
      "Resource": ["arn:aws:iot:us-east-1:123456789012:topic/secret",
                   "arn:aws:iot:us-east-1:123456789012:topicfilter/secret"] }
  ]
}"#;

/// A folder with a world, and `data` for certificates.
pub(super) struct Home(TempDir);

impl Home {
    pub(super) fn new() -> Result<Self, Failed> {
        let home = Self(tempfile::tempdir()?);
        fs::create_dir(home.path("policies"))?;
        for (name, text) in [("world.yaml", WORLD), ("policies/lamp.json", LAMP), ("policies/desk.json", DESK)] {
            fs::write(home.path(name), text)?;
        }
        Ok(home)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A client's certificate and key.
    pub(super) fn client(&self, name: &str) -> [PathBuf; 2] {
        ["crt", "key"].map(|extension| self.path("data/clients").join(format!("{name}.{extension}")))
    }

    /// Starts `touchstone` with arguments, in the folder.
    pub(super) fn touchstone(&self, arguments: &[&str]) -> Result<Process, Failed> {
        Process::start(self.command(arguments))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
        command.args(arguments).current_dir(self.0.path()).env_remove("RUST_LOG");
        command
    }

    /// Serves the world, with further arguments.
    pub(super) fn serve(self, more: &[&str]) -> Result<Served, Failed> {
        let usual = ["serve", "--data", "data", "--world", "world.yaml", "--listen", "127.0.0.1:0"];
        let mut process = self.touchstone(&[&usual, more].concat())?;
        let port = port(&process.line(&["listening on", "mutual TLS"])?)?;
        Ok(Served { process, port, home: self })
    }
}

/// A server that listens.
pub(super) struct Served {
    pub(super) process: Process,
    pub(super) port: u16,
    pub(super) home: Home,
}

impl Served {
    pub(super) fn start() -> Result<Self, Failed> {
        Home::new()?.serve(&[])
    }

    pub(super) fn ca(&self) -> PathBuf {
        self.home.path("data/ca.crt")
    }

    /// Waits for a line of the log.
    pub(super) fn log(&mut self, words: &[&str]) -> Result<String, Failed> {
        self.process.line(words)
    }
}

/// The port in `listening on ADDRESS:PORT: ..`.
pub(super) fn port(line: &str) -> Result<u16, Failed> {
    let address = line.split("listening on ").nth(1).and_then(|rest| rest.split(": ").next());
    let port = address.and_then(|address| address.rsplit(':').next()).and_then(|port| port.parse().ok());
    port.ok_or_else(|| format!("no port in `{line}`").into())
}
