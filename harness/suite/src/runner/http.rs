//! `call:` — HTTP requests and what their answers are held against.

use serde_json::Value;
use touchstone_scenario::{Call, Expected, Gets, HttpPattern, Judged, Outcome, Version};

use super::pattern::{Depth, Learned, Matching};
use super::{Play, Stop, packets, unbound, words};
use crate::{CallId, Credential, Endpoint, HttpAnswer, HttpRequest, Judge, Way};

impl Play<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Result<(), Stop> {
        let way = self.way(call)?;
        let mut headers = Vec::new();
        for (name, value) in &call.headers {
            headers.push((name.clone(), self.filled(value)?));
        }
        let body = packets::payload(&call.body, &self.learned.captures).map_err(unbound)?;
        let request = HttpRequest { method: call.method.clone(), target: self.filled(&call.path)?, headers, body };
        let id = CallId(self.calls);
        self.calls += 1;
        self.stage.call(id, &way, &request);
        let expected = match &call.gets {
            Some(Gets::Later) => return Ok(()),
            Some(Gets::Outcome(expected)) => Some(expected),
            None => None,
        };
        let deadline = self.deadline(None);
        let answer = self.wait(deadline, |play| play.answers.get(&id).cloned())?;
        let asked = format!("{} {}", request.method, request.target);
        match answer {
            None => Err(failed(expected, &format!("`{asked}` was not answered"))),
            Some(Err(reason)) => Err(failed(expected, &format!("`{asked}` came to nothing: {reason}"))),
            Some(Ok(answer)) => self.judge_answer(expected, &answer),
        }
    }

    fn way(&self, call: &Call) -> Result<Way, Stop> {
        let named = call.account.as_ref().map(|account| account.value.as_str());
        let mut account = named.and_then(|name| self.script.cast.accounts.iter().position(|cast| cast.name == name));
        let mut credential = Credential::None;
        if let Some(client) = &call.client {
            let actor = self.actor(&client.value)?;
            account = account.or(Some(actor.account));
            credential = actor.principal.map_or(Credential::None, Credential::Certificate);
        }
        Ok(Way { account: account.unwrap_or(0), endpoint: Endpoint::Data, credential })
    }

    fn judge_answer(&mut self, expected: Option<&Expected>, answer: &HttpAnswer) -> Result<(), Stop> {
        let plain = HttpPattern { status: 200, json: None, headers: Vec::new() };
        let judged = expected.map(|expected| words::judged(expected, Version::V5));
        let reference = match judged.map(|judged| &judged.reference) {
            Some(Outcome::Http(pattern)) => pattern,
            Some(other) => {
                return Err(Stop::Inconclusive(format!("no call gets {}", words::outcome(other, Version::V5))));
            }
            None => &plain,
        };
        let why = match self.matches(reference, answer) {
            Ok(learned) => {
                self.learned = learned;
                return Ok(());
            }
            Err(why) => why,
        };
        if let Some(Judged { live, goes_on, .. }) = judged.filter(|_| self.judge() == Judge::Live) {
            for alternative in live {
                let Outcome::Http(pattern) = alternative else { continue };
                if let Ok(mut learned) = self.matches(pattern, answer) {
                    learned.tolerated.push(why.clone());
                    self.learned = learned;
                    return if *goes_on { Ok(()) } else { Err(Stop::Tolerated(why)) };
                }
            }
        }
        Err(failed(expected, &why))
    }

    fn matches(&self, pattern: &HttpPattern, answer: &HttpAnswer) -> Result<Learned, String> {
        let body = String::from_utf8_lossy(&answer.body);
        if pattern.status != answer.status {
            return Err(format!("the status is {} and not {}; the body is `{body}`", answer.status, pattern.status));
        }
        let mut learned = self.learned.clone();
        let mut matching = Matching { judge: self.judge(), learned: &mut learned };
        if let Some(wanted) = &pattern.json {
            let found: Value = serde_json::from_slice(&answer.body).map_err(|_| format!("`{body}` is no JSON"))?;
            matching.json("body", wanted, Some(&found), Depth::Subset)?;
        }
        for (name, wanted) in &pattern.headers {
            let found = answer.headers.iter().find(|(header, _)| header == name);
            let found = found.map(|(_, value)| Value::String(value.clone()));
            matching.json(&format!("header {name}"), wanted, found.as_ref(), Depth::Subset)?;
        }
        Ok(learned)
    }
}

fn failed(expected: Option<&Expected>, seen: &str) -> Stop {
    let expected = expected.map_or_else(
        || "HTTP status 200".to_owned(),
        |expected| words::outcome(&words::judged(expected, Version::V5).reference, Version::V5),
    );
    Stop::Fail { expected, seen: seen.to_owned() }
}
