//! The form of a CONNECT: what it asks for, and what is wrong with it whoever asks.

use bytes::Bytes;
use touchstone_vocabulary::{ClientId, QoS, Span, TopicName};
use touchstone_wire::{Connect, Properties, Property, PropertyBlock, ProtocolVersion, ReasonCode};

use super::Newcomer;
use crate::broker::Broker;
use crate::will::Will;
use crate::{ConnectionId, Host, Retain, reserved};

/// A CONNECT refused for its form: the code on 3.1.1, where there is a packet at all, and on 5.
pub(super) struct Ill {
    pub(super) v3: Option<u8>,
    pub(super) v5: Option<ReasonCode>,
}

impl Ill {
    /// Refused without a CONNACK on 3.1.1.
    const fn code(v5: ReasonCode) -> Self {
        Self { v3: None, v5: Some(v5) }
    }

    //= MB-CON-14
    //= MB-CON-15
    const CLIENT_ID: Self = Self { v3: Some(0x02), v5: Some(ReasonCode::CLIENT_IDENTIFIER_NOT_VALID) };
}

impl<S> Broker<S> {
    /// Reads a CONNECT's form, before anybody is asked for permission.
    pub(super) fn form(
        &self,
        connection: ConnectionId,
        connect: &Connect<'_>,
        length: usize,
        host: &mut impl Host<Standing = S>,
    ) -> Result<Newcomer, Ill> {
        //= MB-CON-22
        if length > self.limits.connect_bytes {
            return Err(Ill::code(ReasonCode::QUOTA_EXCEEDED));
        }
        let asked = Wanted::from(&connect.properties);
        //= MB-CON-29
        if asked.authentication {
            return Err(Ill::code(ReasonCode::NOT_AUTHORIZED));
        }
        let assigned = connect.client_id.is_empty();
        let client = match connect.client_id {
            //= MB-CON-16
            "" if connect.version == ProtocolVersion::V311 && !connect.clean_start => return Err(Ill::CLIENT_ID),
            "" => host.make_client_id(connection),
            id if id.len() > self.limits.client_id_bytes || id.starts_with('$') => return Err(Ill::CLIENT_ID),
            id => ClientId::new(id),
        };
        let will = connect.will.as_ref().map(|will| self.will(will, host)).transpose()?;
        let expiry = match connect.version {
            ProtocolVersion::V311 if connect.clean_start => Span::ZERO,
            ProtocolVersion::V311 => self.limits.session_expiry,
            ProtocolVersion::V5 => self.expiry_in_force(asked.expiry),
        };
        Ok(Newcomer {
            client,
            assigned,
            version: connect.version,
            clean_start: connect.clean_start,
            expiry,
            expiry_lowered: expiry != Span::from_secs(asked.expiry.into()),
            keep_alive: self.keep_alive_in_force(connect.keep_alive),
            will,
            window: asked.window.min(self.limits.in_flight),
            largest: asked.largest,
        })
    }

    /// Reads a will's form (MB-CON-27, MB-WIL-11).
    fn will(&self, will: &touchstone_wire::Will<'_>, host: &impl Host<Standing = S>) -> Result<Will, Ill> {
        //= MB-CON-27
        if will.qos == QoS::ExactlyOnce {
            return Err(Ill::code(ReasonCode::QOS_NOT_SUPPORTED));
        }
        let invalid = || Ill::code(ReasonCode::TOPIC_NAME_INVALID);
        //= MB-WIL-11
        let topic = TopicName::new(will.topic).map_err(|_| invalid())?;
        if !reserved::fits(topic.as_str(), &self.limits) || topic.is_reserved() && !host.takes_publish(&topic) {
            return Err(invalid());
        }
        if will.payload.len() > self.limits.payload_bytes {
            return Err(Ill::code(ReasonCode::QUOTA_EXCEEDED));
        }
        let mut properties = PropertyBlock::new();
        properties.extend(will.properties);
        //= MB-WIL-10
        let retain = if will.retain && !topic.is_reserved() { Retain::Yes } else { Retain::No };
        Ok(Will { topic, payload: Bytes::copy_from_slice(will.payload), qos: will.qos, retain, properties })
    }

    //= MB-KA-01
    fn keep_alive_in_force(&self, seconds: u16) -> Span {
        match Span::from_secs(seconds.into()) {
            Span::ZERO => self.limits.most_keep_alive,
            asked => asked.clamp(self.limits.least_keep_alive, self.limits.most_keep_alive),
        }
    }

    //= MB-SES-07
    pub(crate) fn expiry_in_force(&self, seconds: u32) -> Span {
        Span::from_secs(seconds.into()).min(self.limits.session_expiry)
    }
}

/// What the properties of a CONNECT ask for.
struct Wanted {
    expiry: u32,
    window: u16,
    largest: usize,
    authentication: bool,
}

impl From<&Properties<'_>> for Wanted {
    fn from(properties: &Properties<'_>) -> Self {
        let mut wanted = Self { expiry: 0, window: u16::MAX, largest: usize::MAX, authentication: false };
        for property in properties.iter() {
            match property {
                Property::SessionExpiryInterval(seconds) => wanted.expiry = seconds,
                Property::ReceiveMaximum(window) => wanted.window = window,
                Property::MaximumPacketSize(largest) => wanted.largest = usize::try_from(largest).unwrap_or(usize::MAX),
                Property::AuthenticationMethod(_) => wanted.authentication = true,
                _ => {}
            }
        }
        wanted
    }
}
