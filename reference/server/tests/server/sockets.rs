//! Sockets: many, slow, ended in each way.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr};

use touchstone_server::Server;

use crate::client::{Caller, TlsStream, config, exchange, here, server, socket};

fn plain_server() -> Server {
    Server::start(config().with_plain(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).unwrap()
}

fn closes_in_order(mut stream: TlsStream) {
    stream.conn.send_close_notify();
    stream.flush().unwrap();
}

fn resets(stream: &TlsStream) {
    socket2::SockRef::from(&stream.sock).set_linger(Some(std::time::Duration::ZERO)).unwrap();
}

#[test]
fn a_thousand_connections_that_open_and_close_leave_none_behind() {
    let server = server();
    let caller = Caller::new();
    let config = caller.config();
    for round in 0..1_000 {
        let mut stream = caller.connect_as(&server, config.clone());
        assert_eq!(exchange(&mut stream, "echo a\n").unwrap(), "a");
        match round % 4 {
            0 => closes_in_order(stream),
            1 => resets(&stream),
            2 => assert_eq!(exchange(&mut stream, "bye\n").unwrap(), "bye"),
            _ => drop(stream),
        }
    }
    assert_eq!(server.connections(&here()), Ok(0));
    let mut endings: Vec<_> = server.logs(&here()).unwrap().into_iter().filter_map(|log| log.details).collect();
    assert_eq!(endings.len(), 750, "those that the machine closed are not reported");
    endings.sort();
    endings.dedup();
    assert_eq!(endings, ["Fin", "Reset"]);
}

#[test]
fn a_slow_reader_delays_nobody_and_misses_nothing() {
    const FLOOD: usize = 30_000_000;
    let server = server();
    let (mut slow, mut quick) = (Caller::new().connect(&server), Caller::new().connect(&server));
    slow.write_all(format!("flood {FLOOD}\n").as_bytes()).unwrap();
    for round in 0..100 {
        assert_eq!(exchange(&mut quick, &format!("echo {round}\n")).unwrap(), round.to_string());
    }
    slow.write_all(b"echo end\n").unwrap();
    let mut all = Vec::new();
    BufReader::new(&mut slow).read_until(b'\n', &mut all).unwrap();
    assert_eq!((all.len(), &all[FLOOD..]), (FLOOD + 4, b"end\n".as_slice()));
}

#[test]
fn who_does_not_read_its_answers_is_not_read_until_it_does() {
    const LINES: usize = 200_000;
    let server = plain_server();
    let mut writer = socket(server.plain_address().unwrap());
    let reader = writer.try_clone().unwrap();
    let line = format!("echo {}\n", "y".repeat(95));
    let writing = std::thread::spawn(move || {
        writer.write_all(line.repeat(LINES).as_bytes()).unwrap();
        writer.shutdown(Shutdown::Write).unwrap();
    });
    assert_eq!(Caller::new().exchange(&server, "echo a\n").unwrap(), "a", "others are served");
    let lines = BufReader::new(reader).lines().take(LINES).filter(|line| line.as_ref().unwrap().len() == 95).count();
    writing.join().unwrap();
    assert_eq!(lines, LINES);
}

#[test]
fn a_parting_packet_arrives_although_input_was_left_unread() {
    let server = server();
    for _ in 0..20 {
        let mut client = Caller::new().connect(&server);
        exchange(&mut client, "echo a\n").unwrap();
        let words = format!("bye\n{}", "unread ".repeat(100_000));
        // The server may have ended before all is written.
        let _written = client.write_all(words.as_bytes());
        let mut all = String::new();
        client.read_to_string(&mut all).unwrap();
        assert_eq!(all, "bye\n");
    }
}

#[test]
fn an_abort_is_a_reset() {
    let server = plain_server();
    let mut client = socket(server.plain_address().unwrap());
    client.write_all(b"abort\n").unwrap();
    let ended = client.read(&mut [0; 8]).unwrap_err();
    assert_eq!(ended.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn a_close_is_announced_within_tls() {
    let server = server();
    let mut client = Caller::new().connect(&server);
    exchange(&mut client, "bye\n").unwrap();
    assert_eq!(client.read(&mut [0; 8]).unwrap(), 0, "an end without its alert would be an error");
}

#[test]
fn broken_tls_ends_a_connection() {
    let server = server();
    let mut client = Caller::new().connect(&server);
    exchange(&mut client, "echo a\n").unwrap();
    client.sock.write_all(b"\x17\x03\x03\x00\x20no record of this connection....").unwrap();
    assert!(client.read(&mut [0; 8]).unwrap_err().to_string().contains("BadRecordMac"));
    assert_eq!(server.connections(&here()), Ok(0));
    assert_eq!(server.logs(&here()).unwrap()[0].details.as_deref(), Some("BadTls"));
}

#[test]
fn without_tls_the_account_is_told_nothing_but_the_address() {
    let server = plain_server();
    let mut client = socket(server.plain_address().unwrap());
    assert_eq!(exchange(&mut client, "who\n").unwrap(), "none 127.0.0.1 Tcp none");
}

#[test]
fn a_server_that_is_shut_down_ends_its_connections_and_listens_no_more() {
    let server = server();
    let address = server.address();
    let mut client = Caller::new().connect(&server);
    exchange(&mut client, "echo a\n").unwrap();
    server.shutdown();
    assert_ne!(client.read(&mut [0; 8]).ok(), Some(8));
    assert!(std::net::TcpStream::connect(address).is_err());
}
