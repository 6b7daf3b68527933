//! A child process whose lines are waited for.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use libtest_mimic::Failed;

/// How long anything may take on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A process with the lines it has written; killed when it is dropped.
pub(super) struct Process {
    child: Child,
    name: String,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Process {
    /// Starts a process and reads what it writes.
    pub(super) fn start(mut command: Command) -> Result<Self, Failed> {
        let name = format!("{command:?}");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{name} does not start: {error}"))?;
        let (sender, lines) = channel();
        if let Some(output) = child.stdout.take() {
            forward(output, sender.clone());
        }
        if let Some(output) = child.stderr.take() {
            forward(output, sender);
        }
        Ok(Self { child, name, lines, seen: Vec::new() })
    }

    /// Waits for a line that holds all of these words, which may have come already.
    pub(super) fn line(&mut self, words: &[&str]) -> Result<String, Failed> {
        let holds = |line: &&String| words.iter().all(|word| line.contains(word));
        if let Some(line) = self.seen.iter().find(holds) {
            return Ok(line.clone());
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.seen.push(line.clone());
                    if holds(&&line) {
                        return Ok(line);
                    }
                }
                Err(_) => return Err(self.complaint(&format!("no line holds {words:?}"))),
            }
        }
    }

    /// Waits for the process to end.
    pub(super) fn end(&mut self) -> Result<ExitStatus, Failed> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => self.seen.push(line),
                // Both of its outputs have ended.
                Err(RecvTimeoutError::Disconnected) => return Ok(self.child.wait()?),
                Err(RecvTimeoutError::Timeout) => return Err(self.complaint("it does not end")),
            }
        }
    }

    /// Waits for the process to end, which must be with this status.
    pub(super) fn ends_with(&mut self, status: i32) -> Result<(), Failed> {
        match self.end()?.code() {
            Some(code) if code == status => Ok(()),
            code => Err(self.complaint(&format!("expected status {status}, found {code:?}"))),
        }
    }

    /// The lines that were read so far.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().map(String::as_str)
    }

    /// Sends a signal by name.
    pub(super) fn signal(&self, name: &str) -> Result<(), Failed> {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {}", self.child.id())).status()?;
        if sent.success() { Ok(()) } else { Err("no signal can be sent".into()) }
    }

    /// What it has written so far, for a failure.
    pub(super) fn complaint(&self, what: &str) -> Failed {
        format!("{}: {what}; it wrote\n{}", self.name, self.seen.join("\n")).into()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

fn forward(output: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
}
