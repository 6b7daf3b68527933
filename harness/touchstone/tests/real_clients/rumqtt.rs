//! rumqttc, a stock client in Rust.

use std::fs;
use std::time::Instant;

use libtest_mimic::{Failed, Trial};
use rumqttc::{Client, Connection, Event, MqttOptions, Packet, QoS, TlsConfiguration, Transport};

use super::process::PATIENCE;
use super::same;
use super::served::{Home, Served, port};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("rumqttc: connects, subscribes and publishes at each quality of service", each_quality),
        Trial::test("rumqttc: a certificate is known from the next start on", known_after_a_restart),
        Trial::test("rumqttc: without TLS everybody is the client that --plain-as names", plain_as),
        Trial::test("rumqttc: without TLS and --plain-as nobody is let in", plain),
    ]
}

/// A client that has sent its CONNECT once it is first read.
struct Stock {
    client: Client,
    connection: Connection,
}

impl Stock {
    fn new(id: &str, port: u16, transport: Transport) -> Self {
        let mut options = MqttOptions::new(id, "localhost", port);
        options.set_transport(transport);
        let (client, connection) = Client::new(options, 10);
        Self { client, connection }
    }

    fn tls(served: &Served, who: &str) -> Result<Self, Failed> {
        // It may be installed already, by another test.
        let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let [certificate, key] = served.home.client(who);
        let client_auth = Some((fs::read(certificate)?, fs::read(key)?));
        let tls = TlsConfiguration::Simple { ca: fs::read(served.ca())?, alpn: None, client_auth };
        Ok(Self::new(who, served.port, Transport::Tls(tls)))
    }

    /// The next packet that comes in, or why there is none.
    fn next(&mut self) -> Result<Packet, Failed> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.connection.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Ok(Event::Incoming(packet))) => return Ok(packet),
                Ok(Ok(Event::Outgoing(_))) => {}
                Ok(Err(error)) => return Err(format!("the connection ended: {error}").into()),
                Err(_) => return Err("nothing came in time".into()),
            }
        }
    }

    fn is_let_in(&mut self) -> bool {
        matches!(self.next(), Ok(Packet::ConnAck(_)))
    }
}

fn each_quality() -> Result<(), Failed> {
    let served = Served::start()?;
    let mut desk = Stock::tls(&served, "desk")?;
    same(&desk.is_let_in(), &true)?;
    desk.client.subscribe("room/+", QoS::AtLeastOnce)?;
    desk.next()?;
    for (topic, qos) in [("room/0", QoS::AtMostOnce), ("room/1", QoS::AtLeastOnce)] {
        desk.client.publish(topic, qos, false, "hello")?;
        let arrived = loop {
            match desk.next()? {
                Packet::Publish(publish) => break publish,
                Packet::PubAck(_) => {}
                other => return Err(format!("expected the publish, found {other:?}").into()),
            }
        };
        same(&(arrived.topic.as_str(), arrived.qos, &arrived.payload[..]), &(topic, qos, &b"hello"[..]))?;
    }
    Ok(())
}

fn known_after_a_restart() -> Result<(), Failed> {
    let served = Served::start()?;
    served.home.touchstone(&["cert", "issue", "late", "--data", "data", "--thing", "late"])?.ends_with(0)?;
    same(&Stock::tls(&served, "late")?.is_let_in(), &false)?;
    let Served { mut process, home, .. } = served;
    process.signal("TERM")?;
    process.ends_with(0)?;
    let served = home.serve(&[])?;
    same(&Stock::tls(&served, "late")?.is_let_in(), &true)
}

fn plain_as() -> Result<(), Failed> {
    let mut served = Home::new()?.serve(&["--plain", "127.0.0.1:0", "--plain-as", "desk"])?;
    let port = port(&served.process.line(&["listening on", "without TLS"])?)?;
    same(&Stock::new("anybody", port, Transport::Tcp).is_let_in(), &true)
}

fn plain() -> Result<(), Failed> {
    let mut served = Home::new()?.serve(&["--plain", "127.0.0.1:0"])?;
    let port = port(&served.process.line(&["listening on", "without TLS"])?)?;
    same(&Stock::new("anybody", port, Transport::Tcp).is_let_in(), &false)?;
    served.log(&["WARN Connect", "AUTHENTICATION_FAILURE"])?;
    Ok(())
}
