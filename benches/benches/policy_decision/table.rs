//! The table of README.md, made of the medians of one run.

use std::path::PathBuf;

use touchstone_benches::policy::{SIZES, hostile};

/// Where criterion keeps what it found.
pub(crate) fn folder() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/policy_decision"))
}

/// The median of a benchmark in nanoseconds, if it was run.
fn median(group: &str, name: &str) -> Option<f64> {
    let path: PathBuf = [folder().to_str()?, group, &name.replace('?', "_"), "new", "estimates.json"].iter().collect();
    let text = std::fs::read_to_string(path).ok()?;
    let (_, estimate) = text.split_once("\"median\"")?.1.split_once("\"point_estimate\":")?;
    estimate.split([',', '}']).next()?.trim().parse().ok()
}

pub(crate) fn print() {
    println!("\n| what | measured | goal | |\n|---|---|---|---|");
    device();
    let [small, large] = [SIZES[0], SIZES[3]].map(|size| median("scale", &format!("decide {size}")));
    ratio("a decision among 10,000 statements, times that among 10", large, small, Goal::AtMost(2.0));
    for size in SIZES {
        let decide = median("scale", &format!("decide {size}")).map(|all| all / 256.0);
        line(&format!("a decision among {size}, ns"), decide, None);
    }
    let compile = median("scale", "compile 10000").map(|all| all / 10_000.0);
    line("compiling a statement of 10,000, ns", compile, Some(Goal::AtMost(2_000.0)));
    for workload in hostile() {
        let ours = median("hostile", &format!("touchstone, {}", workload.name));
        line(&format!("hostile: {}, ns", workload.name), ours, Some(Goal::AtMost(500.0)));
        let theirs = median("hostile", &format!("going back, {}", workload.name));
        line("the same by a matcher that goes back, ns", theirs, None);
    }
    let fan_out = median("fan-out", "all principals").map(|all| all / 10_000.0);
    line("a delivery to each of 10,000 principals, ns each", fan_out, Some(Goal::AtMost(20.0)));
    line("set-up of a principal, ns", median("fan-out", "set-up of a principal"), Some(Goal::AtMost(5_000.0)));
    line("reading and compiling the device policy, ns", median("fan-out", "set-up of a set"), None);
    let (one, two) = (median("threads", "1"), median("threads", "2"));
    ratio("time of two threads at once, times that of one", two, one, Goal::AtMost(1.2));
}

fn device() {
    let of = |name| median("device", name).map(|all| all / 64.0);
    let ours = of("touchstone");
    line("device: a decision, ns", ours, Some(Goal::AtMost(25.0)));
    let mut best = None::<f64>;
    for name in ["iam-rs", "cedar-policy", "regorus"] {
        line(&format!("device: {name}, ns"), of(name), None);
        best = [best, of(name)].into_iter().flatten().reduce(f64::min);
    }
    line("device: plain loop, ns", of("plain loop"), None);
    ratio("device: the best library, times ours", best, ours, Goal::AtLeast(100.0));
    ratio("device: the plain loop, times ours", of("plain loop"), ours, Goal::AtLeast(5.0));
    line("device, cold: a decision, ns", median("cold", "touchstone").map(|all| all / 12.0), Some(Goal::AtMost(150.0)));
}

#[derive(Clone, Copy)]
enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

fn ratio(what: &str, above: Option<f64>, below: Option<f64>, goal: Goal) {
    line(what, above.zip(below).map(|(above, below)| above / below), Some(goal));
}

fn line(what: &str, found: Option<f64>, goal: Option<Goal>) {
    let measured = found.map_or("not run".to_owned(), |found| format!("{found:.1}"));
    let (wanted, reached) = match goal {
        Some(Goal::AtMost(most)) => (format!("at most {most}"), found.map(|found| found <= most)),
        Some(Goal::AtLeast(least)) => (format!("at least {least}"), found.map(|found| found >= least)),
        None => (String::new(), None),
    };
    let reached = match reached {
        Some(true) => "reached",
        Some(false) => "NOT reached",
        None => "",
    };
    println!("| {what} | {measured} | {wanted} | {reached} |");
}
