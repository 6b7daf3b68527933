use super::{policy, prints, with};

const VECTORS: &str = "lamps.vectors.json";
const POLICY: &str = "lamp.policy.json";

#[test]
fn what_no_vector_tries_is_shown_with_a_request_that_does() {
    prints(&["cover", VECTORS, POLICY], 1, "cover.txt");
}

#[test]
fn programs_read_the_requests_that_are_lacking() {
    prints(&["cover", VECTORS, POLICY, "--format", "json"], 1, "cover.json");
}

#[test]
fn vectors_with_all_requests_that_were_lacking_exercise_everything() {
    let printed = policy(&["cover", VECTORS, POLICY, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&printed.out).unwrap();
    let lacking = report["not_exercised"].as_array().unwrap();
    let numbered = lacking.iter().enumerate().map(|(number, element)| {
        let mut request = element["request"].clone();
        request["id"] = serde_json::json!(number.to_string());
        request["expect"] = serde_json::json!("Allow");
        request.to_string()
    });
    let requests: Vec<String> = numbered.collect();
    let (_folder, path) = with(VECTORS, "\"requests\": [", &format!("\"requests\": [{},", requests.join(",")));
    let printed = policy(&["cover", &path, POLICY]);
    assert!(printed.out.contains(" exercised, 0 not exercised, "), "{}", printed.out);
    assert_eq!(printed.status, Some(0));
}

#[test]
fn a_request_counts_where_such_a_document_decides_on_it() {
    let exercised = |whom: &[&str]| {
        let printed = policy(&[&["cover", VECTORS, POLICY, "--format", "json"], whom].concat());
        let report: serde_json::Value = serde_json::from_str(&printed.out).unwrap();
        report.get("exercised").unwrap().as_u64().unwrap()
    };
    assert!(exercised(&["--principal", "certificate", "--protocol", "mqtt"]) > 0);
    for other in
        [vec!["--iam"], vec!["--protocol", "https"], vec!["--principal", "custom-authorizer"], vec!["--group", "g"]]
    {
        assert_eq!(exercised(&other), 0, "{other:?}");
    }
}
