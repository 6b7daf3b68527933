//! The statements of one action and one effect, found by the literal beginning of their resources.
//!
//! Patterns of one kind are grouped by their literal head and the groups are sorted. A name can only be covered by heads
//! that are its prefixes; they all are prefixes of the last head that does not sort after the name, so each group knows
//! the next shorter head and one search finds the whole chain.

use std::sync::Arc;

use crate::arn::{KindPattern, Reach, Target};
use crate::document::Scope;
use crate::pattern::{Part, covers};
use crate::resource::{Named, Resource, ResourceKind};
use crate::set::Compiled;
use crate::variables::Variables;

/// As many groups are looked through faster than searched.
const FEW: usize = 8;

/// The statements of one action and one effect.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Whether a statement covers everything on no condition.
    everything: bool,
    /// Sorted by kind and head.
    groups: Box<[Group]>,
    /// Numbers of the statements that no literal head can find.
    loose: Box<[usize]>,
}

/// The patterns of one kind with one literal head.
#[derive(Clone, Debug)]
struct Group {
    kind: ResourceKind,
    head: Box<str>,
    /// The group with the longest head that is a proper prefix of this one's.
    shorter: Option<usize>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    rest: Arc<[Part]>,
    /// The number of the statement, if it has conditions.
    guard: Option<usize>,
}

impl Table {
    pub(crate) fn new<'s>(statements: impl Iterator<Item = (usize, &'s Compiled)>) -> Self {
        let (mut everything, mut loose, mut found) = (false, Vec::new(), Vec::new());
        for (number, statement) in statements {
            match by_kind(&statement.resources) {
                Some(patterns) => {
                    let guard = (!statement.checks.is_empty()).then_some(number);
                    found.extend(patterns.into_iter().map(|pattern| (pattern, guard)));
                }
                None if statement.is_unconditional() => everything = true,
                None => loose.push(number),
            }
        }
        found.sort_by(|(a, _), (b, _)| (a.kind, &a.head).cmp(&(b.kind, &b.head)));
        let mut groups: Vec<Group> = Vec::new();
        for (KindPattern { kind, head, rest }, guard) in found {
            let entry = Entry { rest: Arc::clone(rest), guard };
            match groups.last_mut() {
                Some(last) if last.kind == *kind && last.head == *head => last.entries.push(entry),
                _ => groups.push(Group { kind: *kind, head: head.clone(), shorter: None, entries: vec![entry] }),
            }
        }
        link(&mut groups);
        Self { everything, groups: groups.into(), loose: loose.into() }
    }

    /// Whether a statement covers the resource and its conditions hold.
    pub(crate) fn covers<V: Variables + ?Sized>(
        &self,
        statements: &[Compiled],
        resource: Resource<'_>,
        variables: &V,
    ) -> bool {
        let loosely = |number: &usize| {
            let statement = statements.get(*number);
            statement.is_some_and(|found| found.reaches(resource, variables) && found.applies(variables))
        };
        self.everything
            || matches!(resource.named(), Named::AtHome(kind, name) if self.covers_name(statements, kind, name, variables))
            || self.loose.iter().any(loosely)
    }

    fn covers_name<V: Variables + ?Sized>(
        &self,
        statements: &[Compiled],
        kind: ResourceKind,
        name: &str,
        variables: &V,
    ) -> bool {
        if self.groups.len() <= FEW {
            return self.groups.iter().any(|group| group.kind == kind && group.covers(statements, name, variables));
        }
        let after = self.groups.partition_point(|group| (group.kind, &*group.head) <= (kind, name));
        let mut next = after.checked_sub(1);
        while let Some(group) = next.and_then(|number| self.groups.get(number)) {
            if group.kind != kind {
                return false;
            }
            if group.covers(statements, name, variables) {
                return true;
            }
            next = group.shorter;
        }
        false
    }
}

impl Group {
    fn covers<V: Variables + ?Sized>(&self, statements: &[Compiled], name: &str, variables: &V) -> bool {
        let Some(rest) = name.strip_prefix(&*self.head) else { return false };
        self.entries.iter().any(|entry| {
            covers(&entry.rest, rest, variables)
                && entry.guard.is_none_or(|number| statements.get(number).is_some_and(|found| found.applies(variables)))
        })
    }
}

/// The patterns of a scope at home, if each of them is of one kind.
fn by_kind(resources: &Scope<Target>) -> Option<Vec<&KindPattern>> {
    let Scope::These(targets) = resources else { return None };
    let at_home = targets.iter().filter(|target| target.is_home());
    at_home
        .filter_map(|target| match &target.reach {
            Reach::Kind(pattern) => Some(Some(pattern)),
            Reach::Everything | Reach::Resources | Reach::Mixed(_) => Some(None),
            Reach::Other(_) => None,
        })
        .collect()
}

/// Tells each group, in sorted order, the next shorter head.
fn link(groups: &mut [Group]) {
    let mut open: Vec<(usize, ResourceKind, Box<str>)> = Vec::new();
    for (number, group) in groups.iter_mut().enumerate() {
        while open.pop_if(|(_, kind, head)| *kind != group.kind || !group.head.starts_with(&**head)).is_some() {}
        group.shorter = open.last().map(|(number, _, _)| *number);
        open.push((number, group.kind, group.head.clone()));
    }
}
