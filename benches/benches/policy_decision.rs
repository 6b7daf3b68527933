//! How fast is a policy decided for a device, beside a plain loop and beside iam-rs?
//!
//! The device policy of the fleet - five statements with variables - and 64 mixed requests of one thing, about a third
//! of them not allowed. All deciders must first agree on each of them. The plain loop has its variables filled in
//! beforehand, once for the thing, and asks every statement; iam-rs is given its requests ready made.

#![expect(clippy::unwrap_used, reason = "a benchmark whose set-up fails has nothing to say")]

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use iam_rs::{Arn, Context, ContextValue, Decision, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId};
use touchstone_benches::fleet::{self, DEVICE, SITE};
use touchstone_policy::{Action, AttachedThing, ConnectedThing, Home, Outcome, Policy, PolicySet, Resource, Values};

const REQUESTS: usize = 64;
const ACCOUNT: &str = "arn:aws:iot:eu-west-1:123456789012:";

fn main() {
    let thing = fleet::thing(42);
    let requests = requests(&thing);
    let values = Values {
        client_id: Some(thing.clone()),
        thing: ConnectedThing::Attached(AttachedThing {
            name: thing.clone(),
            type_name: None,
            attributes: [("site".to_owned(), SITE.to_owned())].into(),
        }),
        ..Values::default()
    };
    let policy = Policy::parse(DEVICE).unwrap();
    let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
    let set = PolicySet::compile(&home, [("device", &policy)]);
    let plain = Plain::new(&thing);
    let foreign = PolicyEvaluator::with_policies(vec![IAMPolicy::from_json(&with_principal()).unwrap()]);
    let foreign_requests: Vec<IAMRequest> = requests.iter().map(|request| request.foreign(&thing)).collect();
    let count = |decided: &dyn Fn(usize) -> bool| (0..requests.len()).filter(|number| decided(*number)).count();
    let ours = |request: &Request| set.decide(request.action, request.resource(), &values) == Outcome::Allowed;
    let theirs = |request: &IAMRequest| foreign.evaluate(request).unwrap().decision == Decision::Allow;
    for (request, foreign) in requests.iter().zip(&foreign_requests) {
        let all = [ours(request), plain.allows(request), theirs(foreign)];
        assert!(all == [true; 3] || all == [false; 3], "{request:?}: {all:?}");
    }
    let allowed = count(&|number| requests.get(number).is_some_and(ours));
    assert!((32..=48).contains(&allowed), "{allowed} are allowed");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("policy decisions of a device");
    group.throughput(Throughput::Elements(REQUESTS as u64));
    group.bench_function("touchstone", |bencher| {
        bencher.iter(|| requests.iter().filter(|request| ours(black_box(request))).count());
    });
    group.bench_function("plain loop", |bencher| {
        bencher.iter(|| requests.iter().filter(|request| plain.allows(black_box(request))).count());
    });
    group.bench_function("iam-rs", |bencher| {
        bencher.iter(|| foreign_requests.iter().filter(|request| theirs(black_box(request))).count());
    });
    group.finish();
    criterion.final_summary();
}

/// A request in the forms that the deciders want.
#[derive(Debug)]
struct Request {
    action: Action<'static>,
    kind: Kind,
    name: String,
    arn: String,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Client,
    Topic,
    Filter,
}

impl Request {
    fn new(action: Action<'static>, kind: Kind, name: &str) -> Self {
        let head = match kind {
            Kind::Client => "client",
            Kind::Topic => "topic",
            Kind::Filter => "topicfilter",
        };
        Self { action, kind, name: name.to_owned(), arn: format!("{ACCOUNT}{head}/{name}") }
    }

    fn resource(&self) -> Resource<'_> {
        match self.kind {
            Kind::Client => Resource::client(&self.name),
            Kind::Topic => Resource::topic(&self.name),
            Kind::Filter => Resource::topic_filter(&self.name),
        }
    }

    fn foreign(&self, thing: &str) -> IAMRequest {
        let mut context = Context::new();
        for (key, value) in [("ThingName", thing), ("Attributes[site]", SITE)] {
            context.insert(format!("iot:Connection.Thing.{key}"), ContextValue::String(value.to_owned()));
        }
        context.insert("iot:Connection.Thing.IsAttached".to_owned(), ContextValue::Boolean(true));
        let principal = Principal::Aws(PrincipalId::String("arn:aws:iam::123456789012:user/device".to_owned()));
        IAMRequest::new_with_context(principal, self.action.name(), Arn::parse(&self.arn).unwrap(), context)
    }
}

