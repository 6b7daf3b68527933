//! The runner's judgement, on a small broker that misbehaves on request.

mod stage;
mod verbs;

use std::collections::BTreeMap;
use std::sync::Arc;

use touchstone_scenario::{Capability, Words, capabilities, cases, parse};
use touchstone_vocabulary::Span;

use super::{Played, play};
use crate::{Cast, Failure, Isolation, Judge, Profile, Script, SetupError, Source, Stage, Target, Verdict};
use stage::{Small, Twist};

const HEAD: &str = "summary: a fact\nrequires: MB-CON-03\nversions: [v3]\n";

fn script(body: &str) -> Script {
    script_called("area/fact", &format!("{HEAD}{body}"))
}

/// A script of a whole file.
pub(crate) fn script_called(id: &str, text: &str) -> Script {
    let scenario = parse(id, text, &Words::default()).unwrap();
    let case = cases(&scenario).remove(0);
    let cast = Cast { case: case.id.clone(), seed: 1, accounts: vec![], principals: vec![], client_ids: vec![] };
    Script {
        needs: capabilities(&case),
        case,
        cast,
        policies: BTreeMap::new(),
        cited: vec![],
        source: Arc::new(Source { path: format!("{id}.yaml"), text: text.to_owned() }),
    }
}

pub(crate) fn profile(judge: Judge) -> Profile {
    Profile {
        name: "small".to_owned(),
        judge,
        capabilities: vec![Capability::Clock, Capability::Order],
        isolation: Isolation::Account,
        patience: Span::ZERO,
        sequence: crate::Sequence::Exact,
        divergences: vec![],
    }
}

/// The small broker as a target that takes one case at a time, in simulation.
pub(crate) struct SmallTarget(pub(crate) Profile);

impl Target for SmallTarget {
    fn profile(&self) -> &Profile {
        &self.0
    }

    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        if cast.case.contains("no_world") {
            return Err(SetupError::World("the world cannot be made".to_owned()));
        }
        Ok(Box::new(Small::new(Twist::None)))
    }
}

fn played(twist: Twist, judge: Judge, body: &str) -> Played {
    play(&script(body), &profile(judge), &mut Small::new(twist))
}

fn failure(twist: Twist, body: &str) -> Failure {
    match played(twist, Judge::Reference, body).verdict {
        Verdict::Fail(failure) => *failure,
        other => panic!("{other:?}"),
    }
}

const DELIVERY: &str = "
clients: { a: {}, p: {} }
steps:
  - connect: [a, p]
  - subscribe: { from: a, filters: [ { filter: t, qos: 1 } ] }
  - publish: { from: p, topic: t, qos: 1, payload: x }
";

fn after_delivery(steps: &str) -> String {
    format!("{DELIVERY}{steps}")
}

#[test]
fn what_is_expected_and_nothing_else_passes() {
    let body = after_delivery("  - expect: { a: { publish: { topic: t, payload: x, qos: 1 } } }\n");
    let played = played(Twist::None, Judge::Reference, &body);
    assert_eq!(played.verdict, Verdict::Pass);
    assert_eq!(played.transcript.connections.len(), 2);
}

#[test]
fn a_wrong_member_fails_and_says_which() {
    let failure = failure(Twist::None, &after_delivery("  - expect: { a: { publish: { topic: t, payload: y } } }\n"));
    assert_eq!(failure.place.line, 10);
    assert_eq!(failure.step, "- expect: { a: { publish: { topic: t, payload: y } } }");
    assert!(failure.expected.contains("PUBLISH topic `t` payload `y`"), "{}", failure.expected);
    assert!(failure.seen.contains("its payload is `x` and not `y`"), "{}", failure.seen);
    assert!(failure.exchanges.iter().any(|exchange| exchange.words.contains("CONNECT")));
}

#[test]
fn an_arrival_that_no_step_claims_fails_at_the_end() {
    let failure = failure(Twist::None, DELIVERY);
    assert!(failure.seen.contains("which no step claims"), "{}", failure.seen);
    assert!(failure.seen.starts_with("`a`: PUBLISH"), "{}", failure.seen);
}

#[test]
fn a_second_puback_fails() {
    let body = after_delivery("  - expect: { a: { publish: { topic: t } } }\n");
    assert!(failure(Twist::DoublePuback, &body).seen.contains("PUBACK"));
}

#[test]
fn a_missing_puback_fails_the_publish() {
    assert_eq!(failure(Twist::NoPuback, DELIVERY).place.line, 9);
}

#[test]
fn an_arrival_before_a_barrier_must_be_claimed_before_it() {
    let body = after_delivery("  - barrier: { from: p, topic: t, reaches: [a] }\n");
    let failure = failure(Twist::None, &body);
    assert_eq!(failure.place.line, 10);
    assert!(failure.seen.contains("which no step claims"), "{}", failure.seen);
}

#[test]
fn a_barrier_that_does_not_arrive_fails() {
    let body = after_delivery(
        "  - expect: { a: { publish: { topic: t } } }\n  - barrier: { from: p, topic: other, reaches: [a] }\n",
    );
    assert!(failure(Twist::None, &body).seen.contains("the barrier did not arrive"));
}

#[test]
fn a_barrier_after_everything_was_claimed_passes() {
    let body = after_delivery(
        "  - expect: { a: { publish: { topic: t } } }\n  - barrier: { from: p, topic: t, reaches: [a] }\n",
    );
    assert_eq!(played(Twist::None, Judge::Reference, &body).verdict, Verdict::Pass);
}

