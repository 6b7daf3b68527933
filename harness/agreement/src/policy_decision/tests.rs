//! The property, and what the generator makes.

use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;
use touchstone_generate::bytes_of;
use touchstone_policy::{Action, ConnectedThing, Outcome, Values};

use super::{check_policy_decision, compiled};
use crate::policy_case::{PolicyCase, policy_cases};

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_and_the_oracle_agree(case in policy_cases()) {
        check_policy_decision(&case);
    }
}

/// What the census counts about a case.
struct Entry {
    outcome: Outcome,
    is_decided_by_a_variable: bool,
    is_flipped_by_one_character: bool,
}

impl Entry {
    fn of(case: &PolicyCase) -> Self {
        let set = compiled(case).unwrap();
        let decide = |case: &PolicyCase| set.decide(Action::named(&case.action), case.resource(), &case.values);
        let outcome = decide(case);
        let bare = Values { thing: ConnectedThing::Detached, ..Values::default() };
        let mut changed = case.name.char_indices().map(|(place, character)| {
            let other = if character == 'b' { 'a' } else { 'b' };
            format!("{}{other}{}", &case.name[..place], &case.name[place + character.len_utf8()..])
        });
        Self {
            outcome,
            is_decided_by_a_variable: decide(&PolicyCase { values: bare, ..case.clone() }) != outcome,
            is_flipped_by_one_character: changed.any(|name| decide(&PolicyCase { name, ..case.clone() }) != outcome),
        }
    }
}

#[test]
fn the_generator_makes_cases_worth_comparing() {
    let entries: Vec<Entry> = (0..10_000)
        .map(|seed| Entry::of(&PolicyCase::arbitrary(&mut Unstructured::new(&bytes_of(seed))).unwrap()))
        .collect();
    let share = |counts: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| counts(entry)).count() / 100;
    let allowed = share(&|entry| entry.outcome == Outcome::Allowed);
    let denied = share(&|entry| entry.outcome == Outcome::ExplicitDeny);
    let by_a_variable = share(&|entry| entry.is_decided_by_a_variable);
    let by_a_character = share(&|entry| entry.is_flipped_by_one_character);
    println!(
        "{allowed} % allowed, {denied} % explicitly denied, {by_a_variable} % decided by a variable, \
         {by_a_character} % flipped by one character"
    );
    assert!(allowed >= 20 && denied >= 10 && by_a_variable >= 10 && by_a_character >= 10);
}
