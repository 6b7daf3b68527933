//! `world:` — accounts, authorizers, things, settings.

use std::collections::BTreeMap;

use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::members::Members;
use crate::{Authorizer, Located, Scalar, Thing, World};
use touchstone_vocabulary::Span;

impl Reader<'_> {
    pub(super) fn world(&mut self, node: &Node) -> Option<World> {
        let mut members = Members::of(self, node, "world")?;
        let accounts = members.take("accounts").map(|node| self.texts(node, "accounts")).unwrap_or_default();
        let authorizers = members.take("authorizers").map(|node| self.authorizers(node)).unwrap_or_default();
        let things = members.take("things").map(|node| self.things(node)).unwrap_or_default();
        let settings = members.take("settings").map(|node| self.settings(node)).unwrap_or_default();
        members.close(self);
        self.accounts = accounts.iter().map(|account| account.value.clone()).collect();
        self.authorizers = authorizers.iter().map(|authorizer| authorizer.name.value.clone()).collect();
        Some(World { accounts, authorizers, things, settings })
    }

    fn authorizers(&mut self, node: &Node) -> Vec<Authorizer> {
        if !matches!(node.kind, Kind::Map(_)) {
            self.wanted(node, "authorizers by name for `authorizers`");
        }
        node.entries().iter().filter_map(|(name, node)| self.authorizer(name, node)).collect()
    }

    fn authorizer(&mut self, name: &Located<String>, node: &Node) -> Option<Authorizer> {
        let mut members = Members::of(self, node, "an authorizer")?;
        let answers = members.need("answers").and_then(|node| self.located(node, "answers"));
        let after = members.take("after").map_or(Some(Span::ZERO), |node| self.span(node, "after"));
        members.close(self);
        let answers = answers?;
        let known = &self.words.authorizers;
        self.known(&answers, "authorizer answer", known);
        Some(Authorizer { name: name.clone(), answers, after: after? })
    }

    fn things(&mut self, node: &Node) -> Vec<Thing> {
        if !matches!(node.kind, Kind::Map(_)) {
            self.wanted(node, "things by name for `things`");
        }
        node.entries().iter().flat_map(|(name, node)| self.thing_family(name, node)).collect()
    }

    fn thing_family(&mut self, name: &Located<String>, node: &Node) -> Vec<Thing> {
        let Some(mut members) = Members::of(self, node, "a thing") else { return Vec::new() };
        let attributes = members.take("attributes").map(|node| self.attributes(node)).unwrap_or_default();
        let groups = members.take("group").map(|node| self.texts(node, "group")).unwrap_or_default();
        members.close(self);
        let groups: Vec<String> = groups.into_iter().map(|group| group.value).collect();
        let names = self.family(name);
        names.into_iter().map(|name| Thing { name, attributes: attributes.clone(), groups: groups.clone() }).collect()
    }

    fn attributes(&mut self, node: &Node) -> BTreeMap<String, String> {
        let text = |reader: &mut Self, name: &Located<String>, value| {
            Some((name.value.clone(), reader.text(value, "an attribute")?))
        };
        self.mapping(node, "attributes").iter().filter_map(|(name, value)| text(self, name, value)).collect()
    }

    fn settings(&mut self, node: &Node) -> BTreeMap<String, Located<Scalar>> {
        if !matches!(node.kind, Kind::Map(_)) {
            self.wanted(node, "settings by name for `settings`");
        }
        let known = &self.words.settings;
        let mut settings = BTreeMap::new();
        for (name, node) in node.entries() {
            self.known(name, "setting", known);
            let value = match &node.kind {
                Kind::Bool(value) => Some(Scalar::Bool(*value)),
                Kind::Integer(value, _) => Some(Scalar::Integer(*value)),
                _ => self.text(node, &name.value).map(Scalar::Text),
            };
            let place = node.place;
            settings.extend(value.map(|value| (name.value.clone(), Located { value, place })));
        }
        settings
    }
}
