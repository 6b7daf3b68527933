//! A scripted machine and scripted wires that write down what is asked of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use touchstone_account::driver::{Driver, End, Wire, Written};
use touchstone_account::{
    AuthorizerFailure, AuthorizerRequest, AuthorizerScript, CallId, ConnectionId, Ending, Input, LogRecord, Machine,
    Outgoing, Output, Parting, Peer, Transmitted, Transport,
};
use touchstone_vocabulary::{AuthorizerName, ClientId, Span, Time};

/// What a scripted wire holds at most.
pub(super) const ROOM: usize = 64;

type Trace = Rc<RefCell<Vec<String>>>;

/// What a scripted machine does on an input or at a `transmit`.
#[derive(Clone, Debug)]
pub(super) enum Do {
    /// So many bytes more are to be transmitted, and the connection is ready.
    Put(u64, usize),
    /// So many bytes more are to be transmitted, and nothing is said.
    Wait(u64, usize),
    Ready(u64),
    Close(u64, Parting),
    Ask(u64, &'static str),
    Deadline(i64),
    /// Whether connections are read from now on.
    Reads(bool),
    Log,
}

pub(super) struct Scripted {
    trace: Trace,
    on_input: VecDeque<Vec<Do>>,
    on_transmit: VecDeque<Vec<Do>>,
    outputs: VecDeque<Output>,
    waiting: BTreeMap<u64, usize>,
    deadlines: Vec<i64>,
    reads: bool,
    keeps_deadlines: bool,
}

impl Scripted {
    fn perform(&mut self, what: Vec<Do>) {
        for one in what {
            match one {
                Do::Put(id, bytes) => {
                    *self.waiting.entry(id).or_default() += bytes;
                    self.outputs.push_back(Output::Ready(ConnectionId(id)));
                }
                Do::Wait(id, bytes) => *self.waiting.entry(id).or_default() += bytes,
                Do::Ready(id) => self.outputs.push_back(Output::Ready(ConnectionId(id))),
                Do::Close(id, parting) => self.outputs.push_back(Output::Close(ConnectionId(id), parting)),
                Do::Ask(call, name) => self.outputs.push_back(Output::Authorize(CallId(call), request(name))),
                Do::Deadline(at) => self.deadlines.push(at),
                Do::Reads(reads) => self.reads = reads,
                Do::Log => self.outputs.push_back(Output::Log(record())),
            }
        }
    }
}

impl Machine for Scripted {
    fn handle(&mut self, now: Time, input: Input<'_>) {
        let what = match input {
            Input::Opened { connection, .. } => format!("opened {}", connection.0),
            Input::Received { connection, bytes } => format!("received {} {}", connection.0, bytes.len()),
            Input::Gone { connection, ending } => format!("gone {} {ending:?}", connection.0),
            Input::Authorized { call, answer: Ok(text) } => format!("authorized {} {text}", call.0),
            Input::Authorized { call, answer: Err(failure) } => format!("authorized {} {}", call.0, failure.reason),
            Input::Due => "due".to_owned(),
            other => panic!("not scripted: {other:?}"),
        };
        self.trace.borrow_mut().push(format!("{}: {what}", now.millis()));
        if !self.keeps_deadlines {
            self.deadlines.retain(|due| *due > now.millis());
        }
        if !what.starts_with("opened") && what != "due" {
            let next = self.on_input.pop_front().unwrap_or_default();
            self.perform(next);
        }
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn transmit(&mut self, connection: ConnectionId, room: usize, out: &mut Outgoing) -> Transmitted {
        let left = self.waiting.entry(connection.0).or_default();
        let gives = room.min(*left);
        *left -= gives;
        let answer = if *left == 0 { Transmitted::Drained } else { Transmitted::More };
        out.append(|small| small.extend(std::iter::repeat_n(b'x', gives)));
        let room = if room == usize::MAX { "any".to_owned() } else { room.to_string() };
        self.trace.borrow_mut().push(format!("transmit {} room {room}: {gives} {answer:?}", connection.0));
        let next = self.on_transmit.pop_front().unwrap_or_default();
        self.perform(next);
        answer
    }

    fn reads(&self, _: ConnectionId) -> bool {
        self.reads
    }

    fn next_deadline(&self) -> Option<Time> {
        self.deadlines.iter().min().map(|due| Time::from_millis(*due))
    }
}

/// What a wire does at a write; takes all when nothing else is scripted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Take {
    All,
    Only(usize),
    Fail,
}

pub(super) struct Pipe {
    id: u64,
    trace: Trace,
    takes: VecDeque<Take>,
}

impl Wire for Pipe {
    fn room(&self) -> usize {
        ROOM
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        let written = match self.takes.pop_front().unwrap_or(Take::All) {
            Take::All => Written::Took(bytes.len()),
            Take::Only(most) => Written::Took(most.min(bytes.len())),
            Take::Fail => Written::Failed,
        };
        self.trace.borrow_mut().push(format!("write {} {}: {written:?}", self.id, bytes.len()));
        written
    }

