//! The account file of `touchstone serve`: the `world:` and `clients:` of a scenario, as far as a server has use for them.

use crate::node::{Kind, Node};
use crate::read::Reader;
use crate::read::members::Members;
use crate::{AccountFile, Located, Principal};

impl Reader<'_> {
    pub(super) fn account_file(&mut self, root: &Node) -> Option<AccountFile> {
        let mut members = Members::of(self, root, "an account file")?;
        let (world, clients) = (members.take("world"), members.take("clients"));
        members.close(self);
        let world = world.map_or_else(|| Some(crate::World::default()), |node| self.world(node));
        let principals = clients.map(|node| self.principals(node)).unwrap_or_default();
        Some(AccountFile { world: world?, principals })
    }

    fn principals(&mut self, node: &Node) -> Vec<Principal> {
        if !matches!(node.kind, Kind::Map(_)) {
            self.wanted(node, "clients by name for `clients`");
        }
        let mut principals: Vec<Principal> = Vec::new();
        for (name, node) in node.entries() {
            for name in self.family(name) {
                if principals.iter().any(|other| other.name.value == name.value) {
                    self.fault(name.place, format!("two clients are named `{}`", name.value));
                }
                principals.extend(self.principal(name, node));
            }
        }
        principals
    }

    fn principal(&mut self, name: Located<String>, node: &Node) -> Option<Principal> {
        let mut members = Members::of(self, node, "a client")?;
        let policies = members
            .take("policy")
            .map_or_else(|| vec![Located { value: "all".to_owned(), place: name.place }], |node| self.policies(node));
        let things = members.take("thing").map(|node| self.texts(node, "thing")).unwrap_or_default();
        members.close(self);
        Some(Principal { name, policies, things })
    }
}
