use super::*;
use crate::variables::Values;

fn obstacle(statement: &str, client_id: Option<&str>) -> Option<Obstacle> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {statement}}}}}"#);
    let values = Values { client_id: client_id.map(str::to_owned), ..Values::default() };
    let asked = "arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp";
    Policy::parse(&text.replace("R:", "arn:aws:iot:eu-west-1:123456789012:")).unwrap().obstacle(
        0,
        Action::PUBLISH,
        asked,
        &values,
    )
}

fn entries(statement: &str, client_id: Option<&str>) -> Vec<(String, Option<String>)> {
    match obstacle(statement, client_id) {
        Some(Obstacle::Resource { entries: listed } | Obstacle::Condition { listed, .. }) => {
            listed.into_iter().map(|entry| (entry.text, entry.unresolved)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_statement_that_covers_the_request_has_none() {
    assert_eq!(obstacle(r#""Action": "iot:*", "Resource": "R:topic/dt/${iot:ClientId}""#, Some("lamp")), None);
}

#[test]
fn the_action_comes_before_the_resource() {
    let found = obstacle(r#""Action": ["iot:Receive", "iot:Connect"], "Resource": "R:topic/x""#, None);
    assert!(matches!(found, Some(Obstacle::Action { entries }) if entries.len() == 2));
}

#[test]
fn of_not_action_the_entry_is_named_that_covers_the_action() {
    let found = obstacle(r#""NotAction": ["iot:Receive", "iot:Pub*"], "Resource": "R:topic/x""#, None);
    assert!(matches!(found, Some(Obstacle::Action { entries }) if entries.len() == 1));
}

#[test]
fn variables_of_a_resource_are_filled_and_the_first_without_a_value_is_named() {
    let statement = r#""Action": "iot:*", "Resource": ["R:topic/${iot:ClientId}/${*}", "R:topic/${iot:DomainName}"]"#;
    let of = |text: &str| format!("arn:aws:iot:eu-west-1:123456789012:topic/{text}");
    let wanted = vec![(of("door/${*}"), None), (of("${iot:DomainName}"), Some("iot:DomainName".to_owned()))];
    assert_eq!(entries(statement, Some("door")), wanted);
}

#[test]
fn of_not_resource_the_entry_is_named_that_covers_the_resource() {
    let statement = r#""Action": "iot:*", "NotResource": ["R:topic/x", "R:topic/dt/${iot:ClientId}"]"#;
    let wanted = ("arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp".to_owned(), None);
    assert_eq!(entries(statement, Some("lamp")), [wanted]);
}

#[test]
fn the_first_condition_that_fails_is_named_with_what_was_found() {
    let statement = r#""Action": "iot:*", "Resource": "*", "Condition": {"StringLike": {"iot:ClientId": "l*"},
        "StringEquals": {"iot:ClientId": ["x", "${iot:ClientId}-1"]}}"#;
    let found = obstacle(statement, Some("lamp"));
    let Some(Obstacle::Condition { number, found, listed, .. }) = found else { panic!("{found:?}") };
    assert_eq!((number, found), (1, Found::One("lamp".to_owned())));
    assert_eq!(listed.into_iter().map(|value| value.text).collect::<Vec<_>>(), ["x", "lamp-1"]);
}

#[test]
fn a_key_that_the_request_lacks_is_absent() {
    let statement = r#""Action": "iot:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#;
    let found = obstacle(statement, None);
    assert!(matches!(found, Some(Obstacle::Condition { number: 0, found: Found::Absent, .. })));
}

fn mismatches(statement: &str, client_id: &str) -> Vec<Option<Mismatch>> {
    match obstacle(statement, Some(client_id)) {
        Some(Obstacle::Resource { entries: listed } | Obstacle::Condition { listed, .. }) => {
            listed.into_iter().map(|entry| entry.mismatch).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_sets_an_entry_apart_is_told_with_its_variables_filled_as_literals() {
    let statement = r#""Action": "iot:*", "Resource": ["R:topic/dt/${iot:ClientId}", "R:topic/${iot:ClientId}/lamp"]"#;
    assert_eq!(mismatches(statement, "LAMP"), [Some(Mismatch::LetterCase), None]);
    assert_eq!(mismatches(statement, "*"), [None, None]);
}

#[test]
fn a_variable_in_an_old_document_is_plain_text() {
    let text = r#"{"Statement": {"Effect": "Allow", "Action": "iot:*",
        "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/${iot:ClientId}"}}"#;
    let values = Values { client_id: Some("lamp".to_owned()), ..Values::default() };
    let of = |name: &str| {
        let asked = format!("arn:aws:iot:eu-west-1:123456789012:topic/{name}");
        Policy::parse(text).unwrap().obstacle(0, Action::PUBLISH, &asked, &values)
    };
    let told = |found| match found {
        Some(Obstacle::Resource { entries }) => entries.into_iter().next().and_then(|entry| entry.mismatch),
        other => panic!("{other:?}"),
    };
    assert_eq!((told(of("lamp")), told(of("door"))), (Some(Mismatch::PlainVariable), None));
}

#[test]
fn what_sets_a_value_apart_is_told_by_the_operator() {
    let of = |operator: &str| {
        let condition = format!(r#""{operator}": {{"iot:ClientId": ["Lamp", "l*", "x"]}}"#);
        mismatches(&format!(r#""Action": "iot:*", "Resource": "*", "Condition": {{{condition}}}"#), "lamp")
    };
    let both = [Some(Mismatch::LetterCase), Some(Mismatch::PlainWildcard), None];
    assert_eq!(of("StringEquals"), both);
    assert_eq!(of("StringNotEqualsIgnoreCase"), [Some(Mismatch::Matches), None, None]);
}
