//! What operations store, and what that changes for who asks next.

use std::net::{IpAddr, Ipv4Addr};

use touchstone_vocabulary::{AccountNumber, AuthorizerName, PolicyName, PolicyVersionId, Region, ThingName};

use super::*;
use crate::{CallId, Caller, Ending, Transport};

/// An account with one certificate.
struct World {
    account: Account,
    requests: u64,
}

impl World {
    fn new(limits: touchstone_registry::Limits) -> Self {
        let id = AccountId {
            number: AccountNumber::new("123456789012").unwrap(),
            region: Region::new("us-east-1").unwrap(),
        };
        let configuration = Configuration { stored: limits, ..Configuration::new(id, 1) };
        let mut world = Self { account: Account::new(configuration), requests: 0 };
        world.done(Operation::RegisterCertificate { certificate: certificate() });
        world
    }

    /// The error's code of an operation; empty when it was done.
    fn operate(&mut self, operation: Operation) -> &'static str {
        self.requests += 1;
        let request = RequestId(self.requests);
        self.account.handle(Time::from_millis(0), Input::Operated { request, caller: Caller::Owner, operation });
        match self.answer() {
            Some(Answer::Operation(done)) => done.err().map_or("", |error| error.code),
            other => panic!("{other:?}"),
        }
    }

    fn done(&mut self, operation: Operation) {
        assert_eq!(self.operate(operation), "");
    }

    /// The status of a publish over HTTPS.
    fn publish(&mut self, topic: &str) -> u16 {
        self.requests += 1;
        let request = RequestId(self.requests);
        let (method, target) = ("POST".to_owned(), format!("/topics/{topic}"));
        let http = HttpRequest { method, target, headers: Vec::new(), body: Bytes::new() };
        self.account.handle(Time::from_millis(0), Input::Asked { request, peer: peer(Transport::Https), http });
        match self.answer() {
            Some(Answer::Http(answer)) => answer.status,
            other => panic!("{other:?}"),
        }
    }

    /// Whether a 3.1.1 client of this id is let in.
    fn connects(&mut self, client: &str) -> bool {
        let connection = self.open();
        let outputs = self.handle(0, Input::Received { connection, bytes: &connect(client, None) });
        outputs.iter().any(|output| matches!(output, Output::Ready(ready) if *ready == connection))
    }

    fn open(&mut self) -> ConnectionId {
        self.requests += 1;
        let connection = ConnectionId(self.requests);
        self.handle(0, Input::Opened { connection, peer: peer(Transport::Tls) });
        connection
    }

    /// What comes of an input at so many milliseconds.
    fn handle(&mut self, millis: i64, input: Input<'_>) -> Vec<Output> {
        self.account.handle(Time::from_millis(millis), input);
        std::iter::from_fn(|| self.account.poll_output()).collect()
    }

    /// A connection that an authorizer let in at time 0, to be asked again after 300 seconds.
    fn leased(&mut self) -> ConnectionId {
        self.done(Operation::PutAuthorizer { name: AuthorizerName::new("auth").unwrap() });
        let connection = self.open();
        let bytes = connect("c", Some("?x-amz-customauthorizer-name=auth"));
        let call = asked(&self.handle(0, Input::Received { connection, bytes: &bytes })).unwrap();
        let outputs = self.handle(0, Input::Authorized { call, answer: Ok(ALLOWS.to_owned()) });
        assert!(!closes(&outputs));
        connection
    }

    fn answer(&mut self) -> Option<Answer> {
        std::iter::from_fn(|| self.account.poll_output()).find_map(|output| match output {
            Output::Answer(_, answer) => Some(answer),
            _ => None,
        })
    }
}

/// What an authorizer says that lets everybody do everything.
const ALLOWS: &str = r#"{"isAuthenticated":true,"principalId":"p","refreshAfterInSeconds":300,"policyDocuments":[
    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}]}"#;

/// A CONNECT of 3.1.1 with a keep alive of 1,200 seconds.
fn connect(client: &str, user: Option<&str>) -> Vec<u8> {
    let mut body = b"\0\x04MQTT\x04".to_vec();
    body.push(if user.is_some() { 0x82 } else { 0x02 });
    body.extend([0x04, 0xb0]);
    for text in [Some(client), user].into_iter().flatten() {
        body.extend([0, u8::try_from(text.len()).unwrap()]);
        body.extend(text.as_bytes());
    }
    [vec![0x10, u8::try_from(body.len()).unwrap()], body].concat()
}

/// The call to an authorizer among outputs.
fn asked(outputs: &[Output]) -> Option<CallId> {
    outputs.iter().find_map(|output| match output {
        Output::Authorize(call, request) if request.user_name == "?x-amz-customauthorizer-name=auth" => Some(*call),
        _ => None,
    })
}

fn closes(outputs: &[Output]) -> bool {
    outputs.iter().any(|output| matches!(output, Output::Close(..)))
}

fn certificate() -> CertificateId {
    CertificateId::new(&"ab".repeat(32)).unwrap()
}

fn peer(transport: Transport) -> Peer {
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Peer { host: None, address, port: 1, transport, certificate: Some(certificate()) }
}

fn name(text: &str) -> PolicyName {
    PolicyName::new(text).unwrap()
}

/// A document that allows one action on one resource of the account.
fn allow(action: &str, resource: &str) -> String {
    let resource = format!("arn:aws:iot:us-east-1:123456789012:{resource}");
    let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}"#);
    format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)
}

