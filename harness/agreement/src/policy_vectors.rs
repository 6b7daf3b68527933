//! The vectors of `scenarios/vectors/policy.json`: documents in force, what is known of a request, and what must come of it.
//!
//! Here they are only read. Who answers them - the engine, the oracle, a session - is for the tests that play them.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value as Json};
use touchstone_oracle::policy::Caller;

/// One vector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Its id, such as `PV-CON-02`.
    pub id: String,
    /// What it is about.
    #[serde(default)]
    pub title: String,
    /// Rows of the catalogue and pages that it rests on.
    #[serde(default)]
    pub source: String,
    /// The requirements that it shows.
    #[serde(default)]
    pub requires: Vec<String>,
    /// How sure that is.
    #[serde(default)]
    pub confidence: String,
    /// What was repaired against the printed example.
    #[serde(default)]
    pub note: String,
    /// Whose documents these are.
    #[serde(default)]
    pub policy_type: PolicyType,
    /// The documents in force, all of them.
    pub policies: Vec<Json>,
    /// To what each document is attached: `principal` or `thinggroup/<name>`; `None` means to the principal.
    pub attachments: Option<Vec<String>>,
    /// The AWS IoT Core policies that must allow as well; `policies` are then the IAM side.
    pub and_policies: Option<Vec<Json>>,
    /// What is known of every request.
    #[serde(default)]
    pub context: Map<String, Json>,
    /// Single checks.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// Operations of several checks.
    #[serde(default)]
    pub operations: Vec<Operation>,
    /// Texts for the parser and the linter.
    #[serde(default)]
    pub documents: Vec<Document>,
}

/// Whose policy language is used.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum PolicyType {
    /// AWS IoT Core.
    #[default]
    Iot,
    /// IAM.
    Iam,
}

/// One check and its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Its id, such as `PV-CON-02/1`.
    pub id: String,
    /// What is asked for.
    pub action: String,
    /// On which resource: an ARN or `*`.
    pub resource: String,
    /// Whether it is allowed; `None` where `decision` says it.
    pub expect: Option<Expected>,
    /// The decision, with the kind of denial; `None` where `expect` is enough.
    pub decision: Option<Decision>,
    /// Why.
    #[serde(default)]
    pub why: String,
    /// How sure that is.
    #[serde(default)]
    pub confidence: String,
    /// Members that replace those of the vector.
    #[serde(default)]
    pub context: Map<String, Json>,
    /// Decisions that are accepted from another implementation; `None` means only the one above.
    pub live: Option<Vec<Decision>>,
}

/// An operation that needs several checks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Its id, such as `PV-OPS-01/op1`.
    pub id: String,
    /// The operation in words.
    pub operation: String,
    /// What it asks for.
    pub checks: Vec<Check>,
    /// Whether it is allowed.
    pub expect: Expected,
    /// Why.
    #[serde(default)]
    pub why: String,
    /// How sure that is.
    #[serde(default)]
    pub confidence: String,
    /// Members that replace those of the vector.
    #[serde(default)]
    pub context: Map<String, Json>,
    /// Answers that are accepted from another implementation; `None` means only the one above.
    pub live: Option<Vec<Expected>>,
}

/// One check of an operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What is asked for.
    pub action: String,
    /// On which resource: an ARN or `*`.
    pub resource: String,
    /// Members that replace those of the operation.
    #[serde(default)]
    pub context: Map<String, Json>,
}

/// A text for the parser and the linter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its id, such as `PD-GRAM-01/1`.
    pub id: String,
    /// The text.
    pub text: String,
    /// Whether it is in order.
    pub expect: Grammar,
    /// The lints that must be reported.
    #[serde(default)]
    pub lints: Vec<String>,
    /// Why.
    #[serde(default)]
    pub why: String,
    /// How sure that is.
    #[serde(default)]
    pub confidence: String,
    /// Answers that are accepted from another implementation; `None` means only the one above.
    pub live: Option<Vec<Grammar>>,
}

/// The answer to a check.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decision {
    /// A statement allows it, none denies it.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// No statement covers it.
    ImplicitDeny,
}

/// The answer to an operation.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum Expected {
    /// Every check is allowed.
    Allow,
    /// Some check is not.
    Deny,
}

/// What the parser says of a text.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub enum Grammar {
    /// It can be stored.
    Valid,
    /// It is refused.
    Malformed,
}

impl Vector {
    /// The file.
    #[must_use]
    pub fn path() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/vectors/policy.json")
    }

    /// Reads vectors from the text of the file.
    ///
    /// # Errors
    /// When the text is no list of vectors.
    pub fn read(text: &str) -> Result<Vec<Self>, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What is known of a request: the vector's members, each replaced by that of a later layer; `null` is absent.
    ///
    /// # Errors
    /// When a member is unknown or of a wrong form.
    pub fn caller(&self, layers: &[&Map<String, Json>]) -> Result<Caller, serde_json::Error> {
        let mut merged = self.context.clone();
        for layer in layers {
            merged.extend(layer.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        merged.retain(|_, value| !value.is_null());
        serde_json::from_value(Json::Object(merged))
    }
}

impl Request {
    /// Whether a decision is the expected one.
    #[must_use]
    pub fn is_met_by(&self, found: Decision) -> bool {
        self.decision.is_none_or(|decision| decision == found)
            && self.expect.is_none_or(|expect| expect == found.answer())
    }

    /// Whether it expects something, and nothing that contradicts itself.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        match (self.decision, self.expect) {
            (Some(decision), Some(expect)) => decision.answer() == expect,
            (decision, expect) => decision.is_some() || expect.is_some(),
        }
    }
}

impl Decision {
    /// Whether that is an allow.
    #[must_use]
    pub const fn answer(self) -> Expected {
        match self {
            Self::Allowed => Expected::Allow,
            Self::ExplicitDeny | Self::ImplicitDeny => Expected::Deny,
        }
    }
}
