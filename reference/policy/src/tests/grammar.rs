//! policy.md 2

use proptest::prelude::*;

use super::*;
use crate::{Dialect, Effect, Scope, Version};

/// What is said about a document, with its place.
fn refusal(text: &str) -> String {
    match Policy::parse(&written(text)) {
        Err(error) => error.to_string(),
        Ok(policy) => panic!("not malformed: {policy:?}"),
    }
}

/// What is said about a statement with the members.
fn statement_refusal(members: &str) -> String {
    let said = refusal(&format!(r#"{{"Statement": {{{members}}}}}"#));
    said.split_once(": ").unwrap().1.to_owned()
}

fn whole(member: &str) -> String {
    format!(r#""Effect": "Allow", "Action": "iot:Connect", "Resource": "*", {member}"#)
}

//= POL-DOC-01 (test)
#[test]
fn a_document_is_strict_json() {
    for (text, said) in [
        ("", "line 1, column 1: the text is empty"),
        ("{\n  \"Statement\": [],\n}", "line 2, column 18: a comma stands before the closing bracket or brace"),
        (r#"{"Statement": [] "Id": "x"}"#, "line 1, column 17: a comma is missing between two values"),
        ("{'Statement': []}", "line 1, column 2: text is quoted with `\"`, not with `'`"),
        ("{\"Statement\": []} x", "line 1, column 19: text follows after the document"),
        ("{\"Statement\": [] /* x */}", "line 1, column 18: a comment has no place in a policy document"),
        ("{\"Statement\": [", "line 1, column 15: the bracket is never closed"),
        ("{\"Statement\":\u{a0}[]}", "line 1, column 14: U+00A0 stands outside of text"),
        ("\u{feff}{}", "line 1, column 1: U+FEFF stands outside of text"),
        ("{\"Statement\":\u{b}[]}", "line 1, column 14: U+000B stands outside of text"),
        ("{\"Id\": \"a\tb\"}", "line 1, column 10: the control character U+0009 must be written as an escape"),
        ("[]", "line 1, column 1: a policy document is an object"),
        ("\"x\"", "line 1, column 1: a policy document is an object"),
    ] {
        assert_eq!(refusal(text), said, "{text}");
    }
    assert!(refusal(r#"{"Id": "\ud800", "Statement": []}"#).starts_with("line 1, column 9: "));
    assert_eq!(refusal(&"[".repeat(100_000)), "line 1, column 33: the text is nested deeper than 32 levels");
}

//= POL-DOC-02 (test)
#[test]
fn a_document_has_three_members() {
    assert!(Policy::parse(r#"{"Id": "x", "Version": "2012-10-17", "Statement": []}"#).is_ok());
    assert_eq!(
        refusal(r#"{"Statement": [], "Extra": 1}"#),
        "line 1, column 19: `Extra` is no member of a policy document"
    );
}

//= POL-DOC-03 (test)
#[test]
fn a_version_is_one_of_two_and_may_be_missing() {
    let version = |text: &str| Policy::parse(text).map(|policy| policy.version());
    assert_eq!(version(r#"{"Version": "2012-10-17", "Statement": []}"#), Ok(Version::Of2012));
    assert_eq!(version(r#"{"Version": "2008-10-17", "Statement": []}"#), Ok(Version::Of2008));
    assert_eq!(version(r#"{"Statement": []}"#), Ok(Version::Of2008));
    let said = "line 1, column 13: the version `2012-10-18` is neither `2012-10-17` nor `2008-10-17`";
    assert_eq!(refusal(r#"{"Version": "2012-10-18", "Statement": []}"#), said);
}

//= POL-DOC-04 (test)
//= POL-DOC-22 (test)
#[test]
fn statements_are_one_object_or_a_list() {
    let statement = format!("{{{}}}", whole(r#""Sid": """#));
    assert_eq!(Policy::parse(&format!(r#"{{"Statement": {statement}}}"#)).unwrap().statements().len(), 1);
    assert_eq!(Policy::parse(&format!(r#"{{"Statement": [{statement}]}}"#)).unwrap().statements().len(), 1);
    assert!(Policy::parse(r#"{"Statement": []}"#).unwrap().statements().is_empty());
    assert_eq!(refusal(r#"{"Version": "2012-10-17"}"#), "line 1, column 1: the member `Statement` is missing");
    assert_eq!(refusal(r#"{"Statement": "x"}"#), "line 1, column 15: `Statement` is an object or a list of objects");
    assert_eq!(refusal(r#"{"Statement": ["x"]}"#), "line 1, column 16: a statement is an object");
}

//= POL-DOC-05 (test)
#[test]
fn a_statement_has_no_other_members() {
    assert_eq!(statement_refusal(&whole(r#""Principal": "*""#)), "`Principal` is no member of a statement");
    assert_eq!(statement_refusal(&whole(r#""Bool": {}"#)), "`Bool` is no member of a statement");
}

//= POL-EVAL-12
#[test]
fn no_policy_belongs_to_a_resource_so_the_identity_needs_an_allow() {
    for member in [r#""Principal": "*""#, r#""Principal": {"AWS": "123456789012"}"#, r#""NotPrincipal": "*""#] {
        let name = member.split('"').nth(1).unwrap();
        assert_eq!(statement_refusal(&whole(member)), format!("`{name}` is no member of a statement"));
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": {{{}}}}}"#, whole(member));
        assert!(Policy::parse_as(Dialect::Iam, &text).is_err(), "{member}");
    }
    let none = PolicySet::compile(&HOME, std::iter::empty::<(&str, &Policy)>());
    let right = (Action::PUBLISH, Resource::topic("t"));
    assert_eq!(none.decide(right.0, right.1, &nobody()), Outcome::ImplicitDeny);
}

//= POL-DOC-06 (test)
#[test]
fn an_effect_is_required_and_keeps_its_case() {
    assert_eq!(statement_refusal(r#""Action": "*", "Resource": "*""#), "the statement has no `Effect`");
    assert_eq!(statement_refusal(r#""Effect": "allow""#), "the effect `allow` is neither `Allow` nor `Deny`");
    assert_eq!(statement_refusal(r#""Effect": true"#), "`Effect` is text");
}

//= POL-DOC-07 (test)
//= POL-DOC-08 (test)
#[test]
fn a_statement_has_one_form_of_action_and_of_resource() {
    let members = r#""Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*""#;
    assert_eq!(statement_refusal(members), "a statement has one of `Action` and `NotAction`, not both");
    assert_eq!(
        statement_refusal(&whole(r#""NotResource": "*""#)),
        "a statement has one of `Resource` and `NotResource`, not both"
    );
    assert_eq!(
        statement_refusal(r#""Effect": "Allow", "Resource": "*""#),
        "the statement has no `Action` and no `NotAction`"
    );
    assert_eq!(
        statement_refusal(r#""Effect": "Allow", "Action": "*""#),
        "the statement has no `Resource` and no `NotResource`"
    );
}

//= POL-DOC-09 (test)
#[test]
fn one_value_may_drop_the_brackets() {
    let actions = |value: &str| {
        let policy =
            policy(&format!(r#"{{"Statement": {{"Effect": "Deny", "Action": {value}, "NotResource": "*"}}}}"#));
        let statement = &policy.statements()[0];
        assert_eq!((statement.effect(), statement.sid()), (Effect::Deny, None));
        assert!(matches!(statement.resources(), Scope::AllBut(patterns) if patterns[0].as_str() == "*"));
        match statement.actions() {
            Scope::These(patterns) => patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect::<Vec<_>>(),
            Scope::AllBut(_) => panic!("`Action` became `NotAction`"),
        }
    };
    assert_eq!(actions(r#""iot:Connect""#), actions(r#"["iot:Connect"]"#));
    assert_eq!(statement_refusal(r#""Action": []"#), "the list of `Action` is empty");
    assert_eq!(statement_refusal(r#""Resource": []"#), "the list of `Resource` is empty");
    assert_eq!(statement_refusal(r#""Action": 1"#), "`Action` is text or a list of text");
}

//= POL-DOC-10 (test)
//= POL-DOC-11 (test)
#[test]
fn an_action_is_a_star_or_a_service_and_a_name() {
    for (action, said) in [
        ("Connect", "has no service prefix, as in `iot:Connect`"),
        ("iot:a:b", "has more than one colon"),
        ("io t:Connect", "has a blank in its service prefix"),
        ("i*:Connect", "has a wildcard in its service prefix"),
        ("iot:", "is not of the form `<service>:<name>`"),
    ] {
        assert_eq!(statement_refusal(&format!(r#""Action": "{action}""#)), format!("the action `{action}` {said}"));
    }
    for action in ["*", "iot:*", "iot:Receieve", "iot: CreateJob", "greengrass:Discover"] {
        policy(&format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#));
    }
}

//= POL-DOC-12 (test)
#[test]
fn a_resource_is_a_star_or_an_arn() {
    assert_eq!(statement_refusal(r#""Resource": "client/x""#), "the resource `client/x` is neither `*` nor an ARN");
    assert_eq!(
        statement_refusal(r#""Resource": "arn:aws:s3::x""#),
        "the resource `arn:aws:s3::x` has fewer than five colons"
    );
    assert!(!topic_is_covered("R:/topic/x", "x", &nobody()));
}

//= POL-DOC-13 (test)
//= POL-DOC-14 (test)
#[test]
fn a_condition_is_an_object_of_known_operators() {
    for (condition, said) in [
        ("[]", "`Condition` is an object of operators"),
        (r#"{"StringEquals": ["a"]}"#, "the value of `StringEquals` is an object of keys"),
        (r#"{"StringSame": {}}"#, "`StringSame` is no condition operator"),
        (r#"{"NullIfExists": {}}"#, "`NullIfExists` is no condition operator"),
        (r#"{"stringequals": {}}"#, "`stringequals` is no condition operator"),
        (r#"{"ForSome:StringEquals": {}}"#, "`ForSome:StringEquals` is no condition operator"),
        (r#"{"StringEquals": {"iot:ClientId": null}}"#, "a condition value is text, a number or a boolean"),
        (r#"{"StringEquals": {"iot:ClientId": [["a"]]}}"#, "a condition value is text, a number or a boolean"),
    ] {
        assert_eq!(statement_refusal(&whole(&format!(r#""Condition": {condition}"#))), said);
    }
}

//= POL-DOC-14 (test)
#[test]
fn only_iam_lets_an_unknown_operator_pass_and_only_over_nothing() {
    let read = |dialect, condition: &str| {
        let statement = whole(&format!(r#""Condition": {condition}"#));
        Policy::parse_as(dialect, &format!(r#"{{"Version": "2012-10-17", "Statement": {{{statement}}}}}"#))
    };
    for empty in [r#"{"StringSame": {}}"#, r#"{"NullIfExists": {}}"#] {
        assert!(read(Dialect::Iam, empty).unwrap().statements()[0].conditions().is_empty());
        assert!(read(Dialect::IotCore, empty).is_err());
    }
    for other in [r#"{"StringSame": []}"#, r#"{"StringSame": {"iot:ClientId": []}}"#] {
        assert!(read(Dialect::Iam, other).is_err(), "{other}");
    }
}

//= POL-DOC-17 (test)
#[test]
fn no_object_has_a_member_twice() {
    assert_eq!(
        refusal(r#"{"Statement": [], "Statement": []}"#),
        "line 1, column 19: the member `Statement` is there twice"
    );
    assert_eq!(statement_refusal(r#""Effect": "Deny", "Effect": "Deny""#), "the member `Effect` is there twice");
    let twice = r#""Condition": {"Bool": {"a": "b", "\u0061": "b"}}"#;
    assert_eq!(statement_refusal(&whole(twice)), "the member `a` is there twice");
    assert!(Policy::parse(r#"{"Statement": [], "Version": "2012-10-17"}"#).is_ok());
}

//= POL-DOC-18 (test)
#[test]
fn a_sid_is_letters_and_digits_and_may_repeat() {
    assert_eq!(statement_refusal(r#""Sid": "a b""#), "the sid `a b` holds more than letters and digits");
    let statement = format!("{{{}}}", whole(r#""Sid": "A1""#));
    assert!(Policy::parse(&format!(r#"{{"Statement": [{statement}, {statement}]}}"#)).is_ok());
}

//= POL-DOC-20 (test)
//= POL-OP-32 (test)
#[test]
fn white_space_does_not_count() {
    assert_eq!(Policy::counted_length("{ \"a\":\n\t\"b c\u{a0}é\" }"), 11);
}

//= POL-LIMIT-01 (test)
//= POL-LIMIT-02 (test)
//= POL-LIMIT-25 (test)
//= POL-LIMIT-26 (test)
//= POL-LIMIT-27 (test)
#[test]
fn each_store_takes_so_many_characters() {
    use crate::{Size, TooLong};
    for (size, most) in [
        (Size::IotPolicy, 2_048),
        (Size::IamManaged, 6_144),
        (Size::IamUser, 2_048),
        (Size::IamGroup, 5_120),
        (Size::IamRole, 10_240),
        (Size::IamSession, 2_048),
    ] {
        let (half, blanks) = ("é".repeat(most / 2), " ".repeat(10_000));
        assert_eq!(size.check([half.as_str(), blanks.as_str(), half.as_str()]), Ok(()), "{size:?}");
        let error = TooLong::Counted { found: most + 1, most };
        assert_eq!(size.check([half.as_str(), half.as_str(), "x"]), Err(error), "{size:?}");
    }
    let sent = |length: usize| Size::IotPolicy.check([" ".repeat(length).as_str()]);
    assert_eq!(sent(404_600), Ok(()));
    assert_eq!(sent(404_601), Err(TooLong::Sent { found: 404_601, most: 404_600 }));
}

fn iam_refusal(text: &str) -> String {
    Policy::parse_as(Dialect::Iam, text).unwrap_err().to_string()
}

//= POL-IAM-18 (test)
//= POL-DOC-03 (test)
//= POL-DOC-18 (test)
//= POL-DOC-22 (test)
//= POL-OP-12 (test)
#[test]
fn iam_wants_a_version_a_statement_and_sids_that_differ() {
    let one = r#"{"Sid": "a", "Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let two = r#"{"Sid": "", "Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    for (text, said) in [
        (
            format!(r#"{{"Statement": {one}}}"#),
            "line 1, column 1: the member `Version` is missing, which an IAM policy needs",
        ),
        (
            format!(r#"{{"Version": "2008-10-17", "Statement": {one}}}"#),
            "line 1, column 13: the version `2008-10-17` is not `2012-10-17`",
        ),
        (
            r#"{"Version": "2012-10-17", "Statement": []}"#.to_owned(),
            "line 1, column 1: an IAM policy has at least one statement",
        ),
        (
            format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{one},\n{one}]}}"),
            "line 2, column 1: another statement has the sid `a` too",
        ),
    ] {
        assert_eq!(iam_refusal(&text), said);
        assert!(Policy::parse(&text).is_ok(), "{text}");
    }
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{two}, {two}, {one}]}}"#);
    assert!(Policy::parse_as(Dialect::Iam, &text).is_ok());
}

//= POL-DOC-23 (test)
#[test]
fn a_body_in_a_template_is_the_same_as_text_and_as_an_object() {
    let body = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "R:topic/a"}}"#;
    let body = written(body);
    let template =
        serde_json::json!({ "text": &body, "object": serde_json::from_str::<serde_json::Value>(&body).unwrap() });
    let text = template["text"].as_str().unwrap().to_owned();
    for text in [text, template["object"].to_string()] {
        let policy = Policy::parse(&text).unwrap();
        let set = PolicySet::compile(&HOME, [("p", &policy)]);
        assert_eq!(set.decide(Action::PUBLISH, Resource::topic("a"), &nobody()), Outcome::Allowed);
        assert_eq!(set.decide(Action::PUBLISH, Resource::topic("b"), &nobody()), Outcome::ImplicitDeny);
    }
}

#[test]
fn conditions_keep_what_was_written() {
    let text = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"ForAnyValue:StringLikeIfExists": {"AWS:TagKeys": ["a*", true, 1.50]}}}}"#;
    let policy = Policy::parse(text).unwrap();
    let [condition] = policy.statements()[0].conditions() else { panic!("one key") };
    let at = |span: crate::Span| &text[span.start..span.end];
    assert_eq!(condition.operator_name(), "ForAnyValue:StringLikeIfExists");
    assert_eq!(at(condition.operator_span()), r#""ForAnyValue:StringLikeIfExists""#);
    assert_eq!((condition.key(), at(condition.key_span())), ("AWS:TagKeys", r#""AWS:TagKeys""#));
    let values: Vec<_> = condition.values().iter().map(|value| (value.as_str(), at(value.span()))).collect();
    assert_eq!(values, [("a*", r#""a*""#), ("true", "true"), ("1.50", "1.50")]);
    let operator = condition.operator();
    assert_eq!(operator.quantifier(), Some(crate::Quantifier::ForAnyValue));
    assert_eq!(operator.comparison(), crate::Comparison::TextPattern);
    assert_eq!((operator.sense(), operator.absence()), (crate::Sense::Positive, crate::Absence::Holds));
}

#[test]
fn a_place_is_counted_in_lines_and_characters() {
    let Err(error) = Policy::parse("{\"Id\": \"é\",\n \"é\": 1}") else { panic!("accepted") };
    let flaw = error.flaw();
    assert_eq!((flaw.line(), flaw.column(), flaw.span()), (2, 2, crate::Span { start: 14, end: 18 }));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_parser_panic(text in r#"[\[\]{}:,"'\\a0-9 \n\t/*.é\u{0}]{0,40}"#) {
        drop(Policy::parse(&text));
    }
}
