//! Limits and switches of the broker: one value each, with the sheet's numbers as defaults.

use touchstone_vocabulary::Span;

/// What happens past each limit is said by the row named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a client id (MB-LIM-01).
    pub client_id_bytes: usize,
    /// Bytes of a payload (MB-LIM-09).
    pub payload_bytes: usize,
    /// Bytes of a packet (MB-LIM-10).
    pub packet_bytes: usize,
    /// Bytes of a CONNECT (MB-LIM-11).
    pub connect_bytes: usize,
    /// Bytes of a topic name or filter (MB-LIM-12).
    pub topic_bytes: usize,
    /// Slashes in a topic name or filter (MB-LIM-13).
    pub topic_slashes: usize,
    /// Filters in one SUBSCRIBE or UNSUBSCRIBE (MB-LIM-14).
    pub filters_per_request: usize,
    /// Subscriptions of a connection (MB-LIM-15).
    pub subscriptions: usize,
    /// Unacknowledged deliveries at QoS 1 (MB-LIM-21).
    pub in_flight: u16,
    /// Topic aliases a client may set (MB-LIM-29).
    pub topic_aliases: u16,
    /// The shortest keep alive in force (MB-LIM-07).
    pub least_keep_alive: Span,
    /// The longest keep alive in force (MB-LIM-07).
    pub most_keep_alive: Span,
    /// How long a persistent session outlives its connection (MB-LIM-23).
    pub session_expiry: Span,
    /// How long a connection may take to bring its CONNECT (MB-CON-28).
    pub connect_time: Span,
    /// How long a custom authorizer may take (MB-LIM-34).
    pub authorizer_time: Span,
    /// Deliveries at QoS 0 that may wait for a client that does not read (MB-MAL-54).
    pub waiting_deliveries: usize,
    /// Bytes of deliveries at QoS 0 that may wait, at full length (MB-MAL-54).
    pub waiting_bytes: usize,
    /// Deliveries at QoS 1 kept for one session; later ones are dropped (MB-SES-12).
    pub stored_deliveries: usize,
    /// Bytes of the deliveries at QoS 1 kept for one session, at full length; later ones are dropped (MB-SES-12).
    pub stored_bytes: usize,
    /// Bytes of answers to a client's own packets that may wait before its packets are no longer read.
    pub waiting_answers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            client_id_bytes: 128,
            payload_bytes: 131_072,
            packet_bytes: 149_504,
            connect_bytes: 131_072,
            topic_bytes: 256,
            topic_slashes: 7,
            filters_per_request: 8,
            subscriptions: 50,
            in_flight: 100,
            topic_aliases: 8,
            least_keep_alive: Span::from_secs(30),
            most_keep_alive: Span::from_secs(1_200),
            session_expiry: Span::from_secs(3_600),
            connect_time: Span::from_secs(10),
            authorizer_time: Span::from_secs(5),
            waiting_deliveries: 1_000,
            waiting_bytes: 8 * 1_024 * 1_024,
            stored_deliveries: 100_000,
            stored_bytes: 64 * 1_024 * 1_024,
            waiting_answers: 4 * 1_024,
        }
    }
}

/// Positions where the sources leave room; the defaults are the reference's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// `connect_denied_311` (OP-01).
    pub connect_denied_311: ConnectDenied311,
    /// `subscribe_denied_311` (OP-02).
    pub subscribe_denied_311: SubscribeDenied311,
    /// `qos2_311` (OP-06).
    pub qos2_311: Qos2On311,
}

/// What a 3.1.1 client sees when iot:Connect is denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConnectDenied311 {
    /// The end, without CONNACK.
    #[default]
    Close,
    /// CONNACK with return code 5.
    Connack5,
    /// CONNACK with 7, which is no legal code.
    Connack7,
}

/// What a 3.1.1 client sees when iot:Subscribe is denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubscribeDenied311 {
    /// The end, without SUBACK.
    #[default]
    Close,
    /// SUBACK with 0x80 for the denied filters.
    Suback80,
}

/// What a 3.1.1 client sees when it uses QoS 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Qos2On311 {
    /// Nothing: no acknowledgement, no effect.
    #[default]
    Ignore,
    /// The end.
    Close,
}
