//! Cases: a scenario with one version for each client and one row of its table.

use std::collections::BTreeMap;

use crate::{Capability, Client, Located, Row, Scenario, Step, Version, Versions, World};

/// What a runner runs: every choice that a scenario leaves open is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// `<scenario>@v3`, `<scenario>@a3-b5`, then `#<row>`.
    pub id: String,
    /// The scenario's id.
    pub scenario: String,
    /// The fact in one sentence.
    pub summary: String,
    /// The requirements it cites.
    pub requires: Vec<Located<String>>,
    /// The row's name.
    pub row: Option<String>,
    /// The version that each client speaks, by client name.
    pub versions: BTreeMap<String, Version>,
    /// Capabilities beyond those that follow from world and verbs.
    pub needs: Vec<Capability>,
    /// The world beyond the clients.
    pub world: World,
    /// The clients.
    pub clients: Vec<Client>,
    /// What happens.
    pub steps: Vec<Step>,
}

impl Case {
    /// The version that a client speaks.
    #[must_use]
    pub fn version(&self, client: &str) -> Version {
        self.versions.get(client).copied().unwrap_or(Version::V3)
    }

    /// The client of this name.
    #[must_use]
    pub fn client(&self, name: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.name.value == name)
    }
}

/// The cases of a scenario: the product of its versions with its rows, in the order of the file.
#[must_use]
pub fn cases(scenario: &Scenario) -> Vec<Case> {
    let mut cases = Vec::new();
    for choice in choices(&scenario.versions) {
        if scenario.rows.is_empty() {
            cases.push(case(scenario, &choice, None));
        }
        cases.extend(scenario.rows.iter().map(|row| case(scenario, &choice, Some(row))));
    }
    cases
}

/// One combination of versions: how the id writes it, and what each client speaks.
struct Choice {
    suffix: String,
    all: Version,
    named: BTreeMap<String, Version>,
}

fn choices(versions: &Versions) -> Vec<Choice> {
    match versions {
        Versions::All(versions) => versions.iter().map(|&version| Choice::all(version)).collect(),
        Versions::Each(named) => {
            let first = Choice { suffix: String::new(), all: Version::V3, named: BTreeMap::new() };
            named.iter().fold(vec![first], |choices, (name, versions)| {
                choices.iter().flat_map(|choice| versions.iter().map(|&version| choice.with(name, version))).collect()
            })
        }
    }
}

impl Choice {
    fn all(version: Version) -> Self {
        Self { suffix: version.word().to_owned(), all: version, named: BTreeMap::new() }
    }

    fn with(&self, name: &str, version: Version) -> Self {
        let between = if self.suffix.is_empty() { "" } else { "-" };
        let digit = version.word().trim_start_matches('v');
        let mut named = self.named.clone();
        named.insert(name.to_owned(), version);
        Self { suffix: format!("{}{between}{name}{digit}", self.suffix), all: self.all, named }
    }
}

fn case(scenario: &Scenario, choice: &Choice, row: Option<&Row>) -> Case {
    let world = row.map_or(&scenario.world, |row| &row.world);
    let clients = row.map_or(&scenario.clients, |row| &row.clients);
    let steps = row.map_or(&scenario.steps, |row| &row.steps);
    let name = row.map(|row| format!("#{}", row.name)).unwrap_or_default();
    let spoken = |client: &Client| {
        let version = choice.named.get(&client.name.value).copied().unwrap_or(choice.all);
        (client.name.value.clone(), version)
    };
    Case {
        id: format!("{}@{}{name}", scenario.id, choice.suffix),
        scenario: scenario.id.clone(),
        summary: scenario.summary.clone(),
        requires: scenario.requires.clone(),
        row: row.map(|row| row.name.clone()),
        versions: clients.iter().map(spoken).collect(),
        needs: scenario.needs.clone(),
        world: world.clone(),
        clients: clients.clone(),
        steps: steps.clone(),
    }
}
