//! How many deliveries a second does one account make on one core?
//!
//! One publisher, 500 subscribers, 64 bytes of payload; each iteration is one publish taken in and its 500 deliveries
//! transmitted, at QoS 1 also the 501 acknowledgements. `stub check` is the broker with a host that always says yes;
//! `allow all` and `device policy` are a whole account that decides iot:Receive at each delivery; `driver` adds the loop
//! and the wires that the server has. The floor copies the encoded frame into a buffer for each subscriber.

#![expect(clippy::unwrap_used, reason = "a benchmark whose set-up fails has nothing to say")]

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use touchstone_account::driver::{Driver, End, Wire, Written};
use touchstone_account::{
    Account, Answer, Caller, ConnectionId, Input, Limits, Machine, Outgoing, Output, RequestId, Switches, Transmitted,
};
use touchstone_benches::fleet::{self, ALLOW_ALL, DEVICE, TOPIC};
use touchstone_benches::packets;
use touchstone_broker::{Admission, Asking, Broker, Effect, Host, Lifecycle, Publication, Retain};
use touchstone_vocabulary::{ClientId, QoS, Time, TopicFilter, TopicName};
use touchstone_wire::ProtocolVersion;

const SUBSCRIBERS: usize = 500;
const PAYLOAD: [u8; 64] = [b'x'; 64];
const ROOM: usize = 64 * 1_024;
const NOW: Time = Time::SCENARIO_START;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, qos) in [("deliveries at QoS 0", QoS::AtMostOnce), ("deliveries at QoS 1", QoS::AtLeastOnce)] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(SUBSCRIBERS as u64));
        compare(&mut group, qos);
        group.finish();
    }
    criterion.final_summary();
}

fn compare(group: &mut BenchmarkGroup<'_, WallTime>, qos: QoS) {
    let frame = packets::publish(TOPIC, qos, &PAYLOAD);
    group.bench_function("copying floor", |bencher| {
        let mut buffers: Vec<Vec<u8>> = (0..SUBSCRIBERS).map(|_| Vec::with_capacity(ROOM)).collect();
        bencher.iter(|| {
            for buffer in &mut buffers {
                buffer.clear();
                buffer.extend_from_slice(black_box(&frame));
            }
            black_box(&buffers);
        });
    });
    group.bench_function("stub check", |bencher| {
        let mut hall = Hall::new(Stub { broker: Broker::new(Limits::default(), Switches::default()) }, qos);
        bencher.iter(|| hall.publish(black_box(&frame)));
    });
    for (name, policy) in [("allow all", ALLOW_ALL), ("device policy", DEVICE)] {
        group.bench_function(name, |bencher| {
            let mut hall = Hall::new(account(policy), qos);
            bencher.iter(|| hall.publish(black_box(&frame)));
        });
    }
    if qos == QoS::AtMostOnce {
        group.bench_function("device policy, driver", |bencher| {
            let (mut driver, publisher) = driver(qos);
            bencher.iter(|| driver.received(NOW, publisher, black_box(&frame)));
        });
    }
}

/// A machine with its clients, all of them online.
struct Hall<M> {
    machine: M,
    qos: QoS,
    publisher: ConnectionId,
    /// What each connection holds, by its number.
    held: Vec<Outgoing>,
    /// Acknowledgements that the subscribers owe.
    owed: Vec<(ConnectionId, [u8; 4])>,
}

impl<M: Machine> Hall<M> {
    fn new(machine: M, qos: QoS) -> Self {
        let publisher = ConnectionId(SUBSCRIBERS as u64);
        let held = (0..=SUBSCRIBERS).map(|_| Outgoing::new()).collect();
        let mut hall = Self { machine, qos, publisher, held, owed: Vec::new() };
        for (number, connection) in (0..=SUBSCRIBERS).zip(0..) {
            let connection = ConnectionId(connection);
            hall.machine.handle(NOW, Input::Opened { connection, peer: fleet::peer(number) });
            hall.receive(connection, &packets::connect(ProtocolVersion::V311, &fleet::thing(number), None));
            if connection != publisher {
                hall.receive(connection, &packets::subscribe(TOPIC, qos));
            }
        }
        let frame = packets::publish(TOPIC, qos, &PAYLOAD);
        let acknowledgement = if qos == QoS::AtLeastOnce { 4 } else { 0 };
        assert_eq!(hall.publish(&frame), SUBSCRIBERS * frame.len() + acknowledgement, "everybody gets everything");
        hall
    }

    /// Takes a publish in and everything that follows from it out; answers the bytes that left.
    fn publish(&mut self, frame: &[u8]) -> usize {
        let sent = self.receive(self.publisher, frame);
        let mut owed = std::mem::take(&mut self.owed);
        for (connection, acknowledgement) in owed.drain(..) {
            self.receive(connection, &acknowledgement);
        }
        self.owed = owed;
        sent
    }

