//! What clients do by themselves: they ping before their keep alive runs out, also while the clock is moved.

use touchstone_scenario::Advance;
use touchstone_vocabulary::Time;

use super::line::Line;
use super::{Play, Stop};
use crate::{LinkId, peer};

impl Play<'_> {
    /// When the next PINGREQ is due.
    pub(super) fn next_ping(&self) -> Option<Time> {
        self.lines.iter().filter(|line| self.has_pings(line)).filter_map(Line::next_ping).min()
    }

    /// Sends the PINGREQs that are due, and says whether there were any.
    pub(super) fn ping_where_due(&mut self) -> Result<bool, Stop> {
        let now = self.stage.now();
        let due = |line: &&Line| self.has_pings(line) && line.next_ping().is_some_and(|ping| ping <= now);
        let links: Vec<LinkId> = self.lines.iter().filter(due).map(|line| line.link).collect();
        for link in &links {
            self.ping_by_habit(*link)?;
        }
        Ok(!links.is_empty())
    }

    /// Pings these connections where that can be done, and waits until each has answered or ended: whatever was on its
    /// way to them before has arrived then.
    pub(super) fn fence(&mut self, links: &[LinkId]) -> Result<(), Stop> {
        for link in links {
            self.ping_by_habit(*link)?;
        }
        self.await_pongs()
    }

    /// Connections of clients that keep the habit of pinging and can be fenced now.
    pub(super) fn fenceable(&self) -> Vec<LinkId> {
        let can = |line: &&Line| self.has_pings(line) && line.can_be_fenced();
        self.lines.iter().filter(can).map(|line| line.link).collect()
    }

    /// Moves the clock, in steps that end where a client has to ping.
    pub(super) fn advance(&mut self, advance: Advance) -> Result<(), Stop> {
        let to = match advance {
            Advance::By(span) => self.stage.now() + span,
            Advance::To(span) => self.start + span,
        };
        while self.stage.now() < to {
            let now = self.stage.now();
            let step = self.next_ping().map_or(to, |ping| ping.min(to)).max(now);
            self.stage.advance(step).map_err(|unsupported| Stop::Unsupported(unsupported.reason))?;
            self.drain()?;
            let pinged = self.ping_where_due()?;
            self.await_pongs()?;
            if !pinged && self.stage.now() <= now {
                return Err(Stop::Inconclusive("the target's clock did not move".to_owned()));
            }
        }
        self.drain()
    }

    fn await_pongs(&mut self) -> Result<(), Stop> {
        let deadline = self.deadline(None);
        let answered = |play: &Self| play.lines.iter().all(|line| line.pings == 0 || !line.can_be_fenced());
        self.wait(deadline, |play| answered(play).then_some(())).map(drop)
    }

    fn ping_by_habit(&mut self, link: LinkId) -> Result<(), Stop> {
        let Some(line) = self.line_mut(link) else { return Ok(()) };
        line.pings += 1;
        let client = line.client.clone();
        let version = self.actor(&client)?.version;
        let bytes = peer::build(version, "pingreq", &[]).map_err(Stop::Inconclusive)?;
        self.send(&client, link, &bytes);
        Ok(())
    }

    fn has_pings(&self, line: &Line) -> bool {
        self.actors.get(&line.client).is_some_and(|actor| actor.client.habits.pings)
    }
}