/// Two thirds of what a thing may do, and one third of what is another's, or secret.
fn requests(thing: &str) -> Vec<Request> {
    let kinds = [
        (Action::CONNECT, Kind::Client, thing.to_owned()),
        (Action::PUBLISH, Kind::Topic, format!("dt/{thing}/telemetry")),
        (Action::PUBLISH, Kind::Topic, format!("dt/{thing}/secrets")),
        (Action::PUBLISH, Kind::Topic, format!("$aws/things/{thing}/shadow/update")),
        (Action::RECEIVE, Kind::Topic, format!("$aws/things/{thing}/shadow/update/accepted")),
        (Action::RECEIVE, Kind::Topic, format!("fleet/{SITE}/news")),
        (Action::RECEIVE, Kind::Topic, "fleet/oslo/news".to_owned()),
        (Action::RECEIVE, Kind::Topic, format!("cmd/{thing}/reboot")),
        (Action::RECEIVE, Kind::Topic, "cmd/lamp-0007/reboot".to_owned()),
        (Action::SUBSCRIBE, Kind::Filter, format!("cmd/{thing}/+")),
        (Action::SUBSCRIBE, Kind::Filter, format!("$aws/things/{thing}/jobs/notify-next")),
        (Action::SUBSCRIBE, Kind::Filter, "#".to_owned()),
    ];
    kinds.into_iter().cycle().take(REQUESTS).map(|(action, kind, name)| Request::new(action, kind, &name)).collect()
}

/// The policy as iam-rs wants it: with a principal.
fn with_principal() -> String {
    DEVICE.replace("\"Action\"", "\"Principal\": \"*\", \"Action\"")
}

/// The statements of the policy with the thing's name filled in, asked one after the other.
struct Plain {
    statements: Vec<(bool, Vec<&'static str>, Vec<String>)>,
}

impl Plain {
    fn new(thing: &str) -> Self {
        let topics = |heads: &[&str], own: &str| -> Vec<String> {
            let own = own.replace("{thing}", thing).replace("{site}", SITE);
            heads.iter().flat_map(|head| own.split(' ').map(move |name| format!("{ACCOUNT}{head}/{name}"))).collect()
        };
        let statements = vec![
            (true, vec!["iot:Connect"], topics(&["client"], "{thing}")),
            (
                true,
                vec!["iot:Publish"],
                topics(&["topic"], "dt/{thing}/* fleet/{site}/news $aws/things/{thing}/shadow/*"),
            ),
            (
                true,
                vec!["iot:Subscribe"],
                topics(&["topicfilter"], "cmd/{thing}/* fleet/{site}/news $aws/things/{thing}/*"),
            ),
            (true, vec!["iot:Receive"], topics(&["topic"], "cmd/{thing}/* fleet/{site}/news $aws/things/{thing}/*")),
            (false, vec!["iot:Publish", "iot:Receive"], topics(&["topic"], "dt/{thing}/secret*")),
        ];
        Self { statements }
    }

    fn allows(&self, request: &Request) -> bool {
        let mut allowed = false;
        for (allows, actions, resources) in &self.statements {
            let covers = actions.contains(&request.action.name())
                && resources.iter().any(|pattern| glob(pattern.as_bytes(), request.arn.as_bytes()));
            match (covers, allows) {
                (true, false) => return false,
                (true, true) => allowed = true,
                (false, _) => {}
            }
        }
        allowed
    }
}

/// The usual matcher with two places to go back to.
fn glob(mut pattern: &[u8], mut text: &[u8]) -> bool {
    let mut back: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([b'*', rest @ ..], _) => {
                back = Some((rest, text));
                pattern = rest;
            }
            ([p, rest @ ..], [t, after @ ..]) if p == t || *p == b'?' => (pattern, text) = (rest, after),
            ([], []) => return true,
            _ => match back {
                Some((resume, [_, after @ ..])) => {
                    back = Some((resume, after));
                    (pattern, text) = (resume, after);
                }
                _ => return false,
            },
        }
    }
}
