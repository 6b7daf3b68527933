//! Time, and what an operation sees.

use std::io::Write;

use touchstone_account::{Operation, OperationError};
use touchstone_server::{Clock, Server, Unreachable};
use touchstone_vocabulary::{Span, ThingName, Time};

use crate::client::{Caller, config, exchange, here, read_line, server, there};

fn operation() -> Operation {
    Operation::PutThing { name: ThingName::new("thing").unwrap(), attributes: Vec::new() }
}

#[test]
fn an_advance_stops_at_every_deadline_on_its_way() {
    let server = server();
    let mut client = Caller::new().connect(&server);
    exchange(&mut client, "tick 600000000\ntick 1000\ntick 5000\necho set\n").unwrap();
    let start = Time::SCENARIO_START;
    let week = Span::from_secs(7 * 86_400);
    assert_eq!(server.advance(&here(), week), Ok(start + week));
    for millis in [1_000, 5_000, 600_000_000] {
        let due = start + Span::from_millis(millis);
        assert_eq!(read_line(&mut client).unwrap(), due.millis().to_string());
    }
    assert_eq!((server.now(&here()), server.now(&there())), (Ok(start + week), Ok(start)), "one account alone");
}

#[test]
fn an_advance_brings_in_first_what_was_sent_before() {
    let server = server();
    let mut client = Caller::new().connect(&server);
    exchange(&mut client, "echo connected\n").unwrap();
    client.write_all(b"tick 10\n").unwrap();
    server.advance(&here(), Span::from_millis(10)).unwrap();
    assert_eq!(read_line(&mut client).unwrap(), (Time::SCENARIO_START + Span::from_millis(10)).millis().to_string());
}

#[test]
fn what_waited_while_a_connection_was_not_read_is_read_afterwards() {
    let server = server();
    let mut client = Caller::new().connect(&server);
    assert_eq!(exchange(&mut client, "pause 1000\necho paused\n").unwrap(), "paused");
    client.write_all(b"echo afterwards\n").unwrap();
    assert_eq!(server.connections(&here()), Ok(1), "and it was seen to have sent something");
    server.advance(&here(), Span::from_secs(1)).unwrap();
    read_line(&mut client).unwrap();
    assert_eq!(read_line(&mut client).unwrap(), "afterwards");
}

#[test]
fn a_running_clock_meets_its_deadlines_by_itself() {
    let server = Server::start(config().with_clock(Clock::scenario())).unwrap();
    let mut client = Caller::new().connect(&server);
    let told: i64 = exchange(&mut client, "tick 20\n").unwrap().parse().unwrap();
    assert!(Time::from_millis(told) >= Time::SCENARIO_START + Span::from_millis(20));
    assert!(server.now(&here()).unwrap() >= Time::from_millis(told));
}

#[test]
fn an_operation_sees_all_that_was_sent_before() {
    let server = server();
    let mut clients: Vec<_> = (0..8).map(|_| Caller::new().connect(&server)).collect();
    for client in &mut clients {
        exchange(client, "echo connected\n").unwrap();
    }
    for round in 1..=50 {
        for client in &mut clients {
            client.write_all("nothing\n".repeat(100).as_bytes()).unwrap();
        }
        let lines = OperationError { code: "Lines", message: (8 + round * 800).to_string() };
        assert_eq!(server.operate(&here(), operation()), Err(lines));
    }
}

#[test]
fn an_account_that_is_not_served_cannot_be_asked() {
    let server = server();
    let nowhere = touchstone_server::HostName::new("nowhere").unwrap();
    assert_eq!(server.now(&nowhere), Err(Unreachable::UnknownHost(nowhere.clone())));
    let refused = server.operate(&nowhere, operation()).unwrap_err();
    assert_eq!(refused.message, "the host name `nowhere` is not served here");
}
