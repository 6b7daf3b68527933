//! The verbs that compare, count and run side by side.

use schemars::{Schema, SchemaGenerator};
use serde_json::json;

use super::client::message;
use super::piece::{Mapping, any_of, anything, named, word};
use super::step::steps;
use super::value::{number, span, text, texts, truth};
use crate::read::{MOST_IN_ALL_ORDERS, MOST_STREAMED, ORDERS};
use crate::{Comparator, Row};

pub(crate) fn parallel(generator: &mut SchemaGenerator) -> Schema {
    let all = json!({ "required": ["orders"], "properties": { "orders": { "const": "all" } } });
    Mapping::default()
        .may("orders", word(ORDERS.iter().map(|(word, _)| *word)))
        .must("of", steps(generator))
        .with("if", all)
        .with("then", json!({ "properties": { "of": { "maxItems": MOST_IN_ALL_ORDERS } } }))
        .closed()
}

pub(crate) fn stream(_: &mut SchemaGenerator) -> Schema {
    let acknowledged =
        json!({ "required": ["qos"], "properties": { "qos": { "anyOf": [{ "const": 1 }, { "type": "string" }] } } });
    message(Mapping::default().must("from", text()).must("count", number(1, MOST_STREAMED)).may("record", text()))
        .with("if", json!({ "required": ["record"] }))
        .with("then", acknowledged)
        .closed()
}

pub(crate) fn each(generator: &mut SchemaGenerator) -> Schema {
    Mapping::default().must("rows", generator.subschema_for::<Row>()).must("do", steps(generator)).closed()
}

pub(crate) fn check(_: &mut SchemaGenerator) -> Schema {
    let payloads = comparisons(Mapping::default().must("payloads of", texts()));
    let captures = json!({ "type": "object", "minProperties": 1, "not": { "required": ["payloads of"] } });
    let mut by_value = named(comparisons(Mapping::default()));
    by_value.insert("allOf".to_owned(), json!([captures]));
    any_of([payloads, by_value])
}

fn comparisons(mapping: Mapping) -> Schema {
    let needed: Vec<_> = Comparator::WORDS.iter().map(|(word, _)| json!({ "required": [word] })).collect();
    let mapping = mapping.may("within", span()).may("without duplicates", truth()).with("anyOf", json!(needed));
    Comparator::WORDS.iter().fold(mapping, |mapping, (word, _)| mapping.may(word, anything())).closed()
}
