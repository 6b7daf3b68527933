//! The statements of a set by action and by the literal beginning of their resources.
//!
//! An action with few patterns has a list of them, each with the first eight bytes of its literal head, so that most are
//! passed over by comparing one word. Where there are more, a table finds them by the hash of their head: a name is looked
//! up once for each length that heads of its kind have, so the number of statements plays no part. Denies come first.

use crate::action::Actions;
use crate::arn::{Reach, Target};
use crate::document::Effect;
use crate::heads::{Heads, first_word};
use crate::resource::{Named, Resource, ResourceKind};
use crate::set::{Compiled, Outcome};
use crate::variables::Lookup;

/// As many patterns are looked through faster than looked up.
const FEW: usize = 8;
/// Bytes that are compared as one word.
const WORD: usize = 8;

/// Finds the statements of known actions.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// One for each known action, at its number.
    lanes: Box<[Lane]>,
    /// What the lanes that are not crowded list.
    probes: Box<[Probe]>,
    /// What the crowded lanes look up.
    heads: Heads,
    /// Numbers of the statements that no literal head can find, denies first.
    loose: Box<[u32]>,
}

/// The statements and the patterns that an index speaks of by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbered<'s> {
    pub(crate) statements: &'s [Compiled],
    pub(crate) targets: &'s [Target],
}

/// What there is for one action.
#[derive(Clone, Copy, Debug, Default)]
struct Lane {
    /// What a statement does that covers everything on no condition; a deny goes before an allow.
    everything: Option<Effect>,
    /// Whether any statement denies.
    denies: bool,
    /// Whether there are loose statements.
    loose: bool,
    /// Whether the patterns are looked up.
    crowded: bool,
    /// Where the list begins and ends if they are not.
    first: u32,
    end: u32,
}

/// A pattern with the beginning of its head.
#[derive(Clone, Copy, Debug)]
struct Probe {
    head: u64,
    /// Which bits of a name's first word the head fixes.
    fixed: u64,
    entry: Entry,
    kind: ResourceKind,
}

/// A pattern of one kind, by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    target: u32,
    /// The statement, if it has conditions.
    guard: Option<Guard>,
    pub(crate) actions: Actions,
    pub(crate) effect: Effect,
}

#[derive(Clone, Copy, Debug)]
struct Guard(u32);

impl Index {
    pub(crate) fn new(set: Numbered<'_>, actions: usize) -> Self {
        let (mut lanes, mut entries, mut loose) = (vec![Lane::default(); actions], Vec::new(), Vec::new());
        let ordered = [Effect::Deny, Effect::Allow]
            .into_iter()
            .flat_map(|effect| set.statements.iter().zip(0..).filter(move |(statement, _)| statement.effect == effect));
        for (statement, number) in ordered {
            let is_loose = !add_entries(set, statement, number, &mut entries);
            let is_everything = is_loose && statement.is_unconditional(set.targets);
            for number in statement.known.numbers() {
                let Some(lane) = lanes.get_mut(number) else { continue };
                lane.denies |= statement.effect == Effect::Deny;
                if is_everything {
                    lane.everything = lane.everything.or(Some(statement.effect));
                }
                lane.loose |= is_loose && !is_everything;
            }
            if is_loose && !is_everything {
                loose.push(number);
            }
        }
        let mut index = Self { lanes: [].into(), probes: [].into(), heads: Heads::default(), loose: loose.into() };
        index.spread(set, &mut lanes, &entries);
        index.lanes = lanes.into();
        index
    }

    /// Lists the patterns of each lane that has few, and makes a table of the others.
    fn spread(&mut self, set: Numbered<'_>, lanes: &mut [Lane], entries: &[(Entry, ResourceKind)]) {
        let mut counts = vec![0; lanes.len()];
        for number in entries.iter().flat_map(|(entry, _)| entry.actions.numbers()) {
            if let Some(count) = counts.get_mut(number) {
                *count += 1;
            }
        }
        let (mut probes, mut crowded) = (Vec::new(), Actions::NONE);
        for (number, (lane, count)) in lanes.iter_mut().zip(counts).enumerate() {
            if count > FEW {
                lane.crowded = true;
                crowded.insert(number);
                continue;
            }
            lane.first = short(probes.len());
            let named = entries.iter().filter(|(entry, _)| count > 0 && entry.actions.contain(number));
            probes.extend(named.map(|(entry, kind)| Probe::new(*entry, *kind, entry.head(set.targets))));
            lane.end = short(probes.len());
        }
        self.probes = probes.into();
        let looked_up = entries.iter().filter(|(entry, _)| entry.actions.meet(crowded));
        self.heads = Heads::new(looked_up.map(|(entry, kind)| (*kind, entry.head(set.targets), *entry)).collect());
    }

