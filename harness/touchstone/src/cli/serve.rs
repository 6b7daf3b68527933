//! `touchstone serve`.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use touchstone::serve::{Folder, Served, ServedClient, load};
use touchstone_server::{HostName, Server, ServerConfig, Signal, Signals, Tenant};
use tracing_subscriber::EnvFilter;

use super::Status;

const AFTER: &str = "\
The world is a YAML file with the `world:` and `clients:` of a scenario; of a client it takes `policy` and `thing`:

  world: { things: { lamp: { attributes: { room: kitchen } } } }
  clients: { lamp: { thing: lamp, policy: lamp-only }, desk: {} }

`lamp-only` is `policies/lamp-only.json` beside the file; a client without `policy` has `all`, which allows everything.
Policies name account 123456789012 in us-east-1. Every client of the file gets a certificate, DIR/clients/NAME.crt with
NAME.key; `touchstone cert issue` makes further ones.

TLS clients must ask for `localhost` or a name given by --host (server name indication): as with AWS, a client that names
no host, or an address, is refused.

The log goes to standard error; RUST_LOG says how much of it, `info` when it is not set.";

/// Where and what is served.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// The folder of the authority and of all certificates; made when it is missing.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The account file; without it two clients, `subscriber` and `publisher`, may do everything.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Where to listen for MQTT over mutual TLS; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8883")]
    listen: SocketAddr,
    /// Where to listen for MQTT without TLS. Who comes there shows no certificate, so that only a custom authorizer of the
    /// world lets them in, unless --plain-as names a client.
    #[arg(long, value_name = "ADDR:PORT")]
    plain: Option<SocketAddr>,
    /// The client of the world that everybody without TLS is taken for.
    #[arg(long, value_name = "NAME", requires = "plain")]
    plain_as: Option<String>,
    /// A further host name by which clients reach the server; may be given several times.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        log_to_standard_error()?;
        let signals = Signals::new().context("signals cannot be listened for")?;
        let mut hosts = Vec::new();
        for name in &self.hosts {
            hosts.push(HostName::new(name).with_context(|| {
                format!(
                    "`--host {name}` cannot be: clients name the host in their handshake, where no address may stand"
                )
            })?);
        }
        let folder = Folder::open(&self.data)?;
        let served = load(&folder, self.world.as_deref())?;
        let clients = served.clients.clone();
        let server = self.start(&folder, served, &hosts)?;
        self.announce(&folder, &clients, &server);
        let signal = signals.wait()?;
        tracing::info!(signal = signal_name(signal), "ending");
        server.shutdown();
        Ok(Status::EXPECTED)
    }

    fn start(&self, folder: &Folder, served: Served, hosts: &[HostName]) -> Result<Server> {
        let first = HostName::new("localhost")?;
        let mut names = vec![first.as_str(), "127.0.0.1"];
        names.extend(hosts.iter().map(HostName::as_str));
        let identity = folder.server(&names)?;
        let mut config = ServerConfig::new(identity, vec![folder.authority().certificate()]).with_address(self.listen);
        if let Some(plain) = self.plain {
            config = config.with_plain(plain);
        }
        if let Some(name) = &self.plain_as {
            let Some(client) = served.clients.iter().find(|client| client.name == *name) else {
                let known: Vec<&str> = served.clients.iter().map(|client| client.name.as_str()).collect();
                bail!("`--plain-as {name}` names no client; there are {}", known.join(", "));
            };
            config = config.with_plain_as(client.certificate.clone());
        }
        let mut tenant = Tenant::new(first.clone(), Box::new(served.account)).with_scripts(served.scripts);
        for (index, host) in hosts.iter().enumerate() {
            if *host != first && !hosts.iter().take(index).any(|other| other == host) {
                tenant = tenant.with_alias(host.clone());
            }
        }
        Ok(Server::start(config.with_tenant(tenant))?)
    }

    fn announce(&self, folder: &Folder, clients: &[ServedClient], server: &Server) {
        let (number, region) = Served::id();
        let (address, data) = (server.address(), folder.path().display());
        anstream::println!("account {number} in {region}, certificates in {data}");
        for client in clients {
            let ServedClient { name, certificate, policies, .. } = client;
            anstream::println!("  client {name}: policy {}, certificate {certificate}", policies.join(", "));
        }
        if self.world.is_none() {
            anstream::println!("no --world was given: this is the default one");
        }
        let free: Vec<&str> =
            clients.iter().filter(|client| client.allowed_all).map(|client| client.name.as_str()).collect();
        if !free.is_empty() {
            anstream::println!("the built-in policy `all` allows everything to {}", free.join(", "));
        }
        anstream::println!("listening on {address}: MQTT over mutual TLS");
        if let Some(plain) = server.plain_address() {
            let who = self.plain_as.as_deref().map_or_else(
                || "only custom authorizers let anybody in".to_owned(),
                |name| format!("everybody is taken for {name}"),
            );
            anstream::println!("listening on {plain}: MQTT without TLS, {who}");
        }
        match clients {
            [] => anstream::println!(
                "nobody can connect yet: touchstone cert issue NAME --data {}",
                quoted(folder.path())
            ),
            [one] => self.how_to_connect(folder, address, (one, &one.name), (one, &format!("{}-2", one.name))),
            [one, two, ..] => self.how_to_connect(folder, address, (one, &one.name), (two, &two.name)),
        }
    }

    /// Two lines that can be pasted. Client ids are the clients' names, so that policies may speak of things.
    fn how_to_connect(
        &self,
        folder: &Folder,
        address: SocketAddr,
        subscriber: (&ServedClient, &str),
        publisher: (&ServedClient, &str),
    ) {
        let local = address.ip().is_loopback() || address.ip().is_unspecified();
        let host = if local { "localhost" } else { self.hosts.first().map_or("localhost", String::as_str) };
        let options = |(client, id): (&ServedClient, &str)| {
            let (certificate, key) = folder.client_files(&client.name);
            let (ca, certificate, key) = (quoted(&folder.ca()), quoted(&certificate), quoted(&key));
            format!("--cafile {ca} --cert {certificate} --key {key} -h {host} -p {} -i {id}", address.port())
        };
        anstream::println!("to connect, paste each line into a terminal of its own:");
        anstream::println!("mosquitto_sub {} -q 1 -v -t 'hello/#'", options(subscriber));
        anstream::println!("mosquitto_pub {} -q 1 -t hello/world -m hello", options(publisher));
    }
}

fn log_to_standard_error() -> Result<()> {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(text) => EnvFilter::try_new(&text).with_context(|| format!("RUST_LOG is `{text}`"))?,
        Err(_) => EnvFilter::new("info"),
    };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // Somebody has set one up already, and it is theirs to say.
    let _set = subscriber.with_ansi(std::io::stderr().is_terminal()).try_init();
    Ok(())
}

const fn signal_name(signal: Signal) -> &'static str {
    match signal {
        Signal::Interrupt => "SIGINT",
        Signal::Terminate => "SIGTERM",
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_and_quotes_can_be_pasted() {
        assert_eq!(quoted(Path::new("/tmp/a-b.crt")), "/tmp/a-b.crt");
        assert_eq!(quoted(Path::new("/tmp/it's mine")), r"'/tmp/it'\''s mine'");
    }
}
