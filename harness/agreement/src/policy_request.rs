//! One request, asked of the engine and of the oracle.
//!
//! Tools that judge somebody's policies ask both, so that a mistake of the engine is seen where it would mislead.

mod context;
mod engine;

use std::fmt;

use touchstone_oracle::policy as oracle;
use touchstone_oracle::policy::{Caller, Decision, Judgement};
use touchstone_policy::PolicyError;

pub use self::context::{caller, context};
use self::engine::Engine;
pub use self::engine::facts;

/// A document, and in what capacity it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What judgements call it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What it is attached to.
    pub on: On,
}

/// What a document is attached to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// A device policy of the principal, or of its custom authorizer.
    Principal,
    /// A device policy of a thing group.
    Group(String),
    /// An IAM policy of the user or of the role.
    Identity,
}

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The place of the document among those given, from 0.
    pub document: usize,
    /// Why.
    pub why: Why,
}

/// Who refuses a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It breaks the grammar.
    Malformed(PolicyError),
    /// It is too long to be stored, in one sentence.
    TooLong(String),
    /// The oracle refuses what the engine takes: a defect of this project.
    OracleAlone(String),
}

/// The documents in force, as both sides read them.
#[derive(Debug)]
pub struct Judges<'d> {
    documents: &'d [Document],
    engine: Engine<'d>,
    oracle: Vec<oracle::Policy>,
}

/// What both say of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// What the engine says.
    pub engine: Judgement,
    /// What the oracle says.
    pub oracle: Judgement,
}

impl Answers {
    /// The decision, if both give the same for the same statements.
    #[must_use]
    pub fn agreed(&self) -> Option<Decision> {
        (self.engine == self.oracle).then_some(self.engine.decision)
    }
}

impl<'d> Judges<'d> {
    /// Lets both read the documents.
    ///
    /// # Errors
    /// The first document that one of them refuses.
    pub fn of(documents: &'d [Document]) -> Result<Self, Refusal> {
        let engine = Engine::of(documents)?;
        let mut policies = Vec::new();
        for (number, document) in documents.iter().enumerate() {
            let dialect = if document.on == On::Identity { oracle::Dialect::Iam } else { oracle::Dialect::Iot };
            policies.push(
                oracle::Policy::parse(&document.text, dialect)
                    .map_err(|malformed| Refusal { document: number, why: Why::OracleAlone(malformed.to_string()) })?,
            );
        }
        Ok(Self { documents, engine, oracle: policies })
    }

    /// Asks both; the resource is an ARN or `*`.
    #[must_use]
    pub fn judge(&self, action: &str, resource: &str, caller: &Caller) -> Answers {
        let (mut iot, mut iam) = (Vec::new(), Vec::new());
        for (document, policy) in self.documents.iter().zip(&self.oracle) {
            let mut in_force = oracle::InForce::new(&document.name, policy);
            match &document.on {
                On::Principal => iot.push(in_force),
                On::Group(group) => {
                    in_force.group = Some(group);
                    iot.push(in_force);
                }
                On::Identity => iam.push(in_force),
            }
        }
        let policies = oracle::Policies { iot, iam: vec![iam] };
        Answers {
            engine: self.engine.judge(action, resource, caller),
            oracle: oracle::judge(&policies, action, resource, caller, oracle::Settings::default()),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Malformed(error) => error.fmt(f),
            Why::TooLong(sentence) => f.write_str(sentence),
            Why::OracleAlone(sentence) => {
                write!(f, "the oracle refuses what the engine takes, a defect of touchstone: {sentence}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, on: On, caller: &Caller) -> Answers {
        let documents = [Document { name: "p".to_owned(), text: text.to_owned(), on }];
        let judges = Judges::of(&documents).unwrap();
        judges.judge("iot:Publish", "arn:aws:iot:eu-west-1:123456789012:topic/a", caller)
    }

    const ALLOWS: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
        "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/a"}}"#;

    #[test]
    fn both_name_the_statement_that_allows() {
        let answers = asked(ALLOWS, On::Principal, &Caller::default());
        let wanted = Judgement { decision: Decision::Allowed, deciding: vec![("p".to_owned(), 0)] };
        assert_eq!(answers, Answers { engine: wanted.clone(), oracle: wanted });
    }

    #[test]
    fn a_policy_of_a_group_counts_for_a_thing_of_the_group_alone() {
        let thing = oracle::Thing {
            name: "lamp".to_owned(),
            attached: true,
            groups: vec!["lights".to_owned()],
            ..oracle::Thing::default()
        };
        let lamp = Caller { client_id: Some("lamp".to_owned()), thing: Some(thing), ..Caller::default() };
        let of = |group: &str| asked(ALLOWS, On::Group(group.to_owned()), &lamp).agreed();
        assert_eq!((of("lights"), of("doors")), (Some(Decision::Allowed), Some(Decision::ImplicitDeny)));
    }

    #[test]
    fn a_text_that_is_no_policy_is_refused_with_its_number() {
        let good = Document { name: "p".to_owned(), text: ALLOWS.to_owned(), on: On::Principal };
        let documents = [good.clone(), Document { text: "{}".to_owned(), ..good }];
        let refusal = Judges::of(&documents).unwrap_err();
        assert_eq!(refusal.document, 1);
        assert_eq!(refusal.to_string(), "line 1, column 1: the member `Statement` is missing");
    }
}
