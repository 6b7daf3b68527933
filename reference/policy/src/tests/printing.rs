//! Documents as they are printed, and read again.

use proptest::prelude::*;

use super::*;
use crate::Dialect;

/// What is printed of a document, and read and printed once more.
fn printed(text: &str) -> String {
    let policy = policy(text);
    let printed = policy.to_string();
    let again = Policy::parse(&printed).unwrap();
    assert_eq!(again.to_string(), printed);
    assert_eq!(again.without_places(), policy.without_places());
    printed
}

/// What is printed of a statement with the member.
fn printed_with(member: &str) -> String {
    let rest = r#""Effect": "Allow", "Action": "iot:Connect", "Resource": "*""#;
    let printed = printed(&format!(r#"{{"Statement": {{{rest}, {member}}}}}"#));
    let start = format!(r#"{{"Version": "2008-10-17", "Statement": {{{rest}, "#);
    printed.strip_prefix(&start).and_then(|rest| rest.strip_suffix("}}")).unwrap_or(&printed).to_owned()
}

//= POL-DOC-17 (test)
#[test]
fn members_are_printed_in_one_order_whatever_theirs() {
    let text = r#"{
        "Statement": [{"NotResource": "R:topic/a", "NotAction": "iot:*", "Effect": "Deny", "Sid": "s1"}],
        "Id": "i", "Version": "2012-10-17"}"#;
    assert_eq!(policy(text).id(), Some("i"));
    let wanted = r#"{"Version": "2012-10-17", "Id": "i", "Statement": {"Sid": "s1", "Effect": "Deny", "NotAction": "iot:*", "NotResource": "R:topic/a"}}"#;
    assert_eq!(printed(text), written(wanted));
}

//= POL-DOC-03 (test)
#[test]
fn a_version_that_is_missing_is_printed_as_the_one_that_it_counts_as() {
    let named = r#"{"Version": "2008-10-17", "Statement": []}"#;
    assert_eq!(printed(r#"{"Statement": []}"#), named);
    assert_eq!(printed(named), named);
}

//= POL-DOC-04 (test)
//= POL-DOC-09 (test)
#[test]
fn a_list_of_one_is_printed_as_its_entry() {
    let one = r#"{"Effect": "Allow", "Action": ["iot:Connect"], "Resource": ["*"], "Condition": {"Bool": {"k": ["true"], "l": [], "m": ["true", "false"]}}}"#;
    let bare = one.replace("[\"iot:Connect\"]", "\"iot:Connect\"").replace("[\"*\"]", "\"*\"");
    let bare = bare.replace("[\"true\"]", "\"true\"");
    assert_eq!(
        printed(&format!(r#"{{"Version": "2012-10-17", "Statement": [{one}]}}"#)),
        format!(r#"{{"Version": "2012-10-17", "Statement": {bare}}}"#)
    );
    let both = format!(r#"{{"Version": "2012-10-17", "Statement": [{bare}, {bare}]}}"#);
    assert_eq!(printed(&both), both);
}

//= POL-DOC-15 (test)
#[test]
fn numbers_and_booleans_are_printed_as_their_text() {
    let condition = printed_with(r#""Condition": {"NumericEquals": {"k": [1, -0.50, 1e3]}, "Bool": {"k": true}}"#);
    assert_eq!(condition, r#""Condition": {"NumericEquals": {"k": ["1", "-0.50", "1e3"]}, "Bool": {"k": "true"}}"#);
}

//= POL-DOC-13 (test)
#[test]
fn what_lists_no_key_is_not_printed() {
    let rest =
        r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}}"#;
    assert_eq!(printed_with(r#""Condition": {}"#), rest);
    assert_eq!(printed_with(r#""Condition": {"Bool": {}}"#), rest);
}

//= POL-DOC-14 (test)
#[test]
fn every_operator_is_printed_with_its_qualifier_and_its_suffix() {
    let names = "String Arn Numeric Date".split(' ');
    let mut operators: Vec<String> =
        names.flat_map(|kind| ["Equals", "NotEquals"].map(|name| format!("{kind}{name}"))).collect();
    let others = "StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike ArnLike ArnNotLike Bool \
        BinaryEquals IpAddress NotIpAddress NumericLessThan NumericLessThanEquals NumericGreaterThan \
        NumericGreaterThanEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals";
    operators.extend(others.split_whitespace().map(str::to_owned));
    assert_eq!(operators.len(), 26);
    let qualified = |operator: &String| {
        ["", "ForAllValues:", "ForAnyValue:"]
            .map(|qualifier| ["", "IfExists"].map(|suffix| format!(r#""{qualifier}{operator}{suffix}": {{"k": "v"}}"#)))
    };
    let mut blocks: Vec<String> = operators.iter().flat_map(qualified).flatten().collect();
    blocks.push(r#""ForAnyValue:Null": {"k": "v", "l": []}"#.to_owned());
    let condition = format!(r#""Condition": {{{}}}"#, blocks.join(", "));
    assert_eq!(printed_with(&condition), condition);
    let two_names_of_one = r#""Condition": {"ArnEquals": {"k": "v"}, "ArnLike": {"k": "v"}}"#;
    assert_eq!(printed_with(two_names_of_one), two_names_of_one);
}

//= POL-DOC-19 (test)
#[test]
fn whatever_is_not_permitted_is_printed_as_an_escape() {
    let id = r#""\"\\\/\u0000\t\u007f é\u00ff\u0100中\ud83d\ude00""#;
    let printed = printed(&format!(r#"{{"Id": {id}, "Statement": []}}"#));
    let escaped = "\"\\\"\\\\/\\u0000\\u0009\u{7f} é\u{ff}\\u0100\\u4e2d\\ud83d\\ude00\"";
    assert_eq!(printed, format!(r#"{{"Version": "2008-10-17", "Id": {escaped}, "Statement": []}}"#));
}

#[test]
fn what_is_printed_of_an_iam_policy_is_one() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringSame": {}}}]}"#;
    let policy = Policy::parse_as(Dialect::Iam, text).unwrap();
    let again = Policy::parse_as(Dialect::Iam, &policy.to_string()).unwrap();
    assert_eq!(again.without_places(), policy.without_places());
}

proptest! {
    #[test]
    fn any_text_comes_back(id in any::<String>(), key in any::<String>(), values in prop::collection::vec(any::<String>(), 0..3)) {
        let condition = serde_json::json!({ "Bool": { key: values } });
        let statement = format!(r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {condition}}}"#);
        printed(&format!(r#"{{"Id": {}, "Statement": {statement}}}"#, serde_json::json!(id)));
    }
}
