//! What a comparison of two policies says, held against engine and oracle.

#![expect(clippy::indexing_slicing, reason = "every index is chosen below the length")]

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use touchstone_agreement::policy_request::{Document, Judges, On, caller};
use touchstone_oracle::policy::{Caller, Decision};
use touchstone_policy::{Askers, Budget, Change, Policy, Side, Verdict};

const PIECES: [&str; 12] =
    ["a", "b", "/", "dt", "*", "?", "${iot:ClientId}", "${*}", "+", "lamp", "${iot:Connection.Thing.ThingName}", "#"];

fn resources() -> impl Strategy<Value = Vec<String>> {
    let name = prop::collection::vec(select(&PIECES[..]), 1..5).prop_map(|pieces| pieces.concat());
    prop::collection::vec(name, 1..4)
}

/// Allows the first resources and denies the last of several.
fn policy(names: &[String]) -> String {
    let resource = |name: &String| format!("\"arn:aws:iot:eu-west-1:123456789012:topic/{name}\"");
    let statement = |effect: &str, names: &[String]| {
        let list: Vec<String> = names.iter().map(resource).collect();
        format!(r#"{{"Effect": "{effect}", "Action": "iot:Publish", "Resource": [{}]}}"#, list.join(", "))
    };
    let statements = match names {
        [allowed @ .., denied] if !allowed.is_empty() => {
            [statement("Allow", allowed), statement("Deny", std::slice::from_ref(denied))].join(", ")
        }
        all => statement("Allow", all),
    };
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

/// One character of one name is another.
fn mutated(names: &[String], which: Index, place: Index, by: char) -> Vec<String> {
    let mut names = names.to_vec();
    let which = which.index(names.len());
    let mut characters: Vec<char> = names[which].chars().collect();
    let place = place.index(characters.len());
    characters[place] = by;
    names[which] = characters.into_iter().collect();
    names
}

fn document(text: &str) -> [Document; 1] {
    [Document { name: "p".to_owned(), text: text.to_owned(), on: On::Principal }]
}

fn allows(judges: &Judges<'_>, resource: &str, caller: &Caller) -> bool {
    let answers = judges.judge("iot:Publish", resource, caller);
    let decision = answers.agreed();
    assert!(decision.is_some(), "{answers:?} on {resource} for {caller:?}");
    decision == Some(Decision::Allowed)
}

/// A request that is close to what one of the patterns covers.
fn near_miss(name: &str, seed: u64) -> (String, Caller) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut choose = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most as u64).unwrap_or_default()
    };
    let ids = ["lamp", "a", "b", "a/b", "dt", "*", "+", "x"];
    let client_id = ids[choose(ids.len())].to_owned();
    let mut asked = String::new();
    let filled = name.replace("${iot:ClientId}", &client_id).replace("${*}", "\u{1}");
    let filled = filled.replace("${iot:Connection.Thing.ThingName}", &client_id);
    for character in filled.chars() {
        match (character, choose(12)) {
            ('*', 0..4) => {}
            ('*', _) => asked.push_str(["a", "/", "ab", "lamp"][choose(4)]),
            ('?', _) => asked.push(['a', '/', 'b', 'x'][choose(4)]),
            (_, 0) => {}
            (_, 1) => asked.push(['a', '/', 'b', '*', '$', '{'][choose(6)]),
            ('\u{1}', _) => asked.push('*'),
            (other, _) => asked.push(other),
        }
    }
    let thing = touchstone_oracle::policy::Thing {
        name: client_id.clone(),
        attached: choose(2) == 0,
        ..touchstone_oracle::policy::Thing::default()
    };
    let caller = Caller { client_id: Some(client_id), thing: Some(thing), ..Caller::default() };
    (format!("arn:aws:iot:eu-west-1:123456789012:topic/{asked}"), caller)
}

proptest! {
    // The search does not promise to find every difference: with a seed of its own each run would be a matter of luck.
    #![proptest_config(ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_changed_character_has_a_confirmed_request_or_none_is_near(
        names in resources(),
        which in any::<Index>(),
        place in any::<Index>(),
        by in select(vec!['a', 'b', '/', '*', '?', 'x', '+', '$', '}']),
    ) {
        let (old, new) = (policy(&names), policy(&mutated(&names, which, place, by)));
        let (was, is) = (document(&old), document(&new));
        let (before, after) = (Judges::of(&was).unwrap(), Judges::of(&is).unwrap());
        let compared =
            Policy::parse(&new).unwrap().compare(&Policy::parse(&old).unwrap(), &Askers::of(Side::Iot), &Budget::default());
        prop_assert!(compared.extent.is_whole);
        for difference in &compared.differences {
            let caller = caller(&difference.probe.facts).unwrap();
            let allowed = [&before, &after].map(|judges| allows(judges, &difference.probe.resource, &caller));
            let wanted = [difference.change == Change::Lost, difference.change == Change::Gained];
            prop_assert_eq!(allowed, wanted, "{:?}\n{}\n{}", difference, old, new);
        }
        prop_assert_eq!(compared.verdict == Verdict::Different, !compared.differences.is_empty());
        if compared.verdict != Verdict::Different {
            for seed in 0..2_000 {
                let (resource, caller) = near_miss(&names[which.index(names.len())], seed);
                let allowed = [&before, &after].map(|judges| allows(judges, &resource, &caller));
                prop_assert_eq!(allowed[0], allowed[1], "{:?}: {} for {:?}\n{}\n{}", compared.verdict, resource, caller, old, new);
            }
        }
    }
}
