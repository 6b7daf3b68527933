//! What is cited, and what shows, on small texts.

use super::*;
use crate::Awaited;

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

/// A catalogue of one file whose only requirement ends in `tail`.
fn catalogue(head: &str, tail: &str) -> Catalogue {
    let text = format!(
        "about: a sheet\n{head}requirements:\n  MB-DUP-05:\n    sentence: x\n    confidence: inferred\n    \
         source: y\n{tail}"
    );
    let mut catalogue = Catalogue::default();
    catalogue.read(std::path::Path::new("a.yaml"), &text).unwrap();
    catalogue
}

/// What a coverage in which a test shows it, or nothing does, finds wrong with that requirement.
fn contradictions(head: &str, tail: &str, shown: bool) -> Vec<String> {
    let catalogue = catalogue(head, tail);
    let mut coverage = Coverage::default();
    if shown {
        coverage.add(&catalogue, &Citation { id: "MB-DUP-05".to_owned(), by: "test a.rs one".to_owned() });
    }
    coverage.contradictions(&catalogue).iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_shown_waits_for_nothing() {
    let tail = "    shown: unit\n    waits: rate limits\n";
    let told = "`MB-DUP-05` waits for `rate limits` and is shown; \
                drop `waits`, or say `rest waits` when only a part is shown";
    assert_eq!(contradictions("", tail, true), [format!("a.yaml:4: {told}")]);
    assert_eq!(contradictions("", tail, false), [""; 0]);
}

#[test]
fn only_of_what_is_shown_the_rest_waits() {
    let tail = "    shown: unit\n    rest waits: rate limits\n";
    let told = "of `MB-DUP-05` only the rest waits for `rate limits`, and nothing shows a part; say `waits`";
    assert_eq!(contradictions("", tail, false), [format!("a.yaml:4: {told}")]);
    assert_eq!(contradictions("", tail, true), [""; 0]);
}

#[test]
fn what_is_shown_is_testable() {
    let tail = "    shown: untestable\n    reason: none\n";
    let told = "`MB-DUP-05` is called not testable and is shown; say how it is shown, and drop its `reason`";
    assert_eq!(contradictions("", tail, true), [format!("a.yaml:4: {told}")]);
    assert_eq!(contradictions("gaps: none\n", tail, false), [""; 0]);
}

#[test]
fn a_file_without_gaps_has_none() {
    let told = "a.yaml:5: `MB-DUP-05` is neither shown nor not testable, and waits for nothing";
    assert_eq!(contradictions("gaps: none\n", "    shown: wire\n", false), [told]);
    assert_eq!(contradictions("", "    shown: wire\n", false), [""; 0]);
    assert_eq!(contradictions("gaps: none\n", "    shown: wire\n", true), [""; 0]);
    assert_eq!(contradictions("gaps: none\nwaits: Jobs\n", "    shown: wire\n", false), [""; 0]);
}

#[test]
fn figures_tell_what_waits_from_what_is_open() {
    let stand = |head: &str, tail: &str| {
        let catalogue = catalogue(head, tail);
        let (id, requirement) = catalogue.find("MB-DUP-05").unwrap();
        Coverage::default().stand(id, requirement)
    };
    let jobs = Awaited::all().find(|capability| capability.to_string() == "Jobs").unwrap();
    assert_eq!(stand("", "    shown: wire\n"), Stand::Gap);
    assert_eq!(stand("", "    shown: wire\n    waits: Jobs\n"), Stand::Waits(jobs));
    assert_eq!(stand("waits: Jobs\n", "    shown: wire\n"), Stand::Waits(jobs));
    assert_eq!(stand("waits: Jobs\n", "    shown: untestable\n    reason: none\n"), Stand::Untestable);
}
