//! `mosquitto_sub` and `mosquitto_pub`.

use std::process::Command;

use libtest_mimic::{Failed, Trial};

use super::process::Process;
use super::served::Served;

const VERSIONS: [&str; 2] = ["mqttv311", "mqttv5"];

type Test = fn(&str) -> Result<(), Failed>;

pub(super) fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 5] = [
        ("an allowed publish arrives", allowed),
        ("a denied publish is answered as the sheet says", denied_publish),
        ("a denied subscribe is answered as the sheet says", denied_subscribe),
        ("a second client with the same id evicts the first", evicted),
        ("a certificate of another authority is refused", stranger),
    ];
    let each = |(name, test): (&str, Test)| {
        VERSIONS.map(|version| Trial::test(format!("mosquitto {version}: {name}"), move || test(version)))
    };
    tests.into_iter().flat_map(each).collect()
}

/// One of mosquitto's clients that writes whole lines at once and says what it does.
fn client(program: &str, version: &str, served: &Served, who: &str) -> Command {
    let mut command = Command::new("stdbuf");
    let [certificate, key] = served.home.client(who);
    command.args(["-oL", program, "-d", "-V", version, "-h", "localhost", "-i", who]);
    command.args(["-p", &served.port.to_string()]);
    command.arg("--cafile").arg(served.ca()).arg("--cert").arg(certificate).arg("--key").arg(key);
    command
}

fn subscriber(version: &str, served: &Served, who: &str, filter: &str) -> Result<Process, Failed> {
    let mut command = client("mosquitto_sub", version, served, who);
    command.args(["-v", "-q", "1", "-t", filter]);
    Process::start(command)
}

fn publisher(version: &str, served: &Served, who: &str, topic: &str) -> Result<Process, Failed> {
    let mut command = client("mosquitto_pub", version, served, who);
    command.args(["-q", "1", "-m", "hello", "-t", topic]);
    Process::start(command)
}

fn allowed(version: &str) -> Result<(), Failed> {
    let mut served = Served::start()?;
    let mut subscriber = subscriber(version, &served, "lamp", "lamp/#")?;
    subscriber.line(&["Subscribed (mid: 1): 1"])?;
    publisher(version, &served, "desk", "lamp/on")?.ends_with(0)?;
    subscriber.line(&["lamp/on hello"])?;
    served.log(&["INFO Connect", "client=\"lamp\""])?;
    Ok(())
}

fn denied_publish(version: &str) -> Result<(), Failed> {
    let mut served = Served::start()?;
    let mut publisher = publisher(version, &served, "desk", "secret")?;
    if version == "mqttv5" {
        publisher.line(&["Publish 1 failed: Not authorized"])?;
    } else {
        // The connection ends, and no PUBACK comes.
        served.log(&["WARN Disconnect", "client=\"desk\"", "AUTH_ERROR"])?;
    }
    served.log(&["WARN Publish-In", "topic=\"secret\"", "NoSecret"])?;
    Ok(())
}

fn denied_subscribe(version: &str) -> Result<(), Failed> {
    let mut served = Served::start()?;
    let mut subscriber = subscriber(version, &served, "lamp", "desk/#")?;
    if version == "mqttv5" {
        subscriber.line(&["Subscribed (mid: 1): 135"])?;
    } else {
        served.log(&["WARN Disconnect", "client=\"lamp\"", "AUTH_ERROR"])?;
    }
    served.log(&["WARN Subscribe", "topic=\"desk/#\""])?;
    Ok(())
}

fn evicted(version: &str) -> Result<(), Failed> {
    let mut served = Served::start()?;
    let mut first = subscriber(version, &served, "desk", "t")?;
    first.line(&["Subscribed (mid: 1): 1"])?;
    publisher(version, &served, "desk", "t")?.ends_with(0)?;
    if version == "mqttv5" {
        first.line(&["Received DISCONNECT (142)"])?;
    }
    served.log(&["WARN Disconnect", "client=\"desk\"", "DUPLICATE_CLIENT_ID"])?;
    Ok(())
}

fn stranger(version: &str) -> Result<(), Failed> {
    let (served, other) = (Served::start()?, Served::start()?);
    for file in ["crt", "key"] {
        let name = format!("data/clients/lamp.{file}");
        std::fs::copy(other.home.path(&name), served.home.path(&name))?;
    }
    let mut publisher = publisher(version, &served, "lamp", "lamp/on")?;
    if publisher.end()?.success() {
        return Err(publisher.complaint("it was let in"));
    }
    Ok(())
}
