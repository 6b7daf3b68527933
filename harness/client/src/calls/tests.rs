//! Calls against a listener that speaks just enough HTTP.

use std::io::{Read, Write};
use std::time::Duration;

use crate::peer::{Certificate, PATIENCE, accept, accept_tls, next};
use crate::{Address, HttpAnswer, HttpRequest, LinkEvent, Links};

fn request(target: &str) -> HttpRequest {
    HttpRequest {
        method: "POST".into(),
        target: target.into(),
        headers: vec![("x-one".into(), "1".into()), ("x-one".into(), "2".into())],
        body: b"hello".to_vec(),
    }
}

/// Reads a request whose body is `hello`, and answers it.
fn answer(mut stream: impl Read + Write, answer: &str) -> String {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\nhello") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        read.extend(byte);
    }
    stream.write_all(answer.as_bytes()).unwrap();
    stream.flush().unwrap();
    String::from_utf8(read).unwrap()
}

/// Makes a call without TLS, and gives what came of it.
fn called(to: &Address, request: HttpRequest) -> Result<HttpAnswer, String> {
    let mut links = Links::new().unwrap();
    links.call(7, to, None, request, PATIENCE);
    match next(&mut links) {
        LinkEvent::Answered(7, outcome) => outcome,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_call_is_sent_as_written_and_its_answer_arrives_in_the_poller() {
    let (address, played) =
        accept(|stream| answer(stream, "HTTP/1.1 403 Forbidden\r\nX-A: b\r\nContent-Length: 2\r\n\r\nno"));
    let outcome = called(&address.into(), request("/topics/a%2Fb//%C3%bc?qos=1&x=%20"));
    let headers = vec![("x-a".to_owned(), "b".to_owned()), ("content-length".to_owned(), "2".to_owned())];
    assert_eq!(outcome, Ok(HttpAnswer { status: 403, headers, body: b"no".to_vec() }));
    let sent = played.join().unwrap();
    assert!(sent.starts_with("POST /topics/a%2Fb//%C3%bc?qos=1&x=%20 HTTP/1.1\r\nx-one: 1\r\nx-one: 2\r\n"), "{sent}");
}

#[test]
fn a_redirection_is_an_answer() {
    let (address, played) =
        accept(|stream| answer(stream, "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"));
    assert_eq!(called(&address.into(), request("/")).unwrap().status, 302);
    played.join().unwrap();
}

#[test]
fn a_call_over_tls_shows_the_client_certificate() {
    let (server, client) = (Certificate::new("localhost"), Certificate::new("client"));
    let (address, played) = accept_tls(server.serve(Some(&client), &[b"x-amzn-http-ca"]), |mut stream| {
        let sent = answer(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        (sent, stream.conn.peer_certificates().unwrap()[0].clone(), stream.conn.alpn_protocol().unwrap().to_vec())
    });
    let tls = server.trusted(Some(&client.identity()), &[b"x-amzn-http-ca"]);
    let mut links = Links::new().unwrap();
    links.call(1, &address.into(), Some(&tls), request("/topics/t"), PATIENCE);
    let LinkEvent::Answered(1, Ok(HttpAnswer { status: 200, body, .. })) = next(&mut links) else {
        panic!("it was not answered")
    };
    assert_eq!(body, b"ok");
    let (sent, shown, protocol) = played.join().unwrap();
    assert!(sent.contains(&format!("host: localhost:{}\r\n", address.port())), "{sent}");
    assert_eq!((shown, protocol), (client.der.clone(), b"x-amzn-http-ca".to_vec()));
}

#[test]
fn a_target_that_would_not_be_sent_as_written_is_refused() {
    let nobody = Address { host: "127.0.0.1".into(), port: 1 };
    assert_eq!(called(&nobody, request("/a/../b")), Err("`/a/../b` would be sent as `/b`".to_owned()));
    assert_eq!(called(&nobody, request("/a b")), Err("`/a b` would be sent as `/a%20b`".to_owned()));
}

#[test]
fn an_answer_that_does_not_come_is_given_up() {
    let (address, played) = accept(|mut stream| stream.read_to_end(&mut Vec::new()).is_ok());
    let mut links = Links::new().unwrap();
    links.call(1, &address.into(), None, request("/"), Duration::from_millis(100));
    let LinkEvent::Answered(1, Err(reason)) = next(&mut links) else { panic!("it was answered") };
    assert!(reason.contains("timed out"), "{reason}");
    assert!(played.join().unwrap());
}