fn put(policy: &str, document: String) -> Operation {
    Operation::PutPolicy { name: name(policy), document }
}

fn attach(policy: &str) -> Operation {
    Operation::AttachPolicy { policy: name(policy), certificate: certificate() }
}

//= POL-EVAL-07
#[test]
fn a_new_version_has_no_effect_until_it_is_the_default() {
    let mut world = World::new(touchstone_registry::Limits::default());
    world.done(put("p", allow("iot:Publish", "topic/old")));
    world.done(attach("p"));
    assert_eq!((world.publish("old"), world.publish("new")), (200, 403));
    world.done(Operation::AddPolicyVersion { policy: name("p"), document: allow("iot:Publish", "topic/new") });
    // Another change has whatever is kept of the policies made anew.
    world.done(put("q", allow("iot:Publish", "topic/other")));
    assert_eq!((world.publish("old"), world.publish("new")), (200, 403));
    let (first, second) = (PolicyVersionId::FIRST, PolicyVersionId::FIRST.next());
    world.done(Operation::SetDefaultPolicyVersion { policy: name("p"), version: second });
    assert_eq!((world.publish("old"), world.publish("new")), (403, 200));
    world.done(Operation::DeletePolicyVersion { policy: name("p"), version: first });
    assert_eq!((world.publish("old"), world.publish("new")), (403, 200));
}

//= POL-LIMIT-02
//= POL-LIMIT-05
//= POL-LIMIT-07
//= POL-DOC-20
#[test]
fn what_is_not_stored_is_refused_by_the_name_of_its_error() {
    let limits = touchstone_registry::Limits { certificate_policies: 1, ..touchstone_registry::Limits::default() };
    let mut world = World::new(limits);
    let fine = || allow("iot:Publish", "topic/t");
    let add = |document| Operation::AddPolicyVersion { policy: name("p"), document };
    assert_eq!(world.operate(put("p", "{".to_owned())), "MalformedPolicyException");
    assert_eq!(world.operate(put("p", allow("iot:Publish", &"t".repeat(2_000)))), "MalformedPolicyException");
    assert_eq!(world.operate(put("p", fine() + &" ".repeat(404_600))), "InvalidRequestException");
    assert_eq!(world.operate(add(fine())), "ResourceNotFoundException");
    world.done(put("p", fine()));
    world.done(put("q", fine()));
    for _ in 2..=5 {
        world.done(add(fine()));
    }
    assert_eq!(world.operate(add(fine())), "VersionsLimitExceededException");
    let version = PolicyVersionId::FIRST;
    assert_eq!(world.operate(Operation::DeletePolicyVersion { policy: name("p"), version }), "DeleteConflictException");
    world.done(attach("p"));
    assert_eq!(world.operate(attach("q")), "LimitExceededException");
    let attributes = vec![("room".to_owned(), "a b".to_owned())];
    let thing = Operation::PutThing { name: ThingName::new("t").unwrap(), attributes };
    assert_eq!(world.operate(thing), "InvalidRequestException");
}

//= POL-OP-26
#[test]
fn of_several_things_the_one_with_the_client_id_for_a_name_counts() {
    let mut world = World::new(touchstone_registry::Limits::default());
    for (thing, room) in [("lamp", "kitchen"), ("torch", "cellar")] {
        let (thing, attributes) = (ThingName::new(thing).unwrap(), vec![("room".to_owned(), room.to_owned())]);
        world.done(Operation::PutThing { name: thing.clone(), attributes });
        world.done(Operation::AttachThing { thing, certificate: certificate() });
    }
    world.done(put("own", allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}")));
    world.done(attach("own"));
    assert!(world.connects("lamp"));
    assert!(world.connects("torch"));
    assert!(!world.connects("stove"));
    let rooms = allow("iot:Connect", "client/*").replace(
        r#""Resource""#,
        r#""Condition":{"StringEquals":{"iot:Connection.Thing.Attributes[room]":"cellar"}},"Resource""#,
    );
    world.done(put("own", rooms));
    assert!(!world.connects("lamp"));
    assert!(world.connects("torch"));
}

#[test]
fn an_authorizer_has_five_seconds_to_answer_when_it_is_asked_again() {
    let mut world = World::new(touchstone_registry::Limits::default());
    world.leased();
    assert_eq!(asked(&world.handle(299_999, Input::Due)), None);
    assert!(asked(&world.handle(300_000, Input::Due)).is_some());
    assert!(!closes(&world.handle(304_999, Input::Due)));
    assert_eq!(world.account.next_deadline(), Some(Time::from_millis(305_000)));
    assert!(closes(&world.handle(305_000, Input::Due)));
}

#[test]
fn an_answer_in_time_goes_on_and_is_asked_for_again() {
    let mut world = World::new(touchstone_registry::Limits::default());
    let connection = world.leased();
    let call = asked(&world.handle(300_000, Input::Due)).unwrap();
    assert!(!closes(&world.handle(304_999, Input::Authorized { call, answer: Ok(ALLOWS.to_owned()) })));
    assert!(!closes(&world.handle(604_998, Input::Due)));
    let call = asked(&world.handle(604_999, Input::Due)).unwrap();
    world.handle(604_999, Input::Gone { connection, ending: Ending::Fin });
    // Nothing is due for a connection that has ended, and nobody waits for the answer.
    assert_eq!(world.account.next_deadline(), None);
    assert!(world.handle(605_000, Input::Authorized { call, answer: Ok("{".to_owned()) }).is_empty());
}
