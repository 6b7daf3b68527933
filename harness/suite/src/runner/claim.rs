//! Whether what lies in an inbox is what an expectation names, and which arrivals it claims.

use std::cell::RefCell;

use touchstone_scenario::{Expected, Judged, Outcome, PacketPattern, Version};

use super::pattern::{Learned, Matching};
use super::sight::{Entry, Seen, Sight};
use super::words;
use crate::Judge;

/// At most so many ways to read an inbox are followed; overlapping patterns `any order` beyond that may be misread.
const MOST_WAYS: usize = 2_048;

/// The arrivals that may be claimed, oldest first, and how they are judged.
pub(crate) struct Inspection<'a> {
    entries: Vec<&'a Entry>,
    version: Version,
    judge: Judge,
    ordered: bool,
    repeated: Vec<u64>,
    notes: RefCell<Notes>,
}

/// What an expectation takes out of an inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Sequence numbers of the arrivals it takes.
    pub(crate) taken: Vec<u64>,
    /// Captures and tolerances.
    pub(crate) learned: Learned,
    /// The case ends here as tolerated, and why.
    pub(crate) ends: Option<String>,
    /// It holds only as long as nothing more arrives.
    pub(crate) open: bool,
    /// The end that came with the last packet was taken with it.
    pub(crate) implied_end: bool,
}

/// How an inbox answers an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// It holds.
    Holds(Claim),
    /// It may hold when more arrives.
    Waits(String),
    /// It cannot hold any more.
    Fails(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Oldest,
    Any,
}

#[derive(Debug, Default)]
struct Notes {
    waits: Option<String>,
    deepest: Option<(usize, String)>,
}

impl<'a> Inspection<'a> {
    /// Inspects these arrivals; those in `repeated` may be passed over as re-deliveries.
    pub(crate) fn new(
        entries: Vec<&'a Entry>,
        repeated: Vec<u64>,
        (version, judge): (Version, Judge),
        order_is_kept: bool,
    ) -> Self {
        Self { entries, version, judge, ordered: order_is_kept, repeated, notes: RefCell::default() }
    }

    /// Judges an expectation, going on from what was learned before.
    pub(crate) fn judge(&self, expected: &Expected, learned: Learned) -> Judgement {
        let from = Claim { learned, ..Claim::default() };
        let ways = self.ways(expected, Order::Oldest, &from);
        let best = ways.iter().find(|claim| !claim.open).or_else(|| ways.first());
        if let Some(claim) = best {
            return Judgement::Holds(claim.clone());
        }
        let notes = self.notes.borrow();
        let why = notes.deepest.as_ref().map(|(_, why)| why.clone());
        match (&notes.waits, why) {
            (Some(waits), why) => Judgement::Waits(why.unwrap_or_else(|| waits.clone())),
            (None, why) => Judgement::Fails(why.unwrap_or_default()),
        }
    }

    fn ways(&self, expected: &Expected, order: Order, from: &Claim) -> Vec<Claim> {
        let Judged { reference, live, goes_on } = words::judged(expected, self.version);
        let mut ways = self.outcome(reference, order, from);
        if self.judge == Judge::Live {
            for alternative in live {
                for mut claim in self.outcome(alternative, order, from) {
                    let reason = format!(
                        "{} instead of {}",
                        words::outcome(alternative, self.version),
                        words::outcome(reference, self.version)
                    );
                    claim.learned.tolerated.push(reason.clone());
                    if !goes_on {
                        claim.ends.get_or_insert(reason);
                    }
                    ways.push(claim);
                }
            }
        }
        ways
    }

    fn outcome(&self, outcome: &Outcome, order: Order, from: &Claim) -> Vec<Claim> {
        let order = if self.ordered { order } else { Order::Any };
        match outcome {
            Outcome::Nothing => self.nothing(from),
            Outcome::Closed => self.closed(order, from),
            Outcome::Ended => self.ended(from),
            Outcome::Packet(pattern) => self.packet(pattern, order, from),
            Outcome::Http(_) => self.mismatch(from, "an HTTP answer does not arrive on a connection".to_owned()),
            Outcome::InOrder(list) => self.each(list, order, from),
            Outcome::AnyOrder(list) => self.each(list, Order::Any, from),
            Outcome::AtMost { what, times, then } => self.at_most(what, *times, then.as_deref(), order, from),
        }
    }

    fn each(&self, list: &[Expected], order: Order, from: &Claim) -> Vec<Claim> {
        list.iter().fold(vec![from.clone()], |claims, expected| {
            let mut next: Vec<Claim> = Vec::new();
            for claim in claims.iter().flat_map(|claim| self.ways(expected, order, claim)) {
                if next.len() < MOST_WAYS && !next.contains(&claim) {
                    next.push(claim);
                }
            }
            next
        })
    }