    fn receive(&mut self, connection: ConnectionId, bytes: &[u8]) -> usize {
        self.machine.handle(NOW, Input::Received { connection, bytes });
        let mut sent = 0;
        while let Some(output) = self.machine.poll_output() {
            match output {
                Output::Ready(connection) => sent += self.transmit(connection),
                Output::Log(_) => {}
                other => unreachable!("nobody is sent away: {other:?}"),
            }
        }
        sent
    }

    fn transmit(&mut self, connection: ConnectionId) -> usize {
        let place = usize::try_from(connection.0).unwrap();
        let Some(held) = self.held.get_mut(place) else { return 0 };
        let left = self.machine.transmit(connection, ROOM, held);
        assert_eq!(left, Transmitted::Drained, "there is room for all of it");
        if self.qos == QoS::AtLeastOnce && connection != self.publisher {
            let at = 4 + TOPIC.len();
            let frame = held.parts().next().unwrap_or_default();
            if let (Some(0x32), Some([high, low])) = (frame.first(), frame.get(at..at + 2)) {
                self.owed.push((connection, [0x40, 2, *high, *low]));
            }
        }
        let length = black_box(held.len());
        held.taken(length);
        length
    }
}

fn account(policy: &str) -> Account {
    let mut account = fleet::account();
    for (request, operation) in (0..).zip(fleet::operations(policy, SUBSCRIBERS + 1)) {
        let input = Input::Operated { request: RequestId(request), caller: Caller::Owner, operation };
        account.handle(NOW, input);
        while let Some(output) = account.poll_output() {
            assert!(matches!(output, Output::Answer(_, Answer::Operation(Ok(())))), "{output:?}");
        }
    }
    account
}

fn driver(qos: QoS) -> (Driver<Account, Sink>, ConnectionId) {
    let mut driver = Driver::new(account(DEVICE), NOW, BTreeMap::new());
    let mut online = |number| {
        let connection = driver.open(NOW, fleet::peer(number), Sink);
        let connect = packets::connect(ProtocolVersion::V311, &fleet::thing(number), None);
        driver.received(NOW, connection, &connect);
        connection
    };
    let publisher = online(SUBSCRIBERS);
    let subscribers: Vec<ConnectionId> = (0..SUBSCRIBERS).map(online).collect();
    for subscriber in subscribers {
        driver.received(NOW, subscriber, &packets::subscribe(TOPIC, qos));
    }
    let _logs = driver.take_logs();
    assert_eq!(driver.connections().count(), SUBSCRIBERS + 1);
    (driver, publisher)
}

/// A wire that takes everything.
struct Sink;

impl Wire for Sink {
    fn room(&self) -> usize {
        ROOM
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        Written::Took(black_box(bytes).len())
    }

    fn end(&mut self, _how: End) {}
}

/// The broker alone, in a house where everything is allowed.
struct Stub {
    broker: Broker<()>,
}

/// Says yes.
struct Yes;

impl Machine for Stub {
    fn handle(&mut self, now: Time, input: Input<'_>) {
        match input {
            Input::Opened { connection, .. } => self.broker.opened(now, connection),
            Input::Received { connection, bytes } => self.broker.received(now, connection, bytes, &mut Yes),
            other => unreachable!("not used here: {other:?}"),
        }
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.broker.poll_effect().map(|effect| match effect {
            Effect::Ready(connection) => Output::Ready(connection),
            Effect::Close(connection, parting) => Output::Close(connection, parting),
        })
    }

    fn transmit(&mut self, connection: ConnectionId, room: usize, out: &mut Outgoing) -> Transmitted {
        self.broker.transmit(connection, room, out, &mut Yes)
    }

    fn reads(&self, connection: ConnectionId) -> bool {
        self.broker.reads(connection)
    }

    fn next_deadline(&self) -> Option<Time> {
        self.broker.next_deadline()
    }
}

impl Host for Yes {
    type Standing = ();

    fn admit(&mut self, _now: Time, _asking: &Asking<'_>) -> Admission<()> {
        Admission::Granted(())
    }

    fn make_client_id(&mut self, connection: ConnectionId) -> ClientId {
        ClientId::new(&connection.0.to_string())
    }

    fn make_trace_id(&mut self, connection: ConnectionId) -> String {
        connection.0.to_string()
    }

    fn may_publish(&mut self, (): &mut (), _topic: &TopicName, _retain: Retain) -> bool {
        true
    }

    fn may_subscribe(&mut self, (): &mut (), _filter: &TopicFilter) -> bool {
        true
    }

    fn may_receive(&mut self, (): &mut (), topic: &TopicName) -> bool {
        black_box(topic);
        true
    }

    fn takes_publish(&self, _topic: &TopicName) -> bool {
        true
    }

    fn takes_subscription(&self, _filter: &TopicFilter) -> bool {
        true
    }

    fn announce(&mut self, _now: Time, _event: Lifecycle<'_, ()>) -> Option<Publication> {
        None
    }
}
