//! The written form as JSON Schema, for editors: what a file may look like, as far as a schema can say it.
//!
//! Files are written differently from the values they become, so the schemas stand here by hand, made of the same tables
//! of words as the readers. What depends on something outside the file (names of policies, requirements, outcomes) or on
//! another place in it (clients, captures, versions) is left to the readers.

mod call;
mod client;
mod head;
mod outcome;
mod packet;
mod piece;
mod step;
mod value;
mod verb;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

pub(crate) use step::Form;

/// The forms of what stands under each verb, for the readers' table of verbs.
pub(crate) mod form {
    pub(crate) use super::call::{call, pages};
    pub(crate) use super::step::{
        advance, barrier, change, client, connect, dial, disconnect, drop_link, expect, ping, publish, repeat, send,
        subscribe, unsubscribe,
    };
    pub(crate) use super::verb::{check, each, parallel, stream};
}

use crate::{AccountFile, Outcomes, Scenario};

/// The JSON Schema of a scenario file.
#[must_use]
pub fn scenario_schema() -> Schema {
    root::<Scenario>()
}

/// The JSON Schema of an account file, as `touchstone serve` takes it.
#[must_use]
pub fn account_schema() -> Schema {
    root::<AccountFile>()
}

/// The JSON Schema of `outcomes.yaml`.
#[must_use]
pub fn outcomes_schema() -> Schema {
    root::<Outcomes>()
}

/// Draft 7, which every editor with YAML support reads.
fn root<T: JsonSchema>() -> Schema {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    for (name, form) in outcome::SHARED.iter().chain(&packet::SHARED).chain(&value::SHARED) {
        let reference = format!("\"#/definitions/{name}\"");
        let is_named = schema.as_value().to_string().contains(&reference);
        let definitions = schema.get_mut("definitions").and_then(Value::as_object_mut).filter(|_| is_named);
        definitions.map(|definitions| definitions.insert((*name).to_owned(), form().into()));
    }
    schema
}
