//! The head of a scenario file: what it shows, its world, its rows.

use std::collections::BTreeMap;

use touchstone_vocabulary::Span;

use super::client::Client;
use super::place::Located;
use super::step::Step;
use crate::Capability;

/// One scenario: a sentence, the requirements it shows, a world, clients and steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// `<area>/<file name>`, given by the loader.
    pub id: String,
    /// The fact in one sentence.
    pub summary: String,
    /// At most three requirement ids.
    pub requires: Vec<Located<String>>,
    /// Where the idea came from, such as `E-16`.
    pub origin: Vec<String>,
    /// Which versions the clients speak; each combination is a case.
    pub versions: Versions,
    /// Capabilities beyond those that follow from world and verbs.
    pub needs: Vec<Capability>,
    /// The world beyond the clients.
    pub world: World,
    /// The clients, families already spread (`n[1..5]` gives `n1` to `n5`).
    pub clients: Vec<Client>,
    /// Rows of a table; each is a case of its own. Empty when the file has no table.
    pub rows: Vec<Row>,
    /// What happens. With a table: `world`, `clients` and `steps` are those of its first row.
    pub steps: Vec<Step>,
}

/// A version of the protocol, as scenarios write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `v3`: MQTT 3.1.1.
    V3,
    /// `v5`: MQTT 5.
    V5,
}

impl Version {
    /// `v3` or `v5`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V5 => "v5",
        }
    }
}

/// `versions:` — for all clients, or the product over named ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// The same for every client.
    All(Vec<Version>),
    /// Named clients take each of theirs; the others speak 3.1.1.
    Each(BTreeMap<String, Vec<Version>>),
}

/// `world:` — also the account file of `touchstone serve`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Further accounts beside the first, by name.
    pub accounts: Vec<Located<String>>,
    /// Custom authorizers of the first account.
    pub authorizers: Vec<Authorizer>,
    /// Things, with their attributes.
    pub things: Vec<Thing>,
    /// Switches and limits, by name.
    pub settings: BTreeMap<String, Located<Scalar>>,
}

/// A thing of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its name.
    pub name: Located<String>,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// The groups it belongs to.
    pub groups: Vec<String>,
}

/// A scripted custom authorizer: what it answers, and after how long on the scenario's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorizer {
    /// Its name.
    pub name: Located<String>,
    /// The file below `scenarios/authorizers/` that holds the answer.
    pub answers: Located<String>,
    /// When it answers.
    pub after: Span,
}

/// A number, truth value or text.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text, which may be a capture `$(name)`.
    Text(String),
}

/// Fields set by name.
pub type Fields = Vec<(Located<String>, serde_json::Value)>;

/// One row of a table: its name, and what `$(row.x)` stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name, part of the case's id.
    pub name: String,
    /// Its values.
    pub values: BTreeMap<String, serde_json::Value>,
    /// The world with the row's values in place.
    pub world: World,
    /// The clients with the row's values in place.
    pub clients: Vec<Client>,
    /// The steps with the row's values in place.
    pub steps: Vec<Step>,
}
