use super::*;

/// What is said of a text, and where: `line:column id message`.
fn said(text: &str) -> Vec<String> {
    let report = lint(text, &Surroundings::default());
    let broken = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    broken.map(|each| format!("{}:{} {} {}", each.line, each.column, each.rule.id, each.message)).collect()
}

const WHOLE: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;

//= POL-LINT-01 (test)
#[test]
fn a_comma_before_a_closing_bracket_or_brace_is_reported_with_its_place() {
    assert_eq!(said("{\"Statement\": [],\n}"), ["1:17 POL-LINT-01 a comma stands before `}`"]);
    let list = "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": [\n\"iot:Connect\",\n], \"Resource\": \"*\"}}";
    assert_eq!(said(list), ["2:14 POL-LINT-01 a comma stands before `]`"]);
    assert_eq!(said(WHOLE), [""; 0]);
}

//= POL-LINT-02 (test)
#[test]
fn a_missing_comma_is_reported_between_items_and_between_members() {
    let items = r#"{"Statement": {"Effect": "Allow", "Action": ["iot:Connect" "iot:Publish"], "Resource": "*"}}"#;
    assert_eq!(said(items), ["1:59 POL-LINT-02 a comma is missing between two items"]);
    let members = r#"{"Version": "2012-10-17" "Statement": []}"#;
    assert_eq!(said(members), ["1:25 POL-LINT-02 a comma is missing between two members"]);
    assert_eq!(said(WHOLE), [""; 0]);
}

//= POL-LINT-05 (test)
#[test]
fn brackets_that_do_not_pair_are_reported_where_they_stand() {
    assert_eq!(said(r#"{"Statement": []"#), ["1:1 POL-LINT-05 the brace that opens here is never closed"]);
    let doubled = r#"{"Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "*"}, "Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;
    assert_eq!(said(doubled), ["1:17 POL-LINT-05 an opening brace stands where a member is expected"]);
    assert_eq!(
        said(r#"{"Statement": []]}"#),
        ["1:17 POL-LINT-05 a closing bracket stands here without an opening one"]
    );
    assert_eq!(said(r#"{"Statement": []}}"#), ["1:18 POL-LINT-05 a closing brace stands here without an opening one"]);
    let missing = r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"]}"#;
    assert_eq!(said(missing), ["1:16 POL-LINT-05 the brace that opens here is never closed"]);
    let bare = r#"{"Statement": ["Effect": "Allow"]}"#;
    assert_eq!(said(bare).first().unwrap(), "1:16 POL-LINT-05 a member stands in a list, without an object around it");
    assert_eq!(said(WHOLE), [""; 0]);
}

//= POL-LINT-06 (test)
#[test]
fn comments_are_reported_in_each_of_their_forms() {
    for comment in ["// all\n", "/* all */", "# all\n"] {
        let text = format!("{{\"Statement\": [] {comment}}}");
        assert_eq!(said(&text), ["1:18 POL-LINT-06 JSON has no comments"], "{text}");
    }
    assert_eq!(said(r##"{"Id": "// # /*", "Statement": []}"##), [""; 0]);
}

//= POL-LINT-07 (test)
#[test]
fn a_member_that_is_there_twice_is_reported_with_the_first_one() {
    let found = finding(r#"{"Statement": [], "Statement": []}"#, "POL-LINT-07");
    assert_eq!((found.column, found.beside.unwrap().column), (19, 2));
    let escaped = r#"{"Id": "a", "\u0049d": "b", "Statement": []}"#;
    assert_eq!(said(escaped), ["1:13 POL-LINT-07 the member `Id` is there twice"]);
    assert_eq!(said(r#"{"Id": "a", "Statement": []}"#), [""; 0]);
}

//= POL-DOC-01 (test)
#[test]
fn other_breaches_of_json_are_named_and_the_rest_is_read() {
    for (text, first) in [
        ("", "1:1 POL-DOC-01 the text holds no document"),
        ("[]", "1:1 POL-DOC-01 a policy document is an object"),
        ("{'Statement': []}", "1:2 POL-DOC-01 text is quoted with `\"`, not with `'`"),
        ("{“Statement”: []}", "1:2 POL-DOC-01 text is quoted with `\"`, not with `“`"),
        ("{Statement: []}", "1:2 POL-DOC-01 `Statement` stands without quotes"),
        ("{\"Statement\" []}", "1:13 POL-DOC-01 a colon is missing between the name of a member and its value"),
        ("{\"Statement\": [], \"Id\"}", "1:19 POL-DOC-01 the member `Id` has no value"),
        ("{\"Statement\": [], \"Id\": }", "1:19 POL-DOC-01 the member `Id` has no value"),
        ("{, \"Statement\": []}", "1:2 POL-DOC-01 nothing stands before the comma"),
        ("{\"Id\": \"a\",, \"Statement\": []}", "1:12 POL-DOC-01 two commas follow each other"),
        ("{\"Statement\": []} x", "1:19 POL-DOC-01 text follows after the document"),
        ("\u{feff}{\"Statement\": []}", "1:1 POL-DOC-01 U+FEFF stands outside of text"),
        (
            "{\"Id\": \"a\tb\", \"Statement\": []}",
            "1:10 POL-DOC-01 the control character U+0009 must be written as an escape",
        ),
        ("{\"Id\": \"\\q\", \"Statement\": []}", "1:9 POL-DOC-01 `\\q` is no escape"),
        ("{\"Id\": \"\\ud800\", \"Statement\": []}", "1:9 POL-DOC-01 `\\ud800` is no escape"),
        ("{\"Id\": \"a,\n\"Statement\": []}", "1:8 POL-DOC-01 the text that begins here is never closed"),
    ] {
        assert_eq!(said(text).first().map(String::as_str), Some(first), "{text}");
    }
    assert_eq!(said(r#"{"Id": "\ud83d\ude00\n", "Statement": []}"#), [""; 0]);
}

#[test]
fn a_text_without_its_closing_quote_ends_before_the_comma_of_its_line() {
    let text = "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow,\n\"Action\": \"iot:Receieve\", \"Resource\": \"*\"}}";
    assert_eq!(found(text, &Surroundings::default()), ["POL-DOC-01 E", "12 W", "58 I"]);
}

//= POL-DOC-19 (test)
#[test]
fn a_character_beyond_latin_1_earns_a_hint_and_its_escape_none() {
    let raw = r#"{"Version": "2012-10-17", "Id": "中", "Statement": []}"#;
    assert_eq!(found(raw, &Surroundings::default()), ["POL-DOC-22 I", "POL-DOC-19 I"]);
    let escaped = r#"{"Version": "2012-10-17", "Id": "\u4e2d\u00ff", "Statement": []}"#;
    assert_eq!(found(escaped, &Surroundings::default()), ["POL-DOC-22 I"]);
}

#[test]
fn lines_and_columns_count_characters() {
    let found = finding("{\"Id\": \"äö\",\n  \"Ä\": 1, \"Statement\": []}", "POL-LINT-03");
    assert_eq!((found.line, found.column), (2, 3));
    assert_eq!(found.span.start, 17);
}

#[test]
fn texts_nested_without_end_are_read_to_a_depth_and_no_further() {
    for text in ["[".repeat(1 << 20), "{\"a\":".repeat(1 << 18), "{{".repeat(1 << 19)] {
        assert!(lint(&text, &Surroundings::default()).is_refused());
    }
}

#[test]
fn of_each_rule_a_hundred_findings_are_kept_and_the_rest_counted() {
    let report = lint(&"#\n".repeat(1000), &Surroundings::default());
    let comments = report.findings.iter().filter(|finding| finding.rule.id == "POL-LINT-06").count();
    assert_eq!((comments, report.left_out), (100, 900));
}
