//! `check`, `stream` and `parallel`.

use serde_json::Value;
use touchstone_scenario::{Act, Asked, Check, Comparator, Orders, Parallel, Publish, Step, Stream, Subject};

use super::captures::plain;
use super::sight::Seen;
use super::{Play, Stop, unbound};

/// One step of a branch that is not divided any further, with its place in the count around it.
enum Atom<'s> {
    Connect(&'s Asked<String>),
    Step(&'s Step),
    Streamed(&'s Stream),
}

/// The atoms of one branch in their order, each with the value of `$(i)`.
type Branch<'s> = std::collections::VecDeque<(Option<u32>, Atom<'s>)>;

impl Play<'_> {
    pub(super) fn stream(&mut self, it: &Stream) -> Result<(), Stop> {
        for i in 1..=it.count {
            self.learned.captures.bind("i", Value::from(i));
            self.streamed(it)?;
        }
        Ok(())
    }

    fn streamed(&mut self, it: &Stream) -> Result<(), Stop> {
        let publish = Publish { from: it.from.clone(), message: it.message.clone(), gets: None };
        self.publish(&publish)?;
        let Some(name) = &it.record else { return Ok(()) };
        let bytes = super::packets::payload(&it.message.payload, &self.learned.captures).map_err(unbound)?;
        let mut acknowledged = match self.learned.captures.get(name) {
            Ok(Value::Array(list)) => list.clone(),
            _ => Vec::new(),
        };
        acknowledged.push(read_as_value(&bytes));
        self.learned.captures.bind(name, Value::Array(acknowledged));
        Ok(())
    }

    /// Steps side by side: interleaved by the seed, or, with `orders: all`, one after the other in this playing's order.
    pub(super) fn parallel(&mut self, it: &Parallel) -> Result<(), Stop> {
        let mut branches: Vec<Branch<'_>> = Vec::new();
        for step in &it.of {
            let mut branch = Branch::new();
            atoms(step, None, &mut branch);
            branches.push(branch);
        }
        if it.orders == Orders::All && self.is_exact() {
            let count = branches.len();
            let of = factorial(count);
            let order = permutation(usize::try_from(self.order % of).unwrap_or(0), count);
            self.order /= of;
            for index in order {
                let branch = branches.get_mut(index).map(std::mem::take).unwrap_or_default();
                branch.into_iter().try_for_each(|(i, atom)| self.atom(i, &atom))?;
            }
            return Ok(());
        }
        if !self.is_exact() {
            self.notes.push("the target is no simulation: `parallel` was played once, in one order".to_owned());
        }
        loop {
            branches.retain(|branch| !branch.is_empty());
            let count = u64::try_from(branches.len()).unwrap_or(u64::MAX);
            let Some(drawn) = self.drawn().checked_rem(count) else { return Ok(()) };
            let branch = branches.get_mut(usize::try_from(drawn).unwrap_or(0));
            if let Some((i, atom)) = branch.and_then(Branch::pop_front) {
                self.atom(i, &atom)?;
            }
        }
    }

    fn atom(&mut self, i: Option<u32>, atom: &Atom<'_>) -> Result<(), Stop> {
        if let Some(i) = i {
            self.learned.captures.bind("i", Value::from(i));
        }
        match atom {
            Atom::Connect(asked) => self.connect(asked),
            Atom::Step(step) => self.steps(std::slice::from_ref(*step)),
            Atom::Streamed(stream) => self.streamed(stream),
        }
    }

    /// The next number drawn from the case's seed (SplitMix64).
    fn drawn(&mut self) -> u64 {
        self.chance = self.chance.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.chance ^ (self.chance >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn check(&mut self, check: &Check) -> Result<(), Stop> {
        let deadline = self.deadline(check.within.map(|within| within.max(self.profile.patience)));
        let mut compared = Vec::new();
        for (comparator, with) in &check.comparisons {
            compared.push((*comparator, self.learned.captures.fill_value(with).map_err(unbound)?));
        }
        let holds = |play: &Self| play.compared(check, &compared).is_ok().then_some(());
        self.wait(deadline, holds)?;
        if matches!(check.subject, Subject::Payloads(_)) {
            // A list that is whole now may hold more, or something twice, when all that is on its way has arrived.
            let links = self.fenceable();
            self.fence(&links)?;
            self.drain()?;
        }
        self.compared(check, &compared)?;
        if let Subject::Payloads(clients) = &check.subject {
            for client in clients {
                let inbox = &mut self.actor_mut(&client.value)?.inbox;
                inbox.retain(|entry| !matches!(&entry.seen, Seen::Packet(sight) if sight.is_publish()));
            }
        }
        Ok(())
    }

    fn compared(&self, check: &Check, with: &[(Comparator, Value)]) -> Result<(), Stop> {
        let (subject, found) = match &check.subject {
            Subject::Value(text) => {
                let value = Value::String(text.value.clone());
                (text.value.clone(), self.learned.captures.fill_value(&value).map_err(unbound)?)
            }
            Subject::Payloads(clients) => {
                let mut payloads = Vec::new();
                for client in clients {
                    payloads
                        .extend(self.actor(&client.value)?.delivered.iter().map(|(_, payload)| read_as_value(payload)));
                }
                ("payloads".to_owned(), Value::Array(payloads))
            }
        };
        for (comparator, wanted) in with {
            compare(*comparator, &found, wanted)?.map_err(|why| Stop::Fail {
                expected: format!("`{subject}` {} {}", comparator.word(), short(wanted)),
                seen: why,
            })?;
        }
        match found.as_array().and_then(|list| twice(list)).filter(|_| check.without_duplicates) {
            Some(value) => Err(Stop::Fail {
                expected: format!("`{subject}` without duplicates"),
                seen: format!("{} is there twice", plain(value)),
            }),
            None => Ok(()),
        }
    }
}

/// How many orders the case is played in: the product over its `parallel` steps with `orders: all`.
pub(super) fn orders(steps: &[Step]) -> u64 {
    let of = |step: &Step| match &step.act {
        Act::Parallel(Parallel { orders: Orders::All, of }) => factorial(of.len()).saturating_mul(orders(of)),
        act => orders(act.inside()),
    };
    steps.iter().map(of).fold(1, u64::saturating_mul)
}

/// Whether any step is a `parallel`.
pub(super) fn has_parallel(steps: &[Step]) -> bool {
    steps.iter().any(|step| matches!(step.act, Act::Parallel(_)) || has_parallel(step.act.inside()))
}

fn atoms<'s>(step: &'s Step, i: Option<u32>, branch: &mut Branch<'s>) {
    match &step.act {
        Act::Connect(list) => branch.extend(list.iter().map(|asked| (i, Atom::Connect(asked)))),
        Act::Stream(stream) => branch.extend((1..=stream.count).map(|i| (Some(i), Atom::Streamed(stream)))),
        Act::Repeat { times, steps } => {
            for i in 1..=*times {
                steps.iter().for_each(|step| atoms(step, Some(i), branch));
            }
        }
        Act::Each(steps) => steps.iter().for_each(|step| atoms(step, i, branch)),
        _ => branch.push_back((i, Atom::Step(step))),
    }
}

fn factorial(count: usize) -> u64 {
    (1..=u64::try_from(count).unwrap_or(u64::MAX)).fold(1, u64::saturating_mul)
}

/// The orders of `count` things, by number: 0 is the order of the file.
fn permutation(mut number: usize, count: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..count).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let of_rest = usize::try_from(factorial(left.len() - 1)).unwrap_or(usize::MAX);
        let index = (number / of_rest).min(left.len() - 1);
        number %= of_rest;
        order.push(left.remove(index));
    }
    order
}

