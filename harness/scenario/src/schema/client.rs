//! Clients and their messages.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;

use super::packet::{fields, properties};
use super::piece::{Mapping, anything, or_capture, told, word};
use super::value::{payload, qos, size, span, text, texts, truth};
use crate::read::{SESSIONS, SIGN, TRANSPORTS};
use crate::{Client, Message, Principal};

impl JsonSchema for Client {
    fn schema_name() -> Cow<'static, str> {
        "client".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let habits = Mapping::default().may("acks", truth()).may("pings", truth()).closed();
        let sign = SIGN.iter().fold(Mapping::default(), |sign, name| sign.may(name, text()));
        let client = Mapping::default()
            .may("id", told(text(), "the client id; left out, the client's name"))
            .may("policy", told(texts(), "files below `policies/`, without `.json`; left out, `all`"))
            .may("session", or_capture(word(SESSIONS.iter().map(|(word, _)| *word))))
            .may("transport", or_capture(word(TRANSPORTS.iter().map(|(word, _)| *word))))
            .may("keep alive", told(span(), "whole seconds up to 65535s; left out, 1200s"))
            .may("window", told(size(), "bytes it takes in before it reads; left out, 256KiB"))
            .may("account", told(text(), "one of `world: { accounts }`; left out, the first"))
            .may("authorizer", told(text(), "one of `world: { authorizers }`, instead of a certificate"))
            .may("thing", text())
            .may("sign", or_capture(sign.closed()))
            .may("will", generator.subschema_for::<Message>())
            .may("habits", told(or_capture(habits), "what it does by itself; left out, both"))
            .may("properties", properties())
            .may("connect", fields("connect"));
        or_capture(client.closed())
    }
}

impl JsonSchema for Principal {
    fn schema_name() -> Cow<'static, str> {
        "principal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Mapping::default()
            .may("policy", told(texts(), "files of `policies/` beside this file, without `.json`; left out, `all`"))
            .may("thing", told(texts(), "the things its certificate is attached to"))
            .closed()
    }
}

impl JsonSchema for Message {
    fn schema_name() -> Cow<'static, str> {
        "message".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        or_capture(message(Mapping::default()).closed())
    }
}

/// A mapping with the members of a message.
pub(super) fn message(mapping: Mapping) -> Mapping {
    mapping
        .must("topic", text())
        .may("payload", or_capture(payload()))
        .may("json", anything())
        .may("qos", qos())
        .may("retain", truth())
        .may("properties", properties())
        .with("not", json!({ "required": ["payload", "json"] }))
}
