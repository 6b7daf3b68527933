//! A small broker for 3.1.1 that misbehaves on request. It tests the runner's judgement, not a broker's.

use std::collections::VecDeque;

use touchstone_scenario::WorldChange;
use touchstone_vocabulary::{Span, Time};

use crate::{Arrival, CallId, Dial, Hindrance, HttpRequest, LinkId, Quiet, SetupError, Stage, Unsupported, Way};

/// How the broker misbehaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Twist {
    #[default]
    None,
    /// PUBACK never comes.
    NoPuback,
    /// PUBACK comes twice.
    DoublePuback,
    /// Each delivery comes twice, the second time with DUP.
    Redelivers,
    /// A delivery has a reserved bit set in its fixed header.
    Undecodable,
    /// Nobody gets a delivery before so many seconds have passed.
    Late(u64),
    /// A PUBLISH on `secret` ends the connection after half a second.
    Denies,
    /// No connection is made.
    Refuses,
    /// Every connection ends as soon as it is made.
    Leaves,
    /// A message with this payload is acknowledged and not delivered.
    Loses(&'static str),
}

pub(super) struct Small {
    now: Time,
    queue: VecDeque<(Time, Arrival)>,
    subscribers: Vec<(LinkId, String, u8)>,
    heard: Vec<(LinkId, Time)>,
    twist: Twist,
    pub(super) pings: usize,
    pub(super) frames: usize,
}

impl Small {
    pub(super) fn new(twist: Twist) -> Self {
        Self {
            now: Time::SCENARIO_START,
            queue: VecDeque::new(),
            subscribers: Vec::new(),
            heard: Vec::new(),
            twist,
            pings: 0,
            frames: 0,
        }
    }

    fn later(&mut self, after: Span, arrival: Arrival) {
        let at = self.now + after;
        let index = self.queue.iter().position(|(due, _)| *due > at).unwrap_or(self.queue.len());
        self.queue.insert(index, (at, arrival));
    }

    fn say(&mut self, link: LinkId, bytes: &[u8]) {
        self.later(Span::ZERO, Arrival::Bytes(link, bytes.to_vec()));
    }

    fn frame(&mut self, link: LinkId, frame: &[u8]) {
        self.frames += 1;
        self.heard.retain(|(known, _)| *known != link);
        self.heard.push((link, self.now));
        match frame[0] >> 4 {
            1 => self.say(link, &[0x20, 2, 0, 0]),
            3 => self.publish(link, frame),
            8 => {
                let length = usize::from(frame[5]);
                let filter = String::from_utf8(frame[6..6 + length].to_vec()).unwrap();
                let qos = frame[6 + length];
                self.subscribers.push((link, filter, qos));
                self.say(link, &[0x90, 3, frame[2], frame[3], qos]);
            }
            12 => {
                self.pings += 1;
                self.say(link, &[0xD0, 0]);
            }
            14 => self.later(Span::ZERO, Arrival::Closed(link)),
            _ => {}
        }
    }

    fn publish(&mut self, link: LinkId, frame: &[u8]) {
        let qos = frame[0] >> 1 & 3;
        let length = usize::from(frame[3]);
        let topic = String::from_utf8(frame[4..4 + length].to_vec()).unwrap();
        let rest = &frame[4 + length..];
        let (id, payload) = if qos == 1 { (&rest[..2], &rest[2..]) } else { (&rest[..0], rest) };
        if self.twist == Twist::Denies && topic == "secret" {
            return self.later(Span::from_millis(500), Arrival::Closed(link));
        }
        if qos == 1 && self.twist != Twist::NoPuback {
            self.say(link, &[0x40, 2, id[0], id[1]]);
        }
        if qos == 1 && self.twist == Twist::DoublePuback {
            self.say(link, &[0x40, 2, id[0], id[1]]);
        }
        if matches!(self.twist, Twist::Loses(lost) if lost.as_bytes() == payload) {
            return;
        }
        for (link, filter, granted) in self.subscribers.clone() {
            if filter == "#" || filter == topic {
                self.deliver(link, &topic, payload, granted.min(qos));
            }
        }
    }

    fn deliver(&mut self, link: LinkId, topic: &str, payload: &[u8], qos: u8) {
        let mut body = vec![0, u8::try_from(topic.len()).unwrap()];
        body.extend(topic.as_bytes());
        body.extend(if qos == 1 { vec![0, 9] } else { Vec::new() });
        body.extend(payload);
        let flags = if self.twist == Twist::Undecodable { 0x36 } else { 0x30 | qos << 1 };
        let mut frame = vec![flags, u8::try_from(body.len()).unwrap()];
        frame.extend(body);
        let after = if let Twist::Late(seconds) = self.twist { Span::from_secs(seconds) } else { Span::ZERO };
        self.later(after, Arrival::Bytes(link, frame.clone()));
        if self.twist == Twist::Redelivers {
            frame[0] |= 8;
            self.later(after, Arrival::Bytes(link, frame));
        }
    }

    /// Ends connections that were silent for 30 minutes, one and a half keep alive.
    fn expire(&mut self) {
        let now = self.now;
        let silent = |(_, heard): &(LinkId, Time)| now.since(*heard) > Span::from_secs(1_800);
        let expired: Vec<LinkId> = self.heard.iter().filter(|it| silent(it)).map(|(link, _)| *link).collect();
        self.heard.retain(|it| !silent(it));
        for link in expired {
            self.later(Span::ZERO, Arrival::Closed(link));
        }
    }
}

impl Stage for Small {
    fn now(&self) -> Time {
        self.now
    }

    fn dial(&mut self, link: LinkId, _: &Dial) {
        if self.twist == Twist::Refuses {
            return self.later(Span::ZERO, Arrival::Dialled(link, Err("nobody is let in".to_owned())));
        }
        self.later(Span::ZERO, Arrival::Dialled(link, Ok(())));
        if self.twist == Twist::Leaves {
            self.later(Span::ZERO, Arrival::Closed(link));
        }
    }

    fn write(&mut self, link: LinkId, bytes: &[u8]) {
        let mut rest = bytes;
        while rest.len() >= 2 {
            let length = usize::from(rest[1]) + 2;
            self.frame(link, &rest[..length]);
            rest = &rest[length..];
        }
    }

    fn hinder(&mut self, link: LinkId, how: Hindrance) {
        if how == Hindrance::Silence {
            self.queue.retain(|(_, arrival)| !matches!(arrival, Arrival::Bytes(to, _) if *to == link));
        }
    }

    fn call(&mut self, call: CallId, _: &Way, _: &HttpRequest) {
        self.later(Span::ZERO, Arrival::Answered(call, Err("there is no HTTP here".to_owned())));
    }

    fn change(&mut self, _: &WorldChange) -> Result<(), SetupError> {
        Err(SetupError::Unsupported("there are no policies here".to_owned()))
    }

    fn advance(&mut self, to: Time) -> Result<(), Unsupported> {
        self.now = to;
        self.expire();
        Ok(())
    }

    fn next(&mut self, until: Time) -> Arrival {
        match self.queue.front() {
            Some((due, _)) if *due <= until => {
                self.now = self.now.max(*due);
                self.queue.pop_front().map_or(Arrival::Quiet(Quiet::Exact), |(_, arrival)| arrival)
            }
            _ => {
                self.now = self.now.max(until);
                Arrival::Quiet(Quiet::Exact)
            }
        }
    }
}
