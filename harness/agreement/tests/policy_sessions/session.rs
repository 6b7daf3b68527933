//! One request asked by a packet, and what the answer says.
//!
//! What else the packet needs is granted by a document of its own, which names other actions only; what comes before the
//! packet is done before the documents of the vector are attached.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use libtest_mimic::Failed;
use serde_json::{Value as Json, json};
use touchstone_account::driver::{Driver, End, Wire, Written};
use touchstone_account::{
    Account, Answer, AuthorizerScript, Caller, Configuration, ConnectionId, Operation, Outgoing, Peer, Transport,
};
use touchstone_agreement::policy_vectors::{Request, Vector};
use touchstone_oracle::policy::{self as oracle, Principal};
use touchstone_vocabulary::{
    AccountId, AccountNumber, AuthorizerName, CertificateId, PolicyName, QoS, Region, Span, ThingName, Time,
};
use touchstone_wire::{
    Connect, Decoded, FilterBlock, Packet, PacketId, Properties, Property, PropertyBlock, ProtocolVersion, Publish,
    RetainHandling, Rules, Subscribe, Subscription, Will, decode, encode,
};

const V5: ProtocolVersion = ProtocolVersion::V5;
const START: Time = Time::SCENARIO_START;
const AUTHORIZER: &str = "Asked";
const USER_NAME: &str = "somebody?x-amz-customauthorizer-name=Asked";

/// Whether the account lets the request pass.
pub(crate) fn allows(vector: &Vector, request: &Request, caller: &oracle::Caller) -> Result<bool, Failed> {
    let mut session = Session::new(caller)?;
    let client = caller.client_id.as_deref().unwrap_or_default();
    let name =
        request.resource.splitn(6, ':').nth(5).and_then(|rest| rest.split_once('/')).map_or("", |(_, name)| name);
    let also: &[&str] = match request.action.as_str() {
        "iot:Connect" => &["iot:Publish", "iot:RetainPublish"],
        "iot:RetainPublish" => &["iot:Connect", "iot:Publish"],
        "iot:Receive" => &["iot:Connect", "iot:Subscribe"],
        _ => &["iot:Connect"],
    };
    let beside = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": also, "Resource": "*"}});
    if caller.principal == Principal::CustomAuthorizer {
        session.answer_with(vector, beside)?;
    } else {
        session.attach("beside", &beside.to_string())?;
    }
    if request.action == "iot:Connect" {
        session.attach_all(vector)?;
        return session.connect(client, caller);
    }
    let nothing_asked = oracle::Caller::default();
    if !session.connect(client, &nothing_asked)? {
        return Err("the connection that comes before is refused".into());
    }
    if request.action == "iot:Receive" && !session.subscribe(name)? {
        return Err("the subscription that comes before is refused".into());
    }
    session.attach_all(vector)?;
    match request.action.as_str() {
        "iot:Publish" => session.publish(name, false),
        "iot:RetainPublish" => session.publish(name, true),
        "iot:Subscribe" => session.subscribe(name),
        "iot:Receive" => session.receive(name),
        other => Err(format!("no packet asks for `{other}`").into()),
    }
}

/// An account with one client, whose end of the wire is kept.
struct Session {
    driver: Driver<Account, Pipe>,
    peer: Peer,
    certificate: CertificateId,
    connection: Option<(ConnectionId, Tape)>,
}

type Tape = Rc<RefCell<Vec<u8>>>;

/// A wire that takes everything.
#[derive(Debug)]
struct Pipe(Tape);

impl Wire for Pipe {
    fn room(&self) -> usize {
        usize::MAX
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        self.0.borrow_mut().extend(bytes.to_vec());
        Written::Took(bytes.len())
    }

    fn end(&mut self, _how: End) {}
}

