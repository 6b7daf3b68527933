//! The model on the rows it is to judge.

use super::*;

fn rights() -> Rights {
    let all = || ["t", "will"].map(str::to_owned).into();
    Rights { connect: true, publish: all(), subscribe: all(), receive: all() }
}

fn wish(clean: bool) -> Connect {
    let will = Message { topic: "will".to_owned(), payload: "gone".to_owned(), qos: 0 };
    Connect {
        client: "c".to_owned(),
        five: false,
        clean,
        expiry: 0,
        keep_alive: 60_000,
        window: 100,
        will: Some(will),
        fault: None,
    }
}

fn model(first: &Connect) -> Model {
    let mut model = Model::default();
    model.set_rights("c", rights());
    model.connect(first);
    model.subscribe("c", "t", 1);
    _ = model.take();
    model
}

fn message() -> Message {
    Message { topic: "t".to_owned(), payload: "p".to_owned(), qos: 1 }
}

//= MB-DUP-13
#[test]
fn what_was_not_acknowledged_goes_to_the_newcomer() {
    let mut model = model(&wish(false));
    model.publish("c", &message());
    _ = model.take();
    model.connect(&wish(false));
    let (seen, events) = model.take();
    let again = Seen::Delivery { message: message(), again: true };
    let connack = Seen::Connack { code: 0, session_present: true };
    assert_eq!(seen, [(0, Seen::Ended(None)), (1, connack), (1, again)]);
    let whats: Vec<What> = events.into_iter().map(|event| event.what).collect();
    assert_eq!(whats, [What::Disconnected("DUPLICATE_CLIENTID"), What::Connected { again: Some((0, LONGEST)) }]);
    assert_eq!(model.tally(), Tally { takeovers: 1, denied: 0, wills: 1 });
}

//= MB-DUP-15
//= MB-DUP-16
//= MB-DUP-17
#[test]
fn a_session_that_cannot_be_resumed_is_gone() {
    let five = Connect { five: true, expiry: 60_000, ..wish(false) };
    for (first, second) in [(wish(false), wish(true)), (wish(true), wish(false)), (wish(false), five)] {
        let mut model = model(&first);
        model.connect(&second);
        assert!(model.take().0.contains(&(1, Seen::Connack { code: 0, session_present: false })));
        model.publish("c", &message());
        assert_eq!(model.take().0, [(1, Seen::Puback(0))]);
    }
}

//= MB-DUP-05
#[test]
fn a_refused_connect_leaves_the_incumbent_alone() {
    let mut model = model(&wish(false));
    model.connect(&Connect { fault: Some(Fault::Stranger), ..wish(true) });
    assert_eq!(model.take().0, [(1, Seen::Ended(None))]);
    assert_eq!(model.online(), BTreeSet::from([(0, "c".to_owned())]));
}

#[test]
fn the_silent_are_cut_off_and_their_sessions_expire() {
    let mut model = model(&wish(false));
    model.advance(89_999);
    assert!(model.is_online("c"));
    model.advance(90_000 + LONGEST - 1);
    assert!(!model.is_online("c"));
    model.advance(90_000 + LONGEST);
    model.connect(&wish(false));
    assert!(model.take().0.contains(&(1, Seen::Connack { code: 0, session_present: false })));
}
