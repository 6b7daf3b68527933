//! Version numbers of lifecycle events (MB-LCE-09 to MB-LCE-11).

use std::collections::BTreeMap;

use touchstone_vocabulary::{ClientId, Span, Time};

/// How long after its last connection a client id's numbers are remembered at least.
const REMEMBERED: Span = Span::from_secs(3_600);

/// The last version number of each client id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presence {
    numbers: BTreeMap<ClientId, Numbered>,
    /// When which client id's numbers may be forgotten.
    forgotten: BTreeMap<(Time, ClientId), ()>,
}

#[derive(Clone, Copy, Debug)]
struct Numbered {
    last: u64,
    /// When the numbers start again at 0; `None` while online.
    forgotten: Option<Time>,
}

impl Presence {
    /// The version number of a new connection: 0 at first, then higher each time.
    pub(crate) fn connected(&mut self, client: &ClientId, now: Time) -> u64 {
        self.forget(now);
        //= MB-LCE-10
        let next = match self.numbers.get(client) {
            Some(Numbered { last, forgotten }) => {
                if let Some(due) = forgotten {
                    self.forgotten.remove(&(*due, client.clone()));
                }
                last + 1
            }
            None => 0,
        };
        self.numbers.insert(client.clone(), Numbered { last: next, forgotten: None });
        next
    }

    /// A connection ended; its session may be kept for `kept` longer.
    pub(crate) fn disconnected(&mut self, client: &ClientId, now: Time, kept: Span) {
        self.forget(now);
        if let Some(numbered) = self.numbers.get_mut(client) {
            //= MB-LCE-11
            let due = now + if kept > Span::ZERO { kept } else { REMEMBERED };
            numbered.forgotten = Some(due);
            self.forgotten.insert((due, client.clone()), ());
        }
    }

    fn forget(&mut self, now: Time) {
        while let Some(entry) = self.forgotten.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((_, client), ()) = entry.remove_entry();
            self.numbers.remove(&client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= MB-LCE-10
    //= MB-LCE-11
    #[test]
    fn numbers_rise_until_an_hour_without_a_connection() {
        let client = ClientId::new("C");
        let mut presence = Presence::default();
        let at = |seconds| Time::from_millis(0) + Span::from_secs(seconds);
        assert_eq!(presence.connected(&client, at(0)), 0);
        assert_eq!(presence.connected(&client, at(1)), 1);
        presence.disconnected(&client, at(2), Span::ZERO);
        assert_eq!(presence.connected(&client, at(3_601)), 2);
        presence.disconnected(&client, at(4_000), Span::ZERO);
        assert_eq!(presence.connected(&client, at(7_600)), 0);
        presence.disconnected(&client, at(8_000), Span::from_secs(60));
        assert_eq!(presence.connected(&client, at(8_060)), 0);
        assert!(presence.forgotten.is_empty());
    }
}
