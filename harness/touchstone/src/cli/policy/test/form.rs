//! The form of a file of vectors.

use touchstone_policy::lint::Rule;

use super::super::asked::{ACTION, RESOURCE, is_action, is_resource};
use super::super::form::{Form, Member, needed, optional};

/// The whole file.
pub(super) const VECTORS: Form = Form::List(&VECTOR);

const VECTOR: Form = Form::Object(
    "a vector",
    &[
        needed("id", Form::Text),
        optional("title", Form::Text),
        optional("source", Form::Text),
        optional("requires", TEXTS),
        optional("confidence", Form::Text),
        optional("note", Form::Text),
        optional("policy_type", Form::Word(&["iot", "iam"])),
        needed("policies", Form::List(&Form::Anything)),
        optional("attachments", Form::List(&Form::Like(is_attachment, "`principal` or `thinggroup/NAME`"))),
        optional("and_policies", Form::List(&Form::Anything)),
        optional("context", CONTEXT),
        optional("requests", Form::List(&REQUEST)),
        optional("operations", Form::List(&OPERATION)),
        optional("documents", Form::List(&DOCUMENT)),
    ],
);

const TEXTS: Form = Form::List(&Form::Text);
const ANSWER: Form = Form::Word(&["Allow", "Deny"]);
const DECISION: Form = Form::Word(&["ALLOWED", "IMPLICIT_DENY", "EXPLICIT_DENY"]);
const GRAMMAR: Form = Form::Word(&["Valid", "Malformed"]);
const ASKED: Member = needed("action", Form::Like(is_action, ACTION));
const ASKED_ON: Member = needed("resource", Form::Like(is_resource, RESOURCE));

const REQUEST: Form = Form::Object(
    "a request",
    &[
        needed("id", Form::Text),
        ASKED,
        ASKED_ON,
        optional("expect", ANSWER),
        optional("decision", DECISION),
        optional("why", Form::Text),
        optional("confidence", Form::Text),
        optional("context", CONTEXT),
        optional("live", Form::List(&DECISION)),
    ],
);

const OPERATION: Form = Form::Object(
    "an operation",
    &[
        needed("id", Form::Text),
        needed("operation", Form::Text),
        needed("checks", Form::List(&CHECK)),
        needed("expect", ANSWER),
        optional("why", Form::Text),
        optional("confidence", Form::Text),
        optional("context", CONTEXT),
        optional("live", Form::List(&ANSWER)),
    ],
);

const CHECK: Form = Form::Object("a check", &[ASKED, ASKED_ON, optional("context", CONTEXT)]);

const DOCUMENT: Form = Form::Object(
    "a document",
    &[
        needed("id", Form::Text),
        needed("text", Form::Text),
        needed("expect", GRAMMAR),
        optional("lints", Form::List(&Form::Like(is_lint, "a lint, as `POL-LINT-12`"))),
        optional("why", Form::Text),
        optional("confidence", Form::Text),
        optional("live", Form::List(&GRAMMAR)),
    ],
);

/// What is known of a client.
pub(in super::super) const CONTEXT: Form = Form::Object(
    "a context",
    &[
        optional("protocol", Form::Word(&["mqtt", "websocket", "https", "credential-provider"])),
        optional("principal", Form::Word(PRINCIPALS)),
        optional("client_id", Form::Text),
        optional("source_ip", Form::Text),
        optional("source_vpce", Form::Text),
        optional("domain_name", Form::Text),
        optional("thing", THING),
        optional("group_parents", Form::Map(&Form::Text)),
        optional("thing_name_header", Form::Text),
        optional("certificate", CERTIFICATE),
        optional("connect_attributes", TEXTS),
        optional("last_will_topic", Form::Text),
        optional("cognito_sub", Form::Text),
        optional("keys", Form::Map(&Form::Texts)),
    ],
);

const PRINCIPALS: &[&str] =
    &["certificate", "iam-user", "cognito-authenticated", "cognito-unauthenticated", "custom-authorizer"];

const THING: Form = Form::Object(
    "a thing",
    &[
        optional("name", Form::Text),
        optional("type", Form::Text),
        optional("attributes", Form::Map(&Form::Text)),
        optional("attached", Form::Truth),
        optional("association", Form::Word(&["non_exclusive", "exclusive"])),
        optional("groups", TEXTS),
    ],
);

const CERTIFICATE: Form = Form::Object(
    "a certificate",
    &[
        optional("id", Form::Text),
        optional("serial_number", Form::Text),
        optional("subject", Form::Map(&TEXTS)),
        optional("issuer", Form::Map(&TEXTS)),
    ],
);

fn is_attachment(text: &str) -> bool {
    text == "principal" || text.strip_prefix("thinggroup/").is_some_and(|name| !name.is_empty())
}

fn is_lint(text: &str) -> bool {
    Rule::find(text).is_some()
}
