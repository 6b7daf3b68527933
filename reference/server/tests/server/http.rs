//! HTTP over the same port.

use std::io::{Read, Write};

use crate::client::{Caller, authority, read_line, server};

fn caller() -> Caller {
    Caller::new().speaking(&[b"http/1.1"])
}

fn body(response: &str) -> &str {
    response.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn a_request_reaches_the_account_as_it_was_received() {
    let request = b"POST /topics/a%2fB%20c/d?qos=1&x=%41 HTTP/1.1\r\nHost: localhost\r\nX-Mark: m\r\n\
        Connection: close\r\nContent-Length: 3\r\n\r\nabc";
    let id = authority().issue_client("a").unwrap().id;
    let response = caller().request(&server(), request);
    let expected = format!("POST /topics/a%2fB%20c/d?qos=1&x=%41 m 3 localhost 127.0.0.1 Https {id}");
    assert_eq!(body(&response), expected);
    assert!(response.starts_with("HTTP/1.1 202 "), "{response}");
    assert!(response.contains("\r\nx-seen: yes\r\n"), "{response}");
}

#[test]
fn a_request_needs_no_certificate() {
    let request = b"GET / HTTP/1.0\r\n\r\n";
    let server = server();
    let names: [&[&[u8]]; 2] = [&[b"http/1.1"], &[b"x-amzn-http-ca"]];
    for name in names {
        let response = Caller::new().speaking(name).with_identity(None).request(&server, request);
        assert_eq!(body(&response), "GET / none 0 localhost 127.0.0.1 Https none");
    }
}

#[test]
fn the_host_name_of_the_handshake_chooses_the_account_not_the_header() {
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let response = caller().to("other.localhost").request(&server(), request);
    assert!(body(&response).contains(" other.localhost "), "{response}");
}

#[test]
fn a_connection_carries_several_requests() {
    let server = server();
    let mut stream = caller().connect(&server);
    for target in ["/a", "/b", "/c"] {
        stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
        let mut length = 0;
        loop {
            let line = read_line(&mut stream).unwrap();
            match line.split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap(),
                _ if line.is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        assert!(String::from_utf8(body).unwrap().starts_with(&format!("GET {target} ")));
    }
}

#[test]
fn a_body_beyond_all_measure_is_refused() {
    let length = 256 * 1_024 + 1;
    let mut request = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".to_vec();
    request.extend_from_slice(format!("Content-Length: {length}\r\n\r\n").as_bytes());
    request.resize(request.len() + length, b'x');
    let response = caller().request(&server(), &request);
    assert!(response.starts_with("HTTP/1.1 413 "), "{response}");
}
