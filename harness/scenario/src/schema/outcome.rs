//! Outcomes: what may be expected of a client.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;

use super::packet::byte;
use super::piece::{
    Mapping, Shared, any_of, anything, named, one_or_several, or_capture, schema, several, shared, word,
};
use super::value::{number, payload, text, truth};
use crate::read::{MOST_TIMES, PROPERTIES, code_names};
use crate::{Expected, Gets, HttpPattern, Judged, Outcome, Outcomes, PacketKind};

/// What is written once, by name.
pub(super) const SHARED: [Shared; 4] = [
    ("connack-code", || code_form(PacketKind::Connack)),
    ("suback-code", || code_form(PacketKind::Suback)),
    ("code", || code_form(PacketKind::Disconnect)),
    ("judged-properties", || schema(json!({ "type": "object", "propertyNames": { "enum": PROPERTIES } }))),
];

impl JsonSchema for Outcomes {
    fn schema_name() -> Cow<'static, str> {
        "outcomes".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        named(generator.subschema_for::<Expected>())
    }
}

impl JsonSchema for Gets {
    fn schema_name() -> Cow<'static, str> {
        "gets".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        any_of([word(["later"]), generator.subschema_for::<Expected>()])
    }
}

impl JsonSchema for Expected {
    fn schema_name() -> Cow<'static, str> {
        "expected".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let judged = generator.subschema_for::<Judged>();
        let by_version = Mapping::default().may("v3", judged.clone()).may("v5", judged.clone());
        any_of([judged, by_version.with("minProperties", json!(1)).closed()])
    }
}

impl JsonSchema for Judged {
    fn schema_name() -> Cow<'static, str> {
        "judged".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let judged = generator.subschema_for::<Self>();
        let live = or_capture(one_or_several(judged.clone(), 0, None));
        let with_live = Mapping::default().must("ref", judged).must("live", live).may("goes on", truth()).closed();
        any_of([generator.subschema_for::<Outcome>(), with_live])
    }
}

impl JsonSchema for Outcome {
    fn schema_name() -> Cow<'static, str> {
        "outcome".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let expected = generator.subschema_for::<Expected>();
        let list = or_capture(several(expected.clone(), 0, None));
        let kinds =
            PacketKind::ALL.iter().fold(Mapping::default(), |kinds, kind| kinds.may(kind.word(), packet(*kind)));
        let one = kinds
            .may("in order", list.clone())
            .may("any order", list)
            .may("http", generator.subschema_for::<HttpPattern>())
            .matching("^[1-5][0-9][0-9]$", json!(true))
            .with("minProperties", json!(1))
            .with("maxProperties", json!(1));
        let at_most = Mapping::default()
            .must("at most", expected.clone())
            .must("times", number(0, MOST_TIMES))
            .may("then", expected);
        let status = schema(json!({ "type": "integer", "minimum": 100, "maximum": 599 }));
        // A word may be the name of any outcome of `outcomes.yaml`.
        let word = schema(json!({ "type": "string" }));
        any_of([word, status, one.closed(), at_most.closed()])
    }
}

impl JsonSchema for HttpPattern {
    fn schema_name() -> Cow<'static, str> {
        "http".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let headers = schema(json!({ "type": "object" }));
        Mapping::default().must("status", number(100, 599)).may("json", anything()).may("headers", headers).closed()
    }
}

/// The pattern of one packet: members by name, or its code or codes alone.
fn packet(kind: PacketKind) -> Schema {
    let members = kind.members().iter().fold(Mapping::default(), |it, name| it.may(name, member(kind, name)));
    let mut forms = vec![members.closed(), schema(json!({ "type": "null" }))];
    if !code_names(kind).is_empty() {
        forms.push(code(kind));
    }
    if kind.members().contains(&"codes") {
        forms.push(several(code(kind), 0, None));
    }
    any_of(forms)
}

fn member(kind: PacketKind, name: &str) -> Schema {
    match name {
        "exactly" => truth(),
        "code" => judged(code(kind)),
        "codes" => or_capture(several(code(kind), 0, None)),
        "topic" => judged(text()),
        "payload" => judged(payload()),
        "properties" => shared("judged-properties"),
        _ => anything(),
    }
}

/// The codes of a packet: the names of both versions.
fn code(kind: PacketKind) -> Schema {
    shared(match kind {
        PacketKind::Connack => "connack-code",
        PacketKind::Suback => "suback-code",
        _ => "code",
    })
}

fn code_form(kind: PacketKind) -> Schema {
    or_capture(any_of([byte(), word(code_names(kind).into_iter().chain(["any"]))]))
}

/// A value, or `{ ref, live }` round values.
fn judged(value: Schema) -> Schema {
    let live = one_or_several(value.clone(), 0, None);
    let round = Mapping::default().must("ref", value.clone()).may("live", any_of([live, word(["any"])]));
    any_of([value, round.closed()])
}
