use super::*;

const DEVICE: PolicyKind = PolicyKind::Device;

fn whole(member: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": "iot:Connect", "Resource": "R:client/c", {member}}}"#)
}

//= POL-LINT-03 (test)
#[test]
fn an_unknown_member_is_reported_and_an_operator_belongs_into_the_condition() {
    let wrong = whole(r#""Bool": {"iot:Connection.Thing.IsAttached": "true"}"#);
    let right = whole(r#""Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}"#);
    speaks_only_of("03 E", DEVICE, &wrong, &right);
    let remedy = |text: &str| finding(text, "POL-LINT-03").remedy.unwrap();
    let bool_outside = format!(r#"{{"Statement": [{wrong}]}}"#);
    assert_eq!(remedy(&bool_outside), "`Bool` is a condition operator: move it into `Condition`");
    assert_eq!(remedy(r#"{"Statment": []}"#), "write `Statement`; letter case counts");
    assert_eq!(remedy(r#"{"Effect": "Allow"}"#), "`Effect` is a member of a statement: move it into one");
    assert_eq!(remedy(r#"{"Extra": 1}"#), "remove it; a policy document has only `Version`, `Id`, `Statement`");
}

//= POL-LINT-04 (test)
#[test]
fn a_statement_without_effect_is_reported() {
    let wrong = r#"{"Action": "iot:Connect", "Resource": "R:client/c"}"#;
    speaks_only_of("04 E", DEVICE, wrong, &allow(r#""iot:Connect""#, r#""R:client/c""#));
}

//= POL-LINT-08 (test)
#[test]
fn a_member_beside_its_opposite_is_reported() {
    speaks_only_of("08 E", DEVICE, &whole(r#""NotAction": "iot:Publish""#), &whole(r#""Sid": "a""#));
    speaks_only_of("08 E", DEVICE, &whole(r#""NotResource": "*""#), &whole(r#""Resource": "*""#));
}

//= POL-LINT-09 (test)
#[test]
fn a_principal_is_reported() {
    for member in ["Principal", "NotPrincipal"] {
        speaks_only_of("09 E", DEVICE, &whole(&format!(r#""{member}": "*""#)), &whole(r#""Sid": "Principal""#));
    }
}

//= POL-LINT-10 (test)
#[test]
fn an_effect_is_one_of_two_words_with_their_letter_case() {
    for effect in ["allow", "denY", "Permit"] {
        let wrong = format!(r#"{{"Effect": "{effect}", "Action": "iot:Connect", "Resource": "R:client/c"}}"#);
        speaks_only_of("10 E", DEVICE, &wrong, &allow(r#""iot:Connect""#, r#""R:client/c""#));
    }
    let number = r#"{"Effect": 1, "Action": "iot:Connect", "Resource": "R:client/c"}"#;
    speaks_only_of("10 E", DEVICE, number, &deny(r#""iot:Connect""#, r#""R:client/c""#));
}

//= POL-LINT-11 (test)
#[test]
fn an_unknown_operator_is_reported_with_the_nearest_one() {
    let condition = |operator: &str| whole(&format!(r#""Condition": {{"{operator}": {{"iot:ClientId": "true"}}}}"#));
    for (wrong, right) in [
        ("StringSame", "ForAllValues:StringEqualsIfExists"),
        ("NullIfExists", "Null"),
        ("stringEquals", "StringEquals"),
        ("ForSomeValues:StringLike", "ForAnyValue:StringLike"),
    ] {
        speaks_only_of("11 E", DEVICE, &condition(wrong), &condition(right));
    }
    let found = finding(&format!(r#"{{"Statement": {}}}"#, condition("StringEqual")), "POL-LINT-11");
    assert_eq!(found.remedy.unwrap(), "write `StringEquals`");
}

//= POL-DOC-14 (test)
#[test]
fn an_unknown_operator_over_nothing_is_no_error_where_iam_stores_it() {
    let empty = whole(r#""Condition": {"StringSame": {}}"#);
    assert!(judged(&empty, &of(PolicyKind::Iam)).contains(&"11 W".to_owned()));
    assert!(judged(&empty, &of(DEVICE)).contains(&"11 E".to_owned()));
}

#[test]
fn what_else_breaks_the_grammar_is_reported_by_the_row_of_the_grammar() {
    for (statement, row) in [
        (r#"{"Effect": "Allow", "Resource": "*"}"#, "POL-DOC-07 E"),
        (r#"{"Effect": "Allow", "Action": "iot:Connect"}"#, "POL-DOC-08 E"),
        (r#"{"Effect": "Allow", "Action": [], "Resource": "*"}"#, "POL-DOC-09 E"),
        (r#"{"Effect": "Allow", "Action": 1, "Resource": "*"}"#, "POL-DOC-09 E"),
        (r#"{"Effect": "Allow", "Action": "Connect", "Resource": "*"}"#, "POL-DOC-10 E"),
        (r#"{"Effect": "Allow", "Action": "iot:Connect:x", "Resource": "*"}"#, "POL-DOC-10 E"),
        ("\"x\"", "POL-DOC-04 E"),
    ] {
        assert!(judged(statement, &of(DEVICE)).contains(&row.to_owned()), "{statement}");
    }
    for (member, row) in [
        (r#""Sid": "a b""#, "POL-DOC-18 E"),
        (r#""Condition": []"#, "POL-DOC-13 E"),
        (r#""Condition": {"StringEquals": ["a"]}"#, "POL-DOC-13 E"),
        (r#""Condition": {"StringEquals": {"iot:ClientId": null}}"#, "POL-DOC-15 E"),
    ] {
        assert!(judged(&whole(member), &of(DEVICE)).contains(&row.to_owned()), "{member}");
    }
    for (text, row) in [
        (r#"{"Version": "2012-10-18", "Statement": []}"#, "POL-DOC-03 E"),
        (r#"{"Version": "2012-10-17"}"#, "POL-DOC-04 E"),
        (r#"{"Version": "2012-10-17", "Id": 1, "Statement": []}"#, "POL-DOC-02 E"),
    ] {
        assert!(found(text, &of(DEVICE)).contains(&row.to_owned()), "{text}");
    }
}

//= POL-LINT-34 (test)
#[test]
fn a_document_without_the_version_of_2012_is_reported() {
    for (kind, weight) in [(DEVICE, "34 W"), (PolicyKind::Iam, "34 E")] {
        let old = r#"{"Version": "2008-10-17", "Statement": []}"#;
        for text in [old, r#"{"Statement": []}"#] {
            assert!(found(text, &of(kind)).contains(&weight.to_owned()), "{text}");
        }
        let right = found(r#"{"Version": "2012-10-17", "Statement": []}"#, &of(kind));
        assert!(!right.iter().any(|each| each.starts_with("34")));
    }
    let plain = finding(r#"{"Statement": [], "Id": "${x}"}"#, "POL-LINT-34").message;
    assert!(plain.ends_with("every `${...}` in it is plain text"), "{plain}");
}

//= POL-LINT-38 (test)
#[test]
fn a_document_of_deny_alone_earns_a_hint() {
    let only = deny(r#""iot:*""#, r#""*""#);
    let both = format!("{only}, {}", allow(r#""iot:Connect""#, r#""R:client/c""#));
    speaks_only_of("38 I", DEVICE, &only, &both);
}

//= POL-LINT-38 (test)
#[test]
fn a_deny_beside_an_allow_of_another_document_of_the_set_is_fine() {
    let other = written(&format!(r#"{{"Statement": {}}}"#, allow(r#""iot:Connect""#, r#""R:client/c""#)));
    let others = [other.as_str()];
    let surroundings = Surroundings { others: Some(&others), ..Surroundings::default() };
    assert!(!judged(&deny(r#""iot:*""#, r#""*""#), &surroundings).contains(&"38 I".to_owned()));
}

//= POL-LINT-39 (test)
#[test]
fn a_document_may_have_2048_characters_beside_white_space() {
    let long = |name: usize| allow(r#""iot:Connect""#, &format!(r#""R:client/{}""#, "x".repeat(name)));
    let counted = |statement: &str| {
        written(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#))
            .chars()
            .filter(|character| !character.is_whitespace())
            .count()
    };
    let most = 2048 - counted(&long(0));
    assert_eq!(counted(&long(most)), 2048);
    speaks_only_of("39 E", DEVICE, &long(most + 1), &long(most));
    speaks_only_of("39 E", PolicyKind::Iam, &long(most + 1 + 6144 - 2048), &long(most + 6144 - 2048));
    let role = PolicyKind::AuthenticatedPool;
    speaks_only_of("39 E", role, &long(most + 1 + 10_240 - 2048), &long(most + 10_240 - 2048));
}

//= POL-LINT-40 (test)
#[test]
fn what_is_said_twice_earns_a_hint() {
    let twice = allow(r#""iot:Connect""#, r#"["R:client/a", "R:client/a"]"#);
    speaks_only_of("40 I", DEVICE, &twice, &allow(r#""iot:Connect""#, r#"["R:client/a", "R:client/b"]"#));
    let named = |one: &str, other: &str| {
        let statement = |sid: &str, client: &str| {
            format!(
                r#"{{"Sid": "{sid}", "Effect": "Allow", "Action": "iot:Connect", "Resource": "R:client/{client}"}}"#
            )
        };
        format!("{}, {}", statement(one, "a"), statement(other, "b"))
    };
    speaks_only_of("40 I", DEVICE, &named("a", "a"), &named("a", "b"));
    speaks_only_of("40 E", PolicyKind::Iam, &named("a", "a"), &named("", ""));
    let narrow = allow(r#""iot:Publish""#, r#""R:topic/a/b""#);
    let wide = allow(r#"["iot:Publish", "iot:Receive"]"#, r#""R:topic/a/*""#);
    let elsewhere = allow(r#""iot:Publish""#, r#""R:topic/b/*""#);
    speaks_only_of("40 I", DEVICE, &format!("{narrow}, {wide}"), &format!("{narrow}, {elsewhere}"));
}

//= POL-LINT-40 (test)
#[test]
fn a_statement_with_a_condition_covers_none_without_it() {
    let narrow = allow(r#""iot:Publish""#, r#""R:topic/a/b""#);
    let wide = |condition: &str| {
        format!(
            r#"{{"Effect": "Allow", "Action": "iot:Publish", "Resource": "R:topic/a/*", "Condition": {condition}}}"#
        )
    };
    let conditional = wide(r#"{"StringEquals": {"iot:ClientId": "c"}}"#);
    speaks_only_of("40 I", DEVICE, &format!("{narrow}, {}", wide("{}")), &format!("{narrow}, {conditional}"));
}

//= POL-LINT-59 (test)
#[test]
fn counts_that_the_caller_knows_are_held_against_the_limits() {
    let with = |group_policies, certificate_policies, versions| {
        let facts = RegistryFacts { group_policies, certificate_policies, versions, ..RegistryFacts::default() };
        judged(&allow(r#""iot:Connect""#, r#""R:client/c""#), &Surroundings { facts, ..Surroundings::default() })
    };
    assert_eq!(with(2, 10, 5), [""; 0]);
    for one_more in [with(3, 10, 5), with(2, 11, 5), with(2, 10, 6)] {
        assert_eq!(one_more, ["59 E"]);
    }
}

//= POL-DOC-22 (test)
#[test]
fn an_empty_list_of_statements_is_a_hint_in_a_device_policy_and_refused_by_iam() {
    let text = r#"{"Version": "2012-10-17", "Statement": []}"#;
    assert_eq!(found(text, &of(DEVICE)), ["POL-DOC-22 I"]);
    assert_eq!(found(text, &of(PolicyKind::Iam)), ["POL-DOC-22 E"]);
}