/// Whether a comparison holds, and why not; a value of the wrong kind is the file's fault.
fn compare(comparator: Comparator, found: &Value, wanted: &Value) -> Result<Result<(), String>, Stop> {
    let number =
        |value: &Value| value.as_f64().ok_or_else(|| unbound(format!("`check` compares {} as a number", short(value))));
    let list = |value: &Value| {
        value.as_array().cloned().ok_or_else(|| unbound(format!("`check` compares {} as a list", short(value))))
    };
    let held = match comparator {
        Comparator::Equal => found == wanted,
        Comparator::Less => number(found)? < number(wanted)?,
        Comparator::Greater => number(found)? > number(wanted)?,
        Comparator::SetEquals | Comparator::Covers => {
            let (found, wanted) = (list(found)?, list(wanted)?);
            if let Some(missing) = wanted.iter().find(|value| !found.contains(value)) {
                return Ok(Err(format!("{} is missing among {} values", plain(missing), found.len())));
            }
            let more = found.iter().find(|value| !wanted.contains(value));
            match more.filter(|_| comparator == Comparator::SetEquals) {
                Some(more) => return Ok(Err(format!("{} is there as well", plain(more)))),
                None => true,
            }
        }
    };
    Ok(if held { Ok(()) } else { Err(format!("it is {}", short(found))) })
}

fn twice(list: &[Value]) -> Option<&Value> {
    list.iter().enumerate().find(|(index, value)| list.iter().take(*index).any(|other| other == *value)).map(|(_, v)| v)
}

/// A payload as a value: text where it is text, else its hexadecimal digits.
fn read_as_value(payload: &[u8]) -> Value {
    match std::str::from_utf8(payload) {
        Ok(text) => Value::from(text),
        Err(_) => Value::from(crate::transcript::hex(payload)),
    }
}

fn short(value: &Value) -> String {
    match value {
        Value::Array(list) if list.len() > 8 => format!("{} values", list.len()),
        other => other.to_string(),
    }
}
