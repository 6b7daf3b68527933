//! Every case is one named test: in simulation, in simulation one byte at a time, and over loopback.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use touchstone::{Cut, Loopback, Pool, Sim, settings};
use touchstone_scenario::Known;
use touchstone_suite::{Corpus, Options, Script, Silent, Target, Terminal, Verdict, run};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let corpus = match Corpus::load(&root, Known::only(settings::NAMES.iter().map(ToString::to_string))) {
        Ok(corpus) => corpus,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let pool = match Pool::new() {
        Ok(pool) => Arc::new(pool),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let targets: [(&str, Arc<dyn Target>); 4] = [
        ("sim", Arc::new(Sim::new(Arc::clone(&pool), Cut::Whole))),
        ("sim by bytes", Arc::new(Sim::new(Arc::clone(&pool), Cut::Bytes))),
        ("loopback", Arc::new(Loopback::new(Arc::clone(&pool), Cut::Whole))),
        ("loopback by bytes", Arc::new(Loopback::new(Arc::clone(&pool), Cut::Bytes))),
    ];
    let mut trials = Vec::new();
    for (name, target) in targets {
        for script in &corpus.scripts {
            let (script, target) = (script.clone(), Arc::clone(&target));
            trials.push(Trial::test(format!("{name}: {}", script.case.id), move || judge(&script, target.as_ref())));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// On the reference's own targets every case passes; what it says otherwise is the report's own explanation.
fn judge(script: &Script, target: &dyn Target) -> Result<(), Failed> {
    let report = run(&[script], target, &Options::default(), &Silent);
    match report.cases.first().map(|case| &case.verdict) {
        Some(Verdict::Pass) => Ok(()),
        Some(Verdict::Unsupported { reason }) => Err(format!("unsupported: {reason}").into()),
        _ => Err(Terminal(&report).to_string().into()),
    }
}