    /// Decides a request for the action of a number; `None` if the number is not known.
    #[inline]
    pub(crate) fn decide<V: Lookup + ?Sized>(
        &self,
        set: Numbered<'_>,
        action: usize,
        resource: Resource<'_>,
        variables: &V,
    ) -> Option<Outcome> {
        let lane = self.lanes.get(action)?;
        let mut found = lane.everything;
        if lane.is_settled(found) {
            return Some(Outcome::of(found));
        }
        if let Named::AtHome(kind, name) = resource.named() {
            let deciding = if lane.crowded {
                self.among_many(set, lane, action, (kind, name), found, variables)
            } else {
                self.among_few(set, lane, (kind, name), found, variables)
            };
            found = deciding.or(found);
        }
        if lane.loose && !lane.is_settled(found) {
            found = self.among_loose(set, action, resource, found, variables).or(found);
        }
        Some(Outcome::of(found))
    }

    #[inline]
    fn among_few<V: Lookup + ?Sized>(
        &self,
        set: Numbered<'_>,
        lane: &Lane,
        (kind, name): (ResourceKind, &str),
        found: Option<Effect>,
        variables: &V,
    ) -> Option<Effect> {
        let probes = self.probes.get(lane.first as usize..lane.end as usize)?;
        let word = first_word(name.as_bytes());
        let matching = probes.iter().find(|probe| {
            (word ^ probe.head) & probe.fixed == 0
                && probe.kind == kind
                && found != Some(probe.entry.effect)
                && probe.entry.covers(set, (kind, name), WORD, variables)
        });
        matching.map(|probe| probe.entry.effect)
    }

    fn among_many<V: Lookup + ?Sized>(
        &self,
        set: Numbered<'_>,
        lane: &Lane,
        action: usize,
        (kind, name): (ResourceKind, &str),
        mut found: Option<Effect>,
        variables: &V,
    ) -> Option<Effect> {
        self.heads.find(kind, name.as_bytes(), |entry| {
            if entry.actions.contain(action)
                && found != Some(entry.effect)
                && entry.covers(set, (kind, name), 0, variables)
            {
                found = Some(entry.effect);
            }
            lane.is_settled(found)
        });
        found
    }

    fn among_loose<V: Lookup + ?Sized>(
        &self,
        set: Numbered<'_>,
        action: usize,
        resource: Resource<'_>,
        found: Option<Effect>,
        variables: &V,
    ) -> Option<Effect> {
        let statements = self.loose.iter().filter_map(|number| set.statements.get(*number as usize));
        let mut covering = statements.filter(|statement| {
            statement.known.contain(action)
                && found != Some(statement.effect)
                && statement.reaches(set.targets, resource, variables)
                && statement.applies(variables)
        });
        covering.next().map(|statement| statement.effect)
    }
}

impl Lane {
    /// Whether nothing else can change what was found.
    #[inline]
    const fn is_settled(&self, found: Option<Effect>) -> bool {
        match found {
            Some(Effect::Deny) => true,
            Some(Effect::Allow) => !self.denies,
            None => false,
        }
    }
}

impl Probe {
    fn new(entry: Entry, kind: ResourceKind, head: &str) -> Self {
        let free = 64_u32.saturating_sub(8 * u32::from(u8::try_from(head.len()).unwrap_or(u8::MAX)));
        Self { head: first_word(head.as_bytes()), fixed: u64::MAX.checked_shr(free).unwrap_or(0), entry, kind }
    }
}

impl Entry {
    fn head(self, targets: &[Target]) -> &str {
        match targets.get(self.target as usize).map(|target| &target.reach) {
            Some(Reach::Kind(pattern)) => &pattern.head,
            _ => "",
        }
    }

    #[inline]
    fn covers<V: Lookup + ?Sized>(
        self,
        set: Numbered<'_>,
        (kind, name): (ResourceKind, &str),
        known: usize,
        variables: &V,
    ) -> bool {
        set.targets.get(self.target as usize).is_some_and(|target| target.covers_name(kind, name, known, variables))
            && self.guard.is_none_or(|Guard(number)| {
                set.statements.get(number as usize).is_some_and(|statement| statement.applies(variables))
            })
    }
}

/// Adds the patterns of a statement that lie at home, if each of them is of one kind.
fn add_entries(set: Numbered<'_>, statement: &Compiled, number: u32, entries: &mut Vec<(Entry, ResourceKind)>) -> bool {
    let before = entries.len();
    let guard = (!statement.checks.is_empty()).then_some(Guard(number));
    let (actions, effect) = (statement.known, statement.effect);
    for (target, resolved) in (statement.targets.start..).zip(statement.targets(set.targets)) {
        match &resolved.reach {
            _ if statement.all_but => {}
            _ if !resolved.is_home() => continue,
            Reach::Kind(pattern) => {
                entries.push((Entry { target, guard, actions, effect }, pattern.kind));
                continue;
            }
            Reach::Other(_) => continue,
            Reach::Everything | Reach::Resources | Reach::Mixed(_) => {}
        }
        entries.truncate(before);
        return false;
    }
    !statement.all_but
}

/// A number of statements or patterns; there is no memory for more of them than four bytes can count.
pub(crate) fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
