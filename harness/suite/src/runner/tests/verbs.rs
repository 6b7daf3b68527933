//! `dial`, `check`, `stream`, `parallel`, `each` and `exactly: n of`, each holding and not holding.

use crate::runner::tests::stage::{Small, Twist};
use crate::runner::tests::{failure, played, profile, script};
use crate::runner::{Played, play};
use crate::{Judge, Verdict};

fn passes(body: &str) {
    let played = played(Twist::None, Judge::Reference, body);
    assert_eq!(played.verdict, Verdict::Pass, "{body}");
}

fn fails(body: &str) -> String {
    failure(Twist::None, body).seen
}

/// A case in which `p` streams to `a`, then these steps.
fn streamed(steps: &str) -> String {
    format!(
        "
clients: {{ a: {{}}, p: {{}} }}
steps:
  - connect: [a, p]
  - subscribe: {{ from: a, filters: [ {{ filter: t, qos: 1 }} ] }}
  - stream: {{ from: p, topic: t, qos: 1, count: 3, payload: n$(i), record: acked }}
{steps}"
    )
}

#[test]
fn a_dial_makes_a_connection_and_says_nothing_on_it() {
    let body = "clients: { a: {} }\nsteps: [ { dial: a } ]\n";
    let mut stage = Small::new(Twist::None);
    assert_eq!(play(&script(body), &profile(Judge::Reference), &mut stage).verdict, Verdict::Pass);
    assert_eq!(stage.frames, 0);
}

#[test]
fn a_dial_that_is_refused_fails_and_says_why() {
    let failure = failure(Twist::Refuses, "clients: { a: {} }\nsteps: [ { dial: a } ]\n");
    assert_eq!(failure.expected, "a connection of `a`");
    assert_eq!(failure.seen, "`a`: no connection: nobody is let in");
}

#[test]
fn a_refused_dial_of_a_live_target_says_nothing_of_the_requirement() {
    let played = played(Twist::Refuses, Judge::Live, "clients: { a: {} }\nsteps: [ { dial: a } ]\n");
    assert!(matches!(played.verdict, Verdict::Inconclusive { .. }), "{:?}", played.verdict);
}

#[test]
fn a_dial_that_gets_closed_claims_a_refusal_and_an_end_and_no_open_connection() {
    let body = "clients: { a: {} }\nsteps: [ { dial: { client: a, gets: closed, within: 1s } } ]\n";
    assert_eq!(played(Twist::Refuses, Judge::Reference, body).verdict, Verdict::Pass);
    assert_eq!(played(Twist::Leaves, Judge::Reference, body).verdict, Verdict::Pass);
    assert!(fails(body).contains("the connection did not end"));
}

#[test]
fn what_was_streamed_is_covered_by_what_was_delivered() {
    passes(&streamed("  - check: { payloads of: [a], covers: $(acked) }\n"));
}

#[test]
fn covering_fails_for_the_first_that_is_missing() {
    let body = streamed("  - check: { payloads of: [a], covers: [ n1, n4 ] }\n");
    assert_eq!(fails(&body), "n4 is missing among 3 values");
}

#[test]
fn a_delivery_that_never_came_is_missing_from_what_was_acknowledged() {
    let body = streamed("  - check: { payloads of: [a], covers: $(acked) }\n");
    assert_eq!(failure(Twist::Loses("n2"), &body).seen, "n2 is missing among 2 values");
}

#[test]
fn a_set_equals_in_whatever_order() {
    passes(&streamed("  - check: { payloads of: [a], set equals: [ n3, n1, n2 ] }\n"));
}

#[test]
fn a_set_that_holds_more_is_not_equal() {
    assert_eq!(fails(&streamed("  - check: { payloads of: [a], set equals: [ n1, n2 ] }\n")), "n3 is there as well");
}

#[test]
fn a_set_that_holds_less_is_not_equal() {
    let seen = fails(&streamed("  - check: { payloads of: [a], set equals: [ n1, n2, n3, n4 ] }\n"));
    assert_eq!(seen, "n4 is missing among 3 values");
}

#[test]
fn duplicates_fail_only_where_they_are_forbidden() {
    let twice = |more: &str| streamed(&format!("  - check: {{ payloads of: [a], set equals: $(acked){more} }}\n"));
    assert_eq!(played(Twist::Redelivers, Judge::Reference, &twice("")).verdict, Verdict::Pass);
    let failure = failure(Twist::Redelivers, &twice(", without duplicates: true"));
    assert_eq!(failure.seen, "n1 is there twice");
    passes(&twice(", without duplicates: true"));
}

#[test]
fn payloads_are_claimed_by_the_check_and_by_nothing_else() {
    assert!(fails(&streamed("  - check: { $(acked): { \"=\": [ n1, n2, n3 ] } }\n")).contains("which no step claims"));
}

#[test]
fn numbers_are_compared_as_numbers() {
    let compared = |comparison: &str| {
        streamed(&format!(
            "  - expect: {{ a: {{ any order: [ {{ publish: {{ payload: n1, id: $(id = integer) }} }}, {{ publish: {{ payload: n2 }} }}, {{ publish: {{ payload: n3 }} }} ] }} }}\n  - check: {{ $(id): {{ {comparison} }} }}\n"
        ))
    };
    // The small broker gives every delivery the identifier 9.
    for holds in ["\"=\": 9", "\">\": 8", "\"<\": 10", "\">\": 8, \"<\": 10"] {
        passes(&compared(holds));
    }
    for (breaks, expected) in [("\"=\": 8", "`$(id)` = 8"), ("\">\": 9", "`$(id)` > 9"), ("\"<\": 9", "`$(id)` < 9")] {
        let failure = failure(Twist::None, &compared(breaks));
        assert_eq!((failure.expected.as_str(), failure.seen.as_str()), (expected, "it is 9"));
    }
}

