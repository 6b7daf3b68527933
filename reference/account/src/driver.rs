//! The one loop over read, write, end that server, simulator and fuzzer share.
//!
//! A [`Driver`] owns a machine and the wires of its connections. Every method that brings something in runs what comes
//! of it to the end before it returns: outputs in order, a close complete before the next output is looked at, and
//! outputs polled again after every `transmit`. It never blocks, reads no clock and starts no thread; a shell feeds it
//! and afterwards collects answers, log records, ended wires and connections that are read again.
//!
//! What only a shell can do stays its duty: to ask [`Driver::reads`] before it reads, to call [`Driver::writable`] when a
//! wire has room again, and to bring in whatever has arrived on any wire before [`Driver::operated`] and before a clock
//! is shifted.

mod connection;
mod scripts;
mod wire;

use std::collections::{BTreeMap, VecDeque};

use touchstone_broker::{ConnectionId, Ending, Outgoing, Parting, Transmitted};
use touchstone_vocabulary::{AuthorizerName, Time};

use self::connection::{Connection, Moved};
use self::scripts::Scripts;
pub use self::wire::{End, Wire, Written};
use crate::{
    Answer, AuthorizerScript, Caller, HttpRequest, Input, LogRecord, Machine, Operation, Output, Peer, RequestId,
};

/// The room given to a flush whose bytes are lost.
const LOST: usize = usize::MAX;

/// Drives a machine over wires.
#[derive(Debug)]
pub struct Driver<M, W> {
    machine: M,
    /// INVARIANT: never goes back.
    now: Time,
    connections: BTreeMap<ConnectionId, Connection<W>>,
    scripts: Scripts,
    /// Connections that are to transmit once more, since their wires took all and there is more.
    again: VecDeque<ConnectionId>,
    /// Connections whose wire failed and whose end the machine has not been told.
    failed: VecDeque<ConnectionId>,
    answers: Vec<(RequestId, Answer)>,
    logs: Vec<LogRecord>,
    resumed: Vec<ConnectionId>,
    ended: Vec<(ConnectionId, W)>,
    connections_opened: u64,
    requests_made: u64,
}

impl<M: Machine, W: Wire> Driver<M, W> {
    /// Drives `machine` from `start` on. An authorizer without a script fails at once.
    #[must_use]
    pub fn new(machine: M, start: Time, scripts: BTreeMap<AuthorizerName, AuthorizerScript>) -> Self {
        Self {
            machine,
            now: start,
            connections: BTreeMap::new(),
            scripts: Scripts::new(scripts),
            again: VecDeque::new(),
            failed: VecDeque::new(),
            answers: Vec::new(),
            logs: Vec::new(),
            resumed: Vec::new(),
            ended: Vec::new(),
            connections_opened: 0,
            requests_made: 0,
        }
    }

    /// Brings a connection in and gives it a number that no other connection has had. It may be closed again when this
    /// returns.
    pub fn open(&mut self, now: Time, peer: Peer, wire: W) -> ConnectionId {
        self.pass(now);
        self.connections_opened += 1;
        let id = ConnectionId(self.connections_opened);
        self.connections.insert(id, Connection::new(wire));
        self.machine.handle(self.now, Input::Opened { connection: id, peer });
        self.ask_reading(id);
        self.settle();
        id
    }

    /// Brings in bytes that were read; of an unknown connection they are dropped.
    pub fn received(&mut self, now: Time, id: ConnectionId, bytes: &[u8]) {
        self.pass(now);
        if self.connections.contains_key(&id) {
            self.machine.handle(self.now, Input::Received { connection: id, bytes });
            self.settle();
            self.ask_reading(id);
        }
    }

    /// The connection ended at the other side. What its wire did not take yet is offered once more, then the wire is
    /// ended. An unknown connection is ignored.
    pub fn gone(&mut self, now: Time, id: ConnectionId, ending: Ending) {
        self.pass(now);
        if let Some(mut connection) = self.connections.remove(&id) {
            connection.end_as(ending);
            self.ended.push((id, connection.into_wire()));
            self.machine.handle(self.now, Input::Gone { connection: id, ending });
            self.settle();
        }
    }

    /// Brings an HTTP request in; its answer may come any number of inputs later.
    pub fn asked(&mut self, now: Time, peer: Peer, http: HttpRequest) -> RequestId {
        self.pass(now);
        let request = self.number_request();
        self.machine.handle(self.now, Input::Asked { request, peer, http });
        self.settle();
        request
    }

    /// Changes the world. All that arrived before must have been brought in.
    pub fn operated(&mut self, now: Time, caller: Caller, operation: Operation) -> RequestId {
        self.pass(now);
        let request = self.number_request();
        self.machine.handle(self.now, Input::Operated { request, caller, operation });
        self.settle();
        request
    }

    /// Lets time pass, stopping at every deadline on the way and running outputs there. A time that has passed already
    /// changes nothing.
    pub fn advance(&mut self, to: Time) {
        self.pass(to);
        self.machine.handle(self.now, Input::Due);
        self.settle();
    }

    /// The wire has room again: writes what is held for it, and when that went, transmits what is owed. Uses the time of
    /// the last input.
    pub fn writable(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        match connection.write() {
            Moved::Failed => self.fail(id),
            _ if connection.is_owed_and_empty() => self.transmit(id),
            _ => {}
        }
        self.settle();
    }

    /// Sets what an authorizer answers from now on; calls under way keep their answer.
    pub fn put_script(&mut self, name: AuthorizerName, script: AuthorizerScript) {
        self.scripts.put(name, script);
    }

    /// Answers given since the last call, in order.
    #[must_use]
    pub fn take_answers(&mut self) -> Vec<(RequestId, Answer)> {
        std::mem::take(&mut self.answers)
    }

