//! The clock of an account: some source of time, and a shift.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use touchstone_vocabulary::{Span, Time};

/// Where an account's time comes from. Each account of a server has its own, since each may be shifted alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's time.
    System,
    /// Runs as fast as the system's, from the given time on.
    Runs(Time),
    /// Stands still, and moves only when it is advanced.
    Held(Time),
}

impl Clock {
    /// Runs from the time at which every scenario begins.
    #[must_use]
    pub const fn scenario() -> Self {
        Self::Runs(Time::SCENARIO_START)
    }
}

/// A clock that has been started.
#[derive(Debug)]
pub(crate) struct ServerClock {
    source: Clock,
    began: Instant,
    /// Milliseconds ahead of the source.
    shift: Span,
}

/// The longest wait for a deadline: the system's time may be set meanwhile.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

impl ServerClock {
    pub(crate) fn start(source: Clock) -> Self {
        Self { source, began: Instant::now(), shift: Span::ZERO }
    }

    pub(crate) fn now(&self) -> Time {
        let base = match self.source {
            Clock::System => {
                Time::from_millis(0) + millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
            }
            Clock::Runs(from) => from + millis(self.began.elapsed()),
            Clock::Held(at) => at,
        };
        base + self.shift
    }

    pub(crate) fn shift(&mut self, by: Span) {
        self.shift = Span::from_millis(self.shift.millis().saturating_add(by.millis()));
    }

    /// How long to wait at most for a deadline; `None` when this clock does not get there by itself.
    pub(crate) fn until(&self, deadline: Time) -> Option<Duration> {
        match self.source {
            Clock::Held(_) => None,
            Clock::System | Clock::Runs(_) => {
                let left = deadline.since(self.now());
                Some(Duration::from_millis(left.millis()).min(LONGEST_WAIT))
            }
        }
    }
}

fn millis(duration: Duration) -> Span {
    Span::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_clock_moves_only_by_its_shift() {
        let mut clock = ServerClock::start(Clock::Held(Time::SCENARIO_START));
        assert_eq!(clock.now(), Time::SCENARIO_START);
        clock.shift(Span::from_secs(5));
        assert_eq!(clock.now(), Time::SCENARIO_START + Span::from_secs(5));
        assert_eq!(clock.until(clock.now()), None);
    }

    #[test]
    fn a_running_clock_begins_where_it_is_told() {
        let clock = ServerClock::start(Clock::scenario());
        assert!(clock.now() >= Time::SCENARIO_START);
        assert!(clock.now() < Time::SCENARIO_START + Span::from_secs(3_600));
        assert_eq!(clock.until(Time::SCENARIO_START), Some(Duration::ZERO));
    }
}
