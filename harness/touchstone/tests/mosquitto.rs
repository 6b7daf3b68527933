//! Debian's mosquitto, judged: an implementation that nobody here wrote.
//!
//! Where no mosquitto is installed the test is listed with the reason and does not count; under `CI=true` it fails.

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};
use tempfile::TempDir;
use touchstone::settings;
use touchstone_scenario::Known;
use touchstone_suite::{Corpus, Options, Remote, Script, Silent, Terminal, Verdict, run};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let program = program();
    let missing = program.is_none() && std::env::var_os("CI").is_none_or(|ci| ci != "true");
    let kind = if missing { "mosquitto is not installed" } else { "" };
    let given = program.clone();
    let trials = vec![
        Trial::test("mosquitto is judged as its target file expects", move || judged(given.as_deref()))
            .with_kind(kind)
            .with_ignored_flag(missing),
        Trial::test("an expectation that mosquitto breaks is reported", move || planted(program.as_deref()))
            .with_kind(kind)
            .with_ignored_flag(missing),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Where mosquitto is: Debian puts it where not every search path leads.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join("mosquitto")).find(|program| program.is_file())
}

/// A mosquitto on a port of its own, ended with its test.
struct Mosquitto {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Mosquitto {
    fn start(program: Option<&Path>) -> Result<Self, Failed> {
        let program = program.ok_or("mosquitto is not installed")?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let folder = tempfile::tempdir()?;
        let configuration = folder.path().join("mosquitto.conf");
        std::fs::write(
            &configuration,
            format!("listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"),
        )?;
        let mut command = Command::new(program);
        command.arg("-c").arg(&configuration).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Self { child: command.spawn()?, port, _folder: folder };
        let deadline = Instant::now() + Duration::from_secs(10);
        while let Err(error) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            if error.kind() != io::ErrorKind::ConnectionRefused || Instant::now() > deadline {
                return Err(format!("mosquitto does not listen on port {port}: {error}").into());
            }
            std::thread::yield_now();
        }
        Ok(started)
    }

    fn target(&self) -> Result<Remote, Failed> {
        let file = scenarios().join("targets/mosquitto.yaml");
        Ok(Remote::load(&file)?.at(&format!("127.0.0.1:{}", self.port))?)
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        // It may have ended by itself, which the case has seen.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn settings() -> Known {
    Known::only(settings::NAMES.iter().map(ToString::to_string))
}

fn corpus() -> Result<Corpus, Failed> {
    Ok(Corpus::load(&scenarios(), settings())?)
}

fn judged(program: Option<&Path>) -> Result<(), Failed> {
    let (broker, corpus) = (Mosquitto::start(program)?, corpus()?);
    let scripts: Vec<&Script> = corpus.scripts.iter().collect();
    let report = run(&scripts, &broker.target()?, &Options::default(), &Silent);
    println!("{}", anstream::adapter::strip_str(&Terminal(&report).to_string()));
    if report.exit_status() == 0 { Ok(()) } else { Err("an unexpected verdict; see the report above".into()) }
}

/// The scenario that must fail everywhere does fail, and says what was expected and seen.
fn planted(program: Option<&Path>) -> Result<(), Failed> {
    let broker = Mosquitto::start(program)?;
    let example = scenarios().join("examples/a_scenario_that_must_fail.yaml");
    let corpus = Corpus::load_file(&scenarios(), &example, settings())?;
    let scripts: Vec<&Script> = corpus.scripts.iter().collect();
    let report = run(&scripts, &broker.target()?, &Options::default(), &Silent);
    let failed = report.cases.iter().all(|case| matches!(case.verdict, Verdict::Fail(_)));
    if failed && report.exit_status() == 1 { Ok(()) } else { Err(Terminal(&report).to_string().into()) }
}
