//! The program that provisions a target: started for each thing that is asked, JSON on its standard input, its answer on
//! its standard output, and never longer than it is allowed.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::SetupError;

/// Bytes of an answer that are read; a longer one is refused.
const LONGEST: usize = 1024 * 1024;
/// Bytes of standard error that are kept: the last ones, since they tell most.
const KEPT: usize = 4 * 1024;
/// How often an exit is looked for, and how long the rest of standard error is waited for after it.
const GLANCE: Duration = Duration::from_millis(2);
const LAST_WORDS: Duration = Duration::from_millis(200);

/// A program as a target file names it.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// The target file and the line of its `provisioning`, for messages.
    pub(super) named_at: String,
    /// The program and its arguments.
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    /// The folder of the target file, where it is run.
    pub(super) folder: PathBuf,
    /// The longest that it may take.
    pub(super) within: Duration,
}

impl Program {
    /// Asks the program once and gives what it wrote on standard output, having ended with status 0.
    ///
    /// # Errors
    /// When it cannot be started ([`SetupError::Unreachable`]), does not end in time, ends with another status or writes
    /// more than 1 MiB. Whatever is left of it and of what it started is killed, unless it ended by itself.
    pub(super) fn ask(&self, operation: &str, request: Vec<u8>) -> Result<Vec<u8>, SetupError> {
        let mut child = self.start().map_err(|error| {
            let shown = self.program.display();
            SetupError::Unreachable(format!("{}: `{shown}` cannot be started: {error}", self.named_at))
        })?;
        let deadline = Instant::now() + self.within;
        let complaint = Complaint::of(&mut child);
        let said = said(&mut child);
        tell(&mut child, request);
        let outcome = self.outcome(&mut child, &said, deadline);
        if outcome.is_err() {
            end(&mut child);
        }
        outcome.map_err(|what| self.fault(operation, &format!("{what}{}", complaint.heard())))
    }

    /// A fault of the program, with the place that names it.
    pub(super) fn fault(&self, operation: &str, what: &str) -> SetupError {
        let words: Vec<_> =
            [self.program.to_string_lossy()].into_iter().chain(self.arguments.iter().map(Into::into)).collect();
        SetupError::World(format!("{}: `{}`, asked to `{operation}`: {what}", self.named_at, words.join(" ")))
    }

    fn start(&self) -> std::io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn()
    }

    fn outcome(&self, child: &mut Child, said: &Receiver<Vec<u8>>, deadline: Instant) -> Result<Vec<u8>, String> {
        let left = || deadline.saturating_duration_since(Instant::now());
        let answer = match said.recv_timeout(left()) {
            Ok(answer) if answer.len() > LONGEST => {
                return Err(format!("expected at most {LONGEST} bytes on standard output, found more"));
            }
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                let ended = child.try_wait().is_ok_and(|status| status.is_some());
                return Err(if ended {
                    "expected standard output to end with the program, found it held open by something that it started"
                        .to_owned()
                } else {
                    self.too_late()
                });
            }
        };
        match exit(child, deadline) {
            Some(status) if status.success() => Ok(answer),
            Some(status) => Err(format!("expected exit status 0, found {}", words(status))),
            None => Err(self.too_late()),
        }
    }

    fn too_late(&self) -> String {
        format!("expected an answer within {} ms, found it still running", self.within.as_millis())
    }
}

/// The last words on standard error, as far as they have come.
struct Complaint {
    kept: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Complaint {
    fn of(child: &mut Child) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (at_end, ended) = channel::<()>();
        if let Some(mut stderr) = child.stderr.take() {
            let kept = Arc::clone(&kept);
            thread::spawn(move || {
                let mut buffer = [0; 1024];
                while let Ok(length @ 1..) = stderr.read(&mut buffer) {
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    kept.extend(buffer.iter().take(length));
                    let surplus = kept.len().saturating_sub(KEPT);
                    kept.drain(..surplus);
                }
                drop(at_end);
            });
        }
        Self { kept, ended }
    }

    /// What was heard, for the end of a message.
    fn heard(&self) -> String {
        // Something that the program started may hold it open for ever.
        let _ended = self.ended.recv_timeout(LAST_WORDS);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&kept);
        match text.trim() {
            "" => "; it wrote nothing on standard error".to_owned(),
            text => format!("; it wrote on standard error: {text}"),
        }
    }
}

/// What comes on standard output until its end, or a byte more than is allowed.
fn said(child: &mut Child) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut answer = Vec::new();
            let read = stdout.take(LONGEST as u64 + 1).read_to_end(&mut answer);
            // Nobody listens any more when the time is over.
            let _heard = read.map(|_| sender.send(answer));
        });
    }
    receiver
}

/// Writes the request, on a thread of its own, since nobody has to read it.
fn tell(child: &mut Child, request: Vec<u8>) {
    if let Some(mut stdin) = child.stdin.take() {
        thread::spawn(move || {
            // A program that does not want to know need not read.
            let _told = stdin.write_all(&request);
        });
    }
}

/// The exit status, waited for until the deadline.
fn exit(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::park_timeout(GLANCE);
    }
}

/// Kills a child and everything that it started and that stayed in its process group.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = rustix::process::Pid::from_child(child);
        // All of it may have ended by itself.
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _gone = child.kill();
    let _reaped = child.wait();
}

fn words(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| code.to_string())
}
