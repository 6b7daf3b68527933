use super::{complains, policy, prints, with};

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
    let wanted =
        "`topic/dt` is no resource: expected `*` or an ARN of six fields, as `arn:aws:iot:REGION:ACCOUNT:topic/NAME`";
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
