//! Custom authorizers: which one a CONNECT names, and what its answer grants, for how long.

use std::ops::RangeInclusive;

use serde::Deserialize;
use touchstone_policy::Policy;
use touchstone_vocabulary::{AuthorizerName, Span};

use crate::AuthorizerFailure;

/// What an authorizer answers, in the form of its JSON (MB-EP-15, MB-EP-17).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    is_authenticated: bool,
    #[serde(default)]
    principal_id: String,
    #[serde(default)]
    policy_documents: Vec<Document>,
    disconnect_after_in_seconds: Option<u32>,
    refresh_after_in_seconds: Option<u32>,
}

/// The seconds that a timer of an answer may have.
const TIMER: RangeInclusive<u32> = 300..=86_400;

/// A policy document, as a JSON object or as its text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Document {
    Text(String),
    Object(serde_json::Value),
}

/// What a well-formed answer grants.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) principal: String,
    pub(crate) policies: Vec<Policy>,
    /// After which the connection is ended.
    pub(crate) disconnect_after: Option<Span>,
    /// After which the authorizer is asked again.
    pub(crate) refresh_after: Option<Span>,
}

/// The authorizer that a CONNECT's user name selects, as in `user?x-amz-customauthorizer-name=NAME` (MB-CON-20).
pub(crate) fn named(user_name: Option<&str>) -> Option<AuthorizerName> {
    let (_, query) = user_name?.split_once('?')?;
    let name = query.split('&').find_map(|pair| pair.strip_prefix("x-amz-customauthorizer-name="))?;
    AuthorizerName::new(name).ok()
}

/// Reads an authorizer's answer; `None` refuses the CONNECT.
pub(crate) fn read(answer: Result<String, AuthorizerFailure>) -> Option<Grant> {
    let said: Said = serde_json::from_str(&answer.ok()?).ok()?;
    //= MB-EP-17
    let principal_is_good =
        (1..=128).contains(&said.principal_id.len()) && said.principal_id.bytes().all(|b| b.is_ascii_alphanumeric());
    //= POL-LIMIT-13
    let timers_are_good = [said.disconnect_after_in_seconds, said.refresh_after_in_seconds]
        .into_iter()
        .flatten()
        .all(|seconds| TIMER.contains(&seconds));
    //= POL-DOC-24
    if !said.is_authenticated || !principal_is_good || !timers_are_good || said.policy_documents.len() > 10 {
        return None;
    }
    let policies = said.policy_documents.into_iter().map(policy).collect::<Option<Vec<_>>>()?;
    let span = |seconds: Option<u32>| seconds.map(|seconds| Span::from_secs(seconds.into()));
    let (disconnect_after, refresh_after) =
        (span(said.disconnect_after_in_seconds), span(said.refresh_after_in_seconds));
    Some(Grant { principal: said.principal_id, policies, disconnect_after, refresh_after })
}

fn policy(document: Document) -> Option<Policy> {
    let text = match document {
        Document::Text(text) => text,
        Document::Object(value) => value.to_string(),
    };
    (text.chars().count() <= 2_048).then(|| Policy::parse(&text).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOW: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

    fn answer(change: impl FnOnce(&mut serde_json::Value)) -> Option<Grant> {
        let mut said = serde_json::json!({
            "isAuthenticated": true, "principalId": "abc", "policyDocuments": [ALLOW],
            "disconnectAfterInSeconds": 300, "refreshAfterInSeconds": 86_400,
        });
        change(&mut said);
        read(Ok(said.to_string()))
    }

    //= MB-EP-16
    #[test]
    fn the_user_name_selects_the_authorizer() {
        let name = |text| named(Some(text)).map(|name| name.as_str().to_owned());
        assert_eq!(name("user?x-amz-customauthorizer-name=A&token=T"), Some("A".to_owned()));
        assert_eq!(name("?x-amz-customauthorizer-name=A"), Some("A".to_owned()));
        assert_eq!(name("?SDK=x&Version=1"), None);
        assert_eq!(name("x-amz-customauthorizer-name=A"), None);
    }

    //= MB-EP-15
    //= MB-EP-17
    #[test]
    fn an_answer_out_of_bounds_grants_nothing() {
        assert!(answer(|_| {}).is_some_and(|grant| grant.principal == "abc" && grant.policies.len() == 1));
        assert!(answer(|said| said["isAuthenticated"] = false.into()).is_none());
        assert!(answer(|said| said["principalId"] = "a b".into()).is_none());
        assert!(answer(|said| said["principalId"] = "".into()).is_none());
        assert!(answer(|said| said["principalId"] = "a".repeat(129).into()).is_none());
        assert!(answer(|said| said["disconnectAfterInSeconds"] = 299.into()).is_none());
        assert!(answer(|said| said["refreshAfterInSeconds"] = 86_401.into()).is_none());
        assert!(answer(|said| said["policyDocuments"] = vec![ALLOW; 11].into()).is_none());
        assert!(answer(|said| said["policyDocuments"] = vec!["{"].into()).is_none());
        assert!(read(Ok("{".to_owned())).is_none());
        assert!(read(Err(AuthorizerFailure { reason: String::new() })).is_none());
    }
}
