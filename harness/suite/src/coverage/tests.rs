//! What is cited, and what shows, on small texts.

use super::*;

fn cites(source: &str) -> Vec<String> {
    Citation::of_tests("a.rs", source).into_iter().map(|citation| format!("{} {}", citation.id, citation.by)).collect()
}

#[test]
fn what_stands_directly_above_a_test_is_cited_by_it() {
    let source = "//= MB-DUP-05 (test)\n//= MQTT-3.1.4-3 v5\n/// A remark.\n#[test]\n#[expect(x)]\nfn one() {}\n";
    assert_eq!(cites(source), ["MB-DUP-05 test a.rs one", "MQTT-3.1.4-3 v5 test a.rs one"]);
}

#[test]
fn a_property_cites_as_a_test_does() {
    let source = "proptest! {\n    //= MB-DUP-05\n    #[test]\n    fn one(a in 0..3) {}\n}\n";
    assert_eq!(cites(source), ["MB-DUP-05 test a.rs one"]);
}

#[test]
fn code_that_is_no_test_cites_for_itself() {
    assert!(
        cites("//= MB-DUP-05\nfn one() {}\n#[test]\nfn two() {\n    //= MB-DUP-05\n    let x = 1;\n}\n").is_empty()
    );
}

#[test]
fn a_vector_cites_what_it_requires_and_the_statement_it_breaks() {
    let text = r#"[{"name": "x", "requires": "MB-MAL-10", "statement": "MQTT-2.1.3-1 v5"}, {"name": "y", "hex": "00"},
        {"id": "z", "requires": ["POL-VAR-01", "POL-VAR-07"], "statement": "section 2.1 v5"}]"#;
    let cited = Citation::of_vectors("a.json", text).unwrap();
    let ids: Vec<String> = cited.into_iter().map(|citation| citation.id).collect();
    assert_eq!(ids, ["MB-MAL-10", "MQTT-2.1.3-1 v5", "POL-VAR-01", "POL-VAR-07"]);
    assert!(Citation::of_vectors("a.json", r#"[{"requires": 3}]"#).is_err());
}

#[test]
fn a_denial_is_known_by_its_family_or_by_its_sentence() {
    assert!(speaks_of_a_denial("MB-DEN-09", "A delivery is dropped."));
    assert!(speaks_of_a_denial("MB-PUB-04", "iot:Publish is evaluated on every PUBLISH."));
    assert!(speaks_of_a_denial("MB-SUB-08", "A forbidden filter grants none."));
    assert!(!speaks_of_a_denial("MB-AUT-08", "UNSUBSCRIBE is not checked for any permission."));
    assert!(!speaks_of_a_denial("MQTT-3.8.4-1 v3", "A SUBSCRIBE is answered by SUBACK, unless it is denied."));
    assert!(!speaks_of_a_denial(
        "MB-DUP-05",
        "A CONNECT that is refused for any reason leaves the incumbent untouched."
    ));
}

#[test]
fn a_line_of_the_listing_says_what_shows_or_why_nothing_does() {
    let passes = ("area/a@v3".to_owned(), Showing::PassesOn("stub-closes".to_owned()));
    let covered = Covered { cases: vec![passes.clone()], elsewhere: Vec::new() };
    assert_eq!(covered.tail(), "nothing: area/a@v3 passes on stub-closes");
    let cases = vec![passes, ("area/b@v5".to_owned(), Showing::Shows)];
    let covered = Covered { cases, elsewhere: vec!["vectors a.json".to_owned()] };
    assert_eq!(covered.tail(), "area/b@v5, vectors a.json");
    let text = "# head\nMB-DUP-05 | 3 | area/b@v5\n";
    assert_eq!(Listing::find(text, "MB-DUP-05"), Some(("3", "area/b@v5")));
    assert_eq!(Listing::find(text, "MB-DUP"), None);
}
