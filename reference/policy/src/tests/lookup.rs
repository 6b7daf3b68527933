//! What no row of the sheet fixes and every row relies on: that the ways of finding statements and places agree.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::Rights;
use crate::pattern::{Part, Syntax, eat_all, parts};
use crate::search::Workshop;
use crate::subject::Subject;

/// Heads that begin each other, some longer than a word.
fn resource() -> impl Strategy<Value = String> {
    let kind = select(vec!["topic", "topicfilter", "thing", "cl*", "*"]);
    let head = vec(select(vec!["a", "ab", "/", "abcdefgh", "ä"]), 0..5);
    let tail =
        select(vec!["", "", "*", "?", "a*", "*b", "?b*a", "${iot:ClientId}", "${iot:ClientId}/*", "*/abcdefgh/?*"]);
    (kind, head, tail).prop_map(|(kind, head, tail)| format!("R:{kind}/{}{tail}", head.concat()))
}

fn statement() -> impl Strategy<Value = String> {
    let effect = select(vec!["Allow", "Allow", "Allow", "Deny"]);
    let action =
        select(vec![r#""iot:Publish""#, r#""iot:Publish""#, r#"["iot:Publish", "iot:Receive"]"#, r#""iot:*""#]);
    let side = select(vec!["Resource", "Resource", "Resource", "Resource", "Resource", "NotResource"]);
    let condition = select(vec!["", "", "", r#", "Condition": {"StringEquals": {"iot:ClientId": "ab"}}"#]);
    (effect, action, side, vec(resource(), 1..4), condition).prop_map(|(effect, action, side, resources, condition)| {
        format!(r#"{{"Effect": "{effect}", "Action": {action}, "{side}": {resources:?}{condition}}}"#)
    })
}

fn name() -> impl Strategy<Value = String> {
    vec(select(vec!["a", "b", "ab", "/", "abcdefgh", "ä"]), 0..7).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn statements_are_found_as_if_each_were_asked(
        statements in vec(statement(), 1..40), names in vec(name(), 20), id in select(vec!["a", "ab", "*", ""]),
    ) {
        let (set, values) = (std::sync::Arc::new(set(&statements.join(", "))), client(id));
        let rights = Rights::new(std::sync::Arc::clone(&set), &values);
        for name in &names {
            for resource in [Resource::topic(name), Resource::thing(name), Resource::client(name), Resource::ALL] {
                for action in [Action::PUBLISH, Action::RECEIVE, Action::CONNECT] {
                    let wanted = set.explain(action, resource, &values).outcome;
                    prop_assert_eq!(set.decide(action, resource, &values), wanted, "{:?} on {:?}", action, resource);
                    prop_assert_eq!(rights.decide(action, resource), wanted, "rights: {:?} on {:?}", action, resource);
                }
            }
        }
    }

    #[test]
    fn a_needle_is_found_where_it_first_fits(
        pieces in vec(select(vec!["a", "b", "?", "ab", "aaaa?aaa", "ä", "€", "${iot:ClientId}", "aaaaaaaaaaaaaaaaaaaaaaaaaa"]), 0..12),
        before in vec(select(vec!["a", "b", "ab", "aaaaaaaaa", "ä", "€", "𝄞"]), 0..40),
        fits in any::<bool>(),
    ) {
        let values = client("aä");
        let segment = parts(&pieces.concat(), Syntax { wildcards: true, variables: true });
        let fitting = pieces.concat().replace('?', "b").replace("${iot:ClientId}", "aä");
        let text = format!("{}{}", before.concat(), if fits { fitting + "ab" } else { String::new() });
        let needle = Workshop::new().needle(segment.clone());
        prop_assert_eq!(needle.behind(text.as_bytes(), &values), first_fit(&segment, &text, &values));
    }
}

/// What is left behind the first place where the parts fit, each place tried by itself.
fn first_fit<'t>(segment: &[Part], text: &'t str, values: &Values) -> Option<&'t [u8]> {
    let mut left = Some(text.as_bytes());
    while let Some(text) = left {
        if let Some(rest) = eat_all(segment, text, values) {
            return Some(rest);
        }
        left = text.without_first();
    }
    None
}

#[test]
fn a_needle_of_more_symbols_than_there_are_states_is_found() {
    let text = "ab".repeat(2_000);
    let segment = parts(&"a?".repeat(1_500), Syntax { wildcards: true, variables: true });
    let needle = Workshop::new().needle(segment);
    let found = needle.behind(&text.as_bytes()[1..], &nobody());
    assert_eq!(found.map(<[u8]>::len), Some(998));
}

#[test]
fn a_question_mark_between_stars_takes_a_whole_character() {
    let covers = |topic| topic_is_covered("R:topic/*a??b*", topic, &nobody());
    assert!(covers("xaäöb") && covers("xäaä€bx"));
    assert!(!covers("xaäb"));
}

#[test]
fn rights_keep_the_value_of_every_key_apart() {
    let names: Vec<String> = (0..9).map(|number| format!("a{number}")).collect();
    let resource = |name: &String| format!(r#""R:topic/{name}/${{iot:Connection.Thing.Attributes[{name}]}}/end""#);
    let listed: Vec<String> = names.iter().map(resource).collect();
    let set = std::sync::Arc::new(set(&format!(
        r#"{{"Effect": "Allow", "Action": "iot:Publish", "Resource": [{}]}},
           {{"Effect": "Deny", "Action": "iot:Publish", "Resource": "*",
             "Condition": {{"ForAnyValue:StringEquals": {{"iot:ConnectAttributes": "LastWill"}}}}}}"#,
        listed.join(", ")
    )));
    for absent in 0..names.len() {
        // The value of the next attribute is empty, that of each other its own name.
        let attributes = names.iter().enumerate().filter(|(number, _)| *number != absent);
        let value = |(number, name): (usize, &String)| {
            (name.clone(), if number == absent + 1 { String::new() } else { name.clone() })
        };
        let thing = AttachedThing { attributes: attributes.map(value).collect(), ..AttachedThing::default() };
        for (will, denied) in [("PersistentConnect", false), ("LastWill", true)] {
            let values = Values {
                thing: ConnectedThing::Attached(thing.clone()),
                connect_attributes: Some(vec![will.into()]),
                ..Values::default()
            };
            let rights = Rights::new(std::sync::Arc::clone(&set), &values);
            for (number, name) in names.iter().enumerate() {
                let asked = if number == absent + 1 { format!("{name}//end") } else { format!("{name}/{name}/end") };
                let wanted = match (denied, number == absent) {
                    (true, _) => Outcome::ExplicitDeny,
                    (false, true) => Outcome::ImplicitDeny,
                    (false, false) => Outcome::Allowed,
                };
                assert_eq!(
                    rights.decide(Action::PUBLISH, Resource::topic(&asked)),
                    wanted,
                    "{asked} without a{absent}"
                );
            }
        }
    }
}