#[test]
fn a_delivery_within_its_time_passes_and_a_later_one_fails() {
    let body = after_delivery("  - expect: { a: { publish: { topic: t } }, within: 5s }\n");
    assert_eq!(played(Twist::Late(4), Judge::Reference, &body).verdict, Verdict::Pass);
    assert!(failure(Twist::Late(6), &body).seen.contains("nothing more arrived"));
}

#[test]
fn a_delivery_before_its_time_fails() {
    let body = after_delivery("  - expect: { a: { publish: { topic: t } }, not before: 3s, within: 9s }\n");
    assert_eq!(played(Twist::Late(4), Judge::Reference, &body).verdict, Verdict::Pass);
    assert!(failure(Twist::Late(2), &body).expected.contains("nothing before 3s"));
}

#[test]
fn a_capture_is_bound_once_and_compared_afterwards() {
    let body = after_delivery(
        "  - expect: { a: { publish: { topic: t, id: $(id = integer) } } }
  - publish: { from: p, topic: t, qos: 1, payload: y }
  - expect: { a: { publish: { topic: t, id: $(id) } } }
",
    );
    assert_eq!(played(Twist::None, Judge::Reference, &body).verdict, Verdict::Pass);
}

#[test]
fn a_redelivery_is_passed_over_only_where_live_judges() {
    let body = after_delivery("  - expect: { a: { publish: { topic: t, payload: x } } }\n");
    assert_eq!(played(Twist::Redelivers, Judge::Live, &body).verdict, Verdict::Pass);
    assert!(failure(Twist::Redelivers, &body).seen.contains("which no step claims"));
}

#[test]
fn an_alternative_is_tolerated_only_where_live_judges() {
    let expect = "  - expect: { a: { ref: closed, live: [ { publish: { topic: t } } ] } }\n";
    let body = after_delivery(expect);
    assert!(matches!(played(Twist::None, Judge::Live, &body).verdict, Verdict::Tolerated { .. }));
    assert!(failure(Twist::None, &body).seen.contains("and not the end"));
}

#[test]
fn a_packet_that_does_not_decode_fails_with_its_statement() {
    let failure = failure(Twist::Undecodable, DELIVERY);
    assert!(failure.expected.contains("MB-MAL-03"), "{}", failure.expected);
    assert!(failure.seen.contains("MQTT-3.3.1-4"), "{}", failure.seen);
}

#[test]
fn a_denied_publish_ends_the_connection() {
    let body = "
clients: { a: {} }
steps:
  - connect: a
  - publish: { from: a, topic: secret, qos: 1, payload: x, gets: closed }
";
    assert!(failure(Twist::Denies, body).seen.contains("did not end"));
    let waited = format!("{}  - expect: {{ a: closed, within: 1s }}\n", body.replace("closed", "later"));
    assert_eq!(played(Twist::Denies, Judge::Reference, &waited).verdict, Verdict::Pass);
}

#[test]
fn clients_stay_connected_while_the_clock_moves_by_a_week() {
    let body = after_delivery("  - expect: { a: { publish: { topic: t } } }\n  - advance: 7d\n  - ping: a\n");
    let mut stage = Small::new(Twist::None);
    let played = play(&script(&body), &profile(Judge::Reference), &mut stage);
    assert_eq!(played.verdict, Verdict::Pass);
    assert!(stage.pings >= 2 * 7 * 24 * 3, "{}", stage.pings);
}

#[test]
fn a_client_without_the_habit_is_cut_when_the_clock_moves() {
    let body = "
clients: { a: { habits: { pings: off } } }
steps:
  - connect: a
  - advance: 1h
  - expect: { a: closed }
";
    assert_eq!(played(Twist::None, Judge::Reference, body).verdict, Verdict::Pass);
}

#[test]
fn order_across_clients_is_exact_in_simulation() {
    let body = "
clients: { a: {}, b: {}, p: {} }
steps:
  - connect: [a, b, p]
  - subscribe: { from: a, filters: [ { filter: t, qos: 0 } ] }
  - subscribe: { from: b, filters: [ { filter: t, qos: 0 } ] }
  - publish: { from: p, topic: t, qos: 1, payload: x }
";
    let expect = |first, second| {
        format!(
            "{body}  - expect: {{ across: [ {{ {first}: {{ publish: {{ topic: t }} }} }}, {{ {second}: {{ publish: {{ \
             topic: t }} }} }} ] }}\n"
        )
    };
    assert_eq!(played(Twist::None, Judge::Reference, &expect("a", "b")).verdict, Verdict::Pass);
    assert!(failure(Twist::None, &expect("b", "a")).seen.contains("before what must come first"));
}

#[test]
fn any_order_claims_each_arrival_once() {
    let body = after_delivery(
        "  - publish: { from: p, topic: t, qos: 1, payload: y }
  - expect: { a: { any order: [ { publish: { payload: y } }, { publish: { payload: any } } ] } }
",
    );
    assert_eq!(played(Twist::None, Judge::Reference, &body).verdict, Verdict::Pass);
}

#[test]
fn what_a_client_ended_itself_needs_no_claim() {
    let body = "
clients: { a: {}, b: {} }
steps:
  - connect: [a, b]
  - disconnect: a
  - connect: a
";
    assert_eq!(played(Twist::None, Judge::Reference, body).verdict, Verdict::Pass);
}
