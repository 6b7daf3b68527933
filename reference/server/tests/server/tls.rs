//! Which handshakes succeed, and what the account is told of them.

use std::io::Write;

use rustls::HandshakeKind;
use touchstone_server::pki::Authority;

use crate::client::{Caller, authority, exchange, here, server, there};

#[test]
fn an_account_is_told_host_address_transport_and_certificate() {
    let server = server();
    let id = authority().issue_client("a").unwrap().id;
    let expected = format!("localhost 127.0.0.1 Tls {id}");
    assert_eq!(Caller::new().exchange(&server, "who\n").unwrap(), expected);
    let named = Caller::new().speaking(&[b"x-amzn-mqtt-ca"]);
    assert_eq!(named.exchange(&server, "who\n").unwrap(), expected, "by protocol name");
    let shouted = Caller::new().to("LOCALHOST");
    assert_eq!(shouted.exchange(&server, "who\n").unwrap(), expected, "in capitals");
}

#[test]
fn a_client_of_a_custom_authorizer_needs_no_certificate() {
    let custom = Caller::new().speaking(&[b"mqtt"]).with_identity(None);
    assert_eq!(custom.exchange(&server(), "who\n").unwrap(), "localhost 127.0.0.1 Tls none");
}

#[test]
fn mqtt_without_a_certificate_is_refused() {
    let server = server();
    let names: [&[&[u8]]; 2] = [&[], &[b"x-amzn-mqtt-ca"]];
    for protocols in names {
        let caller = Caller::new().with_identity(None).speaking(protocols);
        assert_alert(&caller.exchange(&server, "who\n"), "CertificateRequired");
    }
    assert_eq!(server.connections(&here()), Ok(0));
}

#[test]
fn a_certificate_of_another_authority_is_refused() {
    let foreign = Authority::from_seed(b"another").unwrap().issue_client("a").unwrap();
    let caller = Caller::new().with_identity(Some(foreign));
    let refused = caller.exchange(&server(), "who\n").unwrap_err().to_string();
    assert!(refused.contains("alert"), "{refused}");
}

#[test]
fn a_host_name_that_is_not_served_or_none_is_refused() {
    let server = server();
    for name in ["elsewhere.localhost", "127.0.0.1"] {
        assert_alert(&Caller::new().to(name).exchange(&server, "who\n"), "AccessDenied");
    }
}

#[test]
fn an_unknown_protocol_name_is_refused() {
    let caller = Caller::new().speaking(&[b"h2"]);
    assert_alert(&caller.exchange(&server(), "who\n"), "NoApplicationProtocol");
}

#[test]
fn the_host_name_chooses_the_account() {
    let server = server();
    let mut one = Caller::new().connect(&server);
    let mut other = Caller::new().to("other.localhost").connect(&server);
    let mut third = Caller::new().to("other.localhost").connect(&server);
    assert!(exchange(&mut one, "who\n").unwrap().starts_with("localhost "));
    assert!(exchange(&mut other, "who\n").unwrap().starts_with("other.localhost "));
    exchange(&mut third, "who\n").unwrap();
    assert_eq!((server.connections(&here()), server.connections(&there())), (Ok(1), Ok(2)));
}

#[test]
fn a_session_is_never_resumed() {
    let server = server();
    let caller = Caller::new();
    let config = caller.config();
    for _ in 0..3 {
        let mut stream = caller.connect_as(&server, config.clone());
        exchange(&mut stream, "echo a\n").unwrap();
        assert_eq!(stream.conn.handshake_kind(), Some(HandshakeKind::Full));
    }
}

#[test]
fn what_is_no_tls_disturbs_nobody() {
    let server = server();
    let mut bare = crate::client::socket(server.address());
    bare.write_all(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00").unwrap();
    assert_eq!(Caller::new().exchange(&server, "echo a\n").unwrap(), "a");
}

fn assert_alert(exchanged: &std::io::Result<String>, alert: &str) {
    let refused = exchanged.as_ref().unwrap_err().to_string();
    assert!(refused.contains(alert), "{refused}");
}
