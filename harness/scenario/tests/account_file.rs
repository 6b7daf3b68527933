//! The account file of `touchstone serve` is read as scenarios are.

use touchstone_scenario::{AccountFile, Known, Words, parse_world};

fn words() -> Words {
    Words { policies: Known::only(["all", "lamps"]), ..Words::default() }
}

fn complaint(text: &str) -> String {
    match parse_world(text, &words()) {
        Ok(file) => format!("{file:?}"),
        Err(findings) => findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn things_and_principals_are_read_with_families_spread() {
    let text = "
world: { things: { 'lamp[1..2]': {} } }
clients:
  'lamp[1..2]': { policy: lamps, thing: lamp1 }
  desk: {}
";
    let file = parse_world(text, &words()).expect("the file is in order");
    let principals: Vec<_> = file
        .principals
        .iter()
        .map(|one| (one.name.value.as_str(), one.policies[0].value.as_str(), one.things.len()))
        .collect();
    assert_eq!(principals, [("lamp1", "lamps", 1), ("lamp2", "lamps", 1), ("desk", "all", 0)]);
    assert_eq!(file.world.things.len(), 2);
}

#[test]
fn a_file_may_leave_out_either_part() {
    assert_eq!(parse_world("world: {}\n", &words()), Ok(AccountFile::default()));
    assert_eq!(parse_world("clients: {}\n", &words()), Ok(AccountFile::default()));
}

#[test]
fn an_unknown_key_names_its_place_and_the_nearest_word() {
    assert_eq!(complaint("worlds: {}\n"), "1:1: unknown key `worlds` in `an account file`; did you mean `world`?");
    assert_eq!(
        complaint("clients:\n  a: { will: {} }\n"),
        "2:8: unknown key `will` in `a client`; it takes `policy` or `thing`"
    );
}

#[test]
fn an_unknown_policy_names_its_place_and_the_nearest_one() {
    assert_eq!(complaint("clients:\n  a: { policy: lamp }\n"), "2:16: unknown policy `lamp`; did you mean `lamps`?");
}

#[test]
fn two_clients_of_one_name_are_refused() {
    assert_eq!(complaint("clients:\n  a1: {}\n  a[1..2]: {}\n"), "3:3: two clients are named `a1`");
}