    fn at_most(&self, what: &Expected, times: u32, then: Option<&Expected>, order: Order, from: &Claim) -> Vec<Claim> {
        let mut claim = from.clone();
        let mut count = 0_u32;
        while let Some(next) = self.ways(what, order, &claim).into_iter().next() {
            count = count.saturating_add(1);
            if count > times {
                return self.mismatch(from, format!("it came more than {times} times"));
            }
            claim = next;
        }
        match then {
            Some(then) => self.ways(then, order, &claim),
            None => vec![Claim { open: true, ..claim }],
        }
    }

    fn nothing(&self, from: &Claim) -> Vec<Claim> {
        match self.remaining(from).find(|entry| !self.excusable(entry)) {
            Some(entry) => self.mismatch(from, format!("{} arrived", entry.words())),
            None => vec![Claim { open: true, ..from.clone() }],
        }
    }

    fn closed(&self, order: Order, from: &Claim) -> Vec<Claim> {
        if from.implied_end {
            return vec![Claim { implied_end: false, ..from.clone() }];
        }
        for entry in self.remaining(from) {
            if entry.seen == Seen::End {
                return vec![take(from, [entry.sequence])];
            }
            if order == Order::Oldest && !self.excusable(entry) {
                return self.mismatch(from, format!("{} came and not the end of the connection", entry.words()));
            }
        }
        self.waits("the connection did not end")
    }

    fn ended(&self, from: &Claim) -> Vec<Claim> {
        if from.implied_end {
            return vec![Claim { implied_end: false, ..from.clone() }];
        }
        let Some(end) = self.remaining(from).find(|entry| entry.seen == Seen::End) else {
            return self.waits("the connection did not end");
        };
        let before = self.remaining(from).filter(|e| e.link == end.link && e.sequence <= end.sequence);
        vec![take(from, before.map(|entry| entry.sequence))]
    }

    fn packet(&self, pattern: &PacketPattern, order: Order, from: &Claim) -> Vec<Claim> {
        let mut ways = Vec::new();
        let mut tried: Vec<&[u8]> = Vec::new();
        for entry in self.remaining(from) {
            let alike = matches!(&entry.seen, Seen::Packet(sight) if tried.contains(&sight.bytes.as_slice()));
            if alike {
                continue;
            }
            match self.take_packet(pattern, entry, from) {
                Ok(claim) => ways.extend(claim),
                Err(why) if order == Order::Oldest && !self.excusable(entry) => return self.mismatch(from, why),
                Err(why) => drop(self.mismatch(from, why)),
            }
            if let Seen::Packet(sight) = &entry.seen {
                tried.push(&sight.bytes);
            }
            if order == Order::Oldest && !ways.is_empty() {
                return ways;
            }
        }
        if ways.is_empty() { self.waits("nothing more arrived") } else { ways }
    }

    /// The claim on one packet; none when its end is still to come.
    fn take_packet(&self, pattern: &PacketPattern, entry: &Entry, from: &Claim) -> Result<Option<Claim>, String> {
        let Seen::Packet(sight) = &entry.seen else { return Err(format!("{} came", entry.words())) };
        let mut claim = take(from, [entry.sequence]);
        Matching { judge: self.judge, learned: &mut claim.learned }
            .packet(pattern, sight)
            .map_err(|why| format!("{} came: {why}", sight.words()))?;
        if !is_last(sight) {
            return Ok(Some(claim));
        }
        match self.entries.iter().find(|next| next.link == entry.link && next.sequence > entry.sequence) {
            Some(next) if next.seen == Seen::End => {
                Ok(Some(Claim { implied_end: true, ..take(&claim, [next.sequence]) }))
            }
            Some(next) => Err(format!("after {} came {} and not the end", sight.words(), next.words())),
            None => {
                self.waits(&format!("after {} the connection did not end", sight.words()));
                Ok(None)
            }
        }
    }

    fn remaining<'s>(&'s self, from: &'s Claim) -> impl Iterator<Item = &'a Entry> + use<'s, 'a> {
        self.entries.iter().copied().filter(|entry| !from.taken.contains(&entry.sequence))
    }

    fn excusable(&self, entry: &Entry) -> bool {
        entry.excused || self.repeated.contains(&entry.sequence)
    }

    fn mismatch(&self, from: &Claim, why: String) -> Vec<Claim> {
        let mut notes = self.notes.borrow_mut();
        let depth = from.taken.len();
        if notes.deepest.as_ref().is_none_or(|(before, _)| *before < depth) {
            notes.deepest = Some((depth, why));
        }
        Vec::new()
    }

    fn waits(&self, why: &str) -> Vec<Claim> {
        self.notes.borrow_mut().waits.get_or_insert_with(|| why.to_owned());
        Vec::new()
    }
}

/// Whether the connection's end belongs to the packet: DISCONNECT, and CONNACK with a code other than 0.
fn is_last(sight: &Sight) -> bool {
    match sight.name {
        "DISCONNECT" => true,
        "CONNACK" => sight.number("code") != Some(0),
        _ => false,
    }
}

fn take(from: &Claim, sequences: impl IntoIterator<Item = u64>) -> Claim {
    let mut claim = from.clone();
    claim.implied_end = false;
    claim.taken.extend(sequences);
    claim
}
