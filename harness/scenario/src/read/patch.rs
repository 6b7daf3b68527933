//! `{ like, patched }`: a plain packet with bytes in one of its text fields.

use serde_json::{Value, json};

use crate::finding::{Choices, did_you_mean};
use crate::node::Node;
use crate::read::Reader;
use crate::read::members::Members;
use crate::{Built, Located};

/// A text field of a packet.
struct TextField {
    /// `PACKET.field`, as files write it.
    name: &'static str,
    /// The packet by the name under which it is built.
    kind: &'static str,
    /// The packet's field that puts a text there.
    put: fn(Value) -> (&'static str, Value),
}

const TEXT_FIELDS: [TextField; 9] = [
    TextField { name: "CONNECT.client-id", kind: "connect", put: |text| ("client id", text) },
    TextField { name: "CONNECT.user-name", kind: "connect", put: |text| ("user name", text) },
    TextField { name: "CONNECT.will-topic", kind: "connect", put: |text| ("will", json!({ "topic": text })) },
    TextField { name: "PUBLISH.topic", kind: "publish", put: |text| ("topic", text) },
    TextField { name: "PUBLISH.response-topic", kind: "publish", put: |text| property("response-topic", &text) },
    TextField { name: "PUBLISH.content-type", kind: "publish", put: |text| property("content-type", &text) },
    TextField { name: "SUBSCRIBE.filter", kind: "subscribe", put: |text| ("filters", json!([{ "filter": text }])) },
    TextField { name: "UNSUBSCRIBE.filter", kind: "unsubscribe", put: |text| ("filters", json!([text])) },
    TextField { name: "DISCONNECT.reason-string", kind: "disconnect", put: |text| property("reason-string", &text) },
];

fn property(name: &str, text: &Value) -> (&'static str, Value) {
    ("properties", json!({ name: text }))
}

/// The names of all fields that can be patched.
pub(crate) fn text_fields() -> [&'static str; 9] {
    TEXT_FIELDS.map(|field| field.name)
}

impl Reader<'_> {
    /// `like` names the plain packet by one of its fields, `patched` the field that is filled, and with which bytes.
    pub(super) fn patched(&mut self, node: &Node) -> Option<Built> {
        let mut members = Members::of(self, node, "a patched packet")?;
        let like = members.need("like").and_then(|node| self.text_field(node, "like"));
        let patched = members.need("patched");
        members.close(self);
        let patched = patched?;
        let mut members = Members::of(self, patched, "patched")?;
        let field = members.need("field").and_then(|node| self.text_field(node, "field"));
        let hex = members.need("hex").and_then(|node| self.hex(node, "hex"));
        members.close(self);
        let (like, field, hex) = (like?, field?, hex?);
        if like.value.kind != field.value.kind {
            let message = format!("`{}` is no field of the packet that `like` names", field.value.name);
            self.fault(field.place, message);
        }
        let digits: String = hex.iter().map(|byte| format!("{byte:02x}")).collect();
        let (name, value) = (field.value.put)(json!({ "hex": digits }));
        let kind = Located { value: field.value.kind.to_owned(), place: like.place };
        Some(Built::Packet { kind, fields: vec![(Located { value: name.to_owned(), place: field.place }, value)] })
    }

    fn text_field(&mut self, node: &Node, what: &str) -> Option<Located<&'static TextField>> {
        const TABLE: &[TextField] = &TEXT_FIELDS;
        let found = node.scalar().unwrap_or_default();
        let field = TABLE.iter().find(|field| field.name == found);
        if field.is_none() {
            let names = text_fields();
            let near = did_you_mean(found, names);
            let found = node.describe();
            self.misread(node, format!("expected {} for `{what}`, found {found}{near}", Choices(&names)));
        }
        field.map(|value| Located { value, place: node.place })
    }
}
