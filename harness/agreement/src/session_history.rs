//! Do connections and sessions go as the model says, whatever several clients do?
//!
//! A history is played on an account in process and on the model at once. After each step the same connections must be
//! up (MB-INV-01), each must have been sent the same packets and ends (MB-INV-05, -06, -08), incumbents ended before
//! their successors were answered (MB-DUP-40), and a watcher must have read the same lifecycle events (MB-INV-02, -04)
//! with numbers that pair and do not go down (MB-INV-03).

mod chain;
mod frames;
mod played;
mod reading;
mod side;

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::{Arbitrary, Unstructured};
use touchstone_generate::histories::History;
use touchstone_oracle::session::{Event, Seen, Tally, What};

pub use self::chain::{Deed, check_chain_of_owners};
use self::played::Played;
use self::reading::Announced;
use self::side::Modelled;

/// Plays a history drawn from a fuzzer's bytes; the error is the first difference.
///
/// # Errors
/// As [`check_history`].
pub fn check_session_history(data: &[u8]) -> Result<(), String> {
    let Ok(history) = History::arbitrary(&mut Unstructured::new(data)) else { return Ok(()) };
    check_history(&history)
}

/// Plays a history on the reference and on the model.
///
/// # Errors
/// The step at which they differ, what differs, and the history in words.
pub fn check_history(history: &History) -> Result<(), String> {
    Play::run(history).map_err(|difference| format!("{difference}\n{history}"))
}

/// What happens in a history, as the model has it.
///
/// # Errors
/// None that a history could cause.
pub fn tally_of(history: &History) -> Result<Tally, String> {
    let mut modelled = Modelled::default();
    side::begin(&mut modelled, history)?;
    for (number, step) in history.steps.iter().enumerate() {
        side::perform(&mut modelled, number, step)?;
    }
    Ok(modelled.model.tally())
}

struct Play {
    played: Played,
    modelled: Modelled,
    /// The last version number of each client.
    numbers: BTreeMap<String, u64>,
}

impl Play {
    fn run(history: &History) -> Result<(), String> {
        let mut play = Self { played: Played::new()?, modelled: Modelled::default(), numbers: BTreeMap::new() };
        side::begin(&mut play.played, history)?;
        side::begin(&mut play.modelled, history)?;
        // The watcher's SUBACK for the events is none of the model's.
        _ = (play.played.read()?, play.modelled.model.take());
        for (number, step) in history.steps.iter().enumerate() {
            side::perform(&mut play.played, number, step)?;
            side::perform(&mut play.modelled, number, step)?;
            play.compare().map_err(|difference| format!("after step {number}, {step}: {difference}"))?;
        }
        side::rest(&mut play.played);
        side::rest(&mut play.modelled);
        play.compare().map_err(|difference| format!("at rest: {difference}"))
    }

    /// Compares everything that was seen since the last time.
    fn compare(&mut self) -> Result<(), String> {
        let reading = self.played.read()?;
        let (seen, events) = self.modelled.model.take();
        let (up, wanted) = (self.played.up(), self.modelled.model.online());
        //= MB-INV-01
        if up != wanted.iter().map(|(number, _)| *number).collect::<BTreeSet<_>>() {
            return Err(format!("the connections {up:?} are up, the model says {wanted:?}"));
        }
        //= MB-DUP-40
        differ("the order of CONNACKs and ends is", &turning_points(&reading.seen), &turning_points(&seen))?;
        differ("the connections were sent", &by_connection(reading.seen), &by_connection(seen))?;
        //= MB-INV-02
        //= MB-INV-04
        let announced: Vec<_> = reading.events.iter().map(|event| format!("{} {}", event.client, event.what)).collect();
        differ("the events are", &announced, &events.iter().map(in_words).collect())?;
        events.iter().zip(&reading.events).try_for_each(|(event, announced)| self.numbered(event, announced))
    }

    //= MB-INV-03
    //= MB-INV-06
    fn numbered(&mut self, event: &Event, announced: &Announced) -> Result<(), String> {
        const REMEMBERED: u64 = 3_600_000;
        let found = announced.version;
        let last = self.numbers.get(&event.client).copied();
        let fits = match &event.what {
            What::Refused => return Ok(()),
            What::Disconnected(_) => found == last,
            //= MB-LCE-11
            What::Connected { again: None } => found == Some(0),
            What::Connected { again: Some((away, kept)) } if *away >= (*kept).max(REMEMBERED) => found == Some(0),
            // The sheet lets them restart with the session's end, and the reference remembers an hour at least.
            What::Connected { again: Some((away, kept)) } if away >= kept && *kept > 0 => {
                found > last || found == Some(0)
            }
            What::Connected { again: Some(_) } => found > last,
        };
        if !fits {
            return Err(format!("{announced:?} after the number {last:?}, of {event:?}"));
        }
        self.numbers.extend(found.map(|number| (event.client.clone(), number)));
        Ok(())
    }
}

fn in_words(event: &Event) -> String {
    match &event.what {
        What::Connected { .. } => format!("{} connected", event.client),
        What::Disconnected(reason) => format!("{} disconnected {reason}", event.client),
        What::Refused => format!("{} connect_failed", event.client),
    }
}

/// CONNACKs and ends, whose order over all connections counts.
fn turning_points(seen: &[(usize, Seen)]) -> Vec<&(usize, Seen)> {
    seen.iter().filter(|(_, seen)| matches!(seen, Seen::Connack { .. } | Seen::Ended(_))).collect()
}

/// The same for each connection apart, in its order.
fn by_connection(mut seen: Vec<(usize, Seen)>) -> Vec<(usize, Seen)> {
    seen.sort_by_key(|(number, _)| *number);
    seen
}

fn differ<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what} {found:?}\nthe model says {wanted:?}")) }
}
