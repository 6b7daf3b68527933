//! Counts the instructions of a policy decision under callgrind and holds them under the committed ceilings.
//!
//! `cargo run --release -p touchstone-benches` runs itself under valgrind once for each workload. It ends with 1 when a
//! workload takes more instructions than its ceiling, and when it takes so many fewer that the ceiling no longer holds
//! anything. Under another compiler than the ceilings' the counts are shown and nothing is judged.

use std::hint::black_box;
use std::process::{Command, ExitCode};

use touchstone_benches::policy::{Asked, Workload, device, fan_out, hostile, principals, scale};
use touchstone_policy::{Outcome, Rights};

/// Ceilings, one a line, after the version of the compiler.
const CEILINGS: &str = include_str!("../../ceilings.txt");
/// How far below its ceiling a count may lie, in per cent.
const SLACK: f64 = 25.0;
/// The numbers of statements that are counted with.
const SCALED: [usize; 2] = [10, 10_000];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match asked.as_slice() {
        [] => judge(),
        [flag, name] if flag == "--once" => once(name),
        _ => Err("expected no argument, or `--once` and the name of a workload".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// A delivery to each principal of a fleet.
const FAN_OUT: &str = "fan-out";

/// The name of each workload, and how often it decides.
fn workloads() -> Vec<(String, usize)> {
    let workloads = [device()].into_iter().chain(SCALED.map(scale)).chain(hostile());
    let mut named: Vec<_> = workloads.map(|workload| (workload.name, workload.asked.len())).collect();
    named.push((FAN_OUT.to_owned(), principals().len()));
    named
}

/// The workload of a name; none of the large ones is made for another.
fn named(name: &str) -> Option<Workload> {
    let scaled = SCALED.into_iter().find(|size| name == format!("scale {size}"));
    match scaled {
        Some(size) => Some(scale(size)),
        None => hostile().into_iter().chain([device()]).find(|workload| workload.name == name),
    }
}

/// Decides everything that is asked in one workload; what comes before is not counted.
fn once(name: &str) -> Result<(), String> {
    if name == FAN_OUT {
        let (rights, asked) = fan_out(&device().set, &principals());
        black_box(counted_deliveries(&rights, &asked));
        return Ok(());
    }
    let workload = named(name).ok_or_else(|| format!("there is no workload `{name}`"))?;
    black_box(counted(&workload));
    Ok(())
}

/// The function that callgrind counts in.
#[inline(never)]
fn counted(workload: &Workload) -> usize {
    black_box(workload).allowed()
}

/// Another one that callgrind counts in.
#[inline(never)]
fn counted_deliveries(rights: &[Rights], asked: &Asked) -> usize {
    let allowed = |rights: &&Rights| rights.decide(asked.action, asked.resource()) == Outcome::Allowed;
    black_box(rights).iter().filter(allowed).count()
}

/// Counts each workload and compares it with its ceiling.
fn judge() -> Result<(), String> {
    let mut lines = CEILINGS.lines();
    let wanted = lines.next().unwrap_or_default();
    let version = output(Command::new("rustc").arg("--version"))?.0;
    let comparable = version.split(' ').take(2).eq(wanted.split(' '));
    let mut wrong = Vec::new();
    println!("| workload | instructions a decision | ceiling |\n|---|---|---|");
    for (name, decisions) in workloads() {
        let count = count(&name)? as f64 / decisions as f64;
        let line = lines.clone().find_map(|line| line.strip_prefix(&name)?.strip_prefix(": "));
        let ceiling = line.and_then(|text| text.parse::<f64>().ok());
        let ceiling = ceiling.ok_or_else(|| format!("`ceilings.txt` has no number for `{name}`"))?;
        println!("| {name} | {count:.0} | {ceiling} |");
        if count > ceiling || count < ceiling * (1.0 - SLACK / 100.0) {
            wrong.push(format!("`{name}` takes {count:.0} instructions, its ceiling is {ceiling}"));
        }
    }
    match (comparable, wrong.is_empty()) {
        (false, _) => println!("the ceilings are those of {wanted}: nothing is judged under {}", version.trim()),
        (true, true) => println!("each count lies under its ceiling, by {SLACK} % at most"),
        (true, false) => return Err(wrong.join("\n       ")),
    }
    Ok(())
}

/// The instructions of one workload.
fn count(name: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program is not found again: {error}"))?;
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--toggle-collect=*counted*", "--callgrind-out-file=/dev/null"]);
    let said = output(valgrind.arg(program).args(["--once", name]))?.1;
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let count = collected.and_then(|(_, number)| number.trim().parse().ok()).filter(|count| *count > 0);
    count.ok_or_else(|| format!("valgrind counted nothing of `{name}`:\n{said}"))
}

/// What a program says on its standard output and its standard error.
fn output(command: &mut Command) -> Result<(String, String), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.output().map_err(|error| format!("`{name}` cannot be started: {error}"))?;
    let (said, objected) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    match done.status.success() {
        true => Ok((said.into_owned(), objected.into_owned())),
        false => Err(format!("`{name}` failed:\n{objected}")),
    }
}
