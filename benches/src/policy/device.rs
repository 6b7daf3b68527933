//! The policy of a device.

use touchstone_policy::{Action, ResourceKind};

use super::{Asked, Workload, values};

/// What a device usually has: five statements, most of them about its own name.
pub const DEVICE: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "iot:Connect",
     "Resource": "arn:aws:iot:eu-west-1:123456789012:client/${iot:Connection.Thing.ThingName}",
     "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}},
    {"Effect": "Allow", "Action": "iot:Publish", "Resource": [
        "arn:aws:iot:eu-west-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/*",
        "arn:aws:iot:eu-west-1:123456789012:topic/fleet/${iot:Connection.Thing.Attributes[site]}/news",
        "arn:aws:iot:eu-west-1:123456789012:topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*"]},
    {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": [
        "arn:aws:iot:eu-west-1:123456789012:topicfilter/cmd/${iot:Connection.Thing.ThingName}/*",
        "arn:aws:iot:eu-west-1:123456789012:topicfilter/fleet/${iot:Connection.Thing.Attributes[site]}/news",
        "arn:aws:iot:eu-west-1:123456789012:topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/*"]},
    {"Effect": "Allow", "Action": "iot:Receive", "Resource": [
        "arn:aws:iot:eu-west-1:123456789012:topic/cmd/${iot:Connection.Thing.ThingName}/*",
        "arn:aws:iot:eu-west-1:123456789012:topic/fleet/${iot:Connection.Thing.Attributes[site]}/news",
        "arn:aws:iot:eu-west-1:123456789012:topic/$aws/things/${iot:Connection.Thing.ThingName}/*"]},
    {"Effect": "Deny", "Action": ["iot:Publish", "iot:Receive"],
     "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/secret*"}]}"#;

/// The site of every thing.
pub const SITE: &str = "berlin";

/// What is asked of a device policy.
const REQUESTS: usize = 64;

/// Five statements with variables and 64 mixed requests of one thing, a third of them not allowed.
#[must_use]
pub fn device() -> Workload {
    let own = thing(42);
    Workload::new("device", DEVICE.to_owned(), values(&own, SITE), requests(&own))
}

/// The name, and client id, of a thing.
#[must_use]
pub fn thing(number: usize) -> String {
    format!("lamp-{number:04}")
}

/// Two thirds of what a thing may do, and one third of what is another's, or secret.
fn requests(thing: &str) -> Vec<Asked> {
    let client = |name: &str| Asked { action: Action::CONNECT, kind: ResourceKind::Client, name: name.to_owned() };
    let filter = |name: String| Asked { action: Action::SUBSCRIBE, kind: ResourceKind::TopicFilter, name };
    let kinds = [
        client(thing),
        Asked::topic(Action::PUBLISH, format!("dt/{thing}/telemetry")),
        Asked::topic(Action::PUBLISH, format!("dt/{thing}/secrets")),
        Asked::topic(Action::PUBLISH, format!("$aws/things/{thing}/shadow/update")),
        Asked::topic(Action::RECEIVE, format!("$aws/things/{thing}/shadow/update/accepted")),
        Asked::topic(Action::RECEIVE, format!("fleet/{SITE}/news")),
        Asked::topic(Action::RECEIVE, "fleet/oslo/news".to_owned()),
        Asked::topic(Action::RECEIVE, format!("cmd/{thing}/reboot")),
        Asked::topic(Action::RECEIVE, "cmd/lamp-0007/reboot".to_owned()),
        filter(format!("cmd/{thing}/+")),
        filter(format!("$aws/things/{thing}/jobs/notify-next")),
        filter("#".to_owned()),
    ];
    kinds.into_iter().cycle().take(REQUESTS).collect()
}