#[test]
fn a_comparison_of_the_wrong_kind_is_no_verdict_about_the_target() {
    let played = played(Twist::None, Judge::Reference, &streamed("  - check: { $(acked): { \">\": 1 } }\n"));
    assert!(matches!(played.verdict, Verdict::Inconclusive { .. }), "{:?}", played.verdict);
}

#[test]
fn a_stream_stops_at_the_first_message_that_is_not_acknowledged() {
    let failure = failure(Twist::NoPuback, &streamed("  - check: { payloads of: [a], covers: [ n3 ] }\n"));
    assert!(failure.expected.contains("PUBACK"), "{}", failure.expected);
    assert_eq!(failure.place.line, 9);
}

/// Two branches whose order shows in the order of two deliveries.
fn side_by_side(orders: &str, first: &str, second: &str) -> String {
    let publish = |payload: &str| format!("{{ publish: {{ from: p, topic: t, qos: 1, payload: {payload} }} }}");
    let claimed = |payload: &str| format!("{{ publish: {{ topic: t, payload: {payload} }} }}");
    format!(
        "
clients: {{ a: {{}}, p: {{}} }}
steps:
  - connect: [a, p]
  - subscribe: {{ from: a, filters: [ {{ filter: t, qos: 1 }} ] }}
  - parallel: {{ orders: {orders}, of: [ {}, {} ] }}
  - expect: {{ a: {{ in order: [ {}, {} ] }} }}
",
        publish("x"),
        publish("y"),
        claimed(first),
        claimed(second)
    )
}

fn in_every_order(body: &str) -> Played {
    let mut open = || Ok::<_, ()>(Box::new(Small::new(Twist::None)) as Box<dyn crate::Stage>);
    Played::in_every_order(&script(body), &profile(Judge::Reference), 1, &mut open).unwrap()
}

#[test]
fn one_order_is_not_every_order() {
    passes(&side_by_side("all", "x", "y"));
    let every = in_every_order(&side_by_side("all", "x", "y"));
    assert!(matches!(every.verdict, Verdict::Fail(_)), "{:?}", every.verdict);
}

#[test]
fn what_holds_in_every_order_passes() {
    let body = side_by_side("all", "x", "y").replace("in order", "any order");
    assert_eq!(in_every_order(&body).verdict, Verdict::Pass);
}

#[test]
fn the_seed_alone_decides_how_steps_are_interleaved() {
    let verdicts = |first, second| {
        let body = side_by_side("seeded", first, second);
        [1, 1].map(|_| played(Twist::None, Judge::Reference, &body).verdict == Verdict::Pass)
    };
    let (forth, back) = (verdicts("x", "y"), verdicts("y", "x"));
    assert_eq!((forth[0], back[0]), (forth[1], back[1]));
    assert_ne!(forth[0], back[0]);
}

#[test]
fn each_plays_its_steps_once_for_every_row() {
    let each = |claims: &str| {
        format!(
            "
clients: {{ a: {{}}, p: {{}} }}
steps:
  - connect: [a, p]
  - subscribe: {{ from: a, filters: [ {{ filter: '#', qos: 0 }} ] }}
  - each: {{ rows: [ {{ name: one, topic: t }}, {{ name: two, topic: u }} ], do: [ {{ publish: {{ from: p, topic: $(row.topic), qos: 1, payload: x }} }} ] }}
  - expect: {{ a: {{ in order: [ {claims} ] }} }}
"
        )
    };
    passes(&each("{ publish: { topic: t } }, { publish: { topic: u } }"));
    assert!(fails(&each("{ publish: { topic: t } }")).contains("which no step claims"));
    let seen = fails(&each("{ publish: { topic: u } }, { publish: { topic: t } }"));
    assert!(seen.contains("topic is \"t\" and not \"u\""), "{seen}");
}

/// Three clients of which so many subscribe before one message comes.
fn counted(exactly: usize) -> String {
    format!(
        "
clients: {{ 'n[1..3]': {{}}, p: {{}} }}
steps:
  - connect: ['n[1..3]', p]
  - subscribe: {{ from: n1, filters: [ {{ filter: t, qos: 0 }} ] }}
  - subscribe: {{ from: n3, filters: [ {{ filter: t, qos: 0 }} ] }}
  - publish: {{ from: p, topic: t, qos: 1, payload: x }}
  - expect: {{ 'n[1..3]': {{ exactly: {exactly}, of: {{ publish: {{ topic: t }} }} }} }}
"
    )
}

#[test]
fn so_many_of_several_are_counted_and_neither_more_nor_fewer() {
    passes(&counted(2));
    for exactly in [0, 1, 3] {
        assert!(!fails(&counted(exactly)).is_empty());
    }
}

#[test]
fn online_is_connected_with_nothing_after_connack() {
    let body = |topic: &str| {
        format!(
            "
clients: {{ 'n[1..2]': {{}}, p: {{}} }}
steps:
  - connect: ['n[1..2]', p]
  - subscribe: {{ from: n1, filters: [ {{ filter: t, qos: 0 }} ] }}
  - publish: {{ from: p, topic: {topic}, qos: 1, payload: x }}
  - expect: {{ 'n[1..2]': {{ exactly: 2, of: online }} }}
"
        )
    };
    passes(&body("other"));
    assert!(fails(&body("t")).contains("`n1` is neither"));
}
