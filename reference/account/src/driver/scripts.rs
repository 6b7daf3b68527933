//! Custom authorizers by script.

use std::collections::BTreeMap;

use touchstone_vocabulary::{AuthorizerName, Span, Time};

use crate::{AuthorizerFailure, AuthorizerRequest, AuthorizerScript, CallId};

type Said = Result<String, AuthorizerFailure>;

#[derive(Debug)]
pub(super) struct Scripts {
    known: BTreeMap<AuthorizerName, AuthorizerScript>,
    /// How often each was asked since it was made known.
    times: BTreeMap<AuthorizerName, usize>,
    /// By due time, then by order of asking.
    under_way: BTreeMap<(Time, u64), (CallId, Said)>,
    asked: u64,
}

impl Scripts {
    pub(super) const fn new(known: BTreeMap<AuthorizerName, AuthorizerScript>) -> Self {
        Self { known, times: BTreeMap::new(), under_way: BTreeMap::new(), asked: 0 }
    }

    pub(super) fn put(&mut self, name: AuthorizerName, script: AuthorizerScript) {
        self.times.remove(&name);
        self.known.insert(name, script);
    }

    /// Sets the answer of a call to its due time; an authorizer without a script fails at once.
    pub(super) fn ask(&mut self, now: Time, call: CallId, request: &AuthorizerRequest) {
        let name = &request.authorizer;
        let times = self.times.entry(name.clone()).or_default();
        let script = self.known.get(name);
        let said =
            script.and_then(|script| Some((script.answers.get(*times).or(script.answers.last())?, script.after)));
        let (answer, after) = said.map_or_else(
            || (Err(AuthorizerFailure { reason: format!("no authorizer `{name}` is known") }), Span::ZERO),
            |(answer, after)| (answer.clone(), after),
        );
        *times += 1;
        self.asked += 1;
        self.under_way.insert((now + after, self.asked), (call, answer));
    }

    /// An answer that is due by `now`, the earliest first, each once.
    pub(super) fn answered(&mut self, now: Time) -> Option<(CallId, Said)> {
        let first = self.under_way.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    pub(super) fn next_due(&self) -> Option<Time> {
        self.under_way.first_key_value().map(|((due, _), _)| *due)
    }
}
