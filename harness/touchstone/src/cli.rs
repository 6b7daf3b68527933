//! Commands, their arguments and their exit statuses.

mod cert;
mod chosen;
mod coverage;
mod explain;
mod list;
mod policy;
mod run;
mod schema;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Error, Result};
use clap::{Parser, Subcommand};
use touchstone::{settings, sound};
use touchstone_scenario::Known;
use touchstone_suite::Corpus;

const AFTER: &str = "\
Exit status: 0 as expected, 1 an unexpected verdict, 2 bad input or arguments, 3 target unreachable or inconclusive.

Examples:
  touchstone run                                     every scenario against the embedded reference
  touchstone run mine.yaml                           one scenario file, wherever it lies
  touchstone run eviction                            those whose id holds `eviction`
  touchstone run --requirement MB-DUP                those that cite a requirement beginning with MB-DUP
  touchstone run --target loopback                   the reference behind mutual TLS on 127.0.0.1
  touchstone run --target scenarios/targets/mosquitto.yaml --endpoint localhost:1883
  touchstone explain MB-DUP-05                       what a requirement says, and which cases cite it
  touchstone coverage                                what the scenarios show, in figures and in coverage.txt
  touchstone policy check lamp.json                  which mistakes a policy document holds
  touchstone serve --data ~/.touchstone              a local endpoint for real clients; says how to connect
  touchstone cert issue lamp --data ~/.touchstone    a further client certificate for it";

/// Conformance of AWS-IoT-Core-compatible endpoints.
#[derive(Debug, Parser)]
#[command(version, about, after_help = AFTER, arg_required_else_help = true)]
struct Arguments {
    /// The folder that holds the scenarios, the catalogue of requirements, policies and targets.
    #[arg(long, global = true, env = "TOUCHSTONE_SCENARIOS", default_value = "scenarios", value_name = "DIR")]
    scenarios: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plays scenarios against a target and says how it did.
    Run(run::Arguments),
    /// Lists the cases that a run would play.
    List(list::Arguments),
    /// Reads every scenario and says what is wrong with any of them.
    Check,
    /// Prints the JSON Schema of a file format, for editors.
    Schema(schema::Arguments),
    /// Plays the corpus where it must not pass, and writes which requirements it shows.
    Coverage(coverage::Arguments),
    /// Says what a requirement demands, which cases cite it and what shows it.
    Explain(explain::Arguments),
    /// Serves a local account to real clients, with policies enforced.
    Serve(serve::Arguments),
    /// Issues client certificates for `serve`.
    Cert(cert::Arguments),
    /// Tests, explains, compares and measures policies.
    Policy(policy::Arguments),
}

/// What the command line has done, as an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Status(u8);

impl Status {
    /// As expected.
    const EXPECTED: Self = Self(0);
    /// An unexpected verdict, or a file out of date.
    const UNEXPECTED: Self = Self(1);
    /// Bad input or arguments.
    const BAD_INPUT: Self = Self(2);
    /// Nothing can be said for certain.
    const INCONCLUSIVE: Self = Self(3);
}

pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match perform(&arguments) {
        Ok(Status(status)) => ExitCode::from(status),
        Err(error) => {
            anstream::eprintln!("{}", told(&error));
            ExitCode::from(Status::BAD_INPUT.0)
        }
    }
}

/// An error with its causes, each once: some say their cause themselves.
fn told(error: &Error) -> String {
    error
        .chain()
        .skip(1)
        .map(ToString::to_string)
        .fold(error.to_string(), |told, cause| if told.ends_with(&cause) { told } else { format!("{told}: {cause}") })
}

fn perform(arguments: &Arguments) -> Result<Status> {
    let settings = Known::only(settings::NAMES.iter().map(ToString::to_string));
    let corpus = || match &arguments.command {
        Command::Run(run) => match run.file() {
            Some(file) => sound(&arguments.scenarios, Corpus::load_file(&arguments.scenarios, file, settings)?),
            None => sound(&arguments.scenarios, Corpus::load(&arguments.scenarios, settings)?),
        },
        _ => sound(&arguments.scenarios, Corpus::load(&arguments.scenarios, settings)?),
    };
    match &arguments.command {
        Command::Run(run) => run.perform(&corpus()?),
        Command::List(list) => list.perform(&corpus()?),
        Command::Check => {
            anstream::println!("{} cases are well formed", corpus()?.scripts.len());
            Ok(Status::EXPECTED)
        }
        Command::Schema(schema) => Ok(schema.perform()),
        Command::Coverage(coverage) => coverage.perform(&corpus()?, &arguments.scenarios),
        Command::Explain(explain) => explain.perform(&corpus()?, &arguments.scenarios),
        Command::Serve(serve) => serve.perform(),
        Command::Cert(cert) => cert.perform(),
        Command::Policy(policy) => policy.perform(),
    }
}
