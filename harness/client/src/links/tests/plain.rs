//! Links without TLS.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::time::Duration;

use socket2::SockRef;

use crate::peer::{PATIENCE, accept, bytes, check_reads, echo, next};
use crate::{Address, Hindrance, LinkEvent, Links};

const WINDOW: usize = 256 * 1024;

/// Connected to an address without TLS, as link 1.
fn connected(address: impl Into<Address>, window: usize) -> Links {
    let mut links = Links::new().unwrap();
    links.dial(1, &address.into(), None, window);
    assert_eq!(next(&mut links), LinkEvent::Dialled(1, Ok(())));
    links
}

/// Writes until the kernel has taken no more for a while; how much it took.
fn fill(stream: &mut TcpStream) -> usize {
    stream.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut filled = 0;
    loop {
        match stream.write(&[7; 4_096]) {
            Ok(written) => filled += written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return filled,
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn what_is_written_comes_back_from_an_echo() {
    let (address, played) = accept(echo);
    let mut links = connected(address, WINDOW);
    links.write(1, b"hello");
    assert_eq!(bytes(&mut links, 5).0, b"hello");
    links.hinder(1, Hindrance::Fin);
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
    played.join().unwrap();
}

#[test]
fn what_is_written_before_the_connection_is_made_is_sent_then() {
    let (address, played) = accept(|mut stream| check_reads(&mut stream, b"early"));
    let mut links = Links::new().unwrap();
    links.dial(1, &address.into(), None, WINDOW);
    links.write(1, b"early");
    assert_eq!(next(&mut links), LinkEvent::Dialled(1, Ok(())));
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
    played.join().unwrap();
}

#[test]
fn more_than_the_kernel_takes_is_sent_while_polling() {
    let sent = vec![3; 16 * 1024 * 1024];
    let expected = sent.clone();
    let (address, played) = accept(move |mut stream| {
        check_reads(&mut stream, &expected);
        stream.write_all(b"all").unwrap();
    });
    let mut links = connected(address, WINDOW);
    links.write(1, &sent);
    assert_eq!(bytes(&mut links, 3).0, b"all");
    played.join().unwrap();
}

#[test]
fn a_port_that_nobody_listens_on_refuses() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut links = Links::new().unwrap();
    links.dial(9, &address.into(), None, WINDOW);
    let LinkEvent::Dialled(9, Err(reason)) = next(&mut links) else { panic!("it was dialled") };
    assert!(reason.contains("refused"), "{reason}");
}

#[test]
fn a_fin_is_seen_as_an_end_and_the_answer_to_it_is_still_read() {
    let (address, played) = accept(|mut stream| {
        let mut read = Vec::new();
        stream.read_to_end(&mut read).unwrap();
        stream.write_all(b"bye").unwrap();
        read
    });
    let mut links = connected(address, WINDOW);
    links.write(1, b"last words");
    links.hinder(1, Hindrance::Fin);
    links.write(1, b"dropped");
    assert_eq!(bytes(&mut links, 3).0, b"bye");
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
    assert_eq!(played.join().unwrap(), b"last words");
}

#[test]
fn a_reset_is_seen_as_one_and_ends_the_link_without_an_event() {
    let (address, played) = accept(|mut stream| stream.read(&mut [0]).unwrap_err().kind());
    let mut links = connected(address, WINDOW);
    links.hinder(1, Hindrance::Reset);
    assert_eq!(played.join().unwrap(), ErrorKind::ConnectionReset);
    links.write(1, b"dropped");
    links.hinder(1, Hindrance::Fin);
    assert_eq!(links.readable_now(), []);
}

#[test]
fn what_the_peer_said_before_its_reset_is_read_before_the_end() {
    let (address, played) = accept(|mut stream| {
        check_reads(&mut stream, b"x");
        stream.write_all(b"no").unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
    });
    let mut links = connected(address, WINDOW);
    links.write(1, b"x");
    played.join().unwrap();
    links.write(1, b"into the void");
    links.write(1, b"again");
    assert_eq!(bytes(&mut links, 2).0, b"no");
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
}

#[test]
fn a_silent_link_neither_reads_nor_writes_nor_ends() {
    let (silenced, silence) = channel::<()>();
    let (address, played) = accept(move |mut stream| {
        silence.recv_timeout(PATIENCE).unwrap();
        stream.write_all(b"anybody there?").unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        stream.read(&mut [0]).unwrap_err().kind()
    });
    let mut links = connected(address, WINDOW);
    links.hinder(1, Hindrance::Silence);
    links.write(1, b"unsaid");
    links.hinder(1, Hindrance::Fin);
    silenced.send(()).unwrap();
    assert_eq!(played.join().unwrap(), ErrorKind::WouldBlock);
    links.hinder(1, Hindrance::Resume);
    assert_eq!(links.readable_now(), []);
}

#[test]
fn a_stalled_link_fills_up_and_loses_nothing_when_it_resumes() {
    let (told, filled) = channel();
    let (address, played) = accept(move |mut stream| {
        check_reads(&mut stream, b"stalled");
        told.send(fill(&mut stream)).unwrap();
    });
    let mut links = connected(address, WINDOW);
    links.hinder(1, Hindrance::Stall);
    links.write(1, b"stalled");
    let filled = filled.recv_timeout(PATIENCE).unwrap();
    assert_eq!(links.readable_now(), []);
    links.hinder(1, Hindrance::Resume);
    assert_eq!(bytes(&mut links, filled).0, vec![7; filled]);
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
    played.join().unwrap();
}

#[test]
fn a_smaller_window_takes_in_less_before_it_is_read() {
    let filled = |window: usize| {
        let (address, played) = accept(|mut stream| {
            SockRef::from(&stream).set_send_buffer_size(4_096).unwrap();
            fill(&mut stream)
        });
        let mut links = connected(address, window);
        links.hinder(1, Hindrance::Stall);
        (played.join().unwrap(), links.readable_now()).0
    };
    let (small, plain) = (filled(4_096), filled(usize::MAX));
    assert!(small < 32 * 1024 && small < plain, "{small} of {plain}");
}

#[test]
fn a_dripping_link_reads_one_byte_at_a_time() {
    let (address, played) = accept(echo);
    let mut links = connected(address, WINDOW);
    links.drip(true);
    links.write(1, b"drop by drop");
    assert_eq!(bytes(&mut links, 12), (b"drop by drop".to_vec(), 12));
    links.drip(false);
    links.hinder(1, Hindrance::Fin);
    assert_eq!(next(&mut links), LinkEvent::Closed(1));
    played.join().unwrap();
}

#[test]
fn everything_that_has_arrived_is_readable_without_waiting() {
    let write = |mut stream: TcpStream| {
        stream.write_all(b"here").unwrap();
        stream
    };
    let (one, one_played) = accept(write);
    let (other, other_played) = accept(write);
    let mut links = connected(one, WINDOW);
    links.dial(2, &other.into(), None, WINDOW);
    // Loopback hands over within the write: what the peers have written has arrived.
    let _streams = (one_played.join().unwrap(), other_played.join().unwrap());
    let mut seen = links.readable_now();
    seen.sort_by_key(|event| format!("{event:?}"));
    let here = |link| LinkEvent::Bytes(link, b"here".to_vec());
    assert_eq!(seen, [here(1), here(2), LinkEvent::Dialled(2, Ok(()))]);
    assert_eq!(links.poll(Duration::ZERO), []);
}
