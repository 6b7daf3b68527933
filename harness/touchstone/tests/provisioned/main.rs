//! Remote targets whose worlds a program makes: the project's own `serve` as somebody else's endpoint, and mosquitto.
//!
//! Tests whose program is missing are listed with the reason and do not count; under `CI=true` they fail.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use tempfile::TempDir;
use touchstone::serve::Folder;
use touchstone::settings;
use touchstone_scenario::{Capability, Known};
use touchstone_suite::{CaseReport, Corpus, Options, Remote, Report, Script, Silent, Target, Terminal, Verdict, run};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let python = starts("python3", "--version");
    let mosquitto = ["mosquitto", "/usr/sbin/mosquitto"].into_iter().find(|program| starts(program, "-h"));
    let trial = |name, missing: &[&str], test: fn(&str) -> Result<(), Failed>| {
        let ignored = !missing.is_empty() && std::env::var_os("CI").is_none_or(|ci| ci != "true");
        let kind = missing.first().map(|program| format!("{program} is not installed")).unwrap_or_default();
        let program = mosquitto.unwrap_or("mosquitto").to_owned();
        Trial::test(name, move || test(&program)).with_kind(kind).with_ignored_flag(ignored)
    };
    let script: Vec<&str> = (!python).then_some("python3").into_iter().collect();
    let broker: Vec<&str> = mosquitto.is_none().then_some("mosquitto").into_iter().chain(script.clone()).collect();
    let trials = vec![
        trial("serve, provisioned for each case, passes what its world lets be judged", &script, |_| serve()),
        trial(
            "mosquitto, provisioned for each case, is judged under policies and their changes",
            &broker,
            broker_judged,
        ),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Whether a program can be started at all.
fn starts(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// A folder with an authority, in which a program provisions an endpoint on a port of its own.
struct Home {
    folder: TempDir,
    port: u16,
}

impl Home {
    fn new() -> Result<Self, Failed> {
        let folder = tempfile::tempdir()?;
        Folder::open(&folder.path().join("data"))?.server(&["localhost"])?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        Ok(Self { folder, port })
    }

    /// The target that a provisioner, given these arguments and the port, makes; `more` is said of it besides.
    fn target(&self, provisioner: &str, arguments: &[&str], more: &str) -> Result<Remote, Failed> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provisioners").join(provisioner);
        let (script, port) = (script.display().to_string(), self.port.to_string());
        let words = [&["python3", &script], arguments, &[&port]].concat();
        let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        let text = format!(
            "name: {provisioner}\nkind: remote\nisolation: serial\npatience: 5s\n\
             endpoint: {{ host: localhost, port: {port}, tls: {{ ca: data/ca.crt }} }}\n\
             provisioning: {{ command: [ {} ], within: 60s }}\n{}",
            words.join(", "),
            more.replace("PORT", &port),
        );
        let file = self.folder.path().join("target.yaml");
        fs::write(&file, text)?;
        Ok(Remote::load(&file)?)
    }
}

fn corpus() -> Result<Corpus, Failed> {
    let scenarios: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Ok(Corpus::load(&scenarios, Known::only(settings::NAMES.iter().map(ToString::to_string)))?)
}

fn judged(scripts: &[&Script], target: &Remote) -> Report {
    let report = run(scripts, target, &Options::default(), &Silent);
    println!("{}", anstream::adapter::strip_str(&Terminal(&report).to_string()));
    report
}

/// The world of `serve` is fixed while it runs: whatever changes it is unsupported, the rest passes as the reference does.
fn serve() -> Result<(), Failed> {
    let (home, corpus) = (Home::new()?, corpus()?);
    let more = "judge: ref\n\
                capabilities: [ order, policies, policy-change, lifecycle-events, authorizers, settings, https ]\n\
                https: { host: localhost, port: PORT, tls: { ca: data/ca.crt, alpn: [ x-amzn-http-ca ] } }\n";
    let target = home.target("serve.py", &[env!("CARGO_BIN_EXE_touchstone")], more)?;
    let areas = ["http/", "policy/", "connect/a_refusing_authorizer"];
    let has = |capability: &Capability| target.profile().capabilities.contains(capability);
    let wanted =
        |script: &&Script| areas.iter().any(|area| script.case.id.starts_with(area)) && script.needs.keys().all(has);
    let scripts: Vec<&Script> = corpus.scripts.iter().filter(wanted).collect();
    let report = judged(&scripts, &target);
    for (script, case) in scripts.iter().zip(&report.cases) {
        let changes = script.needs.contains_key(&Capability::PolicyChange);
        let right = match &case.verdict {
            Verdict::Pass => !changes,
            Verdict::Unsupported { reason } => changes && reason.contains("is fixed while it runs"),
            _ => false,
        };
        if !right {
            return Err(format!("`{}` is judged {:?}", case.id, case.verdict).into());
        }
    }
    for area in areas {
        if !report.cases.iter().any(|case| case.id.starts_with(area) && case.verdict == Verdict::Pass) {
            return Err(format!("nothing of `{area}` was judged").into());
        }
    }
    Ok(())
}

/// mosquitto reads its acl_file again in the middle of a case; where it breaks a requirement, it is said to.
fn broker_judged(mosquitto: &str) -> Result<(), Failed> {
    let (home, corpus) = (Home::new()?, corpus()?);
    let more = "judge: live\ncapabilities: [ order, policies, policy-change ]\n";
    let target = home.target("mosquitto.py", &[mosquitto, env!("CARGO_BIN_EXE_touchstone")], more)?;
    let wanted = |script: &&Script| EXPECTED.iter().any(|(known, _)| *known == script.case.id);
    let report = judged(&corpus.scripts.iter().filter(wanted).collect::<Vec<_>>(), &target);
    let found: Vec<(&str, &str)> = report.cases.iter().map(|case| (case.id.as_str(), word(case))).collect();
    if found == EXPECTED { Ok(()) } else { Err(format!("expected {EXPECTED:?}, found {found:?}").into()) }
}

/// mosquitto acknowledges a denied PUBLISH of 3.1.1, where AWS IoT Core ends the connection (MB-DEN-05).
const EXPECTED: [(&str, &str); 6] = [
    ("policy/a_delivery_without_iot_receive_is_dropped_silently@v3", "pass"),
    ("policy/a_delivery_without_iot_receive_is_dropped_silently@v5", "pass"),
    ("policy/a_policy_detached_between_two_packets_holds_at_the_next@v3", "fail"),
    ("policy/a_policy_detached_between_two_packets_holds_at_the_next@v5", "pass"),
    ("policy/an_explicit_deny_beats_an_allow@v3", "unsupported: deny"),
    ("policy/an_explicit_deny_beats_an_allow@v5", "unsupported: deny"),
];

fn word(case: &CaseReport) -> &'static str {
    match &case.verdict {
        Verdict::Pass => "pass",
        Verdict::Fail(_) => "fail",
        Verdict::Unsupported { reason } if reason.contains("denies only what it does not allow") => "unsupported: deny",
        _ => "something else",
    }
}