impl Session {
    fn new(caller: &oracle::Caller) -> Result<Self, Failed> {
        let id = AccountId { number: AccountNumber::new("123456789012")?, region: Region::new("us-east-1")? };
        let account = Account::new(Configuration::new(id, 1));
        let id = caller.certificate.as_ref().map_or_else(|| "ab".repeat(32), |certificate| certificate.id.clone());
        let certificate = CertificateId::new(&id)?;
        let address = caller.source_ip.as_deref().map_or(Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)), str::parse)?;
        let peer = Peer {
            host: caller.domain_name.clone(),
            address,
            port: 0,
            transport: Transport::Tls,
            certificate: Some(certificate.clone()),
        };
        let mut session =
            Self { driver: Driver::new(account, START, BTreeMap::new()), peer, certificate, connection: None };
        session.register(&session.certificate.clone())?;
        if let Some(thing) = &caller.thing {
            let name = ThingName::new(&thing.name)?;
            let attributes = thing.attributes.clone().into_iter().collect();
            session.operate(Operation::PutThing { name: name.clone(), attributes })?;
            if thing.attached {
                let certificate = session.certificate.clone();
                session.operate(Operation::AttachThing { thing: name, certificate })?;
            }
        }
        Ok(session)
    }

    fn operate(&mut self, operation: Operation) -> Result<(), Failed> {
        let asked = self.driver.operated(START, Caller::Owner, operation);
        match self.driver.take_answers().into_iter().find(|(request, _)| *request == asked) {
            Some((_, Answer::Operation(Err(error)))) => Err(error.message.into()),
            _ => Ok(()),
        }
    }

    fn register(&mut self, certificate: &CertificateId) -> Result<(), Failed> {
        self.operate(Operation::RegisterCertificate { certificate: certificate.clone() })
    }

    fn attach(&mut self, name: &str, document: &str) -> Result<(), Failed> {
        self.attach_to(&self.certificate.clone(), name, document)
    }

    fn attach_to(&mut self, certificate: &CertificateId, name: &str, document: &str) -> Result<(), Failed> {
        let policy = PolicyName::new(name)?;
        self.operate(Operation::PutPolicy { name: policy.clone(), document: document.to_owned() })?;
        self.operate(Operation::AttachPolicy { policy, certificate: certificate.clone() })
    }

    /// Comes to a custom authorizer, which answers with the documents of the vector and one more.
    fn answer_with(&mut self, vector: &Vector, beside: Json) -> Result<(), Failed> {
        let mut documents = vector.policies.clone();
        documents.push(beside);
        let answer = json!({
            "isAuthenticated": true, "principalId": "somebody", "policyDocuments": documents,
            "disconnectAfterInSeconds": 3_600, "refreshAfterInSeconds": 3_600,
        });
        let name = AuthorizerName::new(AUTHORIZER)?;
        self.operate(Operation::PutAuthorizer { name: name.clone() })?;
        self.driver.put_script(name, AuthorizerScript::new(&answer.to_string(), Span::ZERO));
        self.peer.certificate = None;
        Ok(())
    }

    /// Attaches the documents of the vector, if they are not an authorizer's.
    fn attach_all(&mut self, vector: &Vector) -> Result<(), Failed> {
        if self.peer.certificate.is_none() {
            return Ok(());
        }
        for (number, document) in vector.policies.iter().enumerate() {
            self.attach(&format!("vector-{number}"), &document.to_string())?;
        }
        Ok(())
    }

    /// Sends a CONNECT with what the context asks for.
    fn connect(&mut self, client: &str, caller: &oracle::Caller) -> Result<bool, Failed> {
        let wants = |wanted: &str| caller.connect_attributes.iter().flatten().any(|attribute| attribute == wanted);
        let will_topic = caller.last_will_topic.as_deref().unwrap_or("arn:aws:iot:us-east-1:123456789012:topic/will");
        let topic = will_topic.splitn(6, ':').nth(5).and_then(|rest| rest.strip_prefix("topic/")).unwrap_or_default();
        let will = Will { topic, payload: b"", qos: QoS::AtMostOnce, retain: false, properties: Properties::NONE };
        let is_persistent = wants("PersistentConnect");
        let mut properties = PropertyBlock::new();
        properties.push(Property::SessionExpiryInterval(if is_persistent { 3_600 } else { 0 }))?;
        let tape = Tape::default();
        let connection = self.driver.open(START, self.peer.clone(), Pipe(Rc::clone(&tape)));
        self.connection = Some((connection, tape));
        self.send(&Packet::Connect(Connect {
            version: V5,
            clean_start: !is_persistent,
            keep_alive: 60,
            client_id: client,
            will: wants("LastWill").then_some(will),
            user_name: self.peer.certificate.is_none().then_some(USER_NAME),
            password: None,
            properties: properties.as_properties(),
        }))?;
        self.answer(|packet| match packet {
            Packet::Connack(connack) => Some(connack.code.value() == 0),
            _ => None,
        })
    }

    fn subscribe(&mut self, filter: &str) -> Result<bool, Failed> {
        let mut filters = FilterBlock::new(V5);
        filters.push(&Subscription {
            filter,
            qos: QoS::AtMostOnce,
            no_local: false,
            retain_as_published: false,
            retain_handling: RetainHandling::Always,
        })?;
        let filters = filters.as_filters();
        self.send(&Packet::Subscribe(Subscribe { id: PacketId::FIRST, properties: Properties::NONE, filters }))?;
        self.answer(|packet| match packet {
            Packet::Suback(suback) => suback.codes.first().map(|code| *code < 0x80),
            _ => None,
        })
    }

    fn publish(&mut self, topic: &str, retain: bool) -> Result<bool, Failed> {
        self.send(&Packet::Publish(publish(topic, retain)))?;
        self.answer(|packet| match packet {
            Packet::Puback(ack) => Some(ack.reason.value() < 0x80),
            _ => None,
        })
    }

    /// Lets somebody else publish; tells whether it is delivered.
    fn receive(&mut self, topic: &str) -> Result<bool, Failed> {
        let own = (self.peer.clone(), self.connection.take());
        let certificate = CertificateId::new(&"cd".repeat(32))?;
        self.register(&certificate)?;
        let all = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        self.attach_to(&certificate, "all", all)?;
        self.peer.certificate = Some(certificate);
        let is_published = self.connect("somebody else", &oracle::Caller::default())? && self.publish(topic, false)?;
        (self.peer, self.connection) = own;
        if !is_published {
            return Err("the publish that comes before is refused".into());
        }
        self.answer(|packet| match packet {
            Packet::Publish(publish) => Some(publish.topic == topic),
            _ => None,
        })
    }

    fn send(&mut self, packet: &Packet<'_>) -> Result<(), Failed> {
        let mut bytes = Vec::new();
        encode(packet, V5, &mut bytes)?;
        let (connection, _) = self.connection.as_ref().ok_or("nobody is connected")?;
        self.driver.received(START, *connection, &bytes);
        Ok(())
    }

    /// Reads everything that came since the last time; what the packet asked for does not come when it is refused.
    fn answer(&mut self, read: impl Fn(&Packet<'_>) -> Option<bool>) -> Result<bool, Failed> {
        let (_, tape) = self.connection.as_ref().ok_or("nobody is connected")?;
        let bytes = std::mem::take(&mut *tape.borrow_mut());
        let (mut left, mut answer) = (bytes.as_slice(), false);
        while !left.is_empty() {
            let Decoded::Packet { packet, length } = decode(left, &Rules::strict(V5)) else {
                return Err(format!("the account sent {left:02x?}").into());
            };
            answer |= read(&packet).unwrap_or(false);
            left = left.get(length..).unwrap_or_default();
        }
        Ok(answer)
    }
}

fn publish(topic: &str, retain: bool) -> Publish<'_> {
    Publish {
        dup: false,
        qos: QoS::AtLeastOnce,
        retain,
        topic,
        id: Some(PacketId::FIRST),
        properties: Properties::NONE,
        payload: b"x",
    }
}
