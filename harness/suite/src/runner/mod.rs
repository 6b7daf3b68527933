//! The runner: plays a case on a stage and judges what comes back.

mod act;
mod ask;
mod barrier;
mod captures;
mod claim;
mod dial;
mod expect;
mod habit;
mod http;
mod line;
mod packets;
mod pattern;
mod record;
mod share;
mod sight;
mod verb;
mod wait;
mod words;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use touchstone_scenario::{Act, Client, Place, Step, Version};
use touchstone_vocabulary::{Span, Time};

use crate::peer::Broken;
use crate::{CallId, HttpAnswer, Judge, LinkId, Profile, Script, Stage, Transcript, Verdict};
use line::Line;
use pattern::Learned;
use record::Record;
use sight::Entry;
pub(crate) use sight::Sight;

/// A case is played in at most so many orders: 5!.
const MOST_ORDERS: u64 = 120;

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// The verdict, before the target's list of divergences is looked at.
    pub verdict: Verdict,
    /// What the connections received.
    pub transcript: Transcript,
    /// Everything that was accepted only because a live target is judged, and what of the case was not played.
    pub notes: Vec<String>,
}

/// Plays a case on a stage that was opened for it.
///
/// The verdict may change from one playing to the next only as far as the stage does: everything that the runner chooses
/// follows from the script.
pub fn play(script: &Script, profile: &Profile, stage: &mut dyn Stage) -> Played {
    let mut played = play_order(script, profile, stage, (script.cast.seed, 0));
    let orders = verb::orders(&script.case.steps);
    if orders > 1 && profile.patience == Span::ZERO {
        played.notes.push(format!("played in one of {orders} orders"));
    }
    played
}

/// Plays a case in one of its orders, what is left open drawn from a seed.
fn play_order(script: &Script, profile: &Profile, stage: &mut dyn Stage, (seed, order): (u64, u64)) -> Played {
    if let Some(verb) = later_verb(&script.case.steps) {
        let reason = format!("the runner does not play `{verb}` yet");
        return Played::without_packets(Verdict::Unsupported { reason });
    }
    let mut play = Play::new(script, profile, stage);
    (play.chance, play.order) = (seed, order);
    let ended = play.steps(&script.case.steps).and_then(|()| play.end());
    let verdict = play.verdict(ended);
    let transcript = play.transcript();
    let notes = play.learned.tolerated.into_iter().chain(play.notes).collect();
    Played { verdict, transcript, notes }
}

impl Played {
    /// Plays a case in every order that its `parallel` steps with `orders: all` ask for, each on a stage of its own; once
    /// where there are none or the target is no simulation. The first verdict that is no pass stands.
    ///
    /// # Errors
    /// When a stage cannot be opened.
    pub fn in_every_order<E>(
        script: &Script,
        profile: &Profile,
        seed: u64,
        open: &mut dyn FnMut() -> Result<Box<dyn Stage>, E>,
    ) -> Result<Self, E> {
        let all = verb::orders(&script.case.steps);
        let orders = if profile.patience == Span::ZERO { all.min(MOST_ORDERS) } else { 1 };
        let mut played = play_order(script, profile, open()?.as_mut(), (seed, 0));
        for order in 1..orders {
            if played.verdict != Verdict::Pass {
                break;
            }
            played = play_order(script, profile, open()?.as_mut(), (seed, order));
        }
        if orders < all {
            played.notes.push(format!("played in {orders} of {all} orders"));
        }
        Ok(played)
    }

    /// A case that came to its verdict before anything was sent.
    #[must_use]
    pub fn without_packets(verdict: Verdict) -> Self {
        Self { verdict, transcript: Transcript::default(), notes: Vec::new() }
    }
}

/// The first verb that no runner plays yet.
fn later_verb(steps: &[Step]) -> Option<&str> {
    steps.iter().find_map(|step| match &step.act {
        Act::Later { verb, .. } => Some(verb.value.as_str()),
        act => later_verb(act.inside()),
    })
}

/// A case being played.
struct Play<'a> {
    script: &'a Script,
    profile: &'a Profile,
    stage: &'a mut dyn Stage,
    start: Time,
    place: Place,
    actors: BTreeMap<String, Actor<'a>>,
    lines: Vec<Line>,
    learned: Learned,
    answers: BTreeMap<CallId, Result<HttpAnswer, String>>,
    calls: u32,
    sequence: u64,
    barriers: u32,
    broken: Option<(String, Broken)>,
    records: Vec<Record>,
    logs: Vec<String>,
    notes: Vec<String>,
    /// What the order of parallel steps is drawn from.
    chance: u64,
    /// The number of this playing among the orders of the case.
    order: u64,
}

