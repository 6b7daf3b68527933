//! What a good file means: families, rows, versions, defaults, outcomes, capabilities.

#![expect(clippy::panic, clippy::unwrap_used, reason = "what a good file lacks stops the test")]

use serde_json::json;
use touchstone_scenario::{
    Act, Capability, Case, Gets, Habits, Outcome, PacketKind, Payload, Scenario, SessionKind, Words, capabilities,
    cases, parse, parse_outcomes,
};
use touchstone_vocabulary::Span;

const HARD: &str = include_str!("hard.yaml");

fn scenario(text: &str) -> Scenario {
    let outcomes = "denied: { v3: closed, v5: { puback: not-authorized } }\n";
    let words = Words { outcomes: parse_outcomes(outcomes).unwrap(), ..Words::default() };
    let text = format!("summary: s\nrequires: MB-PUB-01\n{text}");
    parse("area/s", &text, &words).unwrap_or_else(|findings| panic!("{text}\n{findings:#?}"))
}

fn ids(text: &str) -> Vec<String> {
    cases(&scenario(text)).into_iter().map(|case| case.id).collect()
}

fn first_case(text: &str) -> Case {
    cases(&scenario(text)).into_iter().next().unwrap()
}

/// The outcomes of the first step, a `publish`, for 3.1.1 and 5.
fn outcomes(gets: &str) -> (Outcome, Outcome) {
    let text = format!(
        "versions: both\nclients: {{ a: {{}} }}\nsteps:\n  - publish: {{ from: a, topic: t, qos: 1, gets: {gets} }}\n"
    );
    match scenario(&text).steps.into_iter().next().unwrap().act {
        Act::Publish(publish) => match publish.gets.unwrap() {
            Gets::Outcome(expected) => (expected.v3.reference, expected.v5.reference),
            Gets::Later => panic!("later"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_case_is_named_by_versions_and_row() {
    let steps = "steps: [ { connect: a } ]\n";
    assert_eq!(ids(&format!("clients: {{ a: {{}} }}\n{steps}")), ["area/s@v3"]);
    assert_eq!(ids(&format!("versions: both\nclients: {{ a: {{}} }}\n{steps}")), ["area/s@v3", "area/s@v5"]);
    let each = format!("versions: {{ a: both, b: v5 }}\nclients: {{ a: {{}}, b: {{}}, c: {{}} }}\n{steps}");
    assert_eq!(ids(&each), ["area/s@a3-b5", "area/s@a5-b5"]);
    let rows = format!("rows: [ {{ name: x }}, {{ name: y }} ]\nclients: {{ a: {{}} }}\n{steps}");
    assert_eq!(ids(&rows), ["area/s@v3#x", "area/s@v3#y"]);
}

#[test]
fn a_product_of_rows_is_named_by_its_values() {
    let text = "rows: { cross: { field: [ PUBLISH.topic, a/b ], qos: [ 0, 1 ] } }\nclients: { a: {} }\nsteps:\n  - publish: { from: a, topic: $(row.field), qos: $(row.qos) }\n";
    let names = ["PUBLISH.topic-0", "PUBLISH.topic-1", "a_b-0", "a_b-1"];
    assert_eq!(ids(text), names.map(|name| format!("area/s@v3#{name}")));
}

#[test]
fn a_row_may_hold_a_whole_step() {
    let text = "rows: [ { name: x, step: { advance: 40s } } ]\nsteps: [ $(row.step), $(row.step) ]\n";
    assert_eq!(first_case(text).steps.len(), 2);
}

#[test]
fn a_row_is_put_in_place_with_its_type() {
    let text = "rows: [ { name: x, n: 1, w: world } ]\nclients: { a: { id: hello-$(row.w) } }\nsteps:\n  - publish: { from: a, topic: t/$(row.n), qos: $(row.n), payload: $(row.n) }\n";
    let case = first_case(text);
    assert_eq!(case.clients[0].id, "hello-world");
    let Act::Publish(publish) = &case.steps[0].act else { panic!() };
    assert_eq!((publish.message.topic.as_str(), publish.message.qos), ("t/1", 1));
    assert_eq!(publish.message.payload, Payload::Text("1".to_owned()));
}

#[test]
fn a_family_is_spread_wherever_clients_are_named() {
    let text = "clients: { \"n[1..3]\": { id: C }, p: {} }\nsteps:\n  - connect: [ \"n[1..3]\", p ]\n  - barrier: { from: p, topic: t, reaches: [ \"n[2..3]\" ] }\n  - expect: { \"n[1..2]\": closed }\n";
    let scenario = scenario(text);
    let names: Vec<_> = scenario.clients.iter().map(|client| client.name.value.as_str()).collect();
    assert_eq!(names, ["n1", "n2", "n3", "p"]);
    let Act::Connect(connects) = &scenario.steps[0].act else { panic!() };
    let Act::Barrier(barrier) = &scenario.steps[1].act else { panic!() };
    let Act::Expect(expect) = &scenario.steps[2].act else { panic!() };
    assert_eq!((connects.len(), barrier.reaches.len(), expect.clients.len()), (4, 2, 2));
}

#[test]
fn a_client_left_empty_is_the_plain_one() {
    let case = first_case("clients: { a: {} }\nsteps: [ { connect: a } ]\n");
    let client = &case.clients[0];
    assert_eq!((client.id.as_str(), client.policies[0].value.as_str()), ("a", "all"));
    assert_eq!(
        (client.session, client.keep_alive, client.window),
        (SessionKind::Clean, Span::from_secs(1_200), 262_144)
    );
    assert_eq!(client.habits, Habits::default());
}

#[test]
fn an_outcome_is_a_word_a_key_or_one_for_each_version() {
    assert_eq!(outcomes("closed"), (Outcome::Closed, Outcome::Closed));
    let (v3, v5) = outcomes("denied");
    assert_eq!(v3, Outcome::Closed);
    let Outcome::Packet(pattern) = v5 else { panic!() };
    assert_eq!((pattern.kind, pattern.members[0].1.clone()), (PacketKind::Puback, json!(0x87)));
}

#[test]
fn a_code_by_name_is_the_number_of_its_version() {
    let (v3, v5) = outcomes("{ connack: not-authorized }");
    let code = |outcome| match outcome {
        Outcome::Packet(pattern) => pattern.members[0].1.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((code(v3), code(v5)), (json!(5), json!(0x87)));
}

#[test]
fn a_disconnect_accepts_from_others_what_the_sheet_accepts() {
    let live = |code: &str| {
        let outcomes = format!("x: {{ v3: closed, v5: {{ disconnect: {code} }} }}\n");
        let words = Words { outcomes: parse_outcomes(&outcomes).unwrap(), ..Words::default() };
        let text = "summary: s\nrequires: R-1\nversions: v5\nclients: { a: {} }\nsteps: [ { expect: { a: x } } ]\n";
        let scenario = parse("area/s", text, &words).unwrap();
        let Act::Expect(expect) = &scenario.steps[0].act else { panic!() };
        expect.clients[0].1.v5.live.clone()
    };
    assert_eq!(live("session-taken-over"), []);
    assert_eq!(live("administrative-action"), []);
    assert_eq!(live("quota-exceeded"), [Outcome::Closed]);
    assert_eq!(live("malformed-packet").len(), 2);
    assert_eq!(live("protocol-error").len(), 2);
}

#[test]
fn digits_stay_what_they_are_where_text_or_bytes_are_meant() {
    let text = "clients: { a: { id: 007 } }\nsteps:\n  - send: { from: a, hex: 0010 }\n  - publish: { from: a, topic: 12, payload: 1.50 }\n";
    let case = first_case(text);
    assert_eq!(case.clients[0].id, "007");
    let Act::Send(send) = &case.steps[0].act else { panic!() };
    assert_eq!(format!("{:?}", send.packets), "[Hex([0, 16])]");
    let Act::Publish(publish) = &case.steps[1].act else { panic!() };
    assert_eq!((publish.message.topic.as_str(), &publish.message.payload), ("12", &Payload::Text("1.50".to_owned())));
}

#[test]
fn capabilities_follow_from_the_world_and_the_verbs() {
    let needed = |text: &str| capabilities(&first_case(text)).into_keys().collect::<Vec<_>>();
    let plain = "clients: { a: {} }\nsteps: [ { connect: a } ]\n";
    assert_eq!(needed(plain), []);
    assert_eq!(needed(&format!("needs: [ logs, order ]\n{plain}")), [Capability::Order, Capability::Logs]);
    let with = |client: &str, step: &str| {
        needed(&format!("world: {{ accounts: [ o ] }}\nclients: {{ a: {client} }}\nsteps: [ {{ {step} }} ]\n"))
            .into_iter()
            .filter(|capability| *capability != Capability::Accounts)
            .collect::<Vec<_>>()
    };
    assert_eq!(with("{ policy: few }", "connect: a"), [Capability::Policies]);
    assert_eq!(with("{ transport: websocket }", "connect: a"), [Capability::WebSocket]);
    assert_eq!(with("{}", "change: { client: a, policy: few }"), [Capability::PolicyChange]);
    assert_eq!(with("{}", "advance: 1s"), [Capability::Clock]);
    assert_eq!(with("{}", "connect: { client: a, within: 1s }"), [Capability::Clock]);
    assert_eq!(with("{}", "call: { method: GET, path: /topics/t }"), [Capability::Https]);
    assert_eq!(with("{}", "call: { method: GET, path: /retainedMessage/t }"), [Capability::RetainedHttp]);
    let events = "subscribe: { from: a, filters: [ { filter: $aws/events/presence/+/C } ] }";
    assert_eq!(with("{}", events), [Capability::LifecycleEvents]);
    assert_eq!(with("{}", &format!("repeat: {{ times: 2, do: [ {{ {events} }} ] }}")), [Capability::LifecycleEvents]);
    let world = "world: { authorizers: { x: { answers: y.json, after: 1s } }, settings: { z: true } }\n";
    let expected = [Capability::Clock, Capability::Authorizers, Capability::Settings];
    assert_eq!(needed(&format!("{world}{plain}")), expected);
}

#[test]
fn a_request_that_is_refused_needs_no_service() {
    let needed = |version: &str, client: &str, steps: &str| {
        let text = format!("versions: [{version}]\nclients: {{ a: {client} }}\nsteps: [ {steps} ]\n");
        capabilities(&first_case(&text)).into_keys().collect::<Vec<_>>()
    };
    let publish = |version: &str, gets: &str| {
        let step = format!("{{ publish: {{ from: a, topic: $aws/things/x/shadow/get, qos: 1, payload: x{gets} }} }}");
        needed(version, "{}", &step)
    };
    assert_eq!(publish("v3", ""), [Capability::Shadow]);
    assert_eq!(publish("v5", ", gets: { puback: 0 }"), [Capability::Shadow]);
    assert_eq!(publish("v5", ", gets: later"), [Capability::Shadow]);
    assert_eq!(publish("v3", ", gets: denied"), []);
    assert_eq!(publish("v5", ", gets: denied"), []);
    assert_eq!(publish("v5", ", gets: { v3: closed, v5: { puback: 0 } }"), [Capability::Shadow]);
    let subscribe = |codes: &str| {
        let filters = "[ { filter: $aws/things/x/jobs/get }, { filter: $aws/things/x/shadow/get } ]";
        needed("v5", "{}", &format!("{{ subscribe: {{ from: a, filters: {filters}, gets: {{ suback: {codes} }} }} }}"))
    };
    assert_eq!(subscribe("[ 0, not-authorized ]"), [Capability::Jobs]);
    assert_eq!(subscribe("[ not-authorized, 1 ]"), [Capability::Shadow]);
    let will = |steps: &str| needed("v5", "{ will: { topic: $aws/things/x/jobs/get, payload: x } }", steps);
    let refused = "{ connect: { client: a, gets: { connack: not-authorized } } }";
    assert_eq!(will(refused), []);
    assert_eq!(will(&format!("{refused}, {{ connect: a }}")), [Capability::Jobs]);
    assert_eq!(will(&format!("{refused}, {{ repeat: {{ times: 2, do: [ {{ connect: a }} ] }} }}")), [Capability::Jobs]);
}

#[test]
fn the_hardest_rows_of_the_sheets_can_be_said() {
    let words = Words::default();
    for text in HARD.split("---\n").skip(1) {
        if let Err(findings) = parse("area/hard", text, &words) {
            panic!("{text}\n{findings:#?}");
        }
    }
}
