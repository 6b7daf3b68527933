//! What an account finds worth knowing, for whoever watches the process.

use touchstone_account::LogRecord;

use crate::HostName;

/// Tells of a record: as a warning when something failed, such as a request that no statement allows.
pub(super) fn tell(host: &HostName, record: &LogRecord) {
    let LogRecord { event, failure, client, principal, topic, reason, details } = record;
    let client = client.as_ref().map(|client| client.as_str());
    let (principal, topic, details) = (principal.as_deref(), topic.as_deref(), details.as_deref());
    if *failure {
        tracing::warn!(%host, client, topic, reason, details, principal, "{event}");
    } else {
        tracing::info!(%host, client, topic, reason, details, principal, "{event}");
    }
}
