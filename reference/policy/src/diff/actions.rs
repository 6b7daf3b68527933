//! Actions that no pattern tells apart.

use std::collections::BTreeMap;

use super::automaton::{Class, Token, literal, reach};
use super::universe::Universe;
use crate::action::{Action, ActionPattern};
use crate::document::Scope;

/// Actions that the same statements name, and that the same callers ask for on the same type of resource.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Their names; of actions that nobody knows only one.
    pub(crate) names: Vec<String>,
    /// The type of their resources, `*` for the pseudo resource; `None` for actions that nobody knows.
    pub(crate) kind: Option<&'static str>,
    /// Which statements name them.
    pub(crate) named: Vec<bool>,
    /// Whether nobody knows them, and known actions are named by the same statements.
    pub(crate) is_shadowed: bool,
}

impl Group {
    pub(crate) fn is_connect(&self) -> bool {
        self.kind == Some("client") && self.names.iter().any(|name| name == Action::CONNECT.name())
    }
}

/// As many groups are told apart.
const MOST_GROUPS: usize = 256;

/// The groups, those that no statement names among them, and whether these are all.
pub(crate) fn groups(universe: &Universe<'_>, states: &mut usize) -> (Vec<Group>, bool) {
    let mut groups = BTreeMap::<_, Group>::new();
    let mut add = |name: String, kind: Option<&'static str>| {
        let named = named(universe, &name);
        let askers = universe.askers.asking(Action::named(&name), universe.has_identity());
        let group = Group { names: Vec::new(), kind, named: named.clone(), is_shadowed: false };
        groups.entry((named, kind, askers)).or_insert(group).names.push(name);
    };
    for action in Action::KNOWN {
        add(action.name().to_owned(), Some(kind(*action)));
    }
    let texts = texts(universe);
    let mut patterns: Vec<Vec<Token>> = texts.iter().map(|text| tokens(text)).collect();
    patterns.push(vec![
        Token::One(Class::Field),
        Token::Run(Class::Field),
        Token::Exactly(':'),
        Token::One(Class::Field),
        Token::Run(Class::Field),
    ]);
    let reached = reach(&patterns, states);
    let is_complete = reached.is_complete && reached.combinations.len() <= MOST_GROUPS;
    let names = reached.combinations.into_iter().filter(|(covering, _)| covering.last() == Some(&true));
    for (_, name) in names.take(MOST_GROUPS) {
        if Action::named(&name).slot() != Action::named("?").slot() {
            continue;
        }
        let as_written = texts.iter().find(|text| text.eq_ignore_ascii_case(&name));
        add(as_written.cloned().unwrap_or(name), None);
    }
    let known: Vec<Vec<bool>> = groups.values().filter(|it| it.kind.is_some()).map(|it| it.named.clone()).collect();
    let mut groups: Vec<Group> = groups.into_values().collect();
    for group in &mut groups {
        group.is_shadowed = group.kind.is_none() && known.contains(&group.named);
    }
    let place = |name: &String| Action::KNOWN.iter().position(|known| known.name() == *name).unwrap_or(usize::MAX);
    groups.sort_by_key(|group| (group.names.iter().map(place).min(), group.names.clone()));
    (groups, is_complete)
}

/// Which statements name an action.
fn named(universe: &Universe<'_>, name: &str) -> Vec<bool> {
    let action = Action::named(name);
    let names = |scope: &Scope<ActionPattern>| scope.takes(|pattern| pattern.covers(action));
    universe.statements.iter().map(|known| names(known.statement.actions())).collect()
}

/// The action patterns of all statements.
fn texts(universe: &Universe<'_>) -> Vec<String> {
    let scopes = universe.statements.iter().map(|known| known.statement.actions());
    let mut texts: Vec<String> = scopes
        .flat_map(|scope| match scope {
            Scope::These(patterns) | Scope::AllBut(patterns) => patterns,
        })
        .map(|pattern| pattern.as_str().to_owned())
        .collect();
    texts.sort();
    texts.dedup();
    texts
}

/// A pattern in lower case, as letter case plays no part.
fn tokens(text: &str) -> Vec<Token> {
    let token = |character| match character {
        '*' => vec![Token::Run(Class::All)],
        '?' => vec![Token::One(Class::All)],
        other => literal(&other.to_ascii_lowercase().to_string()),
    };
    text.chars().flat_map(token).collect()
}

/// The type of the resource that an action is asked for on.
fn kind(action: Action<'_>) -> &'static str {
    match action.name() {
        "iot:Publish" | "iot:Receive" | "iot:RetainPublish" | "iot:GetRetainedMessage" => "topic",
        "iot:Subscribe" => "topicfilter",
        "iot:ListRetainedMessages" => "*",
        "iot:AssumeRoleWithCertificate" => "rolealias",
        "iot:StartCommandExecution" => "command",
        "iot:Connect"
        | "iot:DeleteConnection"
        | "iot:GetConnection"
        | "iot:ListSubscriptions"
        | "iot:SendDirectMessage" => "client",
        _ => "thing",
    }
}
