//! Links over TLS.

use std::io::{Read, Write};

use rustls::ServerConnection;

use crate::peer::{Certificate, accept, accept_tls, bytes, check_reads, echo, next};
use crate::{Hindrance, LinkEvent, Links, Tls, TlsError, TlsIdentity};

const WINDOW: usize = 256 * 1024;

#[test]
fn a_client_certificate_and_a_protocol_are_shown() {
    let (server, client) = (Certificate::new("localhost"), Certificate::new("client"));
    let (address, played) = accept_tls(server.serve(Some(&client), &[b"mqtt", b"x-amzn-mqtt-ca"]), |mut stream| {
        check_reads(&mut stream, b"hello");
        stream.write_all(b"hi").unwrap();
        let shown = stream.conn.peer_certificates().unwrap()[0].clone();
        (shown, stream.conn.alpn_protocol().unwrap().to_vec(), stream.conn.server_name().unwrap().to_owned())
    });
    let mut links = Links::new().unwrap();
    let tls = server.trusted(Some(&client.identity()), &[b"x-amzn-mqtt-ca"]);
    links.dial(1, &address.into(), Some(&tls), WINDOW);
    links.write(1, b"hello");
    assert_eq!(next(&mut links), LinkEvent::Dialled(1, Ok(())));
    assert_eq!(bytes(&mut links, 2).0, b"hi");
    let shown = (client.der.clone(), b"x-amzn-mqtt-ca".to_vec(), "localhost".to_owned());
    assert_eq!(played.join().unwrap(), shown);
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
}

#[test]
fn a_server_that_is_not_trusted_is_not_connected_to() {
    let (server, other) = (Certificate::new("localhost"), Certificate::new("localhost"));
    let (address, played) = accept_tls(server.serve(None, &[]), |mut stream| stream.read(&mut [0]).is_err());
    let mut links = Links::new().unwrap();
    links.dial(1, &address.into(), Some(&other.trusted(None, &[])), WINDOW);
    let LinkEvent::Dialled(1, Err(reason)) = next(&mut links) else { panic!("it was trusted") };
    assert!(reason.contains("certificate"), "{reason}");
    assert!(played.join().unwrap());
}

#[test]
fn a_server_that_wants_a_certificate_closes_without_one() {
    let (server, client) = (Certificate::new("localhost"), Certificate::new("client"));
    let (address, played) = accept_tls(server.serve(Some(&client), &[]), |mut stream| stream.read(&mut [0]).is_err());
    let mut links = Links::new().unwrap();
    links.dial(1, &address.into(), Some(&server.trusted(None, &[])), WINDOW);
    // With TLS 1.3 the client is done before the server has looked at its certificate.
    assert_eq!(next(&mut links), LinkEvent::Dialled(1, Ok(())));
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
    assert!(played.join().unwrap());
}

#[test]
fn a_peer_without_tls_is_not_connected_to() {
    let (address, played) = accept(|mut stream| stream.write_all(b"220 what is this?").unwrap());
    let mut links = Links::new().unwrap();
    links.dial(1, &address.into(), Some(&Certificate::new("localhost").trusted(None, &[])), WINDOW);
    let LinkEvent::Dialled(1, Err(reason)) = next(&mut links) else { panic!("it was dialled") };
    assert!(reason.starts_with("no TLS: "), "{reason}");
    played.join().unwrap();
}

#[test]
fn a_fin_says_close_notify_and_the_answer_is_still_read() {
    let server = Certificate::new("localhost");
    let (address, played) = accept_tls(server.serve(None, &[]), |mut stream| {
        let mut read = Vec::new();
        // Without close_notify this would be an unexpected end.
        stream.read_to_end(&mut read).unwrap();
        stream.write_all(b"bye").unwrap();
        read
    });
    let mut links = Links::new().unwrap();
    links.dial(1, &address.into(), Some(&server.trusted(None, &[])), WINDOW);
    links.write(1, b"last words");
    links.hinder(1, Hindrance::Fin);
    assert_eq!(next(&mut links), LinkEvent::Dialled(1, Ok(())));
    assert_eq!(bytes(&mut links, 3).0, b"bye");
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
    assert_eq!(played.join().unwrap(), b"last words");
}

#[test]
fn much_is_written_and_read_back_over_tls() {
    let sent: Vec<u8> = (0..1_000_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    let server = Certificate::new("localhost");
    let (address, played) = accept_tls(server.serve(None, &[]), echo);
    let mut links = Links::new().unwrap();
    links.dial(1, &address.into(), Some(&server.trusted(None, &[])), WINDOW);
    assert_eq!(next(&mut links), LinkEvent::Dialled(1, Ok(())));
    links.write(1, &sent);
    assert!(bytes(&mut links, sent.len()).0 == sent, "other bytes came back");
    links.hinder(1, Hindrance::Reset);
    played.join().unwrap();
}

#[test]
fn a_dripping_link_sends_each_byte_in_a_record_of_its_own() {
    let server = Certificate::new("localhost");
    let config = server.serve(None, &[]);
    let (address, played) = accept(move |mut stream| {
        let mut tls = ServerConnection::new(config).unwrap();
        let (mut records, mut read) = (Vec::new(), Vec::new());
        while read.len() < 12 {
            while tls.wants_write() {
                tls.write_tls(&mut stream).unwrap();
            }
            let mut chunk = vec![0; 5];
            stream.read_exact(&mut chunk).unwrap();
            let length = usize::from(u16::from_be_bytes([chunk[3], chunk[4]]));
            chunk.resize(5 + length, 0);
            stream.read_exact(&mut chunk[5..]).unwrap();
            tls.read_tls(&mut &chunk[..]).unwrap();
            let arrived = tls.process_new_packets().unwrap().plaintext_bytes_to_read();
            let mut plaintext = vec![0; arrived];
            tls.reader().read_exact(&mut plaintext).unwrap();
            read.extend(plaintext);
            records.extend((arrived > 0).then_some(arrived));
        }
        tls.writer().write_all(&read).unwrap();
        tls.write_tls(&mut stream).unwrap();
        records
    });
    let mut links = Links::new().unwrap();
    links.drip(true);
    links.dial(1, &address.into(), Some(&server.trusted(None, &[])), WINDOW);
    links.write(1, b"drop by drop");
    assert_eq!(next(&mut links), LinkEvent::Dialled(1, Ok(())));
    assert_eq!(bytes(&mut links, 12), (b"drop by drop".to_vec(), 12));
    assert_eq!(played.join().unwrap(), [1; 12]);
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let (one, other) = (Certificate::new("one"), Certificate::new("other"));
    let mut identity = one.identity();
    identity.chain = other.identity().chain;
    let tls = Tls { authorities: &[], identity: Some(&identity), alpn: &[], server_name: "localhost" };
    assert!(matches!(TlsIdentity::new(&tls), Err(TlsError::Identity(_))));
    let tls = Tls { authorities: &[], identity: None, alpn: &[], server_name: "no name" };
    assert_eq!(TlsIdentity::new(&tls).unwrap_err().to_string(), "`no name` is no server name");
}
