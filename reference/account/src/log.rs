//! Log records as the account makes them (broker sheet, section 14.4).

use touchstone_broker::{DisconnectReason, Refusal};
use touchstone_vocabulary::ClientId;
use touchstone_wire::Violation;

use crate::LogRecord;

fn record(event: &'static str, client: Option<&ClientId>, principal: Option<&str>) -> LogRecord {
    LogRecord {
        event,
        failure: false,
        client: client.cloned(),
        principal: principal.map(str::to_owned),
        topic: None,
        reason: None,
        details: None,
    }
}

/// A request that policies do not allow.
pub(crate) fn denied(event: &'static str, client: &ClientId, principal: &str, details: String) -> LogRecord {
    LogRecord {
        failure: true,
        reason: Some("AUTHORIZATION_FAILURE"),
        details: Some(details),
        ..record(event, Some(client), Some(principal))
    }
}

pub(crate) fn connected(client: &ClientId, principal: &str) -> LogRecord {
    record("Connect", Some(client), Some(principal))
}

pub(crate) fn disconnected(
    client: &ClientId,
    principal: &str,
    reason: DisconnectReason,
    violation: Option<Violation>,
) -> LogRecord {
    let plain = record("Disconnect", Some(client), Some(principal));
    match reason {
        DisconnectReason::ClientInitiated => plain,
        //= MB-DUP-11
        DisconnectReason::DuplicateClientId => LogRecord {
            failure: true,
            reason: Some("DUPLICATE_CLIENT_ID"),
            details: Some("a new connection came with the same client id".to_owned()),
            ..plain
        },
        reason => LogRecord { failure: true, reason: Some(reason.as_str()), details: violation.map(broken), ..plain },
    }
}

/// A connection that was not accepted.
pub(crate) fn refused(
    client: Option<&ClientId>,
    principal: Option<&str>,
    refusal: Option<Refusal>,
    violation: Option<Violation>,
) -> LogRecord {
    let (reason, details) = match (refusal, violation) {
        (Some(Refusal::Unauthenticated), _) => ("AUTHENTICATION_FAILURE", Some("no usable credential".to_owned())),
        (Some(Refusal::BadCredentials), _) => ("AUTHENTICATION_FAILURE", Some("the authorizer refused".to_owned())),
        (Some(Refusal::NotAuthorized), _) => ("AUTHORIZATION_FAILURE", None),
        (None, violation) => ("CLIENT_ERROR", violation.map(broken)),
    };
    LogRecord { failure: true, reason: Some(reason), details, ..record("Connect", client, principal) }
}

fn broken(violation: Violation) -> String {
    format!("{} at byte {} ({})", violation.reason, violation.offset, violation.statement)
}
