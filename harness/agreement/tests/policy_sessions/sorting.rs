//! Which requests a packet can ask, of an account as it is served today.

use touchstone_agreement::policy_vectors::{PolicyType, Request, Vector};
use touchstone_oracle::policy::{Association, Caller, Principal, Protocol};

/// Where the account of every session lives.
const HOME: &str = "arn:aws:iot:us-east-1:123456789012:";

/// Why a request cannot be asked in a session; `None` when it can.
pub(crate) fn why_not(vector: &Vector, request: &Request, caller: &Caller) -> Option<&'static str> {
    let written: Vec<String> = vector.policies.iter().map(ToString::to_string).collect();
    let written = written.join(" ");
    of_the_principal(vector, caller)
        .or_else(|| of_the_facts(&written, caller))
        .or_else(|| of_the_request(request, caller))
}

fn of_the_principal(vector: &Vector, caller: &Caller) -> Option<&'static str> {
    if vector.policy_type == PolicyType::Iam {
        return Some("an IAM policy: nobody comes with a signature yet");
    }
    match caller.protocol {
        Protocol::Mqtt => {}
        Protocol::Websocket => return Some("over WebSocket"),
        Protocol::Https => return Some("over HTTPS"),
        Protocol::CredentialProvider => return Some("of the credential provider"),
    }
    match caller.principal {
        Principal::Certificate if caller.certificate.is_none() => {
            return Some("of nobody: without a certificate no session begins");
        }
        Principal::Certificate | Principal::CustomAuthorizer => {}
        Principal::IamUser | Principal::CognitoAuthenticated | Principal::CognitoUnauthenticated => {
            return Some("of somebody who comes with a signature");
        }
    }
    let to_groups = vector.attachments.iter().flatten().any(|target| target != "principal");
    to_groups.then_some("policies of thing groups, which have none yet")
}

fn of_the_facts(written: &str, caller: &Caller) -> Option<&'static str> {
    if written.contains("iot:Certificate.") {
        return Some("names of certificates, which accounts do not keep yet");
    }
    if caller.source_vpce.is_some() || !caller.keys.is_empty() {
        return Some("keys that no session has");
    }
    if caller.source_ip.is_none() && written.contains("aws:SourceIp") {
        return Some("without an address, which every session has");
    }
    let thing = caller.thing.as_ref()?;
    if thing.attached && thing.association == Association::Exclusive {
        return Some("an exclusive attachment, which comes later");
    }
    (thing.type_name.is_some() && written.contains("ThingTypeName")).then_some("types of things, which come later")
}

fn of_the_request(request: &Request, caller: &Caller) -> Option<&'static str> {
    let Some(client) = &caller.client_id else { return Some("without a client id") };
    if client.is_empty() || client.len() > 128 {
        return Some("a client id that no CONNECT may have");
    }
    let Some((kind, name)) = request.resource.strip_prefix(HOME).and_then(|rest| rest.split_once('/')) else {
        return Some("a resource of another place or service, or of all");
    };
    match (request.action.as_str(), kind) {
        ("iot:Connect", "client") => of_a_connect(name, client, caller),
        ("iot:Publish" | "iot:RetainPublish", "topic") => of_a_topic(name, name.starts_with("$aws/rules/")),
        ("iot:Receive", "topic") => of_a_topic(name, false),
        ("iot:Subscribe", "topicfilter") => of_a_filter(name),
        ("iot:Connect" | "iot:Publish" | "iot:RetainPublish" | "iot:Receive" | "iot:Subscribe", _) => {
            Some("a resource of a kind that the action never has")
        }
        _ => Some("an action of HTTPS"),
    }
}

fn of_a_connect(name: &str, client: &str, caller: &Caller) -> Option<&'static str> {
    if name != client {
        return Some("a client id other than the connection's");
    }
    let known = |attribute: &String| matches!(attribute.as_str(), "PersistentConnect" | "LastWill");
    let strange = caller.connect_attributes.iter().flatten().any(|attribute| !known(attribute));
    strange.then_some("an attribute that no CONNECT can ask for")
}

fn of_a_topic(name: &str, is_served: bool) -> Option<&'static str> {
    if name.is_empty() || name.len() > 256 || name.contains(['+', '#', '\0']) || name.matches('/').count() > 7 {
        return Some("a topic that no packet may have");
    }
    (name.starts_with('$') && !is_served).then_some("a reserved topic whose service comes later")
}

fn of_a_filter(filter: &str) -> Option<&'static str> {
    let levels: Vec<&str> = filter.split('/').collect();
    let misplaced = levels.iter().enumerate().any(|(number, level)| match *level {
        "+" => false,
        "#" => number + 1 < levels.len(),
        level => level.contains(['+', '#', '\0']),
    });
    let slashes = levels.len() - 1;
    if filter.is_empty() || filter.len() > 256 || misplaced || (slashes > 7 && !filter.starts_with("$aws/")) {
        return Some("a filter that no packet may have");
    }
    let is_taken = filter.starts_with("$aws/") && !filter.starts_with("$aws/rules/");
    (filter.starts_with('$') && !is_taken).then_some("a reserved filter whose service comes later")
}
