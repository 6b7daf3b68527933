//! Lifecycle events as they are published (broker sheet, section 13).

use bytes::Bytes;
use serde::Serialize;
use touchstone_broker::{DisconnectReason, Publication};
use touchstone_vocabulary::{ClientId, QoS, Time, TopicFilter, TopicName};

use crate::standing::Standing;

/// The JSON of an event; members that an event does not have are left out (MB-LCE-06).
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    client_id: &'a str,
    timestamp: i64,
    event_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connect_failure_reason: Option<&'static str>,
    session_identifier: &'a str,
    principal_identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_initiated_disconnect: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disconnect_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_address: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topics: Option<Vec<&'a str>>,
}

impl<'a> Event<'a> {
    fn of(client: &'a ClientId, standing: &'a Standing, now: Time, event_type: &'static str) -> Self {
        Self {
            client_id: client.as_str(),
            //= MB-LCE-12
            timestamp: now.millis(),
            event_type,
            session_identifier: &standing.session_identifier,
            //= MB-LCE-13
            principal_identifier: standing.principal.identifier(),
            ..Self::default()
        }
    }

    /// The publication on the event's topic; none for a client id that holds `#` or `+` (MB-LCE-07).
    fn publication(&self, kind: &str) -> Option<Publication> {
        //= MB-LCE-07
        if self.client_id.contains(['#', '+']) {
            return None;
        }
        let topic = TopicName::new(&format!("$aws/events/{kind}/{}/{}", self.event_type, self.client_id)).ok()?;
        let payload = serde_json::to_vec(self).ok()?;
        //= MB-LCE-01
        Some(Publication::plain(topic, Bytes::from(payload), QoS::AtLeastOnce))
    }
}

//= MB-LCE-02
pub(crate) fn connected(client: &ClientId, standing: &Standing, now: Time) -> Option<Publication> {
    let event = Event::of(client, standing, now, "connected");
    let event = Event { ip_address: Some(&standing.address), version_number: Some(standing.version_number), ..event };
    event.publication("presence")
}

//= MB-LCE-03
//= MB-LCE-09
pub(crate) fn disconnected(
    client: &ClientId,
    standing: &Standing,
    now: Time,
    reason: DisconnectReason,
) -> Option<Publication> {
    let event = Event::of(client, standing, now, "disconnected");
    let event = Event {
        //= MB-LCE-06
        client_initiated_disconnect: Some(reason == DisconnectReason::ClientInitiated),
        disconnect_reason: Some(reason.as_str()),
        version_number: Some(standing.version_number),
        ..event
    };
    event.publication("presence")
}

/// Who was refused, as far as `connect_failed` tells it.
pub(crate) struct Failed<'a> {
    pub(crate) client: &'a ClientId,
    pub(crate) principal: &'a str,
    pub(crate) session_identifier: &'a str,
    pub(crate) address: &'a str,
}

//= MB-LCE-04
pub(crate) fn connect_failed(failed: &Failed<'_>, now: Time) -> Option<Publication> {
    let event = Event {
        client_id: failed.client.as_str(),
        timestamp: now.millis(),
        event_type: "connect_failed",
        connect_failure_reason: Some("AUTHORIZATION_FAILED"),
        session_identifier: failed.session_identifier,
        principal_identifier: failed.principal,
        ip_address: Some(failed.address),
        ..Event::default()
    };
    event.publication("presence")
}

//= MB-LCE-17
pub(crate) fn subscription(
    client: &ClientId,
    standing: &Standing,
    now: Time,
    event_type: &'static str,
    filters: &[TopicFilter],
) -> Option<Publication> {
    let topics = Some(filters.iter().map(TopicFilter::as_str).collect());
    Event { topics, ..Event::of(client, standing, now, event_type) }.publication("subscriptions")
}
