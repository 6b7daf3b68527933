//! A machine that obeys lines of text, to see a server from within.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bytes::Bytes;
use touchstone_account::{
    Answer, ConnectionId, HttpRequest, HttpResponse, Input, LogRecord, Machine, OperationError, Outgoing, Output,
    Parting, Peer, Transmitted,
};
use touchstone_vocabulary::{Span, Time};

/// Above this a connection is not read until its answers have gone.
const ANSWERS: usize = 4_096;

/// Obeys `echo <text>`, `flood <bytes>`, `tick <milliseconds>`, `pause <milliseconds>`, `who`, `bye` and `abort`, a line
/// each.
#[derive(Default)]
pub(super) struct Echo {
    connections: BTreeMap<ConnectionId, Line>,
    deadlines: BTreeMap<(Time, ConnectionId), ()>,
    outputs: VecDeque<Output>,
    /// Not read until their next tick.
    paused: BTreeSet<ConnectionId>,
    lines: usize,
}

struct Line {
    peer: Peer,
    coming: Vec<u8>,
    going: Vec<Bytes>,
    waiting: usize,
    /// Answers alone stop the reading, as ACCOUNT.md has it.
    answers: usize,
}

impl Echo {
    fn obey(&mut self, now: Time, id: ConnectionId, line: &str) {
        self.lines += 1;
        match line.split_once(' ').unwrap_or((line, "")) {
            ("echo", text) => self.answer(id, format!("{text}\n")),
            ("flood", bytes) => self.put(id, Bytes::from(vec![b'x'; bytes.parse().unwrap()])),
            ("who", _) => {
                let line = &self.connections[&id];
                let text = shown(&line.peer);
                self.answer(id, text + "\n");
            }
            ("tick", millis) => {
                let at = now + Span::from_millis(millis.parse().unwrap());
                self.deadlines.insert((at, id), ());
            }
            ("pause", millis) => {
                self.obey(now, id, &format!("tick {millis}"));
                self.lines -= 1;
                self.paused.insert(id);
            }
            ("bye", _) => {
                self.answer(id, "bye\n".to_owned());
                self.outputs.push_back(Output::Close(id, Parting::Flush));
            }
            ("abort", _) => self.outputs.push_back(Output::Close(id, Parting::Abort)),
            _ => {}
        }
    }

    fn answer(&mut self, id: ConnectionId, text: String) {
        if let Some(line) = self.connections.get_mut(&id) {
            line.answers += text.len();
        }
        self.put(id, Bytes::from(text));
    }

    fn put(&mut self, id: ConnectionId, bytes: Bytes) {
        let Some(line) = self.connections.get_mut(&id) else { return };
        line.waiting += bytes.len();
        line.going.push(bytes);
        self.outputs.push_back(Output::Ready(id));
    }

    fn fire(&mut self, now: Time) {
        while let Some(entry) = self.deadlines.first_entry()
            && entry.key().0 <= now
        {
            let ((_, id), ()) = entry.remove_entry();
            self.paused.remove(&id);
            // At `now`, not at its due time: who stops at every deadline makes them the same.
            self.put(id, Bytes::from(format!("{}\n", now.millis())));
        }
    }
}

impl Machine for Echo {
    fn handle(&mut self, now: Time, input: Input<'_>) {
        self.fire(now);
        match input {
            Input::Opened { connection, peer } => {
                let line = Line { peer, coming: Vec::new(), going: Vec::new(), waiting: 0, answers: 0 };
                self.connections.insert(connection, line);
            }
            Input::Received { connection, bytes } => {
                let Some(line) = self.connections.get_mut(&connection) else { return };
                line.coming.extend_from_slice(bytes);
                let whole = line.coming.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
                let lines: Vec<u8> = line.coming.drain(..whole).collect();
                String::from_utf8(lines).unwrap().lines().for_each(|line| self.obey(now, connection, line));
            }
            Input::Gone { connection, ending } => {
                self.connections.remove(&connection);
                self.outputs.push_back(Output::Log(record(format!("{ending:?}"))));
            }
            Input::Asked { request, peer, http } => {
                self.outputs.push_back(Output::Answer(request, Answer::Http(answer(&peer, &http))));
            }
            Input::Operated { request, .. } => {
                let error = OperationError { code: "Lines", message: self.lines.to_string() };
                self.outputs.push_back(Output::Answer(request, Answer::Operation(Err(error))));
            }
            Input::Authorized { .. } | Input::Due => {}
        }
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn transmit(&mut self, connection: ConnectionId, room: usize, out: &mut Outgoing) -> Transmitted {
        let Some(line) = self.connections.get_mut(&connection) else { return Transmitted::Drained };
        let mut left = room;
        while left > 0 && !line.going.is_empty() {
            let first = &mut line.going[0];
            let part = first.split_to(left.min(first.len()));
            if first.is_empty() {
                line.going.remove(0);
            }
            left -= part.len();
            line.waiting -= part.len();
            line.answers = line.answers.saturating_sub(part.len());
            out.append_body(&part);
        }
        if line.going.is_empty() { Transmitted::Drained } else { Transmitted::More }
    }

    fn reads(&self, connection: ConnectionId) -> bool {
        let line = self.connections.get(&connection);
        line.is_some_and(|line| line.answers <= ANSWERS) && !self.paused.contains(&connection)
    }

    fn next_deadline(&self) -> Option<Time> {
        self.deadlines.first_key_value().map(|((at, _), ())| *at)
    }
}

fn shown(peer: &Peer) -> String {
    let certificate = peer.certificate.as_ref().map_or("none", |id| id.as_str());
    let host = peer.host.as_deref().unwrap_or("none");
    format!("{host} {} {:?} {certificate}", peer.address, peer.transport)
}

fn answer(peer: &Peer, http: &HttpRequest) -> HttpResponse {
    let header = http.headers.iter().find(|(name, _)| name == "x-mark").map_or("none", |(_, value)| value);
    let body = format!("{} {} {header} {} {}", http.method, http.target, http.body.len(), shown(peer));
    HttpResponse { status: 202, headers: vec![("x-seen".to_owned(), "yes".to_owned())], body: Bytes::from(body) }
}

fn record(details: String) -> LogRecord {
    let details = Some(details);
    LogRecord { event: "Disconnect", failure: false, client: None, principal: None, topic: None, reason: None, details }
}
