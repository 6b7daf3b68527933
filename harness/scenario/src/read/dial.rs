//! `dial:` and how an upgrade is signed.

use crate::node::Node;
use crate::read::Reader;
use crate::read::members::Members;
use crate::{Act, DialLink, Expected, Fields, Gets, Outcome};

/// What is wrong with a signature on purpose.
pub(crate) const SIGN_FAULTS: [&str; 4] = ["secret", "date", "drop", "path"];

/// What a client's signature is made of, and what is wrong with it.
pub(crate) const SIGN: [&str; 6] = ["as", "service", "secret", "date", "drop", "path"];

impl Reader<'_> {
    pub(super) fn dial(&mut self, node: &Node) -> Option<Act> {
        if node.scalar().is_some() {
            let client = self.client_name(node, "dial")?;
            return Some(Act::Dial(DialLink { client, sign: Fields::new(), gets: None, within: None }));
        }
        let mut members = Members::of(self, node, "dial")?;
        let client = members.need("client").and_then(|node| self.client_name(node, "client"));
        let sign = members.take("sign");
        let speaks = client.as_ref().map(|client| self.speaks(&client.value)).unwrap_or_default();
        let gets = members.take("gets");
        let within = members.take("within").and_then(|node| self.span(node, "within"));
        members.close(self);
        let client = client?;
        if let Some(node) = sign.filter(|_| !self.upgrades(&client.value)) {
            self.fault(node.place, format!("`{}` signs nothing: it has no `transport: websocket`", client.value));
        }
        let sign = self.fields(sign, "sign", &SIGN_FAULTS);
        let outcome = self.gets(gets, &speaks);
        if let (Some(node), Some(Gets::Outcome(expected))) = (gets, &outcome) {
            self.dial_outcome(node, expected, &client.value);
        }
        Some(Act::Dial(DialLink { client, sign, gets: outcome, within }))
    }

    /// A connection that is not made shows nothing but its end, or the HTTP answer to an upgrade.
    fn dial_outcome(&mut self, node: &Node, expected: &Expected, client: &str) {
        let all = [&expected.v3, &expected.v5]
            .into_iter()
            .flat_map(|judged| [&judged.reference].into_iter().chain(&judged.live));
        let upgrades = self.upgrades(client);
        if !all
            .into_iter()
            .all(|outcome| matches!(outcome, Outcome::Closed) || upgrades && matches!(outcome, Outcome::Http(_)))
        {
            let http = if upgrades { " or an HTTP answer, such as `{ http: { status: 403 } }`" } else { "" };
            self.fault(node.place, format!("a `dial` gets `closed`{http}"));
        }
    }

    fn upgrades(&self, client: &str) -> bool {
        self.upgrading.iter().any(|name| name == client)
    }
}
