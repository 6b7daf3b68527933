//! One case in simulation, nothing in it denied.

use serde_json::Value;
use touchstone_scenario::{PrincipalChange, WorldChange};
use touchstone_suite::{
    Arrival, CallId, Cast, Dial, Hindrance, HttpRequest, LinkId, SetupError, Stage, Unsupported, Way,
};
use touchstone_vocabulary::Time;

/// The one policy that is in force.
const POLICY: &str =
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]}"#;

/// The cast with that policy instead of all others.
pub(super) fn granted(cast: &Cast) -> Cast {
    let mut cast = cast.clone();
    for principal in &mut cast.principals {
        principal.policies = vec![("granted".to_owned(), POLICY.to_owned())];
    }
    for authorizer in cast.accounts.iter_mut().flat_map(|account| &mut account.authorizers) {
        if let Some(answer) = granting(&authorizer.answer) {
            authorizer.answer = answer;
        }
    }
    cast
}

/// An authorizer's answer, or list of answers, with each policy replaced; `None` when it is no JSON.
fn granting(answer: &str) -> Option<String> {
    let mut answer: Value = serde_json::from_str(answer).ok()?;
    let answers = match &mut answer {
        Value::Array(answers) => answers.iter_mut().collect(),
        one => vec![one],
    };
    let documents = answers.into_iter().filter_map(|answer| answer.get_mut("policyDocuments")?.as_array_mut());
    documents.for_each(|documents| documents.fill(Value::from(POLICY)));
    Some(answer.to_string())
}

/// The stage: what a case changes of its policies is passed over, everything else is the simulation's.
pub(super) struct GrantingStage {
    stage: Box<dyn Stage>,
}

impl GrantingStage {
    pub(super) fn new(stage: Box<dyn Stage>) -> Self {
        Self { stage }
    }
}

impl Stage for GrantingStage {
    fn now(&self) -> Time {
        self.stage.now()
    }

    fn dial(&mut self, link: LinkId, how: &Dial) {
        self.stage.dial(link, how);
    }

    fn write(&mut self, link: LinkId, bytes: &[u8]) {
        self.stage.write(link, bytes);
    }

    fn hinder(&mut self, link: LinkId, how: Hindrance) {
        self.stage.hinder(link, how);
    }

    fn call(&mut self, call: CallId, way: &Way, request: &HttpRequest) {
        self.stage.call(call, way, request);
    }

    fn change(&mut self, change: &WorldChange) -> Result<(), SetupError> {
        match change.to {
            PrincipalChange::Attach { .. } | PrincipalChange::Detach { .. } => Ok(()),
            PrincipalChange::Certificate { .. } => self.stage.change(change),
        }
    }

    fn advance(&mut self, to: Time) -> Result<(), Unsupported> {
        self.stage.advance(to)
    }

    fn next(&mut self, until: Time) -> Arrival {
        self.stage.next(until)
    }
}
