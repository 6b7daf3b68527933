//! Steps: a mapping with the verb as its only key.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;

use super::client::message;
use super::packet::{properties, reason_code};
use super::piece::{Mapping, any_of, named, one_or_several, or_capture, schema, several, told, word};
use super::value::{hex, number, qos, span, text, texts, truth};
use crate::read::{CERTIFICATES, ENDINGS, MOST_TIMES, SIGN_FAULTS, VERBS};
use crate::{Built, Expected, FilterAsked, Gets, Share, Step};

/// The form of what stands under a verb.
pub(crate) type Form = fn(&mut SchemaGenerator) -> Schema;

impl JsonSchema for Step {
    fn schema_name() -> Cow<'static, str> {
        "step".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let verbs = VERBS.iter().fold(Mapping::default(), |verbs, verb| verbs.may(verb.word, (verb.form)(generator)));
        let verbs = verbs.with("minProperties", json!(1)).with("maxProperties", json!(1)).closed();
        or_capture(told(verbs, "a step: its verb is the only key"))
    }
}

impl JsonSchema for FilterAsked {
    fn schema_name() -> Cow<'static, str> {
        "filter".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let filter = Mapping::default()
            .must("filter", text())
            .may("qos", qos())
            .may("no local", truth())
            .may("retain as published", truth())
            .may("retain handling", number(0, 2));
        or_capture(filter.closed())
    }
}

/// The steps inside a verb.
pub(super) fn steps(generator: &mut SchemaGenerator) -> Schema {
    or_capture(several(generator.subschema_for::<Step>(), 1, None))
}

/// A client's name, which may be a family.
pub(crate) fn client(_: &mut SchemaGenerator) -> Schema {
    text()
}

/// A client alone, or with what it gets.
fn asked(generator: &mut SchemaGenerator) -> Mapping {
    Mapping::default().must("client", text()).may("gets", generator.subschema_for::<Gets>()).may("within", span())
}

pub(crate) fn connect(generator: &mut SchemaGenerator) -> Schema {
    one_or_several(any_of([text(), asked(generator).closed()]), 1, None)
}

pub(crate) fn ping(generator: &mut SchemaGenerator) -> Schema {
    any_of([text(), asked(generator).closed()])
}

/// As `ping`, with faults of the signature.
pub(crate) fn dial(generator: &mut SchemaGenerator) -> Schema {
    let faults = SIGN_FAULTS.iter().fold(Mapping::default(), |faults, fault| faults.may(fault, text()));
    let sign = or_capture(faults.closed());
    any_of([text(), asked(generator).may("sign", sign).closed()])
}

pub(crate) fn subscribe(generator: &mut SchemaGenerator) -> Schema {
    let filters = or_capture(one_or_several(generator.subschema_for::<FilterAsked>(), 1, None));
    Mapping::default()
        .must("from", text())
        .must("filters", filters)
        .may("gets", generator.subschema_for::<Gets>())
        .may("properties", properties())
        .closed()
}

pub(crate) fn unsubscribe(generator: &mut SchemaGenerator) -> Schema {
    let gets = generator.subschema_for::<Gets>();
    Mapping::default().must("from", text()).must("filters", texts()).may("gets", gets).closed()
}

pub(crate) fn publish(generator: &mut SchemaGenerator) -> Schema {
    let gets = generator.subschema_for::<Gets>();
    message(Mapping::default().must("from", text()).may("gets", gets)).closed()
}

pub(crate) fn send(generator: &mut SchemaGenerator) -> Schema {
    let packets = or_capture(one_or_several(generator.subschema_for::<Built>(), 1, None));
    let either = json!([{ "required": ["packets"] }, { "required": ["hex"] }]);
    Mapping::default().must("from", text()).may("packets", packets).may("hex", hex()).with("oneOf", either).closed()
}

pub(crate) fn expect(generator: &mut SchemaGenerator) -> Schema {
    let expected = generator.subschema_for::<Expected>();
    let one = any_of([expected.clone(), generator.subschema_for::<Share>()]);
    let entry =
        schema(json!({ "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": expected }));
    let windows_alone = json!({ "propertyNames": { "enum": ["within", "not before"] } });
    Mapping::default()
        .may("within", told(span(), "not later than this from now"))
        .may("not before", told(span(), "not earlier than this from now"))
        .may("across", told(one_or_several(entry, 0, None), "in this order, between clients"))
        .with("additionalProperties", json!(one))
        .with("not", windows_alone)
        .open()
}

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "share".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let expected = generator.subschema_for::<Expected>();
        Mapping::default()
            .must("exactly", schema(json!({ "type": "integer", "minimum": 0 })))
            .must("of", any_of([word(["online"]), expected.clone()]))
            .may("others", expected)
            .closed()
    }
}

pub(crate) fn barrier(_: &mut SchemaGenerator) -> Schema {
    Mapping::default().must("from", text()).must("topic", text()).must("reaches", texts()).closed()
}

pub(crate) fn disconnect(_: &mut SchemaGenerator) -> Schema {
    let with = Mapping::default().must("client", text()).may("code", reason_code()).may("properties", properties());
    any_of([text(), with.closed()])
}

pub(crate) fn drop_link(_: &mut SchemaGenerator) -> Schema {
    let how = or_capture(word(ENDINGS.iter().map(|(word, _)| *word)));
    any_of([text(), Mapping::default().must("client", text()).may("how", how).closed()])
}

pub(crate) fn advance(_: &mut SchemaGenerator) -> Schema {
    any_of([span(), Mapping::default().must("to", span()).closed()])
}

pub(crate) fn change(_: &mut SchemaGenerator) -> Schema {
    Mapping::default()
        .must("client", text())
        .may("policy", told(texts(), "exactly these from now on"))
        .may("attach", text())
        .may("detach", text())
        .may("certificate", or_capture(word(CERTIFICATES.iter().map(|(word, _)| *word))))
        .with("minProperties", json!(2))
        .with("maxProperties", json!(2))
        .closed()
}

pub(crate) fn repeat(generator: &mut SchemaGenerator) -> Schema {
    Mapping::default().must("times", number(1, MOST_TIMES)).must("do", steps(generator)).closed()
}

/// Names to texts, such as headers.
pub(super) fn texts_by_name() -> Schema {
    or_capture(named(text()))
}