    /// Log records since the last call, in order.
    #[must_use]
    pub fn take_logs(&mut self) -> Vec<LogRecord> {
        std::mem::take(&mut self.logs)
    }

    /// Connections that were not read and are to be read again, since the last call. Some may have ended meanwhile.
    #[must_use]
    pub fn take_resumed(&mut self) -> Vec<ConnectionId> {
        std::mem::take(&mut self.resumed)
    }

    /// The wires of connections that ended since the last call, in order; each was told so by [`Wire::end`].
    #[must_use]
    pub fn take_ended(&mut self) -> Vec<(ConnectionId, W)> {
        std::mem::take(&mut self.ended)
    }

    /// The wire of a connection that has not ended.
    pub fn wire_mut(&mut self, id: ConnectionId) -> Option<&mut W> {
        self.connections.get_mut(&id).map(Connection::wire_mut)
    }

    /// The machine, for inspection that needs it mutable. Outputs it makes meanwhile run with the next input.
    pub const fn machine_mut(&mut self) -> &mut M {
        &mut self.machine
    }

    /// The machine.
    #[must_use]
    pub const fn machine(&self) -> &M {
        &self.machine
    }

    /// The time of the last input.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// How many connections have ever been brought in.
    #[must_use]
    pub const fn opened(&self) -> u64 {
        self.connections_opened
    }

    /// Connections that have not ended, oldest first.
    pub fn connections(&self) -> impl Iterator<Item = ConnectionId> {
        self.connections.keys().copied()
    }

    /// Whether bytes of this connection are to be read now; never of an unknown one.
    #[must_use]
    pub fn reads(&self, id: ConnectionId) -> bool {
        self.connections.contains_key(&id) && self.machine.reads(id)
    }

    /// When [`Driver::advance`] is next to be called, at the latest: for the machine or for a scripted authorizer.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Time> {
        [self.machine.next_deadline(), self.scripts.next_due()].into_iter().flatten().min()
    }

    const fn number_request(&mut self) -> RequestId {
        self.requests_made += 1;
        RequestId(self.requests_made)
    }

    /// Runs what is due up to `to`, each at its own time, and makes it the time.
    fn pass(&mut self, to: Time) {
        let mut before = None;
        while let Some(due) = self.next_deadline().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            // A machine that leaves its deadline standing is not asked for ever.
            if before == Some(due) {
                break;
            }
            before = Some(due);
            self.machine.handle(self.now, Input::Due);
            self.settle();
        }
        self.now = self.now.max(to);
    }

    /// Runs until nothing is left to do at this moment. An input is given only when all outputs were executed.
    fn settle(&mut self) {
        loop {
            if let Some(output) = self.machine.poll_output() {
                self.execute(output);
            } else if let Some(connection) = self.failed.pop_front() {
                self.machine.handle(self.now, Input::Gone { connection, ending: Ending::Reset });
            } else if let Some(id) = self.again.pop_front() {
                self.transmit(id);
            } else if let Some((call, answer)) = self.scripts.answered(self.now) {
                self.machine.handle(self.now, Input::Authorized { call, answer });
            } else {
                return;
            }
        }
    }

    fn execute(&mut self, output: Output) {
        match output {
            Output::Ready(id) => self.transmit(id),
            Output::Close(id, parting) => self.close(id, parting),
            Output::Answer(request, answer) => self.answers.push((request, answer)),
            Output::Authorize(call, request) => self.scripts.ask(self.now, call, &request),
            Output::Log(record) => self.logs.push(record),
        }
    }

    fn transmit(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        match connection.transmit(id, &mut self.machine) {
            Moved::Failed => return self.fail(id),
            Moved::MoreAndAllTaken => self.again.push_back(id),
            Moved::Rests => {}
        }
        self.ask_reading(id);
    }

    fn close(&mut self, id: ConnectionId, parting: Parting) {
        let Some(mut connection) = self.connections.remove(&id) else { return self.close_failed(id, parting) };
        match parting {
            Parting::Flush => connection.flush(id, &mut self.machine),
            Parting::Abort => connection.wire_mut().end(End::Abort),
        }
        self.ended.push((id, connection.into_wire()));
    }

    /// The machine closes what had failed before it was told: it has forgotten the connection and is told nothing, but
    /// a flush is asked for as always, so that it can forget the parting bytes too.
    fn close_failed(&mut self, id: ConnectionId, parting: Parting) {
        let Some(at) = self.failed.iter().position(|failed| *failed == id) else { return };
        self.failed.remove(at);
        if parting == Parting::Flush {
            let _lost: Transmitted = self.machine.transmit(id, LOST, &mut Outgoing::new());
        }
    }

    fn fail(&mut self, id: ConnectionId) {
        if let Some(mut connection) = self.connections.remove(&id) {
            connection.wire_mut().end(End::Abort);
            self.ended.push((id, connection.into_wire()));
            self.failed.push_back(id);
        }
    }

    fn ask_reading(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if connection.now_reads(self.machine.reads(id)) {
            self.resumed.push(id);
        }
    }
}

impl<M: Machine + ?Sized> Machine for Box<M> {
    fn handle(&mut self, now: Time, input: Input<'_>) {
        (**self).handle(now, input);
    }

    fn poll_output(&mut self) -> Option<Output> {
        (**self).poll_output()
    }

    fn transmit(&mut self, connection: ConnectionId, room: usize, out: &mut Outgoing) -> Transmitted {
        (**self).transmit(connection, room, out)
    }

    fn reads(&self, connection: ConnectionId) -> bool {
        (**self).reads(connection)
    }

    fn next_deadline(&self) -> Option<Time> {
        (**self).next_deadline()
    }
}
