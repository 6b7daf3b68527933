//! The head of a scenario, its world and its rows; the account file.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;

use super::piece::{Mapping, any_of, anything, named, one_or_several, or_capture, schema, several, told, word};
use super::value::{span, text, texts};
use crate::{AccountFile, Authorizer, Capability, Client, Principal, Row, Scenario, Step, Thing, Version, World};

impl JsonSchema for Scenario {
    fn schema_name() -> Cow<'static, str> {
        "scenario".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let capability = word(Capability::ALL.iter().map(|it| it.word()));
        let clients = named(generator.subschema_for::<Client>());
        let steps = several(generator.subschema_for::<Step>(), 1, None);
        Mapping::default()
            .must("summary", told(text(), "the fact in one sentence"))
            .must("requires", told(one_or_several(text(), 1, Some(3)), "the requirements that the steps really show"))
            .may("origin", told(texts(), "where the idea came from"))
            .may("versions", told(versions(), "the versions of MQTT; each combination is a case; left out, `v3`"))
            .may(
                "needs",
                told(one_or_several(capability, 0, None), "capabilities beyond those that follow by themselves"),
            )
            .may("world", generator.subschema_for::<World>())
            .may("clients", told(clients, "the clients by name; `n[1..3]` is a family of three"))
            .may("rows", told(generator.subschema_for::<Row>(), "a table; every row is a case"))
            .must("steps", told(steps, "what happens"))
            .closed()
    }
}

impl JsonSchema for AccountFile {
    fn schema_name() -> Cow<'static, str> {
        "account file".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let clients = named(generator.subschema_for::<Principal>());
        Mapping::default()
            .may("world", generator.subschema_for::<World>())
            .may("clients", told(clients, "who may connect; `n[1..3]` is a family of three"))
            .closed()
    }
}

impl JsonSchema for World {
    fn schema_name() -> Cow<'static, str> {
        "world".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let setting = any_of([text()]);
        let world = Mapping::default()
            .may("accounts", told(texts(), "accounts beside the first, by name"))
            .may("authorizers", or_capture(named(generator.subschema_for::<Authorizer>())))
            .may("things", or_capture(named(generator.subschema_for::<Thing>())))
            .may("settings", told(or_capture(named(setting)), "switches and limits of the account"));
        or_capture(world.closed())
    }
}

impl JsonSchema for Authorizer {
    fn schema_name() -> Cow<'static, str> {
        "authorizer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let authorizer = Mapping::default()
            .must("answers", told(text(), "a file below `authorizers/`"))
            .may("after", told(span(), "how long it takes; left out, no time"));
        or_capture(authorizer.closed())
    }
}

impl JsonSchema for Thing {
    fn schema_name() -> Cow<'static, str> {
        "thing".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        or_capture(Mapping::default().may("attributes", or_capture(named(text()))).may("group", texts()).closed())
    }
}

impl JsonSchema for Row {
    fn schema_name() -> Cow<'static, str> {
        "rows".into()
    }

    /// The whole table.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let name = any_of([
            schema(json!({ "type": "string", "pattern": "^[A-Za-z0-9_.-]+$" })),
            schema(json!({ "type": ["number", "boolean"] })),
        ]);
        let written = several(Mapping::default().must("name", name).open(), 1, None);
        let axis = any_of([several(anything(), 1, None), schema(json!({ "not": { "type": "array" } }))]);
        let axes = schema(json!({ "type": "object", "minProperties": 1, "additionalProperties": axis }));
        any_of([written, Mapping::default().must("cross", axes).closed()])
    }
}

fn versions() -> Schema {
    let list = one_or_several(word([Version::V3.word(), Version::V5.word(), "both"]), 1, None);
    any_of([list.clone(), named(list)])
}