/// A client with what has happened to it.
struct Actor<'a> {
    client: &'a Client,
    version: Version,
    account: usize,
    principal: Option<usize>,
    policies: Vec<String>,
    line: Option<usize>,
    inbox: Vec<Entry>,
    last_id: u16,
    subscribed: bool,
    claimed: Vec<(String, Vec<u8>)>,
    /// Every delivery with its sequence number, claimed or not; barriers left out.
    delivered: Vec<(u64, Vec<u8>)>,
}

/// Why a case does not go on.
#[derive(Debug)]
enum Stop {
    /// It has failed.
    Fail { expected: String, seen: String },
    /// It is good enough and ends here.
    Tolerated(String),
    /// The target cannot do the step.
    Unsupported(String),
    /// Nothing can be said.
    Inconclusive(String),
}

impl<'a> Play<'a> {
    fn new(script: &'a Script, profile: &'a Profile, stage: &'a mut dyn Stage) -> Self {
        let start = stage.now();
        let actors = script.case.clients.iter().map(|client| {
            let name = client.name.value.clone();
            (name, Actor::new(client, script))
        });
        Self {
            script,
            profile,
            start,
            place: Place::default(),
            actors: actors.collect(),
            stage,
            lines: Vec::new(),
            learned: Learned::default(),
            answers: BTreeMap::new(),
            calls: 0,
            sequence: 0,
            barriers: 0,
            broken: None,
            records: Vec::new(),
            logs: Vec::new(),
            notes: Vec::new(),
            chance: 0,
            order: 0,
        }
    }

    /// Nothing is waited for and nothing can be late: the target is a simulation.
    fn is_exact(&self) -> bool {
        self.profile.patience == Span::ZERO
    }

    fn judge(&self) -> Judge {
        self.profile.judge
    }

    fn actor(&self, name: &str) -> Result<&Actor<'a>, Stop> {
        self.actors.get(name).ok_or_else(|| unknown(name))
    }

    fn actor_mut(&mut self, name: &str) -> Result<&mut Actor<'a>, Stop> {
        self.actors.get_mut(name).ok_or_else(|| unknown(name))
    }

    fn line_of(&self, link: LinkId) -> Option<&Line> {
        self.lines.iter().find(|line| line.link == link)
    }

    fn line_mut(&mut self, link: LinkId) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.link == link)
    }

    /// The client's present connection.
    fn link(&self, name: &str) -> Result<LinkId, Stop> {
        let index = self.actor(name)?.line;
        let line = index.and_then(|index| self.lines.get(index));
        line.map(|line| line.link).ok_or_else(|| Stop::Fail {
            expected: format!("a connection of `{name}`"),
            seen: "it never connected".to_owned(),
        })
    }

    /// Puts captures into a text of the file.
    fn filled(&self, text: &str) -> Result<String, Stop> {
        self.learned.captures.fill(text).map_err(unbound)
    }
}

impl<'a> Actor<'a> {
    fn new(client: &'a Client, script: &Script) -> Self {
        let name = &client.name.value;
        let principal = script.cast.principals.iter().position(|principal| principal.name == *name);
        let account = client
            .account
            .as_ref()
            .and_then(|account| script.cast.accounts.iter().position(|cast| cast.name == account.value));
        Self {
            client,
            version: script.case.version(name),
            account: account.unwrap_or(0),
            principal,
            policies: client.policies.iter().map(|policy| policy.value.clone()).collect(),
            line: None,
            inbox: Vec::new(),
            last_id: 0,
            subscribed: false,
            claimed: Vec::new(),
            delivered: Vec::new(),
        }
    }

    /// The next packet identifier; 1 follows 65,535.
    fn next_id(&mut self) -> u16 {
        self.last_id = self.last_id.checked_add(1).unwrap_or(1);
        self.last_id
    }
}

fn unknown(name: &str) -> Stop {
    Stop::Inconclusive(format!("the scenario declares no client `{name}`"))
}

/// What the file asks for cannot be made: the fault is the file's, and the case says nothing about the target.
fn unbound(reason: String) -> Stop {
    Stop::Inconclusive(reason)
}
