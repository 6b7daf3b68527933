//! Policies of any size.

use touchstone_policy::{Action, Values};

use super::{Asked, PLACE, Workload};

/// The numbers of statements that are measured.
pub const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// Devices of one tenant.
const TENANT: usize = 10;
/// What is asked of a policy, whatever its size.
const REQUESTS: usize = 256;

/// As many statements for devices of tenants, and 256 requests spread over them, two in five not allowed.
///
/// A third of the statements ends in a star, a third has a star, a literal and a `?`, a third is exact; each tenth denies.
#[must_use]
pub fn scale(statements: usize) -> Workload {
    let listed: Vec<String> = (0..statements).map(statement).collect();
    let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, listed.join(",\n"));
    let asked = (0..REQUESTS).map(|number| asked(number, statements)).collect();
    Workload::new(&format!("scale {statements}"), document, Values::default(), asked)
}

fn statement(device: usize) -> String {
    let tenant = device / TENANT;
    let (effect, topic) = match (device % TENANT, device % 3) {
        (9, _) => ("Deny", format!("tenant-{tenant:04}/dev-{device:05}/secret*")),
        (_, 0) => ("Allow", format!("tenant-{tenant:04}/dev-{device:05}/*")),
        (_, 1) => ("Allow", format!("tenant-{tenant:04}/*/dev-{device:05}/cmd-?")),
        _ => ("Allow", format!("tenant-{tenant:04}/dev-{device:05}/state")),
    };
    format!(r#"{{"Effect": "{effect}", "Action": "iot:Publish", "Resource": "{PLACE}topic/{topic}"}}"#)
}

fn asked(number: usize, statements: usize) -> Asked {
    // Neighbours in time are far apart in the policy, wherever it is large enough.
    let device = number * 7_919 % statements;
    let tenant = device / TENANT;
    let name = match (number % 8, device % 3) {
        (0, _) => format!("tenant-{tenant:04}/dev-99999/state"),
        (1, _) => format!("tenant-{:04}/dev-{device:05}/state", tenant + 5_000),
        (2, _) => format!("tenant-{tenant:04}/dev-{device:05}/secrets"),
        (_, 0) => format!("tenant-{tenant:04}/dev-{device:05}/telemetry"),
        (_, 1) => format!("tenant-{tenant:04}/site/dev-{device:05}/cmd-7"),
        _ => format!("tenant-{tenant:04}/dev-{device:05}/state"),
    };
    Asked::topic(Action::PUBLISH, name)
}
