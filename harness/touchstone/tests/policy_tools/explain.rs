use super::{complains, folder, policy, prints, prints_in, with};

const POLICY: &str = "lamp.policy.json";
const ON_DOOR: [&str; 4] =
    ["--action", "iot:Publish", "--resource", "arn:aws:iot:eu-west-1:123456789012:topic/dt/door/on"];
const ON_LAMP: [&str; 4] =
    ["--action", "iot:Publish", "--resource", "arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp/on"];
const ON_DT: [&str; 4] = ["--action", "iot:Publish", "--resource", "arn:aws:iot:eu-west-1:123456789012:topic/dt"];

fn of<'a>(principal: &[&'a str], asked: &[&'a str]) -> Vec<&'a str> {
    [&["explain", "--policy", POLICY], principal, asked].concat()
}

#[test]
fn what_kept_each_statement_from_allowing_is_shown_in_its_text() {
    prints(&of(&["--principal", "lamp.yaml"], &ON_DOOR), 1, "explain-denied.txt");
}

#[test]
fn the_statement_that_allows_is_shown_first() {
    prints(&of(&["--principal", "lamp.yaml"], &ON_LAMP), 0, "explain-allowed.txt");
}

#[test]
fn programs_read_the_same() {
    prints(&[of(&["--context", "client_id=lamp"], &ON_DT), vec!["--format", "json"]].concat(), 1, "explain.json");
}

#[test]
fn the_command_line_outweighs_the_file() {
    let allowed = |set: &str| policy(&of(&["--principal", "lamp.yaml", "--context", set], &ON_DOOR)).status;
    assert_eq!((allowed("client_id=door"), allowed("client_id=lamp")), (Some(0), Some(1)));
}

#[test]
fn a_principal_without_such_policies_is_bad_input() {
    let wanted = "such a principal is judged by IAM policies alone: expected `--iam-policy`, found `--policy`";
    complains(&of(&["--context", "principal=iam-user"], &ON_DT), wanted);
}

#[test]
fn a_resource_that_is_no_arn_is_bad_input() {
    let wanted = "expected `*` or an ARN of six fields, as `arn:aws:iot:REGION:ACCOUNT:topic/NAME`, found `topic/dt`";
    complains(&of(&[], &["--action", "iot:Publish", "--resource", "topic/dt"]), wanted);
}

#[test]
fn an_unknown_member_of_the_principal_is_shown_where_it_stands() {
    let (_folder, path) = with("lamp.yaml", "source_ip", "sourceip");
    let printed = policy(&of(&["--principal", &path], &ON_DT));
    assert!(printed.err.starts_with("error: unknown field `sourceip`, expected one of protocol, "), "{}", printed.err);
    assert!(printed.err.contains(&format!("{path}:2:1\n")), "{}", printed.err);
    assert_eq!(printed.status, Some(2));
}

const A: &str = "arn:aws:iot:eu-west-1:123456789012:";

/// Why the document of a name denies a request, held against the text of the same name.
fn denies(name: &str, action: &str, resource: &str, context: &[&str]) {
    let (document, resource) = (format!("{name}.json"), format!("{A}{resource}"));
    let mut arguments = vec!["explain", "--policy", &document, "--action", action, "--resource", &resource];
    context.iter().for_each(|set| arguments.extend(["--context", set]));
    prints_in(&folder().join("explain"), &arguments, 1, &format!("explain/{name}.txt"));
}

#[test]
fn a_thing_that_does_not_count_is_told_from_none() {
    denies("thing", "iot:Publish", "topic/dt/lamp/on", &["client_id=door", "thing.name=lamp", "thing.attached=true"]);
}

#[test]
fn of_a_set_the_value_is_named_that_fails() {
    let attributes = r#"connect_attributes=["LastWill","PersistentConnect"]"#;
    denies("set", "iot:Connect", "client/lamp", &["client_id=lamp", attributes]);
}

#[test]
fn an_empty_set_satisfies_for_all_values() {
    let arguments = ["explain", "--policy", "explain/set.json", "--action", "iot:Connect", "--resource", "*"];
    assert_eq!(policy(&[&arguments[..], &["--context", "client_id=lamp"]].concat()).status, Some(0));
}

#[test]
fn a_misspelt_action_of_the_policy_is_named() {
    denies("misspelt", "iot:Publish", "topic/dt/a", &[]);
}

#[test]
fn a_misspelt_action_of_the_request_is_named() {
    let arguments = ["explain", "--policy", "lamp.policy.json", "--action", "iot:Publsh", "--resource", "*"];
    let printed = policy(&arguments);
    assert!(
        printed.out.contains("= note: no client asks for `iot:Publsh`; did you mean `iot:Publish`?\n"),
        "{}",
        printed.out
    );
}

#[test]
fn letter_case_type_region_and_wildcards_of_mqtt_are_told_apart() {
    denies("places", "iot:Publish", "topic/dt/a", &[]);
}

#[test]
fn an_old_document_has_no_variables() {
    denies("old", "iot:Publish", "topic/lamp", &["client_id=lamp"]);
}

#[test]
fn a_default_is_shown_where_the_variable_has_no_value() {
    denies("defaults", "iot:Publish", "topic/hall", &["client_id=lamp"]);
}

#[test]
fn a_deny_by_what_is_not_listed_names_what_takes_the_resource_out() {
    denies("taken-out", "iot:Publish", "topic/dt/a", &[]);
}

#[test]
fn values_that_nearly_match_say_why_they_do_not() {
    denies("values", "iot:Publish", "topic/a", &["client_id=lamp"]);
}

#[test]
fn a_negated_operator_names_the_value_that_matches() {
    denies("if-exists", "iot:Publish", "topic/a", &["client_id=lamp"]);
}

#[test]
fn of_two_sides_the_one_is_named_that_does_not_allow() {
    let resource = format!("{A}topic/lamp");
    let identity =
        ["--context", "principal=cognito-authenticated", "client_id=lamp", "thing.name=lamp", "thing.attached=true"];
    let asked = ["explain", "--action", "iot:Publish", "--resource", &resource];
    let both = ["--policy", "role.json", "--iam-policy", "role.json"];
    let arguments = [&asked[..], &both, &identity].concat();
    prints_in(&folder().join("explain"), &arguments, 1, "explain/role.txt");
}

#[test]
fn a_policy_of_a_group_is_in_force_for_a_thing_of_it() {
    let thing = r#"thing={"name":"lamp","attached":true,"groups":["lights"]}"#;
    let of = |client_id: &str| {
        let group = ["explain", "--group-policy", "lights=lamp.policy.json"];
        policy(&[&group[..], &["--context", client_id, thing], &ON_LAMP].concat())
    };
    assert_eq!(of("client_id=lamp").status, Some(0));
    let other = of("client_id=door");
    let wanted = "= note: lamp.policy.json is not in force: no thing that counts here is in the group `lights`\n";
    assert!(other.out.contains(wanted) && !other.out.contains("statement 1"), "{}", other.out);
    assert_eq!(other.status, Some(1));
}

#[test]
fn a_policy_of_no_group_is_bad_input() {
    let wanted = "expected `GROUP=FILE` behind `--group-policy`, found `lamp.policy.json`";
    complains(&[&["explain", "--group-policy", "lamp.policy.json"][..], &ON_LAMP].concat(), wanted);
}
