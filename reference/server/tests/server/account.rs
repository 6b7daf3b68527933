//! A real account behind real sockets: the order between two connections, which no single transcript shows.

use std::io::{ErrorKind, Read, Write};

use touchstone_account::{Account, Configuration, Operation};
use touchstone_server::{Clock, Server, ServerConfig, Tenant};
use touchstone_vocabulary::{AccountId, AccountNumber, PolicyName, Region, Time};

use crate::client::{Caller, TlsStream, authority, here};

const ALL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}"#;

/// Serves an account in which the client's certificate may do everything.
fn server() -> Server {
    let number = AccountNumber::new("123456789012").unwrap();
    let id = AccountId { number, region: Region::new("us-east-1").unwrap() };
    let account = Box::new(Account::new(Configuration::new(id, 1)));
    let identity = authority().issue_server(&["localhost"]).unwrap();
    let config = ServerConfig::new(identity, vec![authority().certificate()])
        .with_tenant(Tenant::new(here(), account))
        .with_clock(Clock::Held(Time::SCENARIO_START));
    let server = Server::start(config).unwrap();
    let (policy, certificate) = (PolicyName::new("all").unwrap(), authority().issue_client("a").unwrap().id);
    for operation in [
        Operation::RegisterCertificate { certificate: certificate.clone() },
        Operation::PutPolicy { name: policy.clone(), document: ALL.to_owned() },
        Operation::AttachPolicy { policy, certificate },
    ] {
        server.operate(&here(), operation).unwrap();
    }
    server
}

/// Sends a clean CONNECT of version 3.1.1 as the client `C`, and reads the CONNACK.
fn connected(stream: &mut TlsStream) {
    stream.write_all(b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01C").unwrap();
    let mut acknowledgement = [0; 4];
    stream.read_exact(&mut acknowledgement).unwrap();
    assert_eq!(acknowledgement, [0x20, 2, 0, 0]);
}

//= MB-DUP-40
#[test]
fn when_the_newcomer_reads_its_connack_the_incumbent_can_read_its_end() {
    let server = server();
    let caller = Caller::new();
    let config = caller.config();
    let mut incumbent = caller.connect_as(&server, config.clone());
    connected(&mut incumbent);
    for round in 0..300 {
        let mut newcomer = caller.connect_as(&server, config.clone());
        connected(&mut newcomer);
        incumbent.sock.set_nonblocking(true).unwrap();
        let ended = incumbent.read(&mut [0; 8]).map_err(|cause| cause.kind());
        assert_ne!(ended, Err(ErrorKind::WouldBlock), "in round {round}");
        assert_eq!(ended, Ok(0), "in round {round}");
        incumbent = newcomer;
    }
    assert_eq!(server.connections(&here()), Ok(1));
}

//= MB-DUP-32
#[test]
fn an_incumbent_that_reads_nothing_does_not_delay_the_newcomer() {
    let server = server();
    let mut publisher = Caller::new().connect(&server);
    publisher.write_all(b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01P").unwrap();
    publisher.read_exact(&mut [0; 4]).unwrap();
    let mut stalled = Caller::new().connect(&server);
    connected(&mut stalled);
    stalled.write_all(b"\x82\x06\x00\x01\x00\x01t\x01").unwrap();
    stalled.read_exact(&mut [0; 5]).unwrap();
    // 60,003 bytes: the topic and 60,000 bytes of payload, at QoS 0, more of them than the kernel holds.
    let packet = [b"\x30\xe3\xd4\x03\x00\x01t".as_slice(), &vec![b'x'; 60_000]].concat();
    for _ in 0..120 {
        publisher.write_all(&packet).unwrap();
    }
    publisher.write_all(b"\xc0\x00").unwrap();
    publisher.read_exact(&mut [0; 2]).unwrap();
    connected(&mut Caller::new().connect(&server));
}
