//! The head of a file: summary, requirements, versions, needs; then one body for each row.

use std::collections::BTreeMap;

use crate::finding::did_you_mean;
use crate::node::{Kind, Node};
use crate::read::members::Members;
use crate::read::rows::RowValues;
use crate::read::{Reader, capture};
use crate::{Capability, Client, Located, Row, Scenario, Step, Version, Versions, World};

/// The nodes in which `$(row.x)` may stand.
#[derive(Clone, Copy)]
struct BodyNodes<'n> {
    world: Option<&'n Node>,
    clients: Option<&'n Node>,
    steps: Option<&'n Node>,
}

/// What they say, for one row or without a table.
#[derive(Default)]
struct Body {
    world: World,
    clients: Vec<Client>,
    steps: Vec<Step>,
}

impl Reader<'_> {
    pub(super) fn scenario(&mut self, id: &str, root: &Node) -> Option<Scenario> {
        let mut members = Members::of(self, root, "a scenario")?;
        let summary = members.need("summary").and_then(|node| self.text(node, "summary"));
        let requires = members.need("requires").map(|node| self.requires(node)).unwrap_or_default();
        let origin = members.take("origin").map(|node| self.texts(node, "origin")).unwrap_or_default();
        let versions = members.take("versions");
        let needs = members.take("needs").map(|node| self.needs(node)).unwrap_or_default();
        let nodes = BodyNodes {
            world: members.take("world"),
            clients: members.take("clients"),
            steps: {
                members.take("rows");
                members.need("steps")
            },
        };
        let rows = root.member("rows").map(|node| self.rows(node)).unwrap_or_default();
        members.close(self);
        self.versions = versions.map_or(Versions::All(vec![Version::V3]), |node| self.versions(node, nodes.clients));
        let rows: Vec<Row> = rows.into_iter().map(|row| self.row(row, nodes)).collect();
        let body = match rows.first() {
            Some(row) => Body { world: row.world.clone(), clients: row.clients.clone(), steps: row.steps.clone() },
            None => self.body(nodes),
        };
        Some(Scenario {
            id: id.to_owned(),
            summary: summary?,
            requires,
            origin: origin.into_iter().map(|origin| origin.value).collect(),
            versions: self.versions.clone(),
            needs,
            world: body.world,
            clients: body.clients,
            rows,
            steps: body.steps,
        })
    }

    fn requires(&mut self, node: &Node) -> Vec<Located<String>> {
        let ids = self.texts(node, "requires");
        if !(1..=3).contains(&ids.len()) {
            self.fault(node.place, format!("expected one to three requirement ids, found {}", ids.len()));
        }
        let known = &self.words.requirements;
        for id in &ids {
            self.known(id, "requirement", known);
        }
        ids
    }

    fn needs(&mut self, node: &Node) -> Vec<Capability> {
        let choices: Vec<_> = Capability::ALL.iter().map(|&capability| (capability.word(), capability)).collect();
        node.items().iter().filter_map(|item| self.word(item, "needs", &choices)).collect()
    }

    fn versions(&mut self, node: &Node, clients: Option<&Node>) -> Versions {
        let Kind::Map(entries) = &node.kind else { return Versions::All(self.version_list(node)) };
        let declared: Vec<_> = clients.map(Node::entries).unwrap_or_default().iter().map(|(name, _)| name).collect();
        let declared: Vec<_> = declared.into_iter().flat_map(|name| self.family(name)).map(|name| name.value).collect();
        let mut each = BTreeMap::new();
        for (name, versions) in entries {
            if !declared.contains(&name.value) {
                let near = did_you_mean(&name.value, declared.iter().map(String::as_str));
                self.fault(name.place, format!("unknown client `{}` in `versions`{near}", name.value));
            }
            each.insert(name.value.clone(), self.version_list(versions));
        }
        Versions::Each(each)
    }

    fn version_list(&mut self, node: &Node) -> Vec<Version> {
        if node.scalar() == Some("both") {
            return vec![Version::V3, Version::V5];
        }
        let choices = [("v3", Version::V3), ("v5", Version::V5), ("both", Version::V3)];
        let mut versions: Vec<_> =
            node.items().iter().filter_map(|item| self.word(item, "versions", &choices)).collect();
        if node.items().is_empty() {
            self.fault(node.place, "expected at least one version".to_owned());
        }
        versions.sort_unstable();
        versions.dedup();
        versions
    }

    fn row(&mut self, values: RowValues, nodes: BodyNodes<'_>) -> Row {
        let [world, clients, steps] =
            [nodes.world, nodes.clients, nodes.steps].map(|node| node.map(|node| self.with_row(node, &values)));
        let nodes = BodyNodes { world: world.as_ref(), clients: clients.as_ref(), steps: steps.as_ref() };
        let body = self.body(nodes);
        Row {
            name: values.name,
            values: values.values.iter().map(|(name, node)| (name.clone(), node.json())).collect(),
            world: body.world,
            clients: body.clients,
            steps: body.steps,
        }
    }

    fn body(&mut self, nodes: BodyNodes<'_>) -> Body {
        let world = nodes.world.and_then(|node| self.world(node)).unwrap_or_default();
        let clients = nodes.clients.map(|node| self.clients(node)).unwrap_or_default();
        if let Some(node) = nodes.steps {
            capture::judge(self, node);
        }
        let steps = nodes.steps.map(|node| self.steps(node)).unwrap_or_default();
        Body { world, clients, steps }
    }
}