    fn end(&mut self, how: End) {
        self.trace.borrow_mut().push(format!("end {} {how:?}", self.id));
    }
}

/// A driver with two open connections, 1 and 2, at the time 0.
pub(super) struct Stage {
    pub(super) driver: Driver<Scripted, Pipe>,
    trace: Trace,
}

impl Stage {
    pub(super) fn new() -> Self {
        let trace = Trace::default();
        let machine = Scripted {
            trace: Rc::clone(&trace),
            on_input: VecDeque::new(),
            on_transmit: VecDeque::new(),
            outputs: VecDeque::new(),
            waiting: BTreeMap::new(),
            deadlines: Vec::new(),
            reads: true,
            keeps_deadlines: false,
        };
        let mut driver = Driver::new(machine, at(0), scripts());
        for id in 1..=2 {
            let wire = Pipe { id, trace: Rc::clone(&trace), takes: VecDeque::new() };
            assert_eq!(driver.open(at(0), peer(), wire), ConnectionId(id));
        }
        trace.borrow_mut().clear();
        Self { driver, trace }
    }

    /// Scripts the next inputs' effects, one list each.
    pub(super) fn on_input<const N: usize>(&mut self, effects: [Vec<Do>; N]) -> &mut Self {
        self.driver.machine_mut().on_input.extend(effects);
        self
    }

    /// Scripts the effects of the next calls of `transmit`.
    pub(super) fn on_transmit<const N: usize>(&mut self, effects: [Vec<Do>; N]) -> &mut Self {
        self.driver.machine_mut().on_transmit.extend(effects);
        self
    }

    /// Scripts the next writes of a wire.
    pub(super) fn takes<const N: usize>(&mut self, id: u64, takes: [Take; N]) -> &mut Self {
        self.driver.wire_mut(ConnectionId(id)).expect("open").takes.extend(takes);
        self
    }

    pub(super) fn keep_deadlines(&mut self) -> &mut Self {
        self.driver.machine_mut().keeps_deadlines = true;
        self
    }

    pub(super) fn received(&mut self, now: i64, id: u64) -> &mut Self {
        self.driver.received(at(now), ConnectionId(id), b"abc");
        self
    }

    pub(super) fn gone(&mut self, now: i64, id: u64, ending: Ending) -> &mut Self {
        self.driver.gone(at(now), ConnectionId(id), ending);
        self
    }

    pub(super) fn writable(&mut self, id: u64) -> &mut Self {
        self.driver.writable(ConnectionId(id));
        self
    }

    pub(super) fn advance(&mut self, to: i64) -> &mut Self {
        self.driver.advance(at(to));
        self
    }

    /// What happened, and which connections are left.
    pub(super) fn told(&self) -> Vec<String> {
        let mut told = self.trace.borrow().clone();
        told.extend(self.driver.connections().map(|id| format!("left {}", id.0)));
        told
    }
}

pub(super) fn at(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn peer() -> Peer {
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Peer { host: None, address, port: 1, transport: Transport::Tcp, certificate: None }
}

fn scripts() -> BTreeMap<AuthorizerName, AuthorizerScript> {
    let script = |answer, millis| AuthorizerScript { answers: vec![answer], after: Span::from_millis(millis) };
    let failure = AuthorizerFailure { reason: "failed".to_owned() };
    BTreeMap::from([
        (name("slow"), script(Ok("slowly".to_owned()), 30)),
        (name("fast"), script(Ok("fast".to_owned()), 10)),
        (name("broken"), script(Err(failure), 10)),
    ])
}

fn name(text: &str) -> AuthorizerName {
    AuthorizerName::new(text).expect("a name")
}

fn request(authorizer: &str) -> AuthorizerRequest {
    let (client, user_name) = (ClientId::new("c"), String::new());
    AuthorizerRequest { authorizer: name(authorizer), client, user_name, password: Vec::new() }
}

fn record() -> LogRecord {
    LogRecord {
        event: "Connect",
        failure: false,
        client: None,
        principal: None,
        topic: None,
        reason: None,
        details: None,
    }
}
