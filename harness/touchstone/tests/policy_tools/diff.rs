use super::{complains, policy, prints, with};

const OLD: &str = "before.policy.json";
const NEW: &str = "after.policy.json";

#[test]
fn each_difference_is_shown_with_its_request_and_its_statements() {
    prints(&["diff", OLD, NEW], 1, "diff.txt");
}

#[test]
fn programs_read_each_difference() {
    prints(&["diff", OLD, NEW, "--format", "json"], 1, "diff.json");
}

#[test]
fn a_policy_is_equivalent_to_itself() {
    let printed = policy(&["diff", NEW, NEW]);
    let wanted = (Some(0), "equivalent: both policies allow the same to everybody\n");
    assert_eq!((printed.status, printed.out.as_str()), wanted, "{}", printed.err);
}

#[test]
fn what_is_equal_by_values_alone_is_not_called_equivalent() {
    let (_folder, path) = with("lamp.policy.json", "192.0.2.0/24", "192.0.2.1/24");
    let printed = policy(&["diff", "lamp.policy.json", &path]);
    assert!(printed.out.starts_with("no difference found: "), "{}", printed.out);
    assert_eq!(printed.status, Some(0));
}

#[test]
fn a_fault_of_a_document_is_shown_where_it_stands() {
    let (_folder, path) = with(NEW, "\"Sid\": \"secrets\"", "\"Sid\": 7");
    let wanted = "
error: `Sid` is text
  --> PATH:16:14
   |
16 |       \"Sid\": 7,
   |              ^";
    complains(&["diff", OLD, &path], &wanted.replace("PATH", &path));
}
