//! How `touchstone serve` and `touchstone cert` start, end and complain.

use std::fs;
use std::net::TcpListener;

use libtest_mimic::{Failed, Trial};

use super::same;
use super::served::{Home, Served};

pub(super) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("serve: SIGTERM ends it with status 0", || ends_on("TERM")),
        Trial::test("serve: SIGINT ends it with status 0", || ends_on("INT")),
        Trial::test("serve: a later start has the authority and certificates of the first", later_start),
        Trial::test("serve: a further host name renews the server's certificate alone", further_host),
        Trial::test("serve: without a world it says that everything is allowed", default_world),
        Trial::test("serve: a port in use is told with status 2", port_in_use),
        Trial::test("cert: a name that is taken is told with status 2", taken),
    ];
    for (what, files, arguments, told) in BAD {
        trials.push(Trial::test(format!("bad input: {what}"), move || complains(files, arguments, told)));
    }
    trials
}

type Files = &'static [(&'static str, &'static str)];

/// What is wrong, the files and arguments that show it, and the beginning of what is said.
const BAD: [(&str, Files, &[&str], &str); 11] = [
    ("no world file", &[], &["--world", "none.yaml"], "`none.yaml` cannot be read"),
    ("a world that is no YAML", &[("w.yaml", "world: {")], &["--world", "w.yaml"], "w.yaml:1:"),
    (
        "an unknown key",
        &[("w.yaml", "clients:\n  a: { polices: x }\n")],
        &["--world", "w.yaml"],
        "w.yaml:2:8: unknown key `polices` in `a client`; did you mean `policy`?",
    ),
    (
        "an unknown policy",
        &[("w.yaml", "clients: { a: { policy: lmp } }\n")],
        &["--world", "w.yaml"],
        "w.yaml:1:25: unknown policy `lmp`; did you mean `lamp`?",
    ),
    (
        "a malformed policy",
        &[
            ("w.yaml", "clients: { a: { policy: bad } }\n"),
            ("policies/bad.json", "{ \"Version\": \"2012-10-17\",\n  \"Statement\": [{ \"Effect\": \"allow\" }] }"),
        ],
        &["--world", "w.yaml"],
        "policies/bad.json:2:29: the effect `allow` is neither `Allow` nor `Deny`",
    ),
    (
        "an unknown setting",
        &[("w.yaml", "world: { settings: { in_fligt: 3 } }\n")],
        &["--world", "w.yaml"],
        "w.yaml:1:22: unknown setting `in_fligt`; did you mean `in_flight`?",
    ),
    (
        "a setting's value",
        &[("w.yaml", "world: { settings: { in_flight: many } }\n")],
        &["--world", "w.yaml"],
        "w.yaml:1:33: `in_flight` is `many`, expected a whole number",
    ),
    (
        "a thing's name",
        &[("w.yaml", "world: { things: { a/b: {} } }\n")],
        &["--world", "w.yaml"],
        "w.yaml:1:20: the thing name holds `/`, which is not allowed there",
    ),
    (
        "a second account",
        &[("w.yaml", "world: { accounts: [ other ] }\n")],
        &["--world", "w.yaml"],
        "w.yaml:1:22: one account is served",
    ),
    ("an address as host", &[], &["--host", "10.0.0.1"], "`--host 10.0.0.1` cannot be"),
    (
        "nobody without TLS",
        &[],
        &["--world", "world.yaml", "--plain", "127.0.0.1:0", "--plain-as", "chair"],
        "`--plain-as chair` names no client; there are lamp, desk",
    ),
];

fn complains(files: Files, arguments: &[&str], told: &str) -> Result<(), Failed> {
    let home = Home::new()?;
    for (name, text) in files {
        fs::write(home.path(name), text)?;
    }
    let mut process =
        home.touchstone(&[&["serve", "--data", "data", "--listen", "127.0.0.1:0"], arguments].concat())?;
    process.ends_with(2)?;
    if process.lines().next().is_some_and(|line| line.starts_with(told)) {
        return Ok(());
    }
    Err(process.complaint(&format!("expected `{told}`")))
}

fn ends_on(signal: &str) -> Result<(), Failed> {
    let mut served = Served::start()?;
    served.process.signal(signal)?;
    served.process.ends_with(0)
}

fn later_start() -> Result<(), Failed> {
    let kept = ["ca.crt", "ca.key", "server.crt", "server.key", "clients/lamp.crt", "clients/desk.key"];
    let read = |home: &Home| kept.map(|name| fs::read(home.path("data").join(name)).ok());
    let Served { mut process, home, .. } = Served::start()?;
    let first = read(&home);
    same(&first.iter().all(Option::is_some), &true)?;
    only_its_owner_reads(&home)?;
    process.signal("TERM")?;
    process.ends_with(0)?;
    let served = home.serve(&[])?;
    same(&(read(&served.home) == first), &true)
}

#[cfg(unix)]
fn only_its_owner_reads(home: &Home) -> Result<(), Failed> {
    use std::os::unix::fs::PermissionsExt;
    for key in ["ca.key", "server.key", "clients/lamp.key"] {
        same(&(fs::metadata(home.path("data").join(key))?.permissions().mode() & 0o777), &0o600)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn only_its_owner_reads(_: &Home) -> Result<(), Failed> {
    Ok(())
}

fn further_host() -> Result<(), Failed> {
    let read = |home: &Home| ["ca.crt", "server.crt"].map(|name| fs::read(home.path("data").join(name)).ok());
    let Served { process, home, .. } = Served::start()?;
    drop(process);
    let [authority, server] = read(&home);
    let served = home.serve(&["--host", "broker.test"])?;
    let [authority_later, server_later] = read(&served.home);
    same(&(authority == authority_later, server == server_later), &(true, false))
}

fn default_world() -> Result<(), Failed> {
    let home = Home::new()?;
    let mut process = home.touchstone(&["serve", "--data", "data", "--listen", "127.0.0.1:0"])?;
    process.line(&["the built-in policy `all` allows everything to subscriber, publisher"])?;
    process.line(&["mosquitto_sub --cafile", "data/clients/subscriber.crt", "-h localhost"])?;
    process.line(&["mosquitto_pub --cafile", "data/clients/publisher.crt", "-h localhost"])?;
    Ok(())
}

fn port_in_use() -> Result<(), Failed> {
    let home = Home::new()?;
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let mut process = home.touchstone(&["serve", "--data", "data", "--listen", &address])?;
    process.ends_with(2)?;
    process.line(&[&format!("the server cannot listen on `{address}`: Address already in use")])?;
    Ok(())
}

fn taken() -> Result<(), Failed> {
    let home = Home::new()?;
    let arguments = ["cert", "issue", "lamp", "--data", "data", "--policy", "policies/lamp.json"];
    home.touchstone(&arguments)?.ends_with(0)?;
    let mut again = home.touchstone(&arguments)?;
    again.ends_with(2)?;
    again.line(&["lamp.crt` exists already"])?;
    Ok(())
}
